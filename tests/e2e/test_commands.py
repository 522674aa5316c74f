"""Commands that talk to the running daemon or read its store; reload; exit statuses."""
import json
import os
import time

import daemon
from daemon import Daemon, command, documents, post, rss
from servers import Nginx, Receiver, until, write


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
                 "why", "dead", "send-test", "init"):
        done = command(name, "--help")
        assert done.returncode == 0 and name in done.stdout, (name, done)
    done = command("--version")
    assert done.returncode == 0 and done.stdout.startswith("mentiond "), done


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
