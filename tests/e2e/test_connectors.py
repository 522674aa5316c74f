"""The connectors that are shipped: their own tests, the manual, and answers that were recorded."""
import glob
import json
import os
import re
import shutil
import subprocess

import daemon
from servers import Skip

FOLDER = f"{daemon.RULES}/connectors"
EXAMPLES = f"{daemon.RULES}/examples/connectors"
MANUAL = os.path.join(daemon.RULES, "..", "man", "mentiond-connectors.7")
CORPORA = os.path.abspath(os.path.join(daemon.RULES, "..", "..", "shared", "fixtures"))

# The connector, the answer, and how many items it holds.
RECORDED = [
    ("appstore-reviews", "appstore/customerreviews_documented_shape.json", 1),
    ("bluesky", "bluesky/searchPosts_2025.json", 25),
    ("discourse", "discourse/search.json", 1),
    ("gdelt", "gdelt/artlist.json", 2),
    ("github-issues", "github/search_issues.json", 2),
    ("google-alerts", "google-alerts/google_alerts_atom.xml", 20),
    ("google-news", "google-news/search_2026-09-25.rss", 2),
    ("hackernews", "hackernews/search_stories_2026.json", 3),
    ("hackernews", "hackernews/search_ask_hn_null_and_empty_url.json", 2),
    ("lemmy", "lemmy/v3_search_documented_shape.json", 2),
    ("mastodon-search", "mastodon/search_statuses_assembled.json", 3),
    ("mastodon-tag", "mastodon/tag_timeline.json", 20),
    ("mastodon-tag", "mastodon/public_timeline.json", 20),
    ("reddit", "reddit/search_1.json", 6),
    ("reddit", "reddit/overview_1.json", 8),
    ("reddit", "reddit/mentions_1.json", 4),
    ("reddit", "reddit/replies_1.json", 4),
    ("reddit", "reddit/comments_1.json", 8),
    ("reddit-rss", "reddit-rss/top_atom_2026.xml", 2),
    ("reddit-rss", "reddit-rss/reddit.rss", 24),
    ("stackexchange", "stackexchange/search_advanced.json", 2),
    ("stackexchange", "stackexchange/backoff_overdrawn_2026-10-08.json", 1),
    ("threads", "threads/keyword_search_documented.json", 1),
    ("x", "x/search_tweets_query.json", 4),
    ("x", "x/search_tweets_for_nyc.json", 10),
    ("x", "x/timeline_mentions.json", 5),
    ("youtube-channel", "youtube-atom/youtube_atom.xml", 15),
    ("youtube-search", "youtube/search_by_keywords_p1.json", 25),
    ("youtube-search", "youtube/search_by_keywords_p2.json", 25),
    ("youtube-search", "youtube/search_videos_by_channel.json", 5),
]

DRAFTS = os.path.abspath(os.path.join(daemon.RULES, "..", "..", "shared", "design", "connectors"))

# What is none: the answer, and a word of why.
REFUSED = [
    ("mastodon-tag", "mastodon/error_401_unauthorized.json", "invalid"),
    ("mastodon-search", "mastodon/error_403_forbidden.json", "not allowed"),
    ("youtube-search", "youtube/error_permission_resp.json", "permission"),
    ("gdelt", "gdelt/http429_plain_text.txt", "every 5 seconds"),
]


def mentiond(*words):
    return subprocess.run([daemon.BINARY, *words, "--data", daemon.RULES], capture_output=True,
                          text=True, timeout=60, check=False)


def texts():
    """The names of the shipped connectors, each with the text of its file."""
    for path in sorted(glob.glob(f"{FOLDER}/*.yaml")):
        with open(path, encoding="utf-8") as file:
            yield os.path.basename(path)[:-len(".yaml")], file.read()


