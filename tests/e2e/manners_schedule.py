"""Rows about when we ask (P08-P19, P37-P39, P49, P51)."""
import datetime
import itertools
import json
import os
import re
import threading
import time

from daemon import post, rss
from manners_answers import certify, feed, times
from servers import Nginx, Skip, until
from stage import Answer, Stage

HOUR, DAY = 3600, 86400


def sources(mentiond):
    return {source["name"]: source
            for source in json.loads(mentiond.command("status", "--json"))["sources"]}


def settled(mentiond, *names):
    """The sources by name, once all of them have been asked."""
    def known():
        now = sources(mentiond)
        return all(now[name].get("last_asked") for name in names) and now
    found = until(known)
    assert found, f"not all of {names} were asked"
    return found


def is_about(seconds, want):
    """As long as wanted, or up to a tenth longer."""
    return want - 1 <= seconds <= want * 1.1 + 1


def p08(play):
    """killed and restarted: 0 early, 0 unconditional requests, 0 alerts twice"""
    paths = [f"/{n}" for n in range(4)]
    for path in paths:
        play.stage.play(path, feed(ETag='"1"'))
    mentiond = play.daemon(*paths, every="2s")
    mentiond.start()
    mentiond.ready()
    assert until(lambda: all(play.stage.asked(path) for path in paths))
    mentiond.wait_log("delivered")
    time.sleep(0.3)
    mentiond.kill()
    with mentiond:
        for path in paths:
            calls = times(play.stage, path, 2)
            assert calls[1].at - calls[0].at >= 1.99, calls[1].at - calls[0].at
            assert calls[1].validators()[0] == '"1"'
    ids = {call["id"] for call in play.hook.calls}
    assert len(ids) == 1, ids


def p09(play):
    """50 feeds: at most 2 requests in any T/50, after the start"""
    with Stage("0.0.0.0") as stage:
        stage.play("/", feed(ETag='"1"'))
        hosts = [f"127.0.2.{n + 1}" for n in range(50)]
        listed = [{"feed": stage.url("/", host), "name": host} for host in hosts]
        every = 10
        with play.daemon(sources=listed, every=f"{every}s"):
            time.sleep(3 * every)
        start = stage.calls[0].at
        later = sorted(call.at for call in stage.calls if call.at > start + every / 2)
        window = every / 50
        most = max(sum(1 for at in later if first <= at < first + window) for first in later)
        assert len(later) >= 75, len(later)
        assert most <= 2, f"up to {most} requests in a window of T/50, not 2"


def p10(play):
    """100 gaps: all >= T, mean in [T, 1.15 T], jitter"""
    play.stage.play("/a", feed(ETag='"1"'))
    with play.daemon("/a", every="200ms"):
        times(play.stage, "/a", 101, 40)
    gaps = play.stage.gaps("/a")[:100]
    mean = sum(gaps) / len(gaps)
    assert min(gaps) >= 0.198, min(gaps)
    assert 0.2 <= mean <= 0.23, mean
    assert max(gaps) - min(gaps) > 0.005, (min(gaps), max(gaps))  # it is chosen from 8 ms


def p11(play):
    """max-age minus Age is waited for, also on a 304; at most 7 days"""
    play.stage.play("/long", feed(ETag='"1"', Cache_Control="max-age=99999999"))
    play.stage.play("/aged", feed(ETag='"1"', Cache_Control="max-age=4000", Age="400"))
    play.stage.play("/304", feed(ETag='"1"'), Answer(304, Cache_Control="max-age=1"),
                    Answer(304, Cache_Control="max-age=1000"))
    with play.daemon("/long", "/aged", "/304") as mentiond:
        times(play.stage, "/304", 3)
        now = settled(mentiond, "long", "aged", "304")
        assert is_about(now["long"]["interval_s"], 7 * DAY), now["long"]
        assert is_about(now["aged"]["interval_s"], HOUR), now["aged"]
        assert len(mentiond.wait_log("note", "source=long", "no visit")) == 1
        assert until(lambda: is_about(sources(mentiond)["304"]["interval_s"], 1000))
        assert play.stage.gaps("/304")[1] >= 0.99, play.stage.gaps("/304")


