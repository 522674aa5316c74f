"""Rows about answers: validators, failures, redirects (P01-P07, P20-P30)."""
import json
import os
import subprocess
import time

from daemon import post, rss
from servers import until, write
from stage import Answer, Stage

BAD_PAIR = {"ETag": "RSS-f3fd", "Last-Modified": "2026-11-20 10:00:00 +0200"}


def feed(*numbers, **headers):
    return Answer(200, rss("Blog", [post(n) for n in numbers or (1,)]), **headers)


def times(stage, path, n, seconds=10):
    calls = until(lambda: len(stage.asked(path)) >= n and stage.asked(path), seconds)
    assert calls, f"{path} was asked {len(stage.asked(path))} times, not {n}"
    return calls


def p01(play):
    """both validators come back byte for byte, 8 odd pairs"""
    pairs = [('"a"b\\"', "  twice  a day"), ('W/"\xe4\xff"', "2026-11-20T10:00:00Z"),
             ('"' + "x" * 2000 + '"', "Fri, 20 Nov 2026 25:61:61 GMT"), ("*", ","),
             ('W/"x"', "Fri, 20 Nov 2026 10:00:00 GMT"), tuple(BAD_PAIR.values()),
             ('"a b,c"', "Fri, 20 Nov 2026 10:00:00 +0100"), ("''", "0")]
    for n, (tag, date) in enumerate(pairs):
        play.stage.play(f"/{n}", feed(ETag=tag, Last_Modified=date))
    with play.daemon(*(f"/{n}" for n in range(len(pairs)))):
        for n, pair in enumerate(pairs):
            calls = times(play.stage, f"/{n}", 4)
            assert calls[0].validators() == (None, None)
            pair = tuple(value.strip() for value in pair)
            assert all(call.validators() == pair for call in calls[1:]), calls[1].headers


def p02(play):
    """one validator: only its header is sent"""
    play.stage.play("/tag", feed(ETag='"1"'))
    play.stage.play("/date", feed(Last_Modified="Fri, 20 Nov 2026 10:00:00 GMT"))
    with play.daemon("/tag", "/date"):
        assert times(play.stage, "/tag", 2)[1].validators() == ('"1"', None)
        assert times(play.stage, "/date", 2)[1].validators() == (
            None, "Fri, 20 Nov 2026 10:00:00 GMT")


def p03(play):
    """without validators at least `retry` (1 h); `every:` by hand wins"""
    play.stage.play("/plain", feed())
    play.stage.play("/hand", feed())
    by_hand = {"feed": play.stage.url("/hand"), "every": "200ms"}
    with play.daemon(retry="1500ms", sources=[{"feed": play.stage.url("/plain")}, by_hand]):
        calls = times(play.stage, "/plain", 2)
        times(play.stage, "/hand", 4)
        assert play.stage.gaps("/plain")[0] >= 1.5, play.stage.gaps("/plain")
        assert all(call.validators() == (None, None) for call in calls)
        assert play.stage.gaps("/hand")[0] < 1
    untouched = play.daemon("/plain")
    untouched.config["store"] += ".2"
    del untouched.config["poll"]
    untouched.save()
    with untouched:
        found = until(lambda: json.loads(untouched.command("status", "--json"))["sources"][0]
                      .get("last_ok") and untouched.command("status", "--json"))
    assert 3600 <= json.loads(found)["sources"][0]["interval_s"] <= 3960, found


def p04(play):
    """304: next at T, a new pair is adopted as a set"""
    play.stage.play("/a", feed(ETag='"1"', Last_Modified="yesterday"), Answer(304, ETag='"2"'),
                    Answer(304))
    with play.daemon("/a") as mentiond:
        calls = times(play.stage, "/a", 6)
        assert [call.validators() for call in calls[1:4]] == [
            ('"1"', "yesterday"), ('"2"', None), ('"2"', None)]
        assert min(play.stage.gaps("/a")) >= 0.19, play.stage.gaps("/a")
        assert mentiond.logged().count("polled source") == 1, mentiond.logged()
    assert len(play.hook.calls) == 1


def p05(play):
    """the same body under new ETags: 1 alert in all"""
    count = iter(range(1000))
    play.stage.play("/a", lambda call: feed(ETag=f'"{next(count)}"'))
    with play.daemon("/a"):
        times(play.stage, "/a", 6)
    assert len(play.hook.calls) == 1


