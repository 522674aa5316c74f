"""Why a text is called negative: the same words in try, why, mail, chat and syslog."""
import email
import email.policy
import glob
import html
import json
import math
import os
import re

import daemon
from daemon import Daemon
from servers import Receiver, Rsyslog, Smtpd, until, write

TEXT = "On hold for 2 hours with Acme, it never really works well. Thanks anyway"
BOTH = "Acme is great but Globex is terrible"
BREACH = "Acme published its figures; a data breach in May is part of them"


# Of every language that has a pack, with all that acts on a word; and what is in the corpora.
OWN = [
    {"text": TEXT}, {"text": BOTH, "target": "Globex"}, {"text": BREACH, "title": "Acme in May"},
    {"text": "AWFUL, awful, awful!! not good but VERY nice \U0001f621\U0001f621 http://a.example"},
    {"text": "Unlike Acme, Globex is better \u2764\ufe0f\u200d\U0001f525", "target": "Acme"},
    {"text": "Die App gef\u00e4llt mir gar nicht, aber der Support ist super!", "lang": "de"},
    {"text": "\u00c7a ne marche plus, j\u2019aime pas du tout... nul !", "lang": "fr"},
    {"text": "No me gusta nada, pero la atenci\u00f3n es muy buena", "lang": "es"},
    {"text": "Non funziona mai, che schifo", "lang": "it"},
    {"text": "N\u00e3o funciona, p\u00e9ssimo atendimento", "lang": "pt"},
]
CORPORA = os.path.abspath(os.path.join(daemon.RULES, "..", "..", "shared", "corpora", "sentiment"))
LANGS = {"german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
         "arabic": "ar", "hindi": "hi"}


def texts():
    """Every text that is at hand, as an item of `try`."""
    yield from OWN
    for path in sorted(glob.glob(f"{CORPORA}/*/dev.tsv")):
        name = os.path.basename(os.path.dirname(path))
        lang = LANGS.get(name.rpartition("_")[2], "de" if name.startswith("germeval") else "en")
        with open(path, encoding="utf-8") as rows:
            next(rows)
            for row in rows:
                _, _, target, text = row.rstrip("\n").split("\t", 3)
                yield {"text": text, "lang": lang, "target": target}


def score_of(evidence):
    total = round(sum(piece["value"] for piece in evidence), 2)
    return total / math.sqrt(total * total + 9.5)


def label_of(evidence):
    """As mentiond-sentiment(7) tells it."""
    total = round(sum(piece["value"] for piece in evidence), 2)
    words = [piece["value"] for piece in evidence if piece["why"] != "style"]
    less, more = sorted(round(100 * sum(abs(value) for value in words if value * sign > 0))
                        for sign in (-1, 1))
    if not evidence:
        return "unknown"
    if less >= 150 and (-1.1 < total < 1.3 or 10 * less >= 7 * more):
        return "mixed"
    return "negative" if total <= -1.1 else "positive" if total >= 1.3 else "neutral"


def check_by_hand(item, answer):
    sentiment = answer["sentiment"]
    evidence = sentiment["evidence"]
    assert abs(score_of(evidence) - sentiment["score"]) <= 0.0051, (item, sentiment)
    assert label_of(evidence) == sentiment["label"], (item, sentiment)
    for piece in evidence:
        field = (item.get("title", "") if piece["field"] == "title" else item["text"]).encode()
        assert field[piece["start"]:piece["end"]].decode() == piece["text"], (item, piece)


def test_every_score_can_be_recomputed(_):
    items = list(texts())
    lines = "".join(json.dumps(item) + "\n" for item in items)
    done = daemon.command("try", "--data", daemon.RULES, "--json", "-", text=lines, seconds=300)
    answers = daemon.documents(done.stdout)
    assert len(answers) == len(items), (len(answers), len(items), done.stderr[-500:])
    for item, answer in zip(items, answers):
        check_by_hand(item, answer)


def test_what_people_are_told_adds_up(_):
    """The values shown, with how often and with what is left out, give the score."""
    items = list(texts())[:3000]
    lines = "".join(json.dumps(item) + "\n" for item in items)
    done = daemon.command("try", "--data", daemon.RULES, "-", text=lines, seconds=300)
    shown = re.findall(r"^  sentiment \w+ (-?[\d.]+): (.*)$", done.stdout, re.M)
    assert len(shown) >= len(OWN) - 1, done.stdout[-1000:]
    for score, told in shown:
        values = re.findall(r"(?:\"|more) ([+-][\d.]+)(?: \((\d+) times)?", told)
        total = sum(float(value) * int(times or 1) for value, times in values)
        assert abs(total / math.sqrt(total * total + 9.5) - float(score)) <= 0.0052, (score, told)


def plain(text):
    return re.sub(r"\s+", " ", text)


def parts_of(mail):
    message = email.message_from_bytes(mail, policy=email.policy.default)
    text, page = (part.get_content() for part in message.iter_parts())
    return plain(text), plain(html.unescape(re.sub("</?bdi>", "", page)))