def p12(play):
    """Expires counts by the server's own clock, +-2 s and up to a tenth later, years off"""
    for path, year in {"/past": 2009, "/ahead": 2040}.items():
        play.stage.play(path, feed(ETag='"1"', Date=f"Fri, 20 Nov {year} 10:00:00 GMT",
                                   Expires=f"Fri, 20 Nov {year} 10:10:00 GMT"))
    with play.daemon("/past", "/ahead") as mentiond:
        for source in settled(mentiond, "past", "ahead").values():
            assert 598 <= source["interval_s"] <= 662, source


def p13(play):
    """a hint never speeds up: max-age=0, no-cache, no-store"""
    for name, value in {"/0": "max-age=0", "/1": "no-cache", "/2": "no-store"}.items():
        play.stage.play(name, feed(ETag='"1"', Cache_Control=value))
    with play.daemon("/0", "/1", "/2", every="400ms"):
        for path in ("/0", "/1", "/2"):
            times(play.stage, path, 4)
            assert min(play.stage.gaps(path)) >= 0.398


def hinted(hint):
    return Answer(200, rss("Blog", [post(1)]).replace("<title>Blog", hint + "<title>Blog"),
                  ETag='"1"')


def p14(play):
    """ttl and updatePeriod/Frequency are waited for, at most 24 h"""
    sy = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
    play.stage.play("/ttl", hinted("<ttl>90</ttl>"))
    play.stage.play("/sy", hinted(f"<sy:updatePeriod {sy}>daily</sy:updatePeriod>"
                                  f"<sy:updateFrequency {sy}>4</sy:updateFrequency>"))
    play.stage.play("/cap", hinted("<ttl>99999</ttl>"))
    with play.daemon("/ttl", "/sy", "/cap") as mentiond:
        now = settled(mentiond, "ttl", "sy", "cap")
    assert is_about(now["ttl"]["interval_s"], 90 * 60), now["ttl"]
    assert is_about(now["sy"]["interval_s"], 6 * HOUR), now["sy"]
    assert is_about(now["cap"]["interval_s"], DAY), now["cap"]


def p15(play):
    """0 requests in skipHours and skipDays, unless all are listed"""
    now = datetime.datetime.now(datetime.timezone.utc)
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    hours = [(now.hour + more) % 24 for more in range(3)]
    listed = "".join(f"<hour>{hour}</hour>" for hour in hours)
    every_hour = "".join(f"<hour>{hour}</hour>" for hour in range(24))
    today = "".join(f"<day>{days[(now.weekday() + more) % 7]}</day>" for more in range(2))
    play.stage.play("/hours", hinted(f"<skipHours>{listed}</skipHours>"))
    play.stage.play("/all", hinted(f"<skipHours>{every_hour}</skipHours>"))
    play.stage.play("/days", hinted(f"<skipDays>{today}</skipDays>"))
    with play.daemon("/hours", "/all", "/days") as mentiond:
        times(play.stage, "/all", 3)
        found = settled(mentiond, "hours", "days")
    assert len(play.stage.asked("/hours")) == len(play.stage.asked("/days")) == 1
    due = {name: datetime.datetime.fromisoformat(found[name]["next_poll"].replace("Z", "+00:00"))
           for name in ("hours", "days")}
    assert due["hours"].hour not in hours and due["hours"] > now, due
    assert days[due["days"].weekday()] not in today, due


def held(play, status, retry_after, *, waits):
    """Five feeds of a host, all due at once: the first is told to wait, and so all of them do."""
    paths = [f"/{n}" for n in range(5)]
    calls = iter(range(10000))

    def script(_):
        return Answer(status, Retry_After=retry_after()) if next(calls) == 0 else feed(ETag='"1"')
    for path in paths:
        play.stage.play(path, script)
    with Stage("127.0.0.2") as other:
        other.play("/free", feed(ETag='"1"'))
        listed = [{"feed": play.stage.url(path), "name": path[1:]} for path in paths]
        listed.append({"feed": other.url("/free", "127.0.0.2"), "name": "free"})
        with play.daemon(sources=listed, every="100ms"):
            assert until(lambda: {call.path for call in play.stage.calls} == set(paths), waits + 6)
            times(other, "/free", 8)
    after = [call.at - play.stage.calls[0].at for call in play.stage.calls[1:]]
    assert min(after) >= waits - 0.01, f"asked again after {min(after)} s, not {waits}"


