"""Why a text is called negative: the same words in try, why, mail, chat and syslog."""
import email
import email.policy
import html
import json
import math
import re

from daemon import Daemon
from servers import Receiver, Rsyslog, Smtpd, until, write

TEXT = "On hold for 2 hours with Acme, it never really works well. Thanks anyway"
TOLD = ('negative -0.86: "On hold" -3.0, "never" negates "works well" -2.22 (stronger by "really"),'
        ' "2 hours" -1.2; against: "Thanks" +1.3')
BOTH = "Acme is great but Globex is terrible"
BREACH = "Acme published its figures; a data breach in May is part of them"


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
            assert until(lambda: len(smtpd.mails()) == 3), mentiond.logged()[-2000:]
            mails = [parts_of(mail) for mail in smtpd.mails()]
            text, page = next(parts for parts in mails if "On hold" in parts[0])
            assert TOLD in text and TOLD in page, (text, page)
            assert until(lambda: len(hook.taken()) == 6), mentiond.logged()[-2000:]
            assert all(TOLD in told for told in texts_of(hook.taken())), texts_of(hook.taken())
            line, = until(lambda: [line for line in rsyslog.lines() if "On hold" in line])
            assert TOLD in line.replace('\\"', '"'), line
            assert TOLD in plain(mentiond.logged()), mentiond.logged()
            assert TOLD in mentiond.command("try", TEXT)
            check_history(mentiond)


def check_history(mentiond):
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
        assert TOLD in mentiond.command(command, first.split()[0])


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
            score = sum(piece["value"] for piece in tried["sentiment"]["evidence"])
            assert abs(score / math.sqrt(score * score + 9.5) - tried["sentiment"]["score"]) < .0051
