"""`mentiond watch`: without a configuration, on a terminal and in a pipe."""
import json
import os
import pty
import select
import signal
import time

import daemon
from api import Api, connector, found, post
from daemon import command, documents
from servers import write
from stage import Answer


def watch_data(folder, api):
    """A data folder with one connector for `watch`, beside the shipped sentiment packs."""
    data = f"{folder}/data"
    rules = os.path.join(os.path.dirname(__file__), "..", "..", "rules")
    os.makedirs(data)
    for name in os.listdir(rules):
        if name != "connectors":
            os.symlink(os.path.abspath(f"{rules}/{name}"), f"{data}/{name}")
    file = connector(watch=True, params={"host": api.host})
    write(f"{data}/connectors/simulated.yaml", json.dumps(file))
    return data


def test_watch_prints_what_services_say_oldest_first(folder):
    with Api() as api:
        data = watch_data(folder, api)
        api.play("/search", found(post(1, age=60), post(2, "I love Acme", age=3600)))
        done = command("watch", "Acme", "--once", "--data", data)
        assert done.returncode == 0, done.stderr
        out = done.stdout
        assert out.index("/p2") < out.index("/p1"), out
        for word in ("ann", "Simulated", "1 h ago", "*Acme*", "negative", "down"):
            assert word in out, (word, out)
        lines = documents(command("watch", "Acme", "--once", "--json", "--data", data).stdout)
        assert [line["url"][-2:] for line in lines] == ["p2", "p1"], lines
        assert api.calls[0].query["q"] == '"Acme"'


def shown_on_terminal(words, until, **surroundings):
    """What a terminal gets until this stands there; then ctrl-C."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(daemon.BINARY, [daemon.BINARY, *words], os.environ | surroundings)
    shown, end = b"", time.monotonic() + 8
    while until not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 65536)
    os.kill(child, signal.SIGINT)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, shown
    os.close(terminal)
    return shown.decode()


def test_watch_on_a_terminal_without_colour(folder):
    with Api() as api:
        words = "watch", "Acme", "--data", watch_data(folder, api)
        api.play("/search", found(post(1)))
        text = shown_on_terminal(words, b"next poll", NO_COLOR="1")
        assert "\r\033[K\u25cf Acme" in text and "\033[2m" not in text, text
        text = shown_on_terminal(words, b"/p1", TERM="dumb")
        assert "\033" not in text and "asked" not in text, text


def test_watch_says_why_it_shows_nothing(folder):
    with Api() as api:
        data = watch_data(folder, api)
        api.play("/search", found())
        done = command("watch", "Acme", "--once", "--data", data)
        assert done.returncode == 0 and "nothing found so far" in done.stderr, done.stderr
        write(f"{data}/connectors/other.yaml", json.dumps(connector(
            connector="other", label="Other", watch=True, params={"host": api.host})))
        api.play("/search", Answer(500))
        done = command("watch", "Acme", "--once", "--data", data)
        assert done.returncode == 1 and "none of the 2 sources" in done.stderr, done.stderr
    done = command("watch", "Acme", " ", "--data", data)
    assert done.returncode == 2 and "a term is empty" in done.stderr, done.stderr
    done = command("watch", "Acme", "--source", "bluesky")
    assert done.returncode == 2 and "needs handle, app_password" in done.stderr, done.stderr


def test_watch_keeps_a_line_at_the_bottom_of_the_terminal(folder):
    with Api() as api:
        data = watch_data(folder, api)
        api.play("/search", found(post(1), post(2, "I love Acme", age=3600)))
        began = time.monotonic()
        child, terminal = pty.fork()
        if child == 0:
            os.execv(daemon.BINARY, [daemon.BINARY, "watch", "Acme", "--data", data])
        shown = b""
        while b"next poll in 59" not in shown and time.monotonic() < began + 8:
            if select.select([terminal], [], [], 0.1)[0]:
                shown += os.read(terminal, 65536)
            if b"/p1" not in shown:
                assert time.monotonic() < began + 3, shown
        os.kill(child, signal.SIGINT)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        shown += os.read(terminal, 65536)
        os.close(terminal)
        text = shown.decode()
        assert text.index("/p2") < text.index("/p1")
        for block in ("/p2", "/p1"):
            start = text.rindex("\u25cf", 0, text.index(block))
            assert text[:start].rstrip("\033[0123456789m").endswith("\r\033[K"), text[:start]
        assert "asked 1 of 1 sources, 2 mentions" in text and "next poll in 5" in text, text
        assert text.endswith("\r\033[K"), "the terminal is left clean"


def test_watch_reaches_back_as_far_as_it_is_told(folder):
    with Api() as api:
        data = watch_data(folder, api)
        api.play("/search", found(post(1, age=5 * 86400)))
        assert "/p1" not in command("watch", "Acme", "--once", "--data", data).stdout
        assert "/p1" in command("watch", "Acme", "--once", "--since", "7d", "--data", data).stdout
        assert abs(time.time() - 7 * 86400 - int(api.calls[-1].query["since"])) < 100


def test_watch_saves_what_it_does(folder):
    with Api() as api:
        data = watch_data(folder, api)
        path = f"{folder}/acme.yaml"
        done = command("watch", "Acme", "it's", "--save", path, "--data", data)
        assert done.returncode == 0, done.stderr
        checked = command("check", "-c", path, "--data", data)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        api.play("/search", found(post(1)))
        ran = command("run", "--once", "-c", path, "--data", data)
        assert ran.returncode == 0 and "/p1" in ran.stdout, ran.stdout + ran.stderr
        again = command("watch", "Acme", "--save", path, "--data", data)
        assert again.returncode != 0, "a file that is there is left alone"