def p16(play):
    """429 with Retry-After, 5 feeds of a host: 0 early; as a date; 0 and garbage; at most 7 days"""
    def date(seconds):
        then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
        return then.strftime("%a, %d %b %Y %H:%M:%S GMT")
    held(play, 429, lambda: "3", waits=3)
    play.stage.calls.clear()
    held(play, 429, lambda: date(4), waits=3)
    odd = {"/long": "99999999", "/0": "0", "/minus": "-5", "/word": "soon", "/part": "1.5",
           "/past": "Fri, 20 Nov 2009 10:00:00 GMT", "/huge": "9" * 40, "/empty": ""}
    most = ("long", "huge")
    with Stage("0.0.0.0") as stage:
        for path, value in odd.items():
            stage.play(path, Answer(429, Retry_After=value))
        listed = [{"feed": stage.url(path, f"127.0.5.{n + 1}"), "name": path[1:]}
                  for n, path in enumerate(odd)]
        with play.daemon(sources=listed, retry="1h") as mentiond:
            now = settled(mentiond, *(path[1:] for path in odd))
    for source in now.values():
        assert is_about(source["interval_s"], 7 * DAY if source["name"] in most else HOUR), source


def p17(play):
    """429 without Retry-After: at least `retry` (1 h), doubling"""
    play.stage.play("/a", Answer(429))
    with play.daemon("/a", retry="500ms"):
        times(play.stage, "/a", 4)
    gaps = play.stage.gaps("/a")
    assert gaps[0] >= 0.49 and gaps[1] >= 0.99 and gaps[2] >= 1.99, gaps


def p18(play):
    """503 with Retry-After, 5 feeds of a host: 0 early"""
    held(play, 503, lambda: "2", waits=2)


def p19(play):
    """500, 502, 504, cut off, refused, no name: T, 2T, 4T …, each ratio >= 2; reset by a success"""
    cut = [Answer(500), None, Answer(502), Answer(504), Answer(500)]
    play.stage.play("/a", *cut, feed(ETag='"1"'))
    listed = [{"feed": play.stage.url("/a"), "name": "a"},
              {"feed": "http://127.0.0.9:9/a", "name": "refused"},
              {"feed": "http://name.invalid/a", "name": "unnamed"}]
    with play.daemon(sources=listed) as mentiond:
        times(play.stage, "/a", 8, 20)
        for name in ("refused", "unnamed"):
            mentiond.wait_log("poll_failed", f"source={name}", "failures=3")
        waits = sources(mentiond)
    gaps = play.stage.gaps("/a")
    for n, (before, after) in enumerate(itertools.pairwise(gaps[:5])):
        assert gaps[n] >= 0.199 * 2 ** n and after >= 2 * before - 0.1, gaps
    assert gaps[5] < 0.6, gaps
    assert all(waits[name]["state"] == "failing" for name in ("refused", "unnamed")), waits


def p37(play):
    """100 feeds of one host: 1 in flight, 1 s from one to the next; 60 in `every`"""
    def slow(_):
        time.sleep(0.1)
        return feed(ETag='"1"')
    paths = [f"/{n}" for n in range(100)]
    for path in paths:
        play.stage.play(path, slow)
    with play.daemon(*paths, every="3s", poll={"floor": "1s"}):
        assert until(lambda: len(play.stage.calls) >= 8 and play.stage.calls[7].until, 15)
    calls = play.stage.calls[:8]
    for before, after in itertools.pairwise(calls):
        assert after.at >= before.until - 0.001 and after.at - before.at >= 1, \
            (before.at, before.until, after.at)
    many = [f"/many/{n}" for n in range(120)]
    for path in many:
        play.stage.play(path, feed(ETag='"1"'))
    with play.daemon(*many, every="2s", poll={"slowest": "1h"}) as mentiond:
        first = settled(mentiond, "many/0")["many/0"]
        assert is_about(first["interval_s"], 4), first