def test_connectors_pass_their_own_tests(_):
    done = mentiond("connector", "list", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    told = {one["name"]: one for one in json.loads(done.stdout)}
    assert set(told) >= {name for name, _ in texts()}, sorted(told)
    assert all(told[name]["tests"] for name, _ in texts()), done.stdout
    for path in sorted(glob.glob(f"{EXAMPLES}/*.yaml")):
        done = mentiond("connector", "test", path)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_changed_copy_of_a_connector_keeps_its_tests(folder):
    path = f"{folder}/lemmy.yaml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(dict(texts())["lemmy"].replace("lemmy.world", "lemmy.example"))
    done = mentiond("connector", "test", path)
    assert done.returncode == 0 and "2 tests pass" in done.stdout, done.stdout + done.stderr


def test_the_manual_lists_the_connectors(_):
    """Their names, what they need, and which are asked by watch, each in its order."""
    with open(MANUAL, encoding="utf-8") as file:
        rows = re.findall(r"^\.It ([a-z0-9-]+)( \*)? Ta (.*?) Ta \S", file.read(), re.M)
    wanted = []
    for name, text in texts():
        needs = re.search(r"^needs: *\[(.*)\]", text, re.M)
        watch = re.search(r"^watch: *true", text, re.M)
        wanted.append((name, " *" if watch else "", needs[1] if needs else "-"))
    assert rows == sorted(wanted), set(rows) ^ set(wanted)


def keys_of_the_reader():
    for path in glob.glob(f"{daemon.RULES}/../daemon/connector/*.c"):
        with open(path, encoding="utf-8") as file:
            yield from re.findall(r'(?:\.key = "|ROW\("?)([a-z_]+)', file.read())


def test_the_manual_knows_every_key(_):
    with open(MANUAL, encoding="utf-8") as file:
        words = set(re.findall(r"[a-z_]+", file.read()))
    keys = set(keys_of_the_reader())
    assert len(keys) > 60 and keys <= words, keys - words


EXAMPLE = """connector: example
request: {url: "https://x.example/"}
params: {host: social.example}
%s
"""


def found(folder, answer, rest):
    """The texts of the items that the rest of a connector makes of the answer."""
    for name, text in (("example.yaml", EXAMPLE % rest), ("answer.json", answer)):
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
    done = mentiond("parse", "--json", "--connector", f"{folder}/example.yaml",
                    f"{folder}/answer.json")
    assert done.returncode == 0, done.stdout + done.stderr
    return [entry.get("content", "") for entry in json.loads(done.stdout)["entries"]]


def examples_of_the_manual():
    """The answer, and the rows of its two tables: what is written, and what it becomes."""
    with open(MANUAL, encoding="utf-8") as file:
        page = file.read().replace("\\e", "\\").replace("\\&", "").replace("\\(dq", '"')
    paths, holes = (page.split(f".Sh {name}")[1].split("\n.Sh")[0]
                    for name in ("PATHS", "TEXTS WITH HOLES"))
    answer = re.search(r"^\.Bd.*?\n(.*?)^\.Ed", paths, re.M | re.S)[1]
    return answer, *(re.findall(r"^\.It ([^S].*?) Ta (.*)", part, re.M)
                     for part in (paths, holes))


def is_told(got, said):
    """Does the row begin with it?"""
    shown = got.replace("\n", " and ") or "nothing"
    return re.match(re.escape(shown) + r"(?![\w%/])", said)


def test_the_manuals_paths_find_what_it_says(folder):
    answer, rows, _ = examples_of_the_manual()
    assert len(rows) == 11
    for path, said in rows:
        each = "threads[].replies" if path in ("up", "^.id") else "threads"
        said = "social.example" if path == "$host" else said
        if path == ".":
            continue  # an object is no text
        join = "join: {user: {in: users, id: by}}\n" if "$user" in path else ""
        got = found(folder, answer, f"each: {each}\n{join}item: {{id: id, url: "
                    f"'https://x.example/{{id}}', text: '{path}', author: $host}}")[0]
        assert is_told(got, said), f"{path}: {got}"


def test_the_manuals_texts_become_what_it_says(folder):
    _, _, rows = examples_of_the_manual()
    answer = json.dumps([{"a": "ann", "u": "https://x.example/p/7?q=A%20b", "t": "Acme Cloud!",
                          "none": "", "tags": ["x", "y"]}])
    assert len(rows) == 13
    for text, said in rows:
        if "sha" in text:
            continue  # what they make is held by the test of templates
        quoted = text if text.startswith('"') else f"'{text}'"
        got = found(folder, answer, "each: .\nitem: {id: '{a}', url: 'https://x.example/{a}', "
                    f"text: {quoted}, author: $host}}")[0]
        assert is_told(got, said), f"{text}: {got}"


def test_recorded_answers_are_read_whole(_):
    if not os.path.isdir(CORPORA):
        raise Skip("no corpus")
    for name, answer, items in RECORDED:
        done = mentiond("parse", "--json", "--connector", name, f"{CORPORA}/{answer}")
        assert done.returncode == 0 and not done.stderr, f"{answer}: {done.stderr}"
        entries = json.loads(done.stdout)["entries"]
        assert len(entries) == items, f"{answer}: {len(entries)} items"
        assert all(entry["id"] and entry["link"] and entry["published"] for entry in entries
                   if "backoff" not in answer), answer


def test_the_drafts_of_connectors_pass_as_they_stand(folder):
    if not os.path.isdir(CORPORA) or not os.path.isdir(DRAFTS):
        raise Skip("no corpus")
    shutil.copytree(DRAFTS, f"{folder}/connectors")
    shutil.copytree(CORPORA, f"{folder}/fixtures")
    for path in sorted(glob.glob(f"{folder}/connectors/*.yaml")):
        done = mentiond("connector", "test", "--json", path)
        assert done.returncode == 0, done.stdout[-500:] + done.stderr
        told = json.loads(done.stdout)
        assert told["tests"] and all(test["passed"] for test in told["tests"]), path
        assert all(item["id"] and item["url"].startswith("http")
                   for test in told["tests"] for item in test["items"]), path


def test_a_test_that_fails_says_what_is_wrong(folder):
    path = f"{folder}/lemmy.yaml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(dict(texts())["lemmy"].replace("items: ", "items: 9", 1))
    done = mentiond("connector", "test", path)
    assert done.returncode == 1 and "FAIL" in done.stdout and ", not 9" in done.stdout, done.stdout
    assert mentiond("connector", "show", path).returncode == 0
    done = mentiond("connector", "test", "lemy")
    assert done.returncode == 78 and "lemmy" in done.stderr, done.stderr
    done = mentiond("connector", "tset", "lemmy")
    assert done.returncode == 2 and '"test"' in done.stderr, done.stderr


def test_recorded_failures_are_failures(_):
    if not os.path.isdir(CORPORA):
        raise Skip("no corpus")
    for name, answer, why in REFUSED:
        done = mentiond("parse", "--connector", name, f"{CORPORA}/{answer}")
        assert done.returncode == 1 and why in done.stderr, f"{answer}: {done.stderr}"
