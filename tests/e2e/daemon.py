"""mentiond itself: a folder with a configuration, the process, and its commands."""
import copy
import json
import os
import resource
import signal
import socket
import subprocess
import time

from servers import until, write

RULES = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "rules"))
BINARY = None  # set by run.py


def rss(title, items):
    """An RSS feed; items are dicts with id, title, text and, when wanted, link."""
    rows = "".join(
        f"<item><guid isPermaLink='false'>{item['id']}</guid><title>{item['title']}</title>"
        f"<link>{item.get('link', 'http://posts.example/' + item['id'])}</link>"
        f"<description>{item['text']}</description></item>\n" for item in items)
    return (f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
            f"<title>{title}</title>{rows}</channel></rss>")


def post(number, text="Acme is down again and nobody answers"):
    return {"id": f"p{number}", "title": f"Post number {number}", "text": text}


def documents(text):
    """One JSON document, or one a line; always a list."""
    try:
        whole = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines()]
    return whole if isinstance(whole, list) else [whole]


class Daemon:
    """A context around `mentiond run` in its own folder."""

    BASE = {
        "brands": {"acme": {"any": ["Acme"]}},
        "rules": [{"name": "complaint", "sentiment": "negative", "severity": "high"},
                  {"name": "everything-else"}],
        "workers": 2,
        "poll": {"every": "1s", "slowest": "1s", "floor": "1s", "retry": "1s"},
        "net": {"allow_private": ["127.0.0.0/8"]},
        "log": {"to": "stderr", "level": "info"},
        "mail": {"server": "localhost:25", "from": "Acme mentions <mentions@acme.example>"},
    }

    def __init__(self, folder, sources, channels, **changes):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.path = f"{folder}/mentiond.yaml"
        self.log = f"{folder}/log"
        self.config = copy.deepcopy(self.BASE)
        self.config.update(sources=sources, channels=channels, store=f"sqlite:{folder}/store.db",
                           control=f"{folder}/control.sock")
        for rule in self.config["rules"]:
            rule["to"] = list(channels)
        if not any("email" in channel for channel in channels.values()):
            del self.config["mail"]
        self.config.update(changes)
        self.save()
        self.process = None
        self.inside = []  # the words of a command that runs it in its own surroundings

    def save(self):
        """JSON is YAML, and Python can write it."""
        write(self.path, json.dumps(self.config, indent=1) + "\n")

    def start(self):
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = f"{self.folder}/notify"
        if os.path.exists(path):
            os.unlink(path)
        self.notify.bind(path)
        environment = dict(os.environ, NOTIFY_SOCKET=path)
        environment.pop("JOURNAL_STREAM", None)
        with open(self.log, "ab") as log:
            words = [*self.inside, BINARY, "run", "-c", self.path, "--data", RULES]
            self.process = subprocess.Popen(words, cwd=self.folder, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=environment)

    def ready(self, seconds=15):
        """Waits for READY=1; tells how long it took."""
        started = time.monotonic()
        self.notify.settimeout(0.1)
        while time.monotonic() - started < seconds and self.process.poll() is None:
            try:
                if b"READY=1" in self.notify.recv(4096).split(b"\n"):
                    self.notify.close()  # nobody reads on, and a full socket would block
                    return time.monotonic() - started
            except socket.timeout:
                continue
        raise AssertionError(f"not ready: {self.logged()[-800:]}")

    def signal(self, sign):
        self.process.send_signal(sign)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.notify.close()

    def stop(self, seconds=20):
        """TERM, and the exit status; a daemon that does not end is a failure."""
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        self.signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("TERM did not end the daemon") from None

    def logged(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def wait_log(self, *words, seconds=10, times=1):
        """Waits for so many lines that have all the words."""
        def lines():
            found = [line for line in self.logged().splitlines()
                     if all(word in line for word in words)]
            return found if len(found) >= times else None
        found = until(lines, seconds)
        assert found, f"no line with {words}: {self.logged()[-1200:]}"
        return found

    def command(self, *words, text="", status=0):
        """Another command of the program with the same configuration: what it printed."""
        done = command(words[0], "-c", self.path, "--data", RULES, *words[1:], text=text,
                       cwd=self.folder)
        assert done.returncode == status, \
            f"{words}: status {done.returncode}, {done.stdout[-500:]} {done.stderr[-800:]}"
        return done.stdout if status == 0 else done.stdout + done.stderr

    def memory_kib(self, what="VmRSS"):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(what + ":"))

    def __enter__(self):
        self.start()
        self.ready()
        return self

    def __exit__(self, kind, *_):
        try:
            status = self.stop()
        except AssertionError:
            if kind is None:
                raise
            return
        if kind is None:
            assert status == 0, f"ended with status {status}: {self.logged()[-1500:]}"
            assert "ERROR: " not in self.logged(), self.logged()[-3000:]


def command(*words, text="", cwd=None, seconds=60, memory=0):
    """Runs the program; a crash is never a fine answer, nor is needing more memory than given."""
    def bound():
        if memory:
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))

    done = subprocess.run([BINARY, *words], input=text, capture_output=True, text=True,
                          errors="replace", cwd=cwd, timeout=seconds, check=False,
                          preexec_fn=bound)
    assert done.returncode >= 0 and done.returncode < 128, \
        f"{words}: died of {done.returncode}: {done.stderr[-1500:]}"
    return done
