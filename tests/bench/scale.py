#!/usr/bin/env python3
"""scale.py MENTIOND: a hundred thousand feeds in one daemon, each line `name: figure (goal)`.

Each feed stands on a loopback address of its own, so that each is a host of its own, and one nginx
is behind all of them. It tells how many requests came in each second of the first half a minute,
and once more after a restart.
"""
import collections
import os
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f"{HERE}/../e2e")
import daemon  # noqa: E402  (its folder is known only now)
from daemon import Daemon, post, rss  # noqa: E402
from servers import Nginx  # noqa: E402

FEEDS = 100_000
EVERY_S = 3600
WATCHED_S = 30
BURST = 4  # how much more than the average may come in one second


def sources(port):
    return [{"feed": f"http://127.{n // 62500 + 1}.{n // 250 % 250}.{n % 250 + 1}:{port}/feed.xml",
             "name": f"feed{n}", "every": f"{EVERY_S}s"} for n in range(FEEDS)]


def processor_s(mentiond):
    with open(f"/proc/{mentiond.process.pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watch(mentiond, nginx, when):
    """Start to READY, and then the requests of each second."""
    path = f"{nginx.folder}/asked"
    before = os.path.getsize(path)
    mentiond.start()
    ready = mentiond.ready(60)
    resident = mentiond.memory_kib()
    used = processor_s(mentiond)
    time.sleep(WATCHED_S)
    rested = mentiond.memory_kib()
    mentiond.stop()
    with open(path, encoding="utf-8") as log:
        log.seek(before)
        seconds = collections.Counter(int(float(line.rsplit("|", 1)[1])) for line in log)
    print(f"{when}, start to READY, {FEEDS} feeds: {ready:.2f} s, of which "
          f"{used:.2f} s of processor time (goal: under 5 s)")
    print(f"{when}, resident memory: {resident / 1024:.0f} MiB at READY, {rested / 1024:.0f} MiB "
          f"after {sum(seconds.values())} polls (goal: at most 400 MiB)")
    print(f"{when}, most requests in a second: {max(seconds.values(), default=0)} (goal: at most "
          f"{BURST * FEEDS // EVERY_S}, {FEEDS / EVERY_S:.0f} are the average of {EVERY_S} s)",
          flush=True)


def main():
    daemon.BINARY = os.path.abspath(sys.argv[1])
    folder = tempfile.mkdtemp(prefix="mentiond-bench-")
    os.chmod(folder, 0o755)
    try:
        with Nginx(f"{folder}/nginx", on="0.0.0.0") as nginx:
            nginx.put("feed.xml", rss("Feed", [post(n) for n in range(10)]))
            mentiond = Daemon(f"{folder}/scale", sources(nginx.port), {"screen": {"stdout": True}},
                              log={"to": "stderr", "level": "notice"})
            watch(mentiond, nginx, "first")
            watch(mentiond, nginx, "again")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
