"""SIGKILL at random moments, while posts arrive in a watched file."""
import json
import random
import threading
import time

import daemon
from daemon import Daemon
from servers import Receiver, until

WORDS = ("invoice", "launch", "export", "import", "billing", "dashboard", "login", "search",
         "backup", "release", "refund", "mobile", "printer", "network", "contract", "training")


def posts(rng, n):
    """Every fifth is about somebody else; no two have the same words in the same order."""
    for number in range(n):
        words = " ".join(rng.sample(WORDS, 6))
        brand = "Globex" if number % 5 == 4 else "Acme"
        yield {"id": f"k{number}", "url": f"http://posts.example/k{number}",
               "text": f"{brand} number {number}: {words}, this is terrible"}


def append(path, rows, pause):
    for row in rows:
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        time.sleep(pause)


def test_killed_at_random_nothing_is_lost(folder):
    kills, seed = daemon.KILLS, random.randrange(1 << 32)
    rng = random.Random(seed)
    rows = list(posts(rng, kills * 20))
    path = f"{folder}/posts.ndjson"
    open(path, "w", encoding="utf-8").close()
    source = {"file": path, "every": "1s", "baseline": "all", "name": "posts"}
    with Receiver() as hook:
        mentiond = Daemon(f"{folder}/m", [source], {"chat": {"webhook": {"url": hook.url}}})
        writer = threading.Thread(target=append, args=(path, rows, 0.05))
        mentiond.start()
        writer.start()
        for _ in range(kills):
            time.sleep(rng.uniform(0.05, 2.0))
            mentiond.kill()
            mentiond.start()
        mentiond.kill()
        writer.join()
        want = {row["url"] for row in rows if "Acme" in row["text"]}
        with mentiond:
            until(lambda: want <= set(told(hook)), 60)
            time.sleep(0.5)
    ids = told(hook)
    lost = sorted(want - set(ids))
    assert not lost, f"seed {seed}: {len(lost)} of {len(want)} lost, the first {lost[0]}"
    assert set(ids) == want, "somebody else's posts were told"
    twice = {url: given for url, given in ids.items() if len(given) > 1}
    assert not twice, f"seed {seed}: told under two ids: {twice}"
    bodies = {}
    for call in hook.calls:
        assert bodies.setdefault(call["id"], call["body"]) == call["body"], \
            f"seed {seed}: {call['id']} changed its bytes"


def told(hook):
    """For every post that was told of: the ids of its deliveries."""
    ids = {}
    for call in hook.taken():
        ids.setdefault(json.loads(call["body"])["data"]["url"], set()).add(call["id"])
    return ids