def p38(play):
    """200 hosts, every tenth and the first 16 hang: no other feed is delayed by more than 1 s"""
    is_over = threading.Event()

    def hang(_):
        is_over.wait(20)
    with Stage("0.0.0.0") as stage:
        stage.play("/hang", hang)
        stage.play("/good", feed(ETag='"1"'))
        hung = [n < 16 or n % 10 == 0 for n in range(200)]
        listed = [{"feed": stage.url("/hang" if hung[n] else "/good", f"127.0.3.{n + 1}")}
                  for n in range(200)]
        with play.daemon(sources=listed, every="60s"):
            assert until(lambda: len(stage.asked("/good")) == hung.count(False), 20)
        is_over.set()
        start = stage.calls[0].at
        # From the 65th on a start is staggered, by 50 ms a source.
        late = [call.at - start - max(0, int(call.host.split(":")[0].split(".")[3]) - 65) * 0.05
                for call in stage.asked("/good")]
    assert max(late) <= 1, max(late)


def p39(play):
    """a connection to a host is used again, HTTP/1.1 and HTTP/2: 1 a burst"""
    paths = [f"/{n}" for n in range(5)]
    for path in paths:
        play.stage.play(path, feed(ETag='"1"'))
    os.makedirs(play.folder, exist_ok=True)
    certificate = certify(f"{play.folder}/safe")
    with Nginx(f"{play.folder}/nginx", certificate=certificate) as nginx:
        listed = [{"feed": play.stage.url(path), "name": path[1:]} for path in paths]
        for path in paths:
            nginx.put(path[1:], rss("Blog", [post(1)]))
            listed.append({"feed": nginx.url(path[1:]), "ca": certificate, "name": f"safe{path}"})
        with play.daemon(sources=listed, every="1s"):
            times(play.stage, "/4", 2)
            assert until(lambda: len(nginx.asked("/4")) >= 2)
        rows = [row for path in paths for row in nginx.asked(path)]
    assert len({call.peer for call in play.stage.calls}) == 1
    assert {row[7] for row in rows} == {"HTTP/2.0"} and len({row[8] for row in rows}) == 1, rows


def p49(play):
    """two sources of one feed: 1 request an interval, told once, also after a restart"""
    bodies = [feed(1, ETag='"1"')]
    play.stage.play("/old", Answer(301, Location="/new"))
    play.stage.play("/new", lambda call: Answer(304) if call.validators()[0] ==
                    bodies[-1].headers["ETag"] else bodies[-1])
    mentiond = play.daemon("/old", "/new", rules=[{"name": "old", "sources": ["old"],
                                                   "to": ["chat"]}, {"name": "rest", "to": []}])
    for n in (2, 3):
        with mentiond:
            mentiond.wait_log("same_feed", "source=old", "as=new")
            before, start = len(play.stage.calls), time.monotonic()
            bodies.append(feed(1, n, ETag=f'"{n}"'))
            assert until(lambda: len(play.hook.taken()) == n, 4), len(play.hook.taken())
            time.sleep(1)
            most = (time.monotonic() - start) / 0.2 + 1
            assert len(play.stage.calls) - before <= most, (len(play.stage.calls), before, most)
            assert sources(mentiond)["old"]["same_feed_as"] == "new"
            assert re.search("same feed as *new", mentiond.command("status", "old"))
            assert not [call for call in play.stage.calls[before:] if call.path != "/new"]
    assert len(play.hook.taken()) == 3 and len(play.stage.asked("/old")) == 3
    twice = play.daemon(sources=[{"feed": play.stage.url(path)} for path in ("/new", "/new/")])
    assert "same" in twice.command("check", status=78)


def p51(play):
    """`poll` ten times: 1 conditional request in 30 s, and it explains"""
    play.stage.play("/a", feed(ETag='"1"', X_Said="hello"))
    with play.daemon("/a", every="1h") as mentiond:
        mentiond.wait_log("delivered")
        said = mentiond.command("poll", "--explain", "a")
        for _ in range(9):
            assert "30 s" in mentiond.command("poll", "a", status=1)
        calls = times(play.stage, "/a", 2)
        time.sleep(0.3)
    assert len(play.stage.calls) == 2 and calls[1].validators()[0] == '"1"'
    for word in ("If-None-Match", "HTTP 200", "X-Said: hello"):
        assert word in said, said
