"""Where the instructions of a poll go, by callgrind: the difference of two runs of the daemon that
differ in nothing but the number of their feeds, so that what a start costs falls out."""
import collections
import os
import re
import shutil
import subprocess

from daemon import RULES

ROW = re.compile(r"^ *([\d,]+) +(?:\([^)]*\) +)?(\S*?):(\S+)(?: \[(.*)\])?$")
GROUPS = (("libcurl", "curl"), ("libsqlite3", "SQLite"), ("libcrypto", "OpenSSL"),
          ("libssl", "OpenSSL"), ("libc.so", "C library"), ("libnghttp2", "HTTP/2"),
          ("ld-linux", "loader"))


def group(file, thing):
    """A library, or a room of our own."""
    room = re.search(r"daemon/(\w+)/", file)
    if room:
        return f"our {room.group(1)}/"
    name = os.path.basename(thing or "")
    return next((said for begin, said in GROUPS if name.startswith(begin)),
                "our headers" if name.startswith("mentiond") else "other libraries")


def count(mentiond, binary):
    """Instructions of one `run --once`, by group."""
    out = f"{mentiond.folder}/callgrind"
    subprocess.run(["valgrind", "--tool=callgrind", "--toggle-collect=flow_run",
                    f"--callgrind-out-file={out}", binary, "run",
                    "--once", "-c", mentiond.path, "--data", RULES], check=True,
                   cwd=mentiond.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    table = subprocess.run(["callgrind_annotate", "--threshold=100", "--auto=no", out], check=True,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    sums = collections.Counter()
    for line in table.splitlines():
        row = ROW.match(line)
        if row:
            sums[group(row.group(2), row.group(4))] += int(row.group(1).replace(",", ""))
    return sums


def show(small, large, more, binary):
    """`small` and `large` are daemons whose feeds all answer 304; `more` is what large has more."""
    if not shutil.which("valgrind"):
        print("instructions a poll: left out, because valgrind is not installed")
        return
    less, most = count(small, binary), count(large, binary)
    polls = {name: (most[name] - less[name]) / more for name in most}
    total = sum(polls.values())
    print(f"instructions a poll answered 304: {total:,.0f}")
    for name, each in sorted(polls.items(), key=lambda row: -row[1]):
        if each >= total / 200:
            print(f"  {name:16} {each:9,.0f} {100 * each / total:5.1f} %")
