#!/usr/bin/env python3
"""What learning saves, over made-up and over recorded publication times.

    adapt.py BENCH_ADAPT FOLDER

Recorded is when the people of some projects wrote their changes, from the changelogs that Debian
installs with their packages: a fixed choice of projects, and of two years. A package that is not
there, or came without its documentation, is left out, and a line says so.
"""
import datetime
import email.utils
import glob
import gzip
import os
import re
import subprocess
import sys

DOC = "/usr/share/doc"
BEGIN, END = (datetime.datetime(year, 1, 4, tzinfo=datetime.timezone.utc).timestamp()
              for year in (2021, 2023))
# One binary package each; most of them are on every machine.
PROJECTS = ("apt", "base-files", "dpkg", "libbsd0", "libc-bin", "libgnutls30", "libharfbuzz0b",
            "liblzma5", "libx11-6", "openssh-client", "perl-base", "tzdata", "util-linux")
# The line of a change: Debian's, git's, and git's when it is told to be exact.
DATES = re.compile(r"^(?: -- .*>  |(?:Author)?Date: +)(.*\d\d:\d\d:\d\d.*)$", re.M)
GIT = re.compile(r"\w{3} (\w{3}) +(\d+) ([\d:]{8}) (\d{4}) ([-+]\d{4})")
ISO = "%Y-%m-%d %H:%M:%S %z"


def seconds(date):
    """Since 1970, or None."""
    try:
        if date[:4].isdigit():
            return datetime.datetime.strptime(date, ISO).timestamp()
        return email.utils.parsedate_to_datetime(GIT.sub(r"\2 \1 \4 \3 \5", date)).timestamp()
    except (ValueError, TypeError):
        return None


def recorded(package):
    """The times of its changes in those years, sorted."""
    texts = [gzip.open(path, "rt", errors="replace").read()
             for path in glob.glob(f"{DOC}/{package}/changelog*.gz")]
    times = {seconds(date) for text in texts for date in DATES.findall(text)}
    return sorted(time for time in times if time and BEGIN <= time < END)


def main():
    bench, folder = sys.argv[1:3]
    found = {package: recorded(package) for package in PROJECTS}
    left_out = [package for package, times in found.items() if not times]
    if left_out:
        print("left out, because no changes are recorded here:", " ".join(left_out), flush=True)
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "recorded")
    with open(path, "w", encoding="ascii") as out:
        out.writelines(f"{package} {int(time)}\n"
                       for package, times in found.items() for time in times)
    sys.exit(subprocess.run([bench, path], check=False).returncode)


main()
