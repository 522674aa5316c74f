#!/usr/bin/env python3
"""daemon.py MENTIOND: the figures of the whole daemon, each line `name: figure (goal)`.

A thousand feeds on a thousand loopback addresses, so that each is a host of its own to the daemon,
and one nginx behind all of them.
"""
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
import instructions  # noqa: E402

FEEDS = 1000
TERMS = 1000
FEW = 100


def sources(port, every):
    return [{"feed": f"http://127.1.{n // 250}.{n % 250 + 1}:{port}/feed{n}.xml",
             "name": f"feed{n}", "every": every} for n in range(FEEDS)]


def terms():
    return [f"brand{n} product{n * 7919 % 1000}" if n % 2 else f"keyword{n}"
            for n in range(TERMS)]


def idle(folder, port):
    """At rest: everything was polled once, nothing is due for a while."""
    mentiond = Daemon(f"{folder}/idle", sources(port, "20s"), {"screen": {"stdout": True}},
                      brands={"many": {"any": terms()}}, log={"to": "stderr", "level": "notice"})
    mentiond.start()
    ready = mentiond.ready(60)
    resident = mentiond.memory_kib()
    time.sleep(22)
    rested = mentiond.memory_kib()
    mentiond.stop()
    print(f"start to READY, {FEEDS} feeds, {TERMS} terms: {ready:.2f} s (goal: under 1 s)")
    print(f"resident memory at READY: {resident / 1024:.1f} MiB (goal: at most 64 MiB)")
    print(f"resident memory after {FEEDS} polls: {rested / 1024:.1f} MiB (goal: at most 64 MiB)")


def polls(folder, nginx):
    """`run --once` a second time: every answer is a 304; from the first request to the end."""
    mentiond = Daemon(f"{folder}/polls", sources(nginx.port, "1h"), {"screen": {"stdout": True}},
                      log={"to": "stderr", "level": "warning"})
    rates = []
    mentiond.command("run", "--once")
    for _ in range(3):
        before = os.path.getsize(f"{nginx.folder}/asked")
        mentiond.command("run", "--once")
        end = time.time()
        with open(f"{nginx.folder}/asked", encoding="utf-8") as log:
            log.seek(before)
            rows = [line.split("|") for line in log]
        assert len(rows) == FEEDS and all(row[0] == "304" for row in rows), \
            f"{len(rows)} requests, {sum(row[0] == '304' for row in rows)} of them 304"
        rates.append(FEEDS / (end - float(rows[0][-1])))
    print(f"polls answered 304, a second: {max(rates):.0f} (goal: at least 1500); "
          f"three runs: {', '.join(f'{rate:.0f}' for rate in rates)}")


def costs(folder, nginx):
    """The same under callgrind, with few feeds: what each of two hundred more costs."""
    daemons = []
    for feeds in FEW, 3 * FEW:
        mentiond = Daemon(f"{folder}/costs{feeds}", sources(nginx.port, "1h")[:feeds],
                          {"screen": {"stdout": True}}, workers=0,
                          log={"to": "stderr", "level": "warning"})
        mentiond.command("run", "--once")
        daemons.append(mentiond)
    instructions.show(*daemons, 2 * FEW, daemon.BINARY)


def main():
    daemon.BINARY = os.path.abspath(sys.argv[1])
    folder = tempfile.mkdtemp(prefix="mentiond-bench-")
    os.chmod(folder, 0o755)
    try:
        with Nginx(f"{folder}/nginx", on="0.0.0.0") as nginx:
            for n in range(FEEDS):
                nginx.put(f"feed{n}.xml", rss(f"Feed {n}", [post(f"{n}-{k}") for k in range(10)]))
            idle(folder, nginx.port)
            polls(folder, nginx)
            costs(folder, nginx)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
