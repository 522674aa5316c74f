"""Feeds and texts that others have labelled. They lie beside this project, not in it."""
import os
import re
import subprocess
import sys

import daemon
from servers import Skip

CORPORA = os.path.abspath(os.path.join(daemon.RULES, "..", "..", "shared", "corpora"))


def judged(judge, *words):
    """What a corpus's own judge prints of the binary."""
    script = f"{CORPORA}/{judge}"
    if not os.path.exists(script):
        raise Skip("no corpus")
    done = subprocess.run([sys.executable, script, *words], capture_output=True, text=True,
                          timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-800:]
    return done.stdout


def test_feeds_are_read_as_other_parsers_read_them(_):
    said = judged("feeds/score.py", "--per-file", "--", daemon.BINARY, "parse", "--json")
    core = re.search(r"core \d+/\d+ \(([\d.]+) %\)", said)
    assert core and float(core[1]) >= 99, said


def test_tone_is_judged_as_people_judge_it(_):
    said = judged("sentiment/eval.py", "--sets", "apple_cf", "--", daemon.BINARY, "try",
                  "--json", "--data", daemon.RULES, "-")
    macro_f1 = re.search(r"^apple_cf +\d+ +([\d.]+)", said, re.M)
    assert macro_f1 and float(macro_f1[1]) >= 0.6, said
