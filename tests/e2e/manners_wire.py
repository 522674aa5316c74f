"""Rows about what a request looks like and what an answer may cost (P31-P36, P50)."""
import contextlib
import gzip
import json
import os
import re
import socket
import subprocess
import time
import zlib

from daemon import post, rss
from manners_answers import certify, feed, times
from servers import Skip, until, write
from stage import Answer, Stage


def p31(play):
    """GET only; no Referer, no Cookie, nothing added to the address"""
    play.stage.play("/a?x=1", feed(ETag='"1"', Set_Cookie="id=7; Path=/"))
    with play.daemon(sources=[{"feed": play.stage.url("/a?x=1")}]):
        times(play.stage, "/a?x=1", 3)
    for call in play.stage.calls:
        assert (call.method, call.path) == ("GET", "/a?x=1"), call.path
        assert not call.get("cookie") and not call.get("referer"), call.headers
        assert not call.get("cache-control") and not call.get("pragma"), call.headers


def p32(play):
    """User-Agent: mentiond/VERSION (+CONTACT), constant"""
    play.stage.play("/a", feed(ETag='"1"'))
    net = {"allow_private": ["127.0.0.0/8"], "contact": "https://acme.example/bot"}
    with play.daemon("/a", net=net):
        calls = times(play.stage, "/a", 3)
    agents = {call.get("user-agent") for call in calls}
    assert len(agents) == 1
    assert re.fullmatch(r"mentiond/[0-9][^ ]* \(\+https://acme\.example/bot\)", agents.pop())


def p33(play):
    """Accept: feeds first, */*;q=0.1 last"""
    play.stage.play("/a", feed(ETag='"1"'))
    with play.daemon("/a"):
        kinds = [kind.strip() for kind in times(play.stage, "/a", 1)[0].get("accept").split(",")]
    assert kinds[0] == "application/atom+xml" and kinds[-1] == "*/*;q=0.1", kinds


def brotli(data):
    """One meta-block as it is, and an empty last one (RFC 7932)."""
    assert len(data) <= 1 << 16
    head = 0x0b | (len(data) - 1) << 7 | 1 << 23
    return head.to_bytes(3, "little") + data + b"\x03"


def zstd(data):
    """One raw block in a single segment (RFC 8878)."""
    block = len(data) << 3 | 1
    return (b"\x28\xb5\x2f\xfd\xa0" + len(data).to_bytes(4, "little") +
            block.to_bytes(3, "little") + data)


def p34(play):
    """gzip, deflate, br, zstd are decoded; a wrong encoding is an error"""
    body = rss("Blog", [post(1)]).encode()
    packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body), "br": brotli(body),
              "zstd": zstd(body)}
    for name, data in packed.items():
        play.stage.play("/" + name, Answer(200, data, Content_Encoding=name))
    play.stage.play("/wrong", Answer(200, body, Content_Encoding="gzip"))
    paths = ["/" + name for name in [*packed, "wrong"]]
    with play.daemon(*paths, every="30s") as mentiond:
        mentiond.wait_log("poll_failed", "source=wrong")
        for name in packed:
            mentiond.wait_log("source=" + name, "status=200")
    offered = play.stage.calls[0].get("accept-encoding")
    assert all(name in offered for name in packed), offered


def endless():
    chunk = b"<!-- nothing but this, again and again -->\n" * 1500
    while True:
        yield chunk


def p35(play):
    """bombs: ended at 15 MiB decoded, memory grows by at most twice that"""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    play.stage.play("/bomb", Answer(200, bomb, Content_Encoding="gzip"))
    play.stage.play("/endless", lambda call: Answer(200, endless()))
    play.stage.play("/good", feed(ETag='"1"'))
    mentiond = play.daemon("/good", "/bomb", "/endless", every="30s")
    with mentiond:
        mentiond.wait_log("poll_failed", "larger", "source=bomb", seconds=20)
        mentiond.wait_log("poll_failed", "larger", "source=endless", seconds=20)
        grown = mentiond.memory_kib("VmHWM")
    assert grown <= 64 * 1024, f"{grown} KiB at most"
    assert play.stage.sent <= 24 << 20, play.stage.sent


def drip():
    while True:
        yield b"<"
        time.sleep(1)


