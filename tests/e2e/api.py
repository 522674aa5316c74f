"""A search API that plays a script: paths without their query, posts as JSON, and all it was
asked, with parameters and body."""
import base64
import json
import time
import urllib.parse

from stage import Answer, Stage


def found(*posts, status=200, headers=None, **more):
    """An answer in the shape that CONNECTOR reads."""
    answer = Answer(status, json.dumps({"posts": list(posts), **more}))
    answer.headers.update({"Content-Type": "application/json", **(headers or {})})
    return answer


def post(number, text="Acme is down again and nobody answers", age=60, **more):
    return {"id": number, "url": f"https://posts.example/p{number}", "text": text, "by": "ann",
            "at": int(time.time()) - age, **more}


def said(status, body, **headers):
    """Any other answer; a dict is sent as JSON."""
    kind = "text/html" if isinstance(body, str) else "application/json"
    answer = Answer(status, body if isinstance(body, str) else json.dumps(body))
    answer.headers.update({"Content-Type": kind, **headers})
    return answer


class Api(Stage):
    """play("/search", …) answers whatever stands behind the question mark."""

    def answer(self, call):
        parts = urllib.parse.urlsplit(call.path)
        call.path = parts.path
        call.query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        return super().answer(call)

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def token(self, call):
        return (call.get("authorization") or "").removeprefix("Bearer ")


def basic(call):
    """What HTTP Basic said."""
    return base64.b64decode((call.get("authorization") or "").removeprefix("Basic ")).decode()


def connector(**changes):
    """A connector file as a dict (JSON is YAML): a plain search of Api, changed by its top-level
    keys; None takes one away."""
    file = {
        "connector": "simulated",
        "label": "Simulated",
        "params": {"host": "127.0.0.1"},
        "request": {"url": "http://{host}/search",
                    "query": {"q": '"{term}"', "since": "{since}"}},
        "since": {"by": "time", "as": "epoch", "overlap": "1m", "first_run": "1d"},
        "limits": {"every": "1s"},
        "each": "posts",
        "item": {"id": "simulated:{id}", "url": "url", "text": "text", "author": "by",
                 "time": "at"},
    }
    file.update(changes)
    if file.get("pages", {}).get("by") == "cursor":
        file["request"]["query"]["cursor"] = "{cursor}"
    return {key: value for key, value in file.items() if value is not None}
