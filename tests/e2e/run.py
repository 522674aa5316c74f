#!/usr/bin/env python3
"""The real binary against real servers: runs every function test_* of the files beside this one.

    run.py --mentiond build/release/mentiond [--kills N] [--keep] [NAME…]

A NAME picks the tests that have it in their name. Each test gets an empty folder. Ends with
"N passed, N failed, N skipped"; status 1 when something failed.
"""
import argparse
import glob
import importlib
import os
import shutil
import sys
import tempfile
import time
import traceback

import daemon
from servers import Skip

HERE = os.path.dirname(os.path.abspath(__file__))


def collect(names):
    for path in sorted(glob.glob(f"{HERE}/test_*.py")):
        module = importlib.import_module(os.path.basename(path)[:-3])
        for name, test in list(vars(module).items()):
            if name.startswith("test_") and any(wanted in name for wanted in names or [""]):
                yield name, test


def shown(exc_info):
    """The lines of our own files on the way to what went wrong, and the words of it."""
    kind, what, trace = exc_info
    frames = [frame for frame in traceback.extract_tb(trace) if frame.filename.startswith(HERE)]
    lines = [f"    {os.path.basename(frame.filename)}:{frame.lineno}: {frame.line}"
             for frame in frames[1:]]
    return "\n".join(["", *lines, f"    {kind.__name__}: {what}"])


def run(name, test, keep):
    """The verdicts: whether the test passed, None when it was skipped. A test that answers with a
    list of verdicts is counted by them."""
    folder = tempfile.mkdtemp(prefix="mentiond-e2e-")
    os.chmod(folder, 0o755)
    started = time.monotonic()
    verdicts, words = [True], ""
    try:
        verdicts = test(folder) or verdicts
    except Skip as reason:
        verdicts, words = [None], str(reason)
    except Exception:  # whatever it was, the other tests go on
        verdicts, words = [False], shown(sys.exc_info())
    label = "FAIL" if False in verdicts else "ok  " if True in verdicts else "skip"
    print(f"{label} {name} ({time.monotonic() - started:.1f} s) {words}", flush=True)
    if keep:
        print(f"    its folder: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return verdicts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mentiond", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    daemon.BINARY = os.path.abspath(given.mentiond)
    daemon.KILLS = given.kills
    verdicts = [verdict for name, test in list(collect(given.names))
                for verdict in run(name, test, given.keep)]
    print(f"{verdicts.count(True)} passed, {verdicts.count(False)} failed, "
          f"{verdicts.count(None)} skipped")
    sys.exit(1 if False in verdicts or True not in verdicts else 0)


main()