def p06(play):
    """no validators of a broken or HTML body, of a 304 nobody asked for, nor what cannot be sent"""
    bad = [Answer(200, "<html><body>Portal</body></html>", ETag='"bad"'),
           Answer(200, b"\x00\x01nothing", ETag='"bad"')]
    play.stage.play("/a", feed(ETag='"1"'), *bad, feed(ETag='"1"'))
    play.stage.play("/304", Answer(304, ETag='"of nothing"'), feed(ETag='"1"'))
    play.stage.play("/cr", feed(ETag='"a\rb"', Last_Modified="x"))
    play.stage.play("/long", feed(ETag='"' + "e" * 9000 + '"'))
    with play.daemon("/a", "/304", "/cr", "/long"):
        calls = times(play.stage, "/a", 4)
        assert [call.validators()[0] for call in calls[1:4]] == ['"1"'] * 3
        calls = times(play.stage, "/304", 3)
        assert [call.validators()[0] for call in calls[:3]] == [None, None, '"1"']
        assert times(play.stage, "/cr", 3)[2].validators() == (None, "x")
        assert times(play.stage, "/long", 2)[1].validators() == (None, None)


def p07(play):
    """500, 429 and an aborted answer: the pair of the last good one survives"""
    play.stage.play("/a", feed(ETag='"1"', Last_Modified="x"), Answer(500, ETag='"e"'),
                    Answer(429), None, feed(ETag='"1"', Last_Modified="x"))
    with play.daemon("/a"):
        calls = times(play.stage, "/a", 6)
        assert all(call.validators() == ('"1"', "x") for call in calls[1:])


def p20(play):
    """403 and 404 wait four times `retry` (4 h), doubling"""
    play.stage.play("/403", Answer(403))
    play.stage.play("/404", Answer(404))
    with play.daemon("/403", "/404", retry="300ms"):
        times(play.stage, "/403", 3)
        times(play.stage, "/404", 3)
        for path in ("/403", "/404"):
            first, second = play.stage.gaps(path)[:2]
            assert first >= 1.19 and second >= 2.39, (first, second)


def p21(play):
    """410: 0 further requests, one message, also after a restart"""
    play.stage.play("/a", Answer(410))
    play.stage.play("/b", feed(ETag='"1"'))
    mentiond = play.daemon("/a", "/b", health={"to": ["chat"]})
    for _ in range(2):
        with mentiond:
            assert not until(lambda: len(play.stage.asked("/a")) > 1, 1.2)
    assert len(play.stage.asked("/a")) == 1
    assert mentiond.logged().count("source_gone") == 1
    told = [call for call in play.hook.calls if b"gone" in call["body"]]
    assert len(told) == 1, f"{len(told)} messages to ops"


def p22(play):
    """3 failures: 1 warning; recovery: 1 line"""
    play.stage.play("/a", feed(ETag='"1"'), *[Answer(500)] * 4, feed(ETag='"1"'))
    with play.daemon("/a") as mentiond:
        times(play.stage, "/a", 5)
        mentiond.wait_log("source_recovered", seconds=8)
    assert mentiond.logged().count("source_failing") == 1
    assert mentiond.logged().count("source_recovered") == 1


def p23(play):
    """301 to a feed: B asked directly after 3 identical answers, logged once"""
    play.stage.play("/a", Answer(301, Location="/b"))
    play.stage.play("/b", feed(ETag='"1"'))
    with play.daemon("/a") as mentiond:
        times(play.stage, "/b", 8)
    assert len(play.stage.asked("/a")) == 3, len(play.stage.asked("/a"))
    assert mentiond.logged().count("source_moved") == 1


def p24(play):
    """301 to an HTML page is not believed: A asked again"""
    play.stage.play("/a", Answer(301, Location="/login"))
    play.stage.play("/login", Answer(200, "<html><body>Log in</body></html>"))
    with play.daemon("/a") as mentiond:
        times(play.stage, "/a", 5)
    assert len(play.stage.asked("/login")) <= len(play.stage.asked("/a"))
    assert "source_moved" not in mentiond.logged()


def p25(play):
    """302, 303, 307: A asked every time"""
    for status in (302, 303, 307):
        play.stage.play(f"/{status}", Answer(status, Location="/b"))
    play.stage.play("/b", feed(ETag='"1"'))
    with play.daemon("/302", "/303", "/307") as mentiond:
        for status in (302, 303, 307):
            times(play.stage, f"/{status}", 5)
    assert "source_moved" not in mentiond.logged()


def p26(play):
    """301 then 302: not permanent, A kept"""
    play.stage.play("/a", Answer(301, Location="/m"))
    play.stage.play("/m", Answer(302, Location="/b"))
    play.stage.play("/b", feed(ETag='"1"'))
    with play.daemon("/a"):
        times(play.stage, "/a", 6)


