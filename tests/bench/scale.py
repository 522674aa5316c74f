#!/usr/bin/env python3
"""scale.py MENTIOND [searches]: many sources in one daemon, each line `name: figure (goal)`.

A hundred thousand feeds: each stands on a loopback address of its own, so that each is a host of
its own, and one nginx is behind all of them. It tells how many requests came in each second of the
first half a minute, and once more after a restart. Then ten thousand searches by a connector, each
for a term of its own, beside as many feeds.
"""
import collections
import json
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
SEARCHES = 10_000
CONNECTOR = """connector: bench
request: {url: "http://{host}/search.json", query: {q: "{term}"}}
needs: [host]
limits: {requests: 1000/h, every: 1h}
each: hits
item: {id: "bench:{id}", url: "https://posts.example/{id}", title: title}
"""
BURST = 4  # how much more than the average may come in one second


def host(n, port):
    return f"127.{n // 62500 + 1}.{n // 250 % 250}.{n % 250 + 1}:{port}"


def feeds(port, count):
    return [{"feed": f"http://{host(n, port)}/feed.xml", "name": f"feed{n}",
             "every": f"{EVERY_S}s"} for n in range(count)]


def searches(port, path):
    return [{"connector": path, "host": host(n, port), "terms": [f"term {n}"],
             "name": f"search{n}", "every": f"{EVERY_S}s"} for n in range(SEARCHES)]


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


def start(folder, sources):
    """Seconds to READY, KiB then, KiB after ten seconds of polls."""
    mentiond = Daemon(folder, sources, {"screen": {"stdout": True}},
                      log={"to": "stderr", "level": "notice"})
    mentiond.start()
    ready = mentiond.ready(60)
    resident = mentiond.memory_kib()
    time.sleep(10)
    rested = mentiond.memory_kib()
    mentiond.stop()
    return ready, resident, rested


def compare(nginx, folder):
    path = f"{folder}/bench.yaml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(CONNECTOR)
    nginx.put("search.json", json.dumps({"hits": [{"id": n, "title": f"post {n}"}
                                                  for n in range(10)]}))
    of_feeds = start(f"{folder}/feeds", feeds(nginx.port, SEARCHES))
    own = start(f"{folder}/searches", searches(nginx.port, path))
    print(f"{SEARCHES} searches: start to READY {own[0]:.2f} s, {own[1] / 1024:.0f} MiB then, "
          f"{own[2] / 1024:.0f} MiB after 10 s of polls; as many feeds: {of_feeds[0]:.2f} s, "
          f"{of_feeds[1] / 1024:.0f} MiB, {of_feeds[2] / 1024:.0f} MiB (goal: at most twice as "
          "much)", flush=True)


def main():
    daemon.BINARY = os.path.abspath(sys.argv[1])
    folder = tempfile.mkdtemp(prefix="mentiond-bench-")
    os.chmod(folder, 0o755)
    try:
        with Nginx(f"{folder}/nginx", on="0.0.0.0") as nginx:
            nginx.put("feed.xml", rss("Feed", [post(n) for n in range(10)]))
            compare(nginx, folder)
            if sys.argv[2:] == ["searches"]:
                return
            mentiond = Daemon(f"{folder}/scale", feeds(nginx.port, FEEDS),
                              {"screen": {"stdout": True}},
                              log={"to": "stderr", "level": "notice"})
            watch(mentiond, nginx, "first")
            watch(mentiond, nginx, "again")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
