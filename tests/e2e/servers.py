"""Real servers from Debian packages, each with its own folder, on high ports of the loopback.

A server is a context: it is up when the block begins, and gone when it ends.
"""
import base64
import hashlib
import hmac
import http.server
import os
import pwd
import shutil
import signal
import socket
import subprocess
import threading
import time


class Skip(Exception):
    """This machine lacks something the test needs."""


def until(claim, seconds=10.0, every=0.05):
    """Waits for a claim to become true and returns what it said; None when time is over."""
    end = time.monotonic() + seconds
    while True:
        said = claim()
        if said or time.monotonic() > end:
            return said or None
        time.sleep(every)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def write(path, text):
    """The whole file at once, as an editor does it: nobody reads half of it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    mode = "wb" if isinstance(text, bytes) else "w"
    with open(path + ".new", mode) as file:
        file.write(text)
    os.chmod(path + ".new", 0o644)
    os.rename(path + ".new", path)


class Program:
    """A server program in the foreground; its words go to a file in its folder."""

    def __init__(self, folder, program):
        self.folder = folder
        self.program = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
        if not self.program:
            raise Skip(f"{program} is not installed")
        os.makedirs(folder, exist_ok=True)
        os.chmod(folder, 0o755)
        self.process = None

    def start(self, command, is_up):
        with open(os.path.join(self.folder, "output"), "ab") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output,
                                            stdin=subprocess.DEVNULL, start_new_session=True)
        if not until(lambda: is_up() or self.process.poll() is not None) or not is_up():
            words = open(os.path.join(self.folder, "output"), errors="replace").read()
            self.stop()
            raise AssertionError(f"{self.program} does not start: {words[-500:]}")

    def stop(self):
        """Ends the session of processes this program started, and only those."""
        if self.process is None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(5)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Nginx(Program):
    """Serves the files of its folder `www`; `asked` reads its log."""

    CONF = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  log_format asked '$status|$uri|$http_if_none_match|$http_if_modified_since|$http_user_agent|'
                   '$http_accept_encoding|$sent_http_content_encoding|'
                   '$server_protocol|$connection|$msec';
  access_log {folder}/asked asked;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  default_type application/rss+xml;
  gzip on; gzip_min_length 1; gzip_types application/rss+xml; gzip_comp_level 1;
  server {{
    listen {on}:{port} backlog=1024 {secure};
    root {folder}/www;
    location /packed/ {{ gzip off; add_header Content-Encoding gzip; }}
    location /moved/ {{ return 301 /feed.xml; }}
    location /away/ {{ return 503; }}
  }}
}}
"""

    def __init__(self, folder, on="127.0.0.1", certificate=None):
        super().__init__(folder, "nginx")
        self.port = free_port()
        self.scheme = "https" if certificate else "http"
        secure = f"ssl http2; ssl_certificate {certificate}; ssl_certificate_key {certificate}"
        write(f"{folder}/conf", self.CONF.format(folder=folder, on=on, port=self.port,
                                                 secure=secure if certificate else ""))
        os.makedirs(f"{folder}/www", exist_ok=True)
        self.start([self.program, "-c", f"{folder}/conf", "-p", folder, "-e",
                    f"{folder}/error.log"], lambda: answers(self.port))

    def url(self, path):
        return f"{self.scheme}://127.0.0.1:{self.port}/{path}"

    def put(self, path, content):
        write(f"{self.folder}/www/{path}", content)

    def asked(self, path="/feed.xml"):
        """Every request so far for this path, as lists of the log's fields."""
        with open(f"{self.folder}/asked", errors="replace") as log:
            rows = [line.rstrip("\n").split("|") for line in log]
        return [row for row in rows if row[1] == path]