def p27(play):
    """a loop and 6 hops fail, with at most 5 followed; 5 hops do not"""
    play.stage.play("/a", Answer(301, Location="/b"))
    play.stage.play("/b", Answer(301, Location="/a"))
    for n in range(6):
        play.stage.play(f"/{n}", Answer(302, Location=f"/{n + 1}"))
    play.stage.play("/6", feed(ETag='"1"'))
    with play.daemon("/a", "/0", "/1", every="30s") as mentiond:
        mentiond.wait_log("poll_failed", "source=a", "failures=1", "more than 5 redirects")
        mentiond.wait_log("poll_failed", "source=0", "failures=1", "more than 5 redirects")
        mentiond.wait_log("source=1", "status=200")
    asked = {path: len(play.stage.asked(path)) for path in ("/a", "/b", "/0", "/5", "/6")}
    assert asked == {"/a": 3, "/b": 3, "/0": 1, "/5": 2, "/6": 1}, asked


def p28(play):
    """validators, password and headers of A are not sent to B"""
    os.makedirs(play.folder, exist_ok=True)
    write(f"{play.folder}/secret", "secret\n")
    os.chmod(f"{play.folder}/secret", 0o600)
    with Stage("127.0.0.2") as other:
        away = Answer(302, Location=other.url("/b", "127.0.0.2"))
        play.stage.play("/a", feed(ETag='"1"'), away)
        other.play("/b", feed(ETag='"2"'))
        source = {"feed": play.stage.url("/a"), "user": "me",
                  "password": {"file": f"{play.folder}/secret"}, "headers": {"X-Key": "secret"}}
        with play.daemon(sources=[source]):
            calls = times(other, "/b", 3)
            times(play.stage, "/a", 4)
        for call in calls:
            assert call.validators() == (None, None), call.headers
            assert not call.get("authorization") and not call.get("x-key"), call.headers
        first = play.stage.asked("/a")[0]
        assert first.get("authorization") and first.get("x-key") == "secret"
        assert all(call.validators()[0] != '"2"' for call in play.stage.asked("/a"))


def p29(play):
    """redirects to file:, private and metadata addresses: 0 connections"""
    with Stage("127.0.0.2") as inside:
        targets = ["file:///etc/passwd", inside.url("/x", "127.0.0.2"), "http://169.254.169.254/",
                   f"http://[::1]:{inside.port}/x", f"http://localhost:{inside.port}/x",
                   f"gopher://127.0.0.2:{inside.port}/x"]
        for n, target in enumerate(targets):
            play.stage.play(f"/{n}", Answer(302, Location=target))
        with play.daemon(*(f"/{n}" for n in range(len(targets))), every="30s",
                         net={"allow_private": ["127.0.0.1/32"]}) as mentiond:
            failed = mentiond.wait_log("poll_failed", times=len(targets))
            assert all("is private" in line or "is not followed" in line for line in failed), failed
        assert inside.connections == 0


def p30(play):
    """https to http: refused, and said"""
    folder = play.folder
    os.makedirs(folder, exist_ok=True)
    certificate = certify(folder)
    with Stage(certificate=certificate) as safe:
        safe.play("/a", Answer(302, Location=play.stage.url("/b")))
        play.stage.play("/b", feed())
        source = {"feed": safe.url("/a"), "ca": certificate, "name": "safe"}
        with play.daemon(sources=[source], every="30s") as mentiond:
            mentiond.wait_log("poll_failed", "https")
        time.sleep(0.1)
        assert play.stage.connections == 0


CA = """
[ca]
default_ca = own
[own]
new_certs_dir = {folder}
database = {folder}/index
serial = {folder}/serial
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = {name}
"""


def certify(folder, name="IP:127.0.0.1", dates=None):
    """A certificate that signs itself, with its key, in one file."""
    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)
    os.makedirs(folder, exist_ok=True)
    write(f"{folder}/ca.cnf", CA.format(folder=folder, name=name))
    write(f"{folder}/index", "")
    write(f"{folder}/serial", "01\n")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", "key.pem", "-out", "asked.pem", "-subj", "/CN=localhost")
    when = ["-startdate", dates[0], "-enddate", dates[1]] if dates else ["-days", "2"]
    openssl("ca", "-batch", "-config", "ca.cnf", "-selfsign", "-keyfile", "key.pem", "-in",
            "asked.pem", "-out", "cert.pem", "-notext", *when)
    write(f"{folder}/both.pem", "".join(open(f"{folder}/{part}.pem", encoding="ascii").read()
                                        for part in ("key", "cert")))
    return f"{folder}/both.pem"