def p36(play):
    """a byte a second: ended after 15 s, the others unaffected"""
    with Stage("127.0.0.2") as slow:
        slow.play("/slow", lambda call: Answer(200, drip()))
        play.stage.play("/good", feed(ETag='"1"'))
        listed = [{"feed": slow.url("/slow", "127.0.0.2"), "name": "slow"},
                  {"feed": play.stage.url("/good")}]
        with play.daemon(sources=listed) as mentiond:
            start = time.monotonic()
            mentiond.wait_log("poll_failed", "source=slow", seconds=32)
            took = time.monotonic() - start
    assert took <= 31, took
    assert max(play.stage.gaps("/good")) < 1.2, max(play.stage.gaps("/good"))


@contextlib.contextmanager
def black_hole(port):
    """::1 listens there, but its queue is full: who connects hears nothing at all."""
    with contextlib.ExitStack() as stack:
        hole = stack.enter_context(socket.socket(socket.AF_INET6))
        try:
            hole.bind(("::1", port))
        except OSError as reason:
            raise Skip(f"no IPv6 loopback: {reason}") from None
        hole.listen(0)
        for _ in range(4):
            caller = stack.enter_context(socket.socket(socket.AF_INET6))
            caller.setblocking(False)
            caller.connect_ex(("::1", port))
        yield


def with_hosts(folder, lines):
    """The words of a command in whose world /etc/hosts has these lines, if there can be one."""
    write(f"{folder}/hosts", lines)
    inside = ["unshare", "-m" if os.geteuid() == 0 else "-rm", "sh", "-c",
              f"mount --bind {folder}/hosts /etc/hosts && exec \"$@\"", "sh"]
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode != 0:
        raise Skip("no mount namespace can be had here")
    return inside


def p40(play):
    """a dead IPv6 address beside a good IPv4 one: less than 1 s extra"""
    os.makedirs(play.folder, exist_ok=True)
    play.stage.play("/a", feed(ETag='"1"'))
    play.stage.play("/plain", feed(ETag='"1"'))
    listed = [{"feed": play.stage.url("/a", "two.example"), "name": "two"},
              {"feed": play.stage.url("/plain"), "name": "plain"}]
    mentiond = play.daemon(sources=listed, every="30s",
                           net={"allow_private": ["127.0.0.0/8", "::1/128"]})
    mentiond.inside = with_hosts(play.folder, "::1 two.example\n127.0.0.1 two.example\n")
    with black_hole(play.stage.port), mentiond:
        assert until(lambda: play.stage.asked("/a") and play.stage.asked("/plain"), 8)
        mentiond.wait_log("source=two", "status=200")
    extra = play.stage.asked("/a")[0].at - play.stage.asked("/plain")[0].at
    assert 0.1 < extra < 1, f"{extra} s; less than 0.1 means that nothing was tried in vain"


def p50(play):
    """a bad certificate: what is wrong with it, by name and date; 0 requests reach its server"""
    os.makedirs(play.folder, exist_ok=True)
    longest = {"self": certify(f"{play.folder}/self"),
               "host": certify(f"{play.folder}/host", name="DNS:other.example,DNS:more.example"),
               "old": certify(f"{play.folder}/old", dates=("200301000000Z", "210301000000Z")),
               "early": certify(f"{play.folder}/early",
                                dates=("20490301000000Z", "20490401000000Z"))}
    words = {"self": "certificate is self-signed",
             "host": "certificate is for other.example and 1 more, not for 127.0.0.1",
             "old": "certificate expired on 2021-03-01",
             "early": "certificate not yet valid before 2049-03-01"}
    with contextlib.ExitStack() as stack:
        stages = {name: stack.enter_context(Stage(certificate=path))
                  for name, path in longest.items()}
        listed = [{"feed": stage.url("/a"), "name": name} for name, stage in stages.items()]
        for source in listed[1:]:
            source["ca"] = longest[source["name"]]
        with play.daemon(sources=listed, every="30s") as mentiond:
            for name, said in words.items():
                mentiond.wait_log("poll_failed", f"source={name}", f'why="{said}"')
            shown = {source["name"]: source["why"]
                     for source in json.loads(mentiond.command("status", "--json"))["sources"]}
        assert shown == words, shown
        assert not [call for stage in stages.values() for call in stage.calls]