def texts_of(calls):
    """What each chat service was told of the first post, without its own escapes."""
    bodies = {call["path"]: call["body"].decode() for call in calls if b"On hold" in call["body"]}
    slack = json.loads(bodies["/slack"])["blocks"]
    fields = json.loads(bodies["/mattermost"])["attachments"][0]["fields"]
    evidence = next(field["value"] for field in fields if field["title"] == "Evidence")
    return [json.dumps(slack, ensure_ascii=False).replace('\\"', '"'), evidence.replace("\\", "")]


def test_the_same_evidence_everywhere(folder):
    with Smtpd(f"{folder}/smtpd") as smtpd, Rsyslog(f"{folder}/rsyslog") as rsyslog, \
            Receiver() as hook:
        posts = "".join(json.dumps({"id": str(i), "lang": "en", "text": text}) + "\n"
                        for i, text in enumerate([TEXT, BOTH, BREACH]))
        write(f"{folder}/posts.ndjson", posts)
        place = hook.url.rsplit("/", 1)[0]
        channels = {
            "team": {"email": ["team@acme.example"]},
            "ops": {"syslog": {"socket": rsyslog.socket}},
            "slack": {"webhook": {"url": f"{place}/slack", "format": "slack"}},
            "mm": {"webhook": {"url": f"{place}/mattermost", "format": "mattermost"}},
            "screen": {"stdout": True}}
        source = {"file": f"{folder}/posts.ndjson", "name": "posts", "baseline": "all"}
        mail = {"server": f"127.0.0.1:{smtpd.port}", "from": "Acme <mentions@acme.example>"}
        brands = {"acme": {"any": ["Acme"]}, "globex": {"any": ["Globex"]}}
        with Daemon(f"{folder}/m", [source], channels, mail=mail, brands=brands) as mentiond:
            told = re.search("  sentiment (.*)", mentiond.command("try", TEXT))[1]
            assert re.fullmatch(r'negative -0\.\d\d: "On hold" -\d.\d+, .*"never" negates "works '
                                r'well" -\d.\d+ \(stronger by "really"\).*; against: "Thanks" \+.*',
                                told), told
            assert until(lambda: len(smtpd.mails()) == 3), mentiond.logged()[-2000:]
            mails = [parts_of(mail) for mail in smtpd.mails()]
            text, page = next(parts for parts in mails if "On hold" in parts[0])
            assert told in text and told in page, (text, page)
            assert until(lambda: len(hook.taken()) == 6), mentiond.logged()[-2000:]
            assert all(told in post for post in texts_of(hook.taken())), texts_of(hook.taken())
            line, = until(lambda: [line for line in rsyslog.lines() if "On hold" in line])
            assert told in line.replace('\\"', '"'), line
            assert told in plain(mentiond.logged()), mentiond.logged()
            check_history(mentiond, told)


def check_history(mentiond, told):
    both, breach = (mentiond.command("list", *words) for words in
                    (("--brand", "globex"), ("--topic", "breach")))
    assert len(both.splitlines()) == 1 and "negative -0." in both, both
    assert len(breach.splitlines()) == 1 and BREACH[:30] in breach, breach
    assert "(topic: breach)" in breach and "topic" not in both, breach
    assert "no such mentions" in mentiond.command("list", "--topic", "recall")
    assert len(mentiond.command("list", "--tone", "negative").splitlines()) >= 2
    why = mentiond.command("why", both.split()[0])
    assert 'toward acme: "great"' in why and 'toward globex: "terrible"' in why, why
    assert "topics  breach: data breach" in mentiond.command("why", breach.split()[0])
    first = next(line for line in mentiond.command("list").splitlines() if "On hold" in line)
    for command in ("why", "show"):
        assert told in mentiond.command(command, first.split()[0])


def test_a_rule_has_thresholds_of_its_own(folder):
    rules = [{"name": "furious", "sentiment": {"below": -0.8}, "severity": "critical"},
             {"name": "sour", "sentiment": {"below": -0.3, "above": -0.6}},
             {"name": "glad", "sentiment": {"above": 0.5}},
             {"name": "rest"}]
    channels = {"screen": {"stdout": True}}
    for rule in rules:
        rule["to"] = ["screen"]
    rules[0]["tests"] = [{"fires": TEXT}, {"silent": "Acme is down"}]
    texts = {TEXT: "furious", "Acme is down": "sour", "I love Acme!": "glad", "Acme": "rest",
             "Acme is ok": "rest"}
    write(f"{folder}/posts.ndjson", "".join(
        json.dumps({"id": text, "lang": "en", "text": text}) + "\n" for text in texts))
    source = {"file": f"{folder}/posts.ndjson", "name": "posts", "baseline": "all"}
    with Daemon(f"{folder}/m", [source], channels, rules=rules) as mentiond:
        assert "tests: 2 passed, 0 failed" in mentiond.command("check")
        assert until(lambda: len(mentiond.command("list").splitlines()) == len(texts))
        for text, rule in texts.items():
            tried = json.loads(mentiond.command("try", "--json", text))
            assert tried["rules"] == [rule], tried
            listed = [json.loads(line) for line in
                      mentiond.command("list", "--json", "--rule", rule).splitlines()]
            assert text in [mention["text"] for mention in listed], (rule, listed)
            check_by_hand({"text": text}, tried)
