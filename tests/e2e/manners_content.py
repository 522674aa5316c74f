"""Rows about what feeds hold (P45-P48, P53)."""
from daemon import post, rss
from manners_answers import feed, times
from servers import until
from stage import Answer


def p45(play):
    """50 old items at the first poll: 0 alerts"""
    play.stage.play("/a", feed(*range(50), ETag='"1"'))
    with play.daemon(sources=[{"feed": play.stage.url("/a"), "baseline": "silent"}]):
        times(play.stage, "/a", 3)
    assert not play.hook.calls


def p46(play):
    """items without a date, of 1970 or of the future: each told once"""
    dates = ["", "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>",
             "<pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate>", "<pubDate>soon</pubDate>"]
    count = iter(range(10000))

    def script(_):
        body = rss(f"Blog {next(count)}", [post(n, f"Acme fails {n} times") for n in range(4)])
        for date in dates:
            body = body.replace("</guid><title>", f"</guid>{date}<title >", 1)
        return Answer(200, body, ETag=f'"{next(count)}"')
    play.stage.play("/a", script)
    mentiond = play.daemon("/a")
    for _ in range(2):
        before = len(play.stage.calls)
        with mentiond:
            times(play.stage, "/a", before + 4)
            until(lambda: len(play.hook.taken()) == 4, 3)
    assert len({call["id"] for call in play.hook.calls}) == 4, len(play.hook.calls)


def p47(play):
    """an HTML page names its feed: 1 request + 1; <base>, Link:; what its body links is none"""
    head = "<html><head><base href='/sub/'><link rel='Alternate nofollow' href=feed.xml " \
           "type='application/atom+xml'></head><body>Welcome</body></html>"
    body = "<html><body><a href='/feed.xml' type='application/rss+xml'>Feed</a></body></html>"
    play.stage.play("/base", Answer(200, head, Content_Type="text/html"))
    play.stage.play("/link", Answer(200, "<html>Hi</html>", Content_Type="text/html",
                                    Link='<x.css>; rel=preload, <by/link.xml>; rel="alternate"; '
                                         'type="application/rss+xml"'))
    play.stage.play("/body", Answer(200, body, Content_Type="text/html"))
    play.stage.play("/sub/feed.xml", feed(ETag='"1"'))
    play.stage.play("/by/link.xml", feed(ETag='"1"'))
    with play.daemon("/base", "/link", "/body", every="30s") as mentiond:
        mentiond.wait_log("feed_found", "source=base")
        mentiond.wait_log("feed_found", "source=link")
        mentiond.wait_log("poll_failed", "source=body", "HTML page")
        mentiond.wait_log("status=200", "polled source", times=2)
    asked = sorted(call.path for call in play.stage.calls)
    assert asked == ["/base", "/body", "/by/link.xml", "/link", "/sub/feed.xml"], asked


def p48(play):
    """A-IM: feed goes with validators; 226 is a part, and what it lacks is not gone"""
    play.stage.play("/a", feed(1, 2, ETag='"1"'),
                    Answer(226, rss("Blog", [post(3, "Acme stinks")]), ETag='"2"', IM="feed"),
                    feed(1, 2, 3, ETag='"3"'), Answer(304))
    with play.daemon("/a"):
        calls = times(play.stage, "/a", 4)
        until(lambda: len(play.hook.taken()) == 3, 3)
    assert calls[0].get("a-im") is None
    assert calls[1].get("a-im") == "feed" and calls[2].validators()[0] == '"2"', calls[1].headers
    assert len({call["id"] for call in play.hook.calls}) == len(play.hook.calls) <= 3


def p53(play):
    """a challenge, as 403 and as 200, is named as such and asked as seldom as a 403"""
    anubis = "<html><head><title>Making sure you&#39;re not a bot!</title></head></html>"
    play.stage.play("/cf", Answer(403, "<html>Just a moment</html>", cf_mitigated="challenge"))
    play.stage.play("/anubis", Answer(200, anubis, Content_Type="text/html", Set_Cookie="a=b"))
    play.stage.play("/503", Answer(503, "<script>window._cf_chl_opt = {}</script>"))
    with play.daemon("/cf", "/anubis", "/503", retry="500ms") as mentiond:
        mentiond.wait_log("poll_failed", "source=cf", "Cloudflare challenge (403)")
        mentiond.wait_log("poll_failed", "source=anubis", "Anubis challenge")
        mentiond.wait_log("poll_failed", "source=503", "Cloudflare challenge (503)")
        for path in ("/cf", "/anubis"):
            times(play.stage, path, 2)
            assert play.stage.gaps(path)[0] >= 1.99, play.stage.gaps(path)
    first, second = play.stage.asked("/anubis")
    assert first.headers == second.headers
