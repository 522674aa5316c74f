"""A server that plays a script: what it says to each request for a path, and all it was asked."""
import http.server
import itertools
import ssl
import threading
import time


class Answer:
    """What is said: a status, headers, and a body of bytes or, for one that flows, an iterator."""

    def __init__(self, status=200, body=b"", **headers):
        self.status = status
        self.body = body.encode() if isinstance(body, str) else body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Call:
    """One request; `at` and `until` are monotonic seconds."""

    def __init__(self, handler):
        self.at = time.monotonic()
        self.until = None
        self.method, self.path = handler.command, handler.path
        self.host = handler.headers.get("Host", "")
        self.peer = handler.client_address
        self.headers = {name.lower(): value for name, value in handler.headers.items()}
        self.body = handler.rfile.read(int(self.headers.get("content-length", 0)))

    def get(self, name):
        return self.headers.get(name)

    def validators(self):
        return self.get("if-none-match"), self.get("if-modified-since")


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by the script and adds nothing of its own: no Date, no Server."""

    protocol_version = "HTTP/1.1"

    def play(self):
        call = Call(self)
        answer = self.server.stage.answer(call)
        try:
            self.say(answer)
        except (OSError, ValueError):
            self.close_connection = True
        call.until = time.monotonic()

    do_GET = do_HEAD = do_OPTIONS = do_POST = play

    def say(self, answer):
        if answer is None:  # begun, and never ended
            answer = Answer(200, b"<rss>", Content_Length="1000")
            self.close_connection = True
        flows = not isinstance(answer.body, bytes)
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if flows:
            self.send_header("Transfer-Encoding", "chunked")
        elif answer.status != 304 and "Content-Length" not in answer.headers:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if not flows:
            self.wfile.write(answer.body)
            return
        for chunk in answer.body:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.server.stage.sent += len(chunk)
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_):
        pass


class Stage:
    """A context; `play` gives a path its script: a function of the request, or a list of answers of
    which the last one holds on."""

    def __init__(self, on="127.0.0.1", certificate=None):
        self.scripts, self.calls, self.sent, self.connections = {}, [], 0, 0
        self.lock = threading.Lock()
        self.server = http.server.ThreadingHTTPServer((on, 0), Handler)
        self.server.daemon_threads = True
        self.server.request_queue_size = 256
        self.server.socket.listen(256)
        self.server.stage = self
        self.server.process_request = self.process
        self.port = self.server.server_address[1]
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
            self.scheme = "https"
        self.server.handle_error = lambda *_: None
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def process(self, request, address):
        self.connections += 1
        type(self.server).process_request(self.server, request, address)

    def url(self, path, host="127.0.0.1"):
        return f"{self.scheme}://{host}:{self.port}{path}"

    def play(self, path, *script):
        if len(script) == 1 and callable(script[0]):
            self.scripts[path] = script[0]
            return
        row = itertools.chain(script, itertools.repeat(script[-1]))
        self.scripts[path] = lambda call: next(row)

    def answer(self, call):
        with self.lock:
            self.calls.append(call)
            script = self.scripts.get(call.path)
        return script(call) if script else Answer(404)

    def asked(self, path=None):
        return [call for call in list(self.calls) if path in (None, call.path)]

    def gaps(self, path):
        times = [call.at for call in self.asked(path)]
        return [after - before for before, after in zip(times, times[1:])]

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
