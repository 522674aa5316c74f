"""Search APIs, played by a scripted server: logins, pages, limits, and all that goes wrong."""
import email.utils
import json
import os
import time

from api import Api, basic, connector, found, post, said
from daemon import Daemon, command
from servers import Receiver, until, write

SECRET = "s3cr3t-and-long-enough"


def daemon_of(folder, api, hook, file, **entry):
    """A daemon that asks this API by this file; secrets of the entry come from files."""
    path = f"{folder}/simulated.yaml"
    write(path, json.dumps(file, indent=1))
    for name in file.get("needs", []):
        write(f"{folder}/{name}", SECRET + name + "\n")
        os.chmod(f"{folder}/{name}", 0o600)
        entry.setdefault(name, {"file": f"{folder}/{name}"})
    source = {"connector": path, "name": "api", "host": api.host, "baseline": "all", **entry}
    return Daemon(f"{folder}/m", [source], {"chat": {"webhook": {"url": hook.url}}})


def told(hook):
    """The ids that the receiver was told of."""
    return {json.loads(call["body"])["data"]["url"].rsplit("/p", 1)[1] for call in hook.calls}


def texts(mentiond):
    """Everything that people and logs get to see."""
    return (mentiond.logged() + mentiond.command("status", "api") +
            mentiond.command("status", "--json"))


