"""A post on its way to people: mail, syslog, webhook; receivers that fail for a while."""
import email
import email.policy
import json
import os

from daemon import Daemon, post, rss
from servers import Nginx, Receiver, Rsyslog, SafeSmtpd, Smtpd, free_port, until, write


def feed(nginx, **more):
    return [dict({"feed": nginx.url("feed.xml"), "name": "blog", "every": "1s",
                  "baseline": "all"}, **more)]


def parsed(mail):
    message = email.message_from_bytes(mail, policy=email.policy.default)
    assert not message.defects, message.defects
    return message


def test_mail_syslog_and_webhook_tell_of_one_post(folder):
    with Nginx(f"{folder}/nginx") as nginx, Smtpd(f"{folder}/smtpd") as smtpd, \
            Rsyslog(f"{folder}/rsyslog") as rsyslog, Receiver() as hook:
        channels = {"team": {"email": ["team@acme.example", "Ann <ann@acme.example>"]},
                    "ops": {"syslog": {"facility": "local3", "socket": rsyslog.socket}},
                    "chat": {"webhook": {"url": hook.url, "secret": {"env": "HOOK_SECRET"}}}}
        os.environ["HOOK_SECRET"] = Receiver.SECRET
        nginx.put("feed.xml", rss("Blog", [
            {"id": "p1", "title": "Acme &amp; café: «down» again\u2026",
             "text": "Acme is down again &lt;b&gt;and nobody answers&lt;/b&gt;. Terrible."},
            {"id": "p2", "title": "Nothing", "text": "pinacmeister is my cat"}]))
        mail = {"server": f"127.0.0.1:{smtpd.port}",
                "from": "Acme mentions <mentions@acme.example>"}
        with Daemon(f"{folder}/m", feed(nginx), channels, mail=mail) as mentiond:
            mails = until(lambda: len(smtpd.mails()) >= 2 and smtpd.mails())
            lines = until(lambda: [line for line in rsyslog.lines() if "mention" in line])
            calls = until(hook.taken)
            assert mails and lines and calls, mentiond.logged()[-2000:]
            mentiond.wait_log("delivered", times=4)
        check_mails(mails)
        check_line(lines)
        check_call(hook)


def check_mails(mails):
    assert len(mails) == 2
    messages = [parsed(mail) for mail in mails]
    ids = {message["Message-ID"] for message in messages}
    assert len(ids) == 2, "one mail and one id a recipient"
    for mail, message in zip(mails, messages):
        assert message.get_content_type() == "multipart/alternative"
        kinds = [part.get_content_type() for part in message.iter_parts()]
        assert kinds == ["text/plain", "text/html"], kinds
        assert message["From"] == "Acme mentions <mentions@acme.example>"
        assert message["Subject"].startswith("[acme] negative"), message["Subject"]
        assert "caf\u00e9" in message["Subject"], message["Subject"]
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["List-Id"] and message["Date"] and message["References"]
        assert message["X-Mention-Rule"] == "complaint"
        plain, html = (part.get_content() for part in message.iter_parts())
        assert "nobody answers" in plain and "http://posts.example/p1" in plain
        assert "nobody answers" in html and "<script" not in html and "<img" not in html
        head = mail.split(b"\n\n")[0]
        assert all(len(line) <= 998 and line.isascii() for line in head.splitlines())
    assert {message["To"].addresses[0].addr_spec for message in messages} == \
        {"team@acme.example", "ann@acme.example"}


def check_line(lines):
    assert len(lines) == 1, lines
    line = lines[0]
    assert line.startswith("local3.warning mentiond"), line
    for word in ("mention ", "id=", "brand=acme", "rule=complaint", "severity=high",
                 "source=blog", "url=http://posts.example/p1"):
        assert word in line, (word, line)


def check_call(hook):
    call, = hook.calls
    assert call["is_signed"] and call["id"].startswith("msg_") and "." not in call["id"]
    assert call["headers"]["content-type"].startswith("application/json")
    body = json.loads(call["body"])
    assert body["type"] == "mention.created" and body["timestamp"]
    assert body["data"]["url"] == "http://posts.example/p1"
    assert body["data"]["sentiment"]["label"] == "negative"


