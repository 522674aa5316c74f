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
        assert set(call.headers) <= {"host", "user-agent", "accept", "accept-encoding",
                                     "if-none-match", "a-im"}, call.headers


def p32(play):
    """User-Agent: mentiond/VERSION (+CONTACT), constant, no browser's and no library's"""
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
    """gzip, deflate, br, zstd are decoded, 4/4; a wrong or unknown encoding is an error"""
    bodies = {name: rss("Blog", [post(name, f"Acme fails {name}")]).encode()
              for name in ("gzip", "deflate", "br", "zstd", "lie", "unknown")}
    packed = {"gzip": gzip.compress(bodies["gzip"]), "deflate": zlib.compress(bodies["deflate"]),
              "br": brotli(bodies["br"]), "zstd": zstd(bodies["zstd"])}
    for name, data in packed.items():
        play.stage.play("/" + name, Answer(200, data, Content_Encoding=name))
    wrong = {"lie": Answer(200, bodies["lie"], Content_Encoding="gzip"),
             "unknown": Answer(200, bodies["unknown"], Content_Encoding="rot13")}
    for name, answer in wrong.items():
        play.stage.play("/" + name, answer)
    with play.daemon(*("/" + name for name in bodies), every="30s") as mentiond:
        for name in wrong:
            mentiond.wait_log("poll_failed", f"source={name}")
        for name in packed:
            mentiond.wait_log("source=" + name, "status=200")
        assert until(lambda: len(play.hook.taken()) == 4), len(play.hook.taken())
        told = mentiond.command("list", "--json")
    assert sorted(name for name in bodies if f"Acme fails {name}" in told) == sorted(packed), told
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
    play.stage.play("/bomb", feed(ETag='"1"'), Answer(200, bomb, Content_Encoding="gzip"))
    play.stage.play("/endless", lambda call: Answer(200, endless()))
    with play.daemon("/bomb") as mentiond:
        times(play.stage, "/bomb", 1)
        mentiond.wait_log("delivered")
        mentiond.wait_log("poll_failed", "larger than 15728640 bytes decoded", "source=bomb")
        grown = mentiond.memory_kib("VmHWM") - mentiond.memory_kib("VmRSS")
    with play.daemon("/endless", every="30s") as mentiond:
        before = mentiond.memory_kib()
        mentiond.wait_log("poll_failed", "larger than 15728640 bytes decoded", "source=endless")
        both = max(grown, mentiond.memory_kib("VmHWM") - before)
    assert both <= 30 * 1024, f"{both} KiB more"
    # What the kernels hold on the way, and nobody reads, is counted as sent as well.
    assert play.stage.sent <= (15 + 8) << 20, play.stage.sent


def drip(seconds, chunk=b"<"):
    while True:
        yield chunk
        time.sleep(seconds)


@contextlib.contextmanager
def listening(backlog, is_full=False):
    """A socket that nobody accepts from; with a full queue it does not even connect."""
    with contextlib.ExitStack() as stack:
        deaf = stack.enter_context(socket.socket())
        deaf.bind(("127.0.0.6", 0))
        deaf.listen(backlog)
        for _ in range(4 if is_full else 0):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(deaf.getsockname())
        yield f"127.0.0.6:{deaf.getsockname()[1]}"


def p36(play):
    """no connection, stalled TLS: 10 s; no answer, a byte a second: 15 s; a trickle: 30 s"""
    ends = {"connect": 10, "tls": 10, "silent": 15, "slow": 15, "trickle": 30}
    with Stage("127.0.0.2") as slow, Stage("127.0.0.3") as trickle, listening(0, True) as full, \
            listening(9) as tls, listening(9) as silent:
        slow.play("/", lambda call: Answer(200, drip(1)))
        trickle.play("/", lambda call: Answer(200, drip(0.5, b"<!-- " + b"x" * 200 + b" -->")))
        play.stage.play("/good", feed(ETag='"1"'))
        where = {"connect": f"http://{full}/", "tls": f"https://{tls}/",
                 "silent": f"http://{silent}/", "slow": slow.url("/", "127.0.0.2"),
                 "trickle": trickle.url("/", "127.0.0.3"), "good": play.stage.url("/good")}
        listed = [{"feed": url, "name": name} for name, url in where.items()]
        with play.daemon(sources=listed) as mentiond:
            start = time.monotonic()
            took = {}
            for name in ends:
                mentiond.wait_log("poll_failed", f"source={name}", seconds=35)
                took[name] = time.monotonic() - start
    assert all(took[name] <= end + 2 for name, end in ends.items()), took
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
