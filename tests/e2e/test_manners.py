"""Every manner a server can see, played against the real daemon with intervals of a blink.

Each row has the number of the list of manners and its figure. Rows that need hours or a clock of
their own are stories of tests/scenario or unit tests that name the row; the table tells which.
"""
import concurrent.futures
import glob
import os
import re
import subprocess

import daemon
from daemon import Daemon
import manners_answers
import manners_content
import manners_schedule
import manners_wire
from servers import Receiver, Skip
from stage import Stage

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")

# Shown elsewhere: the file has to name the row.
ELSEWHERE = {
    "P41": "scenario/edited_newly_matches.scn", "P42": "scenario/new_host.scn",
    "P43": "scenario/same_link.scn", "P44": "scenario/gone_for_weeks.scn",
    "P52": "scenario/clock_jumps.scn",
}
ELSEWHERE_BUILT = {"scenario": ("scenario", "scenario"),
                   "unit": ("unit", "store", "test-store-commit")}
# What cannot be shown here, or is not there yet, and why.
NOT_YET = {}


class Play:
    """What a row gets: a server, a receiver of alerts, and daemons in a folder of their own."""

    def __init__(self, folder, stage, hook):
        self.folder, self.stage, self.hook = folder, stage, hook

    def daemon(self, *paths, every="200ms", retry="200ms", poll=None, sources=None, **changes):
        sources = sources or [{"feed": self.stage.url(path), "name": path[1:]} for path in paths]
        for source in sources:
            source.setdefault("baseline", "all")
        settings = {"every": every, "slowest": every, "floor": "100ms", "retry": retry}
        changes.setdefault("log", {"to": "stderr", "level": "debug"})
        return Daemon(f"{self.folder}/m", sources, {"chat": {"webhook": {"url": self.hook.url}}},
                      poll={**settings, **(poll or {})}, **changes)


def rows():
    # Those that take long begin first.
    for module in (manners_wire, manners_schedule, manners_answers, manners_content):
        for name, row in list(vars(module).items()):
            if re.fullmatch(r"p\d\d", name) and name.upper() not in NOT_YET:
                yield name.upper(), row


def played(folder, name, row):
    with Stage() as stage, Receiver() as hook:
        try:
            row(Play(f"{folder}/{name}", stage, hook))
        except Skip as reason:
            return None, f"not yet: {reason}"
        except Exception as wrong:  # one row's trouble is not the others'
            return False, f"FAIL {type(wrong).__name__}: {str(wrong)[-1500:]}"
    return True, "pass " + (row.__doc__ or "").split("\n")[0]


def shown_elsewhere(name, place):
    """A story, or a test of its own that was built beside the daemon: played here again."""
    kind, path = place.split("/", 1)[0], os.path.join(TESTS, place)
    label = f"{kind} {os.path.basename(place).split('.')[0]}"
    if not os.path.exists(path) or name not in open(path, encoding="utf-8").read():
        return False, f"FAIL {place} does not name it"
    words = [os.path.join(os.path.dirname(daemon.BINARY), "tests", *ELSEWHERE_BUILT[kind])]
    if not os.path.exists(words[0]):
        return None, f"not here: {label} was not built"
    if kind == "scenario":
        words += [daemon.RULES, os.path.join(TESTS, "scenario/house.yaml"), path]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode == 0, f"{'FAIL' if done.returncode else 'pass'} {label}"


def test_manners(folder):
    """Tells a verdict a row; `not yet` counts as skipped."""
    table = {name: (None, f"not yet: {why}") for name, why in NOT_YET.items()}
    table |= {name: shown_elsewhere(name, place) for name, place in ELSEWHERE.items()}
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        under_way = {name: pool.submit(played, folder, name, row) for name, row in rows()}
        table |= {name: done.result() for name, done in under_way.items()}
    for name in sorted(table):
        print(f"     {name} {table[name][1]}")
    missing = [f"P{n:02}" for n in range(1, 54) if f"P{n:02}" not in table]
    assert not missing, f"no row for {missing}"
    assert glob.glob(f"{folder}/P*"), "nothing was played"
    return [verdict for name, (verdict, _) in table.items()]
