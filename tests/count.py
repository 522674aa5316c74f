#!/usr/bin/env python3
"""Adds the closing lines of all tests in a meson testlog.json; a test without one counts as one.

Prints "N passed, N failed, N skipped"; what failed goes to standard error with its last words.
"""
import json
import re
import sys

CLOSING = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)


def judge(test):
    """The three numbers of one test program."""
    if test["result"] == "SKIP":
        return 0, 0, 1
    closing = CLOSING.findall(test.get("stdout", ""))
    is_well = test["result"] in ("OK", "EXPECTEDFAIL")
    if not closing:
        return (1, 0, 0) if is_well else (0, 1, 0)
    passed, failed, skipped = (int(n or 0) for n in closing[-1])
    if not is_well:
        failed = max(failed, 1)
    return passed, failed, skipped


def main(path):
    total = [0, 0, 0]
    try:
        with open(path, encoding="utf-8") as log:
            tests = [json.loads(line) for line in log]
    except FileNotFoundError:
        tests = [{"name": path, "result": "no test ran"}]
    for test in tests:
        numbers = judge(test)
        total = [a + b for a, b in zip(total, numbers)]
        if numbers[1]:
            words = (test.get("stdout", "") + test.get("stderr", "")).strip().splitlines()
            print(f"FAILED {test['name']}: {test['result']}", *words[-12:], sep="\n    ",
                  file=sys.stderr)
    print("{} passed, {} failed, {} skipped".format(*total))


main(sys.argv[1])
