"""Broken and hostile input: a clear error, no crash, memory within its bounds."""
import gzip

import daemon
from daemon import Daemon, command, post, rss
from servers import Nginx, Receiver, until, write

MEMORY_MAX = 96 << 20

BOMB = ("<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {after} '{('&' + before + ';') * 10}'>"
    for before, after in zip("abcdefghi", "bcdefghij")) +
    "]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>")

GOOD = rss("Blog", [post(1)])

# name, content, whether some item must still come out, whether it may be no feed
FEEDS = [
    ("empty", b"", False),
    ("twenty-megabytes", GOOD.replace("</channel>", "<!--" + "x" * (20 << 20) +
                                      "--></channel>").encode(), False),
    ("xml-bomb", BOMB.encode(), None),
    ("invalid-utf-8", GOOD.replace("nobody", "\0nobody").encode()
     .replace(b"\0", b"\xff\xc0\x80\xed\xa0\x80"), True),
    ("unclosed-tags", GOOD.split("</item>", maxsplit=1)[0].encode(), True),
    ("deep", b"<rss version='2.0'><channel>" + b"<a>" * 200000, None),
    ("attributes", b"<rss version='2.0' " + b" ".join(
        b"a%d='1'" % n for n in range(100000)) + b"><channel/></rss>", None),
    ("no-feed", b"<!doctype html><title>Acme: page not found</title><p>Acme 404", False),
    ("binary", bytes(range(256)) * 1000, False),
    ("deep-json", b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100000, False),
]


def test_parse_survives_every_broken_feed(folder):
    for name, content, has_items in FEEDS:
        write(f"{folder}/{name}", content)
        done = command("parse", "--json", f"{folder}/{name}", seconds=30, memory=MEMORY_MAX)
        assert done.returncode in (0, 1), (name, done.returncode, done.stderr[-500:])
        if has_items is not None:
            assert (done.returncode == 0) == has_items, (name, done.returncode, done.stderr)
        if has_items:
            assert "answers" in done.stdout, (name, done.stdout)
        if done.returncode:
            assert done.stderr.strip(), f"{name}: no word of why"


def test_broken_feeds_stop_neither_the_daemon_nor_the_others(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook:
        names = [name for name, _, _ in FEEDS]
        for name, content, _ in FEEDS:
            nginx.put(name, content)
        nginx.put("packed/bomb", gzip.compress(b" " * (200 << 20), 9))
        nginx.put("feed.xml", GOOD)
        sources = [{"feed": nginx.url(name), "name": name.replace("/", "-"), "every": "10s",
                    "baseline": "all"} for name in names + ["packed/bomb", "feed.xml"]]
        with Daemon(f"{folder}/m", sources, {"chat": {"webhook": {"url": hook.url}}}) as mentiond:
            for source in sources:
                mentiond.wait_log("poll", f"source={source['name']} ", seconds=60)
            for name in ("packed-bomb", "twenty-megabytes", "no-feed", "binary"):
                mentiond.wait_log("poll_failed", f"source={name} ")
            assert until(hook.taken, 30), mentiond.logged()[-1500:]
            peak = mentiond.memory_kib("VmHWM")
            assert peak < MEMORY_MAX >> 10, f"{peak} KiB"
        assert not any(b"page not found" in call["body"] for call in hook.calls)


CONFIG = """brands: {{acme: {{any: [{term}]}}}}
sources: [{{file: "-"}}]
rules: [{{name: all, to: [screen]}}]
channels: {{screen: {{stdout: true}}}}
store: "sqlite:x.db"
control: x.sock
"""


def refused(folder, text, *words):
    write(f"{folder}/bad.yaml", text)
    done = command("check", "-c", f"{folder}/bad.yaml", "--data", daemon.RULES, seconds=30,
                   memory=MEMORY_MAX)
    assert done.returncode == 78, (done.returncode, done.stdout, done.stderr)
    said = done.stdout + done.stderr
    for word in words:
        assert word in said, (word, said[-800:])
    assert len(said) < 100000, "a flood of words"


def test_hostile_configurations_are_refused_in_words(folder):
    refused(folder, CONFIG.format(term="{regex: '(a+)+$'}"), "bad.yaml:1:")
    refused(folder, CONFIG.format(term="{regex: '(a'}"), "bad.yaml:1:", "missing")
    refused(folder, "a: &a x\nlists:\n  many: [" + "*a, " * 10000 + "*a]\n" +
            CONFIG.format(term="Acme"), "bad.yaml:", "alias")
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{after}: &{after} [{', '.join(['*' + before] * 9)}]\n"
        for before, after in zip("abcdefgh", "bcdefghi"))
    refused(folder, bomb, "bad.yaml:", "alias")
    refused(folder, "brands: " + "[" * 10000, "bad.yaml:1:")
    refused(folder, "brands: {acme: {any: [Acme\xff]}}\n", "bad.yaml:")
    refused(folder, "", "bad.yaml")
    refused(folder, "brands: {acme: {any: [Acme]}, acme: {any: [Acme]}}\n", "bad.yaml:1:", "acme")
    refused(folder, "brands: !!python/object:os.system {}\n", "bad.yaml:1:")