class Smtpd(Program):
    """OpenSMTPD that delivers everything to a maildir.

    Its queue and its control socket have fixed places, so it gets a mount namespace in which these
    are its own; where there can be none (a chroot), it runs when nobody else needs them.
    """

    CONF = """
listen on 127.0.0.1 port {port}
table everybody {{ "@" = nobody }}
action "box" maildir "{box}" virtual <everybody>
match from any for any action "box"
"""
    QUEUE = "mkdir -p /var/spool/smtpd && chmod 711 /var/spool/smtpd && "
    OWN = "mount -t tmpfs none /var/spool && mount -t tmpfs none /run && "

    def __init__(self, folder, port=None):
        super().__init__(folder, "smtpd")
        if os.geteuid() != 0:
            raise Skip("a mail server needs root")
        self.port = port or free_port()
        self.box = f"{folder}/box"
        os.makedirs(self.box, exist_ok=True)
        nobody = pwd.getpwnam("nobody")
        os.chown(self.box, nobody.pw_uid, nobody.pw_gid)
        write(f"{folder}/conf", self.CONF.format(port=self.port, box=self.box))
        os.chmod(f"{folder}/conf", 0o600)
        script = self.QUEUE + f"exec {self.program} -d -f {folder}/conf"
        alone = ["unshare", "-m", "sh", "-c", self.OWN + script]
        self.start(alone if self.can_unshare() else ["sh", "-c", script],
                   lambda: answers(self.port))

    @staticmethod
    def can_unshare():
        if subprocess.run(["unshare", "-m", "true"], capture_output=True,
                          check=False).returncode == 0:
            return True
        if os.path.exists("/run/smtpd.sock"):
            raise Skip("another smtpd runs here, and a mount namespace cannot be had")
        return False

    def mails(self):
        """The bytes of every mail that arrived, oldest first."""
        new = f"{self.box}/new"
        names = os.listdir(new) if os.path.isdir(new) else []
        paths = sorted((f"{new}/{name}" for name in names), key=os.path.getmtime)
        return [open(path, "rb").read() for path in paths]


class SafeSmtpd(Program):
    """A mail server that takes nothing without STARTTLS and a password."""

    USER, PASSWORD = "watcher", "correct horse"

    def __init__(self, folder):
        if subprocess.run(["/usr/bin/python3", "-c", "import aiosmtpd"], capture_output=True,
                          check=False).returncode != 0:
            raise Skip("python3-aiosmtpd is not installed")
        super().__init__(folder, "openssl")
        self.port, self.box = free_port(), folder
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
                       check=True, capture_output=True)
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "safe_smtpd.py")
        self.start([script, str(self.port), folder, self.PASSWORD], lambda: answers(self.port))

    def mails(self):
        new = f"{self.box}/new"
        return [open(f"{new}/{name}", "rb").read() for name in sorted(os.listdir(new))]


class Rsyslog(Program):
    """rsyslogd with a socket of its own that writes whole lines into one file."""

    CONF = """
global(workDirectory="{folder}")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="{folder}/log" CreatePath="on")
template(name="all" type="string"
         string="%syslogfacility-text%.%syslogseverity-text% %syslogtag%%msg%\\n")
*.* action(type="omfile" file="{folder}/lines" template="all")
"""

    def __init__(self, folder):
        super().__init__(folder, "rsyslogd")
        self.socket = f"{folder}/log"
        write(f"{folder}/conf", self.CONF.format(folder=folder))
        self.start([self.program, "-n", "-f", f"{folder}/conf", "-i", f"{folder}/pid"],
                   lambda: os.path.exists(self.socket))

    def lines(self):
        try:
            with open(f"{self.folder}/lines", errors="replace") as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []


class Receiver:
    """Takes webhooks and checks their Standard Webhooks signature.

    `answer` is asked for the status of each request; what came is in `calls`.
    """

    KEY = b"thirty-two bytes of test secret!"
    SECRET = "whsec_" + base64.b64encode(KEY).decode()

    def __init__(self, answer=lambda call: 200, port=0):
        self.calls = []
        self.answer = answer
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status = receiver.take(self.path, dict(self.headers), body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def take(self, path, headers, body):
        headers = {name.lower(): value for name, value in headers.items()}
        call = {"path": path, "id": headers.get("webhook-id", ""), "headers": headers,
                "body": body, "is_signed": self.is_signed(headers, body)}
        call["status"] = self.answer(call)
        self.calls.append(call)
        return call["status"]

    def is_signed(self, headers, body):
        """https://www.standardwebhooks.com: HMAC-SHA256 over id.timestamp.body."""
        signed = b".".join([headers.get("webhook-id", "").encode(),
                            headers.get("webhook-timestamp", "").encode(), body])
        want = base64.b64encode(hmac.new(self.KEY, signed, hashlib.sha256).digest()).decode()
        given = headers.get("webhook-signature", "").split()
        is_fresh = abs(int(headers.get("webhook-timestamp", 0)) - time.time()) < 300
        return is_fresh and any(hmac.compare_digest("v1," + want, one) for one in given)

    def taken(self):
        return [call for call in list(self.calls) if call["status"] < 300]

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