def test_a_webhook_that_fails_gets_the_same_bytes_again(folder):
    answers = iter([500, 503])
    with Nginx(f"{folder}/nginx") as nginx, \
            Receiver(lambda call: next(answers, 200)) as hook:
        nginx.put("feed.xml", rss("Blog", [post(1)]))
        channels = {"chat": {"webhook": {"url": hook.url}}}
        with Daemon(f"{folder}/m", feed(nginx), channels) as mentiond:
            assert until(hook.taken, 30), mentiond.logged()[-2000:]
            mentiond.wait_log("delivered")
        assert [call["status"] for call in hook.calls] == [500, 503, 200]
        assert len({call["id"] for call in hook.calls}) == 1
        assert len({call["body"] for call in hook.calls}) == 1


def test_a_mail_server_that_comes_back_gets_the_mail_once(folder):
    port = free_port()
    channels = {"team": {"email": ["team@acme.example"]}}
    mail = {"server": f"127.0.0.1:{port}", "from": "Acme <mentions@acme.example>"}
    with Nginx(f"{folder}/nginx") as nginx:
        nginx.put("feed.xml", rss("Blog", [post(1)]))
        with Daemon(f"{folder}/m", feed(nginx), channels, mail=mail) as mentiond:
            mentiond.wait_log("delivery_later")
            with Smtpd(f"{folder}/smtpd", port) as smtpd:
                assert until(smtpd.mails, 40), mentiond.logged()[-2000:]
                mentiond.wait_log("delivered")
                assert not until(lambda: len(smtpd.mails()) > 1, 3)


def test_mail_goes_by_starttls_with_a_password(folder):
    channels = {"team": {"email": ["team@acme.example"]}}
    with Nginx(f"{folder}/nginx") as nginx, \
            SafeSmtpd(f"{folder}/smtpd") as smtpd:
        nginx.put("feed.xml", rss("Blog", [post(1)]))
        write(f"{folder}/password", SafeSmtpd.PASSWORD + "\n")
        os.chmod(f"{folder}/password", 0o600)
        mail = {"server": f"127.0.0.1:{smtpd.port}", "from": "Acme <mentions@acme.example>",
                "tls": "starttls", "ca": f"{folder}/smtpd/cert.pem", "user": SafeSmtpd.USER,
                "password": {"file": f"{folder}/password"}}
        with Daemon(f"{folder}/m", feed(nginx), channels, mail=mail) as mentiond:
            assert until(smtpd.mails, 15), mentiond.logged()[-2000:]
            mentiond.wait_log("delivered")
        strange = dict(mail)
        del strange["ca"]
        nginx.put("feed.xml", rss("Blog", [post(2)]))
        with Daemon(f"{folder}/strange", feed(nginx), channels, mail=strange) as mentiond:
            mentiond.wait_log("delivery_later")
            assert "certificate" in mentiond.logged()
            assert SafeSmtpd.PASSWORD not in mentiond.logged()
        wrong = dict(mail, user="nobody-here")
        with Daemon(f"{folder}/wrong", feed(nginx), channels, mail=wrong) as mentiond:
            mentiond.wait_log("delivery_later")
            assert "535" in mentiond.logged(), mentiond.logged()[-1000:]
        assert len(smtpd.mails()) == 1


def test_a_refused_delivery_is_dead_and_shown(folder):
    with Nginx(f"{folder}/nginx") as nginx, Receiver(lambda call: 400) as hook:
        nginx.put("feed.xml", rss("Blog", [post(1)]))
        channels = {"chat": {"webhook": {"url": hook.url}}}
        with Daemon(f"{folder}/m", feed(nginx), channels) as mentiond:
            mentiond.wait_log("delivery_dead")
            assert "chat" in mentiond.command("dead", "--json")
        assert len(hook.calls) == 1
