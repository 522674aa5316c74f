"""The manners towards a server, and what the first poll may alert."""
import re
import sqlite3
import time

from daemon import Daemon, documents, post, rss
from servers import Nginx, Receiver, until


def hooked(hook):
    return {"chat": {"webhook": {"url": hook.url}}}


def test_validators_come_back_byte_for_byte(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook:
        nginx.put("feed.xml", rss("Blog", [post(1)]))
        source = {"feed": nginx.url("feed.xml"), "every": "1s"}
        with Daemon(f"{folder}/m", [source], hooked(hook)):
            asked = until(lambda: len(nginx.asked()) >= 3 and nginx.asked())
        first, second = asked[:2]
        status, _, tag, since, agent, encodings = first[:6]
        assert (status, tag, since) == ("200", "-", "-"), first
        assert re.fullmatch(r"mentiond/[0-9.]+.*", agent) and "Mozilla" not in agent, agent
        assert "gzip" in encodings and first[6] == "gzip", first
        status, _, tag, since, again = second[:5]
        assert status == "304", second
        assert tag.startswith('W/\\x22') or tag.startswith('\\x22') or tag.startswith('W/"'), tag
        assert since.endswith("GMT") and again == agent, second


def test_the_first_poll_is_a_silent_baseline(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook:
        nginx.put("feed.xml", rss("Blog", [post(n) for n in range(5)]))
        source = {"feed": nginx.url("feed.xml"), "every": "1s"}
        with Daemon(f"{folder}/m", [source], hooked(hook)) as mentiond:
            mentiond.wait_log("source_baseline")
            assert not until(lambda: hook.calls, 1.5)
            time.sleep(1)  # Last-Modified counts seconds
            nginx.put("feed.xml", rss("Blog", [post(n) for n in range(6)]))
            assert until(hook.taken), mentiond.logged()[-1000:]
        assert len(hook.calls) == 1
        assert b"posts.example/p5" in hook.calls[0]["body"]


def test_nothing_is_told_twice_after_a_restart(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook:
        nginx.put("feed.xml", rss("Blog", [post(1)]))
        source = {"feed": nginx.url("feed.xml"), "every": "1s", "baseline": "all"}
        mentiond = Daemon(f"{folder}/m", [source], hooked(hook))
        with mentiond:
            assert until(hook.taken)
            mentiond.wait_log("delivered")
        asked = len(nginx.asked())
        with mentiond:
            assert until(lambda: len(nginx.asked()) > asked)
            assert not until(lambda: len(hook.calls) > 1, 2)
        assert all(row[0] == "304" for row in nginx.asked()[1:]), "an unconditional request"


def test_after_an_upgrade_the_archive_is_silent_and_edits_are_told(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook:
        quiet = {"id": "p9", "title": "Quiet", "text": "Nothing to see"}
        nginx.put("feed.xml", rss("Blog", [post(1), quiet]))
        source = {"feed": nginx.url("feed.xml"), "every": "1s", "name": "blog"}
        mentiond = Daemon(f"{folder}/m", [source], hooked(hook))
        with mentiond:
            mentiond.wait_log("source_baseline")
        # As a store of schema 2 comes out of its migration: no texts, no brands.
        store = sqlite3.connect(f"{folder}/m/store.db", isolation_level=None)
        store.execute("UPDATE seen SET text = 0, brands = x''")
        store.close()
        nginx.put("feed.xml", rss("Blog", [quiet, post(1, "Acme is down, and Acme is slow")]))
        with mentiond:
            asked = len(nginx.asked())
            assert until(lambda: len(nginx.asked()) > asked + 1)
            assert not until(lambda: hook.calls, 1)
            time.sleep(1)  # Last-Modified counts seconds
            quiet["text"] = "Acme is awful"
            nginx.put("feed.xml", rss("Blog", [quiet, post(1, "Acme is down")]))
            assert until(hook.taken), mentiond.logged()[-1000:]
            mentiond.wait_log("delivered")
            said = documents(mentiond.command("list", "--json"))
        assert [one["title"] for one in said] == ["Quiet"], said
        assert said[0]["edited"] is True and said[0]["reason"] == "edited", said


def test_a_failing_source_is_told_once_and_once_when_it_recovers(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook:
        source = {"feed": nginx.url("feed.xml"), "every": "1s", "name": "blog"}
        health = {"to": ["chat"]}
        poll = {"every": "1s", "floor": "1s", "retry": "1s"}
        with Daemon(f"{folder}/m", [source], hooked(hook), health=health,
                    poll=poll) as mentiond:
            mentiond.wait_log("source_failing", "blog", seconds=20)
            nginx.put("feed.xml", rss("Blog", [post(1)]))
            mentiond.wait_log("source_recovered", "blog", seconds=30)
            assert until(lambda: len(hook.taken()) >= 2), mentiond.logged()[-1500:]
            assert mentiond.logged().count("source_failing source=blog") == 1
        assert len(hook.calls) == 2


def test_once_polls_every_source_delivers_and_ends(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook:
        nginx.put("feed.xml", rss("Blog", [post(1)]))
        source = {"feed": nginx.url("feed.xml"), "baseline": "all"}
        mentiond = Daemon(f"{folder}/m", [source], hooked(hook))
        mentiond.command("run", "--once")
        assert len(hook.taken()) == 1
        mentiond.command("run", "--once")
        assert len(hook.calls) == 1
        assert [row[0] for row in nginx.asked()] == ["200", "304"]
