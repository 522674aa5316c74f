"""Commands that talk to the running daemon or read its store; reload; exit statuses."""
import json
import os
import re
import sqlite3
import subprocess
import time

import daemon
from daemon import Daemon, command, documents, post, rss
from servers import Nginx, Receiver, until, write
from stage import Answer, Stage


def one_mention(folder, nginx, hook):
    nginx.put("feed.xml", rss("Blog", [post(1)]))
    source = {"feed": nginx.url("feed.xml"), "name": "blog", "every": "1s", "baseline": "all"}
    return Daemon(f"{folder}/m", [source], {"chat": {"webhook": {"url": hook.url}}})


def test_what_was_told_can_be_asked_for(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook, \
            one_mention(folder, nginx, hook) as mentiond:
        assert until(hook.taken)
        mentiond.wait_log("delivered")
        alert = json.loads(hook.calls[0]["body"])["data"]["id"]
        listed = mentiond.command("list", "--json")
        assert documents(listed) and alert in listed, listed
        assert alert in mentiond.command("show", alert, "--json")
        why = mentiond.command("why", alert, "--json")
        assert documents(why)
        for word in ("complaint", "blog", "chat"):
            assert word in why, (word, why)
        assert "complaint" in mentiond.command("why", alert)
        mentiond.command("show", "zzzz-no-such-id", status=1)
        assert documents(mentiond.command("status", "--json"))
        assert "blog" in mentiond.command("status")
        assert "chat" not in mentiond.command("dead", "--json")


def test_a_bad_file_changes_nothing_and_says_why(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook, \
            one_mention(folder, nginx, hook) as mentiond:
        assert until(hook.taken)
        good = dict(mentiond.config)
        mentiond.config = dict(good, ruls=[])
        mentiond.save()
        said = mentiond.command("reload", status=78)
        assert "mentiond.yaml:" in said and "ruls" in said and "rules" in said, said
        time.sleep(1)
        nginx.put("feed.xml", rss("Blog", [post(1), post(2, "Acme fails again, terrible!")]))
        assert until(lambda: len(hook.taken()) == 2), "the old configuration still works"
        mentiond.config = dict(good, brands={"acme": {"any": ["Globex"]}})
        mentiond.save()
        mentiond.command("reload")
        mentiond.wait_log("reloaded")
        time.sleep(1)
        nginx.put("feed.xml", rss("Blog", [post(n) for n in (1, 2, 3)] +
                                  [post(4, "Globex is down, terrible!")]))
        assert until(lambda: len(hook.taken()) == 3), mentiond.logged()[-1500:]
        assert b"posts.example/p4" in hook.calls[-1]["body"]
        # A signal cannot answer, so the log does.
        write(mentiond.path, "brands: [\n")
        mentiond.signal(1)
        mentiond.wait_log("reload_refused")


def test_a_source_tells_of_its_last_day(folder):
    bad = '"\x1b[31mred"'
    with Stage() as stage, Receiver() as hook:
        stage.play("/a", Answer(200, rss("A", [post(1), post(2)]), ETag=bad), Answer(304),
                   Answer(304), Answer(200, "\x1b]0;pwned\x07 is what it says"))
        sources = [{"feed": stage.url("/a"), "name": "a", "every": "1s"},
                   {"feed": "http://127.0.0.1:1/", "name": "shut", "every": "1s"}]
        with Daemon(f"{folder}/m", sources, {"chat": {"webhook": {"url": hook.url}}}) as mentiond:
            mentiond.wait_log("poll_failed", "source=a")
            said = mentiond.command("status", "a")
            for words in ("a: retrying", "200, 2 new of 2", "2 x 304 nothing new", "failing since",
                          "new 2, failed 1", "\\x1B]0;pwned", 'ETag           "\\x1B[31mred"'):
                assert words in said, (words, said)
            assert "\x1b" not in said and max(map(len, said.splitlines())) <= 80, said
            told = json.loads(mentiond.command("status", "--json", "a"))["sources"]
            assert len(told) == 1, told
            rows = told[0]["history"]
            assert told[0]["last_day"]["asked"] == len(rows) == 4, told
            assert [row["status"] for row in rows] == [200, 304, 304, 200], rows
            assert rows[0]["why"] and rows[3]["new"] == rows[3]["items"] == 2, rows
            assert told[0]["next_poll"] and told[0]["next_why"], told
            mentiond.wait_log("source_failing", "connection refused")
            everything = mentiond.command("status")
            assert everything.index("failing  shut") < everything.index(" a "), everything
            assert "connection refused by 127.0.0.1 port 1" in everything, everything
            mentiond.command("status", "nobody", status=1)


def test_of_many_sources_those_that_fail_are_told(folder):
    with Stage() as stage, Receiver() as hook:
        stage.play("/ok", Answer(200, rss("A", [])))
        sources = [{"feed": stage.url(f"/ok?{n}"), "name": f"good{n}"} for n in range(60)]
        for n in range(60):
            stage.play(f"/ok?{n}", Answer(200, rss("A", [])))
        sources.append({"feed": "http://127.0.0.1:1/", "name": "shut"})
        with Daemon(f"{folder}/m", sources, {"chat": {"webhook": {"url": hook.url}}},
                    poll={"every": "1h", "floor": "100ms"}) as mentiond:
            mentiond.wait_log("poll_failed", "source=shut")
            said = mentiond.command("status")
            assert "retrying shut" in said and "good7" not in said, said
            assert "others: --all lists them" in said and len(said.splitlines()) < 12, said
            assert "good7" in mentiond.command("status", "--all")
            assert len(json.loads(mentiond.command("status", "--json"))["sources"]) == 61


def test_a_poll_by_hand_tells_what_became_of_each_item(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook:
        nginx.put("feed.xml", rss("Blog", [post(1), post(2, "nothing")]))
        source = {"feed": nginx.url("feed.xml"), "name": "blog", "every": "1h",
                  "headers": {"X-Key": "hidden-from-all"}}
        with Daemon(f"{folder}/m", [source],
                    {"chat": {"webhook": {"url": hook.url}}}) as mentiond:
            mentiond.wait_log("source_baseline")
            nginx.put("feed.xml", rss("Blog", [
                post(1), post(2, "nothing"), post(3), post(4, "no name here"),
                dict(post(5, "nothing"), title="A title " * 20)]))
            said = mentiond.command("poll", "--explain", "blog")
            for words in ("> User-Agent: mentiond/", "> If-None-Match: ", "> X-Key: ***",
                          "< HTTP 200", "Content-Type: ", "a mention, rule complaint",
                          "no brand in it", "seen before", "5 items: 3 new, 1 of them mentions",
                          "next poll in"):
                assert words in said, (words, said)
            assert "hidden-from-all" not in said, said
            assert said.count("\n  ") == 5, said
            line = next(line for line in said.splitlines() if "A title" in line)
            assert line.index("…") == 61, line


def test_a_poll_by_hand_lists_fifty_items(folder):
    many = [post(n, "nothing") for n in range(60)]
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook:
        nginx.put("feed.xml", rss("Blog", many))
        source = {"feed": nginx.url("feed.xml"), "name": "blog", "every": "1h"}
        with Daemon(f"{folder}/m", [source],
                    {"chat": {"webhook": {"url": hook.url}}}) as mentiond:
            mentiond.wait_log("source_baseline")
            nginx.put("feed.xml", rss("Blog", many + [post(60, "nothing either")]))
            said = mentiond.command("poll", "--explain", "blog")
            assert said.count("no brand in it") == 1, said
            assert said.count("  seen before") == 49, said
            assert "… and 11 more" in said, said


def test_a_side_that_changes_reaches_the_store(folder):
    def side():
        store = sqlite3.connect(f"file:{folder}/m/store.db?mode=ro", uri=True)
        try:
            return store.execute("SELECT side FROM source").fetchone()[0]
        finally:
            store.close()
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook, \
            one_mention(folder, nginx, hook) as mentiond:
        assert until(hook.taken)
        assert side() == 0
        mentiond.config["sources"][0]["side"] = "internal"
        mentiond.save()
        mentiond.command("reload")
        assert side() == 1
        assert "side           internal" in mentiond.command("status", "blog")


def test_run_with_a_bad_file_ends_with_78(folder):
    write(f"{folder}/bad.yaml", "brands:\n  acme: {any: [Acme]}\nrulez: []\n")
    done = command("run", "-c", f"{folder}/bad.yaml")
    assert done.returncode == 78, done
    assert "bad.yaml:3:1: error" in done.stderr and "^" in done.stderr, done.stderr
    done = command("check", "-c", f"{folder}/nowhere.yaml")
    assert done.returncode == 78 and "nowhere.yaml" in done.stderr, done


def test_wrong_usage_ends_with_2(folder):
    assert command("no-such-command").returncode == 2
    assert command("show").returncode == 2
    assert command("list", "--no-such-option").returncode == 2
    for name in ("run", "watch", "check", "try", "parse", "status", "reload", "list", "show",
                 "why", "dead", "send-test", "init", "tone", "learn"):
        done = command(name, "--help")
        assert done.returncode == 0 and name in done.stdout, (name, done)
    done = command("--version")
    assert done.returncode == 0 and done.stdout.startswith("mentiond "), done


def test_the_synopsis_of_the_manual_has_every_option(folder):
    with open(os.path.join(daemon.RULES, "..", "man", "mentiond.8")) as page:
        synopsis = page.read().split(".Sh SYNOPSIS")[1].split(".Sh ")[0]
    told = {}
    for part in synopsis.split(".Nm\n")[1:]:
        options = re.findall(r"\bFl -([a-z-]+)", part)
        names = part.splitlines()[0].removeprefix(".Cm ").split(" | ")
        for name in names:
            told.setdefault(name.split()[0], set()).update(options)
    for name in ("run", "watch", "check", "try", "parse", "status", "reload", "poll", "list",
                 "show", "why", "dead", "send-test", "init", "tone", "learn", "connector",
                 "import", "export"):
        offered = set(re.findall(r"^ +--([a-z-]+)", command(name, "--help").stdout, re.M))
        offered -= {"data", "help"}
        assert offered == told[name], (name, offered ^ told[name])


def test_the_demo_and_the_first_configuration_are_good(folder):
    top = os.path.join(daemon.RULES, "..")
    for path in ("rules/demo.yaml", "systemd/mentiond.yaml"):
        done = command("check", "-c", os.path.join(top, path), "--data", daemon.RULES)
        assert done.returncode == 0, (path, done.stdout, done.stderr)


def test_try_tells_what_would_happen(folder):
    demo = os.path.join(daemon.RULES, "demo.yaml")
    lines = 'Acme is down again\n{"text": "I love Acme Cloud", "title": "x"}\npinacme\n\n'
    done = command("try", "-c", demo, "--data", daemon.RULES, "--json", "-", text=lines)
    assert done.returncode == 0, done
    down, love, cat, empty = documents(done.stdout)
    assert empty["text"] == "" and empty["sentiment"]["label"] == "unknown", empty
    assert down["rules"] == ["complaint"] and down["to"] == ["screen", "ops"], down
    assert down["matches"][0]["start"] == 0 and down["matches"][0]["end"] == 4, down
    assert down["sentiment"]["label"] == "negative", down
    assert love["rules"] == ["praise"] and cat["brands"] == [], (love, cat)


def test_each_brand_has_its_own_sentiment(folder):
    path = os.path.join(folder, "two.yaml")
    write(path, """
brands:
  acme: {any: [Acme]}
  shop: {any: ["Best Buy", United]}
lists: {competitors: [globex]}
sources: [{feed: "https://feeds.example/f", name: tracker, genre: software}]
rules: [{name: all, to: [screen]}]
channels: {screen: {stdout: true, side: external}}
""")
    done = command("check", "-c", path, "--data", daemon.RULES)
    said = done.stdout + done.stderr
    assert done.returncode == 0 and '"Acme" is itself' not in said, said
    for term in ("Best Buy", "United"):
        assert f'"{term}" is itself a word of feeling; it is masked' in said, said
    lines = [{"text": "Acme is great but Best Buy is terrible"},
             {"text": "I like Acme, but globex stole my money"},
             {"text": "Acme is better than globex"},
             {"text": "Acme killed the process", "source": "tracker"},
             {"text": "Acme killed the process"},
             {"text": "Best Buy United"}]
    done = command("try", "-c", path, "--data", daemon.RULES, "--json", "-",
                   text="".join(json.dumps(line) + "\n" for line in lines))
    both, rival, better, tracked, killed, masked = documents(done.stdout)
    assert both["sentiments"]["acme"]["label"] == "positive", both
    assert both["sentiments"]["shop"]["label"] == "negative", both
    assert rival["sentiment"]["label"] == "positive", rival
    assert better["sentiment"]["score"] == 0.63, better
    assert tracked["sentiment"]["label"] == "unknown", tracked
    assert killed["sentiment"]["label"] == "negative", killed
    assert masked["sentiment"]["label"] == "unknown", masked


def test_try_tells_the_language(folder):
    lines = ('Die Bestellung ist noch immer nicht angekommen\n'
             '{"text": "Die Bestellung ist nicht angekommen", "lang": "de-AT"}\n'
             'https://example.org/warum 123\n')
    done = command("try", "--data", daemon.RULES, "--json", "-", text=lines)
    guessed, told, none = documents(done.stdout)
    assert guessed["lang"] == "de" and guessed["lang_is_guessed"] is True, guessed
    assert told["lang"] == "de-AT" and "lang_is_guessed" not in told, told
    assert "lang" not in none, none
    done = command("try", "--data", daemon.RULES, lines.splitlines()[0])
    assert "\n  language  German, guessed\n" in done.stdout, done.stdout
    done = command("try", "--data", daemon.RULES, "De klantenservice is slecht en niemand neemt op")
    assert "\n  language  Dutch, guessed; no sentiment pack is of it\n" in done.stdout, done.stdout
    assert "\n  sentiment unknown: no evidence\n" in done.stdout, done.stdout


def test_only_its_user_can_read_the_store(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook, \
            one_mention(folder, nginx, hook) as mentiond:
        assert until(hook.taken)
        mode = os.stat(f"{mentiond.folder}/control.sock").st_mode & 0o777
        assert mode & 0o007 == 0, oct(mode)


OPML = """<opml version="2.0"><body>
<outline text="News &amp; more">
<outline text='A "quoted" \\ name' xmlUrl="https://a.example/feed?a=1&amp;b=2"/>
<outline text="Deep"><outline text="- b: #" xmlUrl="feed://b.example/rss"/></outline>
</outline>
<outline text="again" xmlUrl="http://www.a.example/feed?b=2&amp;a=1"/>
<outline text="twin" xmlUrl="https://c.example/1"/>
<outline text="twin" xmlUrl="https://c.example/2?q=&quot;x&quot;"/>
<outline text="null" xmlUrl="https://d.example/"/>
<outline text="]}&#10;x: &amp;a *b !c" xmlUrl="https://e.example/"/>
<outline xmlUrl="https://f.example/"/>
<outline text="password" xmlUrl="https://me:secret@g.example/"/>
<outline text="script" xmlUrl="javascript:alert(1)"/>
<outline text="lines" xmlUrl="https://h.example/&#10;  - file: /etc/passwd"/>
</body></opml>
"""
REST = "\nbrands: {acme: {any: [Acme]}}\nrules: [{name: all, to: [out]}]\n" \
    "channels: {out: {stdout: {}}}\n"


def test_lists_of_feeds_come_in_and_go_out(folder):
    done = command("import", "-", text=OPML)
    assert done.returncode == 0, done
    assert done.stdout.count("- feed: ") == 7 and "secret" not in done.stderr, done
    assert 'tags: ["News & more", "Deep"]' in done.stdout, done.stdout
    path = f"{folder}/m.yaml"
    write(path, done.stdout + REST)
    checked = command("check", "-c", path, "--data", daemon.RULES)
    assert checked.returncode == 0 and "sources: 7," in checked.stdout, checked
    exported = command("export", "-c", path, "--data", daemon.RULES)
    assert exported.returncode == 0, exported
    again = command("import", "-", text=exported.stdout)
    # The one without a name has got one from its host.
    assert again.stdout.replace('\n    name: "f.example"', "") == done.stdout, again
    assert command("import", "-", text="<rss/>").returncode == 1


def test_parse_prints_what_the_feed_says_of_itself(_folder):
    feed = """<rss version="2.0"><channel><title>T</title><managingEditor>Jo</managingEditor>
        <pubDate>Tue, 10 Jun 2003 04:00:00 GMT</pubDate><category>one</category>
        <item><title>x</title></item></channel></rss>"""
    done = command("parse", "--json", "-", text=feed)
    said = documents(done.stdout)[0]["feed"]
    assert said["author"] == "Jo" and said["categories"] == ["one"], said
    assert said["published"] == "2003-06-10T04:00:00Z", said
    page = '<!doctype html><link rel=alternate type=application/rss+xml href="/feed">'
    done = command("parse", "--url", "https://a.example/", "-", text=page)
    assert done.returncode == 1 and "https://a.example/feed" in done.stderr, done


def test_what_cannot_be_printed_is_told(_folder):
    for words in (["import", "-"], ["parse", "-"], ["--help"], ["--version"], ["list", "--help"]):
        text = OPML if words[0] == "import" else rss("A", [post(1)])
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([daemon.BINARY, *words], input=text, stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=20, check=False)
        assert done.returncode == 1 and "cannot be written" in done.stderr, (words, done)


def test_wrong_usage_is_told_in_words(folder):
    cases = ((["-c", "x.yaml", "list"], "-c: options stand behind the command"),
             (["list", "--limit"], "--limit wants a value behind it: --limit N"),
             (["list", "extra"], "usage: mentiond list\nmentiond list --help"))
    for words, wanted in cases:
        done = command(*words)
        assert done.returncode == 2 and wanted in done.stderr, (words, done)
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook, \
            one_mention(folder, nginx, hook) as mentiond:
        assert until(hook.taken)
        said = mentiond.command("list", "--tone", "angry", status=2)
        assert "--tone takes negative, neutral" in said, said
        assert mentiond.command("list", "--brand", "nobody") == "no such mentions\n"
        mentiond.command("list", "--tone", "negative")
