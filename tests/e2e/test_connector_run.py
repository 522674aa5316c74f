"""`connector run`: one live request with the login before it, and no secret in what is printed."""
import base64
import json

from daemon import command
from servers import write
from stage import Answer, Stage

SECRET, TOKEN, OTHER = "s3cr3t/+value", "tok3n.of.the.first", "tok3n.of.the.second"
LOGIN = """
needs: [client_id, client_secret]
login:
  request:
    method: POST
    url: {url}/token
    basic: "{{client_id}}:{{client_secret}}"
    form: {{grant_type: client_credentials}}
  token: access_token
  expires: expires_in
"""
SEARCH = """connector: loop
label: Loop
docs: https://docs.example/
{login}
request:
  url: {url}/search
  headers: {{Authorization: "{word} {{{token}}}"}}
  query: {{q: '"{{term}}"', key: "{{key}}"}}
optional: [key{optional}]
each: hits
item: {{id: id, url: u, title: t, time: at}}
"""
HITS = {"hits": [{"id": 9007199254740993, "u": "https://x.example/1", "t": "Acme \x1b[31mred",
                  "at": 1795348800}, {"id": 2}]}


def connector(folder, stage, has_login):
    path = f"{folder}/loop.yaml"
    url = stage.url("")
    write(path, SEARCH.format(url=url, login=LOGIN.format(url=url) if has_login else "",
                              word="Bearer", token="token" if has_login else "bearer",
                              optional="" if has_login else ", bearer"))
    return path


def given(folder):
    write(f"{folder}/secret", SECRET + "\n")
    return ["--param", "client_id=me", "--param", f"client_secret=@{folder}/secret"]


def run(*words, status=0):
    done = command("connector", "run", *words)
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    for secret in (SECRET, "s3cr3t%2F%2Bvalue", TOKEN, OTHER,
                   base64.b64encode(f"me:{SECRET}".encode()).decode()):
        assert secret not in done.stdout + done.stderr, (secret, done.stdout, done.stderr)
    assert "\x1b" not in done.stdout, done.stdout
    return done.stdout + done.stderr


def token(value):
    return Answer(200, json.dumps({"access_token": value, "expires_in": 3600}))


def test_a_connector_runs_with_its_login(folder):
    with Stage() as stage:
        path = connector(folder, stage, True)
        stage.play("/token", token(TOKEN))
        stage.play("/search?q=%22Acme%20%26%20Co%22", Answer(
            200, json.dumps(HITS), X_Echo=TOKEN, X_RateLimit_Remaining="0",
            X_RateLimit_Reset="30"))
        said = run(path, "--term", "Acme & Co", *given(folder))
        for words in ("POST " + stage.url("/token"), "grant_type=client_credentials",
                      "GET " + stage.url("/search?q=%22Acme%20%26%20Co%22"),
                      "Authorization: Bearer ***", "X-Echo: ***", "status 200", "1 item",
                      "Acme [31mred", "1 not read", "no request for 30 s",
                      "X-RateLimit-Remaining: 0"):
            assert words in said, (words, said)
        login, search = stage.calls
        assert login.body == b"grant_type=client_credentials"
        assert base64.b64decode(login.get("authorization")[6:]).decode() == f"me:{SECRET}"
        assert search.get("authorization") == f"Bearer {TOKEN}"
        assert search.get("user-agent").startswith("mentiond/")


def test_a_refused_token_is_mended_once(folder):
    with Stage() as stage:
        path = connector(folder, stage, True)
        stage.play("/token", token(TOKEN), token(OTHER))
        stage.play("/search?q=%22acme%22", lambda call: Answer(
            401, json.dumps({"error": "no " + call.get("authorization")})))
        said = run(path, "--term", "acme", *given(folder), status=1)
        assert "refuses the request (401): no Bearer ***" in said, said
        assert [call.path for call in stage.calls] == ["/token", "/search?q=%22acme%22"] * 2


def test_a_run_is_a_document(folder):
    with Stage() as stage:
        path = connector(folder, stage, False)
        url = f"/search?q=%22acme%22&key={SECRET.replace('/', '%2F').replace('+', '%2B')}"
        stage.play(url, Answer(200, json.dumps(HITS)))
        said = run(path, "--json", "--term", "acme", "--param", f"key={SECRET}")
        document = json.loads(said)
        assert [item["id"] for item in document["items"]] == ["9007199254740993"], document
        assert document["requests"][0]["url"].endswith("/search?q=%22acme%22&key=***"), document
        assert document["requests"][0]["answer"]["status"] == 200
        assert document["bad"] == 1 and not document["goes_on"], document
        assert stage.calls[0].get("authorization") is None


def test_a_run_tells_what_it_needs(folder):
    with Stage() as stage:
        path = connector(folder, stage, True)
        assert 'Loop needs "client_secret"' in run(path, "--term", "a", "--param", "client_id=x",
                                                   status=2)
        assert 'did you mean "client_id"' in run(path, "--term", "a", *given(folder), "--param",
                                                 "clientid=x", status=2)
        assert "--term TERM" in run(path, *given(folder), status=2)
        assert "NAME=VALUE" in run(path, "--term", "a", "--param", "client_id", status=2)
        assert "is not set" in run(path, "--term", "a", "--param", "client_id=env:NO_SUCH_NAME",
                                   status=2)
        run(path, "--term", "a", "--param", f"client_id=@{folder}/none", status=2)
        assert not stage.calls


def test_an_answer_of_five_megabytes_is_read(folder):
    many = {"hits": [{"id": n, "u": f"https://x.example/{n}", "t": "x" * 5000, "at": 1}
                     for n in range(1000)]}
    with Stage() as stage:
        path = connector(folder, stage, False)
        stage.play("/search?q=%22acme%22", Answer(200, json.dumps(many)))
        assert "1000 items" in run(path, "--term", "acme")