def test_a_term_is_asked_for_and_what_comes_is_told_once(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", found(post(1)), found(post(2), post(1)))
        with daemon_of(folder, api, hook, connector()):
            assert until(lambda: told(hook) == {"1", "2"}), hook.calls
            time.sleep(1.5)
        assert api.calls[0].query["q"] == '"Acme"', api.calls[0].query
        assert abs(int(api.calls[0].query["since"]) - time.time()) < 86500
        assert int(api.calls[-1].query["since"]) > time.time() - 120, "from the round before"
        assert "cursor" not in api.calls[0].query, "an empty value drops the parameter"
        assert len(hook.calls) == 2


def test_the_first_round_of_a_source_tells_nobody(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", found(post(1)), found(post(1)), found(post(2), post(1)))
        with daemon_of(folder, api, hook, connector(), baseline="silent"):
            assert until(lambda: told(hook) == {"2"}), hook.calls


def test_what_the_service_finds_is_matched_here_again(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", found(post(1, "Acmes and acmeism"), post(2)))
        with daemon_of(folder, api, hook, connector()):
            assert until(lambda: told(hook) == {"2"})
            time.sleep(1.2)
        assert told(hook) == {"2"}


def test_pages_follow_a_cursor_to_their_end(folder):
    def page(call):
        at = int(call.query.get("cursor", "0"))
        return found(post(at + 1), next=str(at + 1) if at < 2 else None)
    with Api() as api, Receiver() as hook:
        api.play("/search", page)
        file = connector(pages={"by": "cursor", "next": "next", "max": 5})
        with daemon_of(folder, api, hook, file, every="60s"):
            assert until(lambda: told(hook) == {"1", "2", "3"})
            time.sleep(1)
        assert [call.query.get("cursor") for call in api.calls] == [None, "1", "2"]


def test_pages_follow_link_headers(folder):
    def page(call):
        at = int(call.query.get("from", "0"))
        last = at == 2
        link = "<x>; rel=last" if last else f'<http://{api.host}/search?from={at + 1}>; rel="next"'
        return found(post(at + 1), headers={"Link": link})
    with Api() as api, Receiver() as hook:
        api.play("/search", page)
        file = connector(pages={"by": "link", "rel": "next", "max": 5})
        with daemon_of(folder, api, hook, file, every="60s"):
            assert until(lambda: told(hook) == {"1", "2", "3"})


def test_a_cursor_that_comes_again_and_an_endless_pager_end(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", lambda call: found(post(1), next="always"))
        file = connector(pages={"by": "cursor", "next": "next", "max": 50})
        with daemon_of(f"{folder}/a", api, hook, file, every="60s"):
            assert until(lambda: told(hook) == {"1"})
            time.sleep(1.5)
        assert len(api.calls) <= 3, len(api.calls)
    with Api() as api, Receiver() as hook:
        api.play("/search", lambda call: found(post(1), next=str(len(api.calls))))
        file = connector(pages={"by": "cursor", "next": "next", "max": 4})
        with daemon_of(f"{folder}/b", api, hook, file, every="60s") as mentiond:
            assert until(lambda: len(api.calls) >= 4, 20)
            time.sleep(2.5)
            assert len(api.calls) == 4, len(api.calls)
            assert "pages" in mentiond.command("status", "api")


def test_a_next_page_elsewhere_is_not_asked(folder):
    """Its host would get our credentials."""
    with Api() as api, Api() as other, Receiver() as hook:
        api.play("/search", found(post(1), next=f"http://{other.host}/search"))
        file = connector(pages={"by": "url", "next": "next", "max": 5})
        with daemon_of(folder, api, hook, file, every="60s"):
            until(lambda: told(hook) == {"1"}, 5)
            time.sleep(1)
        assert not other.calls


LOGIN = {"request": {"method": "POST", "url": "http://{host}/token",
                     "basic": "{client_id}:{client_secret}",
                     "form": {"grant_type": "client_credentials"}},
         "token": "access_token", "expires": "expires_in"}


def logged_in(**changes):
    file = connector(needs=["client_id", "client_secret"], login=LOGIN, **changes)
    file["request"]["headers"] = {"Authorization": "Bearer {token}"}
    return file


def test_a_login_is_kept_and_made_again_when_it_is_refused(folder):
    valid = []

    def login(call):
        assert basic(call) == f"{SECRET}client_id:{SECRET}client_secret"
        valid[:] = [f"token-number-{len(api.asked('/token'))}"]
        return said(200, {"access_token": valid[0], "expires_in": 3600})

    def search(call):
        if [api.token(call)] != valid:
            return said(401, {"message": f"bad token {api.token(call)}"})
        return found(post(len(api.asked("/search"))))
    with Api() as api, Receiver() as hook:
        api.play("/token", login)
        api.play("/search", search)
        with daemon_of(folder, api, hook, logged_in()) as mentiond:
            assert until(lambda: len(told(hook)) >= 2)
            assert len(api.asked("/token")) == 1, "a token serves until it ends"
            mentiond.kill()
            before = len(told(hook))
            mentiond.start()
            mentiond.ready()
            assert until(lambda: len(told(hook)) > before)
            assert len(api.asked("/token")) == 1, "also over a restart"
            valid[:] = ["revoked"]
            count = len(told(hook))
            assert until(lambda: len(told(hook)) > count)
            assert len(api.asked("/token")) == 2
            seen = texts(mentiond)
            for secret in (SECRET, "token-number"):
                assert secret not in seen, [line for line in seen.splitlines() if secret in line]


def test_a_login_that_never_helps_is_no_loop(folder):
    with Api() as api, Receiver() as hook:
        api.play("/token", said(200, {"access_token": "never-any-good", "expires_in": 3600}))
        api.play("/search", said(401, {"message": f"{SECRET}client_secret is bad"}))
        with daemon_of(folder, api, hook, logged_in()) as mentiond:
            assert until(lambda: len(api.asked("/search")) >= 2)
            time.sleep(3)
            assert len(api.asked("/search")) <= 3 and len(api.asked("/token")) <= 3, api.asked()
            seen = texts(mentiond)
            assert "401" in seen and SECRET not in seen


ROTATING = {
    "request": {"method": "POST", "url": "http://{host}/create",
                "json": {"identifier": "{handle}", "password": "{app_password}"}},
    "token": "access", "keep": {"refresh": "refresh", "home": "home"},
    "again": {"method": "POST", "url": "{home}/refresh",
              "headers": {"Authorization": "Bearer {refresh}"}},
}


def test_refresh_tokens_rotate_also_over_a_restart(folder):
    """Each pair of tokens is good for two searches, and each refresh token for one use."""
    uses = {}

    def pair(call):
        number = len(uses) + 1
        uses[f"access-{number}"] = 2
        return said(200, {"access": f"access-{number}", "refresh": f"refresh-{number}",
                          "home": f"http://{api.host}"})

    def refresh(call):
        if api.token(call) != f"refresh-{len(uses)}":
            return said(400, {"error": "ExpiredToken", "message": "Token has been revoked"})
        return pair(call)

    def search(call):
        if uses.get(api.token(call), 0) == 0:
            return said(400, {"error": "ExpiredToken", "message": "Token has expired"})
        uses[api.token(call)] -= 1
        return found(post(len(told(hook)) + 1))
    with Api() as api, Receiver() as hook:
        api.play("/create", pair)
        api.play("/refresh", refresh)
        api.play("/search", search)
        file = connector(needs=["handle", "app_password"], login=ROTATING)
        file["request"]["url"] = "{home}/search"
        file["request"]["headers"] = {"Authorization": "Bearer {token}"}
        with daemon_of(folder, api, hook, file) as mentiond:
            assert until(lambda: len(api.asked("/refresh")) >= 2, 20), [c.path for c in api.calls]
            mentiond.kill()
            mentiond.start()
            mentiond.ready()
            before = len(api.asked("/refresh"))
            assert until(lambda: len(api.asked("/refresh")) > before, 20)
            assert len(api.asked("/create")) == 1, "the password is sent once"
        body = json.loads(api.asked("/create")[0].body)
        assert body == {"identifier": SECRET + "handle", "password": SECRET + "app_password"}


def epoch():
    return str(int(time.time() + 4))


def iso():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 4))


# Ways to say "in three seconds"; a second more where they know no parts of one.
DIALECTS = {
    "Retry-After in seconds": lambda: {"Retry-After": "3"},
    "Retry-After as a date": lambda: {
        "Retry-After": email.utils.formatdate(time.time() + 4, usegmt=True)},
    "epoch": lambda: {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": epoch()},
    "lower case": lambda: {"x-rate-limit-remaining": "0", "x-rate-limit-reset": epoch()},
    "seconds": lambda: {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "3"},
    "ISO": lambda: {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": iso()},
    "draft 3": lambda: {"RateLimit-Remaining": "0", "RateLimit-Reset": "3"},
    "draft 10": lambda: {"RateLimit": '"default";r=0;t=3'},
    "lists": lambda: {"X-RateLimit-Remaining": "0, 14000", "X-RateLimit-Reset": "3, 1419704"},
}


def test_the_limits_of_all_dialects_are_kept(folder):
    for number, (name, headers) in enumerate(DIALECTS.items()):
        answers = [lambda: said(429, {"message": "slow down"}, **headers()),
                   lambda: found(post(1))]
        with Api() as api, Receiver() as hook:
            api.play("/search", lambda call: answers[min(len(api.calls), 2) - 1]())
            with daemon_of(f"{folder}/{number}", api, hook, connector()):
                assert until(lambda: len(api.calls) >= 2, 8), name
        gap = api.gaps("/search")[0]
        assert 2.5 < gap < 7, (name, gap)


def test_a_good_answer_that_used_up_the_limit_is_the_last_for_a_while(folder):
    with Api() as api, Receiver() as hook:
        used_up = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "3"}
        api.play("/search", found(post(1), headers=used_up), found(post(2)))
        with daemon_of(folder, api, hook, connector()):
            assert until(lambda: told(hook) == {"1", "2"})
        assert api.gaps("/search")[0] > 2.5


def test_a_limit_in_the_body_is_kept(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", found(post(1), backoff=4), found(post(2)))
        file = connector(limits={"every": "1s", "wait": "backoff", "left": "quota_remaining"})
        with daemon_of(folder, api, hook, file):
            assert until(lambda: told(hook) == {"1", "2"})
        assert api.gaps("/search")[0] > 3.5


def test_no_more_is_asked_than_the_file_allows_also_over_a_restart(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", lambda call: found(post(len(api.calls))))
        file = connector(limits={"every": "1s", "requests": "3/d"})
        with daemon_of(folder, api, hook, file) as mentiond:
            assert until(lambda: len(api.calls) >= 3)
            time.sleep(2)
            assert len(api.calls) == 3
            mentiond.kill()
            mentiond.start()
            mentiond.ready()
            time.sleep(3)
            assert len(api.calls) == 3, len(api.calls)
            status = mentiond.command("status", "api")
            assert "3" in status and "day" in status or "24 h" in status, status


def test_a_budget_of_items_is_never_overspent(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", lambda call: found(
            *(post(4 * len(api.calls) + i) for i in range(4))))
        file = connector(budget={"items": "10/day", "page": 4})
        with daemon_of(folder, api, hook, file):
            assert until(lambda: len(api.calls) >= 2)
            time.sleep(2.5)
        assert len(api.calls) == 2, "a third answer could bring more than the two that are left"


def test_what_is_left_out_is_paid_for_as_well(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", found(*(post(i) for i in range(4))))
        file = connector(budget={"items": "10/day", "page": 4}, keep="worth")
        with daemon_of(folder, api, hook, file):
            assert until(lambda: len(api.calls) >= 2)
            time.sleep(2.5)
        assert len(api.calls) == 2, "eight of ten are spent, although none was an item"


def test_sources_with_one_credential_share_its_limit(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", found())
        path = f"{folder}/simulated.yaml"
        write(path, json.dumps(connector(limits={"every": "1s", "requests": "4/d"})))
        sources = [{"connector": path, "name": name, "host": api.host, "terms": [name]}
                   for name in ("one", "two", "three")]
        with Daemon(f"{folder}/m", sources, {"chat": {"webhook": {"url": hook.url}}}):
            assert until(lambda: len(api.calls) >= 4)
            time.sleep(2)
        assert len(api.calls) == 4, len(api.calls)


def test_a_refusal_is_not_tried_again_at_once(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", said(403, {"error": "forbidden"}))
        with daemon_of(folder, api, hook, connector()) as mentiond:
            assert until(lambda: api.calls)
            time.sleep(4)
            assert len(api.calls) == 1
            assert "403" in mentiond.command("status", "api")


def failing(folder, answer, *words, **changes):
    """Such an answer is a failure, told in these words; what comes after it is not lost."""
    with Api() as api, Receiver() as hook:
        api.play("/search", answer, found(post(1)))
        with daemon_of(folder, api, hook, connector(**changes)) as mentiond:
            lines = mentiond.wait_log("poll_failed")
            for word in words:
                assert word in lines[0], (word, lines[0])
            assert until(lambda: told(hook) == {"1"}, 15)


def test_an_error_inside_a_200_is_one(folder):
    failing(folder, said(200, {"status": "error", "code": "bad", "message": "Your plan has ended"}),
            "Your plan has ended", fail={"when": "status=error", "message": "message"})


def test_a_page_instead_of_an_answer_is_one(folder):
    failing(folder, said(200, "<html><head><title>Just a moment...</title></head></html>"), "api")


def test_an_answer_that_is_cut_off_is_one(folder):
    failing(folder, said(200, '{"posts": [{"id": 1, "url": "https://po'), "api")


def test_five_megabytes_are_read(folder):
    many = [post(n, "Acme " + "and so on " * 100, pad="x" * 100) for n in range(4500)]
    with Api() as api, Receiver() as hook:
        api.play("/search", found(post(1)), found(*many, post(9999)))
        with daemon_of(folder, api, hook, connector(), baseline="silent") as mentiond:
            assert until(lambda: len(api.calls) >= 2, 20)
            polled = mentiond.wait_log("polled", seconds=30)
            assert "items=" in polled[0], polled


def test_wrong_elements_cost_only_themselves(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", found({"id": 1}, {"url": "https://posts.example/p2"}, "text", None,
                                  post(3), 17, [post(4)]))
        with daemon_of(folder, api, hook, connector()):
            assert until(lambda: told(hook) == {"3"})


def test_many_terms_share_requests_within_max_chars(folder):
    brands = {f"brand{n}": {"any": [f"Brandname{n}"]} for n in range(20)}
    with Api() as api, Receiver() as hook:
        api.play("/search", found(post(1, "Brandname7 is down, terrible")))
        file = connector(terms={"write": '"{term}"', "join": " OR ", "max_chars": 100})
        file["request"]["query"]["q"] = "{terms}"
        mentiond = daemon_of(folder, api, hook, file, every="60s")
        mentiond.config["brands"] = brands
        mentiond.save()
        with mentiond:
            assert until(lambda: told(hook) == {"1"})
            assert until(lambda: len(api.calls) >= 4, 15)
            time.sleep(1.5)
        asked = [call.query["q"] for call in api.calls]
        assert all(len(q) <= 100 for q in asked), asked
        words = " OR ".join(asked).split(" OR ")
        assert sorted(words) == sorted(f'"Brandname{n}"' for n in range(20)), words


def test_since_by_id_goes_on_where_it_was(folder):
    big = 9007199254740993  # above 2^53
    with Api() as api, Receiver() as hook:
        api.play("/search", found(post(big), post(big - 1)), found(), found(post(big + 2)))
        file = connector(since={"by": "id", "first_run": "none"})
        with daemon_of(folder, api, hook, file):
            assert until(lambda: len(api.calls) >= 4)
        since = [call.query.get("since") for call in api.calls[:4]]
        assert since == [None, str(big), str(big), str(big + 2)], since


def test_the_poll_by_hand_shows_no_secret(folder):
    with Api() as api, Receiver() as hook:
        api.play("/search", found(post(1)))
        file = connector(needs=["key"])
        file["request"]["query"]["key"] = "{key}"
        with daemon_of(folder, api, hook, file, every="60s") as mentiond:
            assert until(lambda: told(hook) == {"1"})
            seen = mentiond.command("poll", "api", "--explain") + texts(mentiond)
            assert SECRET not in seen and "/search" in seen, seen


def test_what_stands_beside_the_parameters_is_masked(folder):
    """Headers, and a password that the connector does not know."""
    with Api() as api, Receiver() as hook:
        for name in ("header", "password"):
            write(f"{folder}/{name}", f"{'Bearer ' if name == 'header' else ''}{SECRET}{name}\n")
            os.chmod(f"{folder}/{name}", 0o600)
        words = f"no {SECRET}header, no {SECRET}password"
        api.play("/search", said(418, {"message": words}))
        with daemon_of(folder, api, hook, connector(), user="ann",
                       password={"file": f"{folder}/password"},
                       headers={"X-Key": {"file": f"{folder}/header"}}) as mentiond:
            assert until(lambda: "418" in mentiond.command("status", "api"))
            seen = texts(mentiond) + mentiond.command("poll", "api", "--explain")
            assert SECRET not in seen, [line for line in seen.splitlines() if SECRET in line]
            assert "no ***, no ***" in seen, seen
        assert api.calls[0].get("x-key") == f"Bearer {SECRET}header"
        assert basic(api.calls[0]) == f"ann:{SECRET}password"


def test_two_languages_are_two_sources(folder):
    with Api() as api, Receiver() as hook:
        file = connector(params={"host": "127.0.0.1", "lang": "en"})
        file["request"]["query"]["l"] = "{lang}"
        api.play("/search", found())
        mentiond = daemon_of(folder, api, hook, file)
        entry = mentiond.config["sources"][0]
        mentiond.config["sources"] = [dict(entry, name=lang, lang=lang) for lang in ("de", "fr")]
        mentiond.save()
        with mentiond:
            assert until(lambda: {call.query["l"] for call in api.calls} == {"de", "fr"})


def test_check_tells_what_will_be_asked(folder):
    with Api() as api, Receiver() as hook:
        file = connector(limits={"every": "1m", "requests": "300/d"})
        mentiond = daemon_of(folder, api, hook, file)
        done = command("check", "-c", mentiond.path)
        told_all = done.stdout + done.stderr
        assert "1,440" in told_all or "1440" in told_all, told_all
        assert "300" in told_all and "warning" in told_all, told_all


def test_bad_files_and_entries_are_told_with_their_place(folder):
    with Api() as api, Receiver() as hook:
        file = connector(needs=["key"])
        file["request"]["query"]["key"] = "{key}"
        mentiond = daemon_of(folder, api, hook, file)
        entry = mentiond.config["sources"][0]
        cases = [(dict(entry, hots="x"), "hots", "host"),
                 ({k: v for k, v in entry.items() if k != "key"}, "key"),
                 (dict(entry, key="written-here-inline"), "file"),
                 (dict(entry, connector="no-such-connector"), "no-such-connector"),
                 (dict(entry, trust="blind"), "remote")]
        for case, *words in cases:
            mentiond.config["sources"] = [case]
            mentiond.save()
            done = command("check", "-c", mentiond.path)
            assert done.returncode == 78, (case, done.stdout, done.stderr)
            for word in words:
                assert word in done.stdout + done.stderr, (word, done.stdout, done.stderr)
