#!/usr/bin/env python3
"""Answers of a hundred items become items: what that costs against jansson's own parse of them.

    connector.py BENCH RULES FOLDER

The answers are made in the documented shape of four services, with all that they send and nobody
reads. The goal is for the mapping alone; json_read and mapping together are told beside it.
"""
import json
import os
import re
import subprocess
import sys

ITEMS = 100
GOAL = 1.5
WORDS = "Acme Cloud went down again this morning and nobody from support answered so far".split()


def text(number, words):
    return " ".join(WORDS[(number + i) % len(WORDS)] for i in range(words))


def hackernews():
    def hit(number):
        link = f"<a href=\"https://a.example/{number}\">it</a>"
        body = f"<p>{text(number, 60)} &#x27;quoted&#x27; {link}"
        marked = {"value": body, "matchLevel": "full", "fullyHighlighted": False,
                  "matchedWords": ["acme"]}
        return {"author": f"user{number}", "comment_text": body,
                "created_at": "2026-03-01T10:00:00Z", "created_at_i": 1772359200 + number,
                "objectID": str(40000000 + number),
                "parent_id": 39999000 + number, "story_id": 39990000,
                "story_title": f"Acme &amp; cloud {number}", "story_url": "https://acme.example/",
                "updated_at": "2026-03-01T10:05:00Z", "children": [number, number + 1],
                "_tags": ["comment", f"author_user{number}", "story_39990000"],
                "_highlightResult": {"author": marked, "comment_text": marked}}
    return {"hits": [hit(n) for n in range(ITEMS)], "hitsPerPage": ITEMS, "nbHits": ITEMS,
            "nbPages": 1, "page": 0, "query": "acme"}


def mastodon():
    def status(number):
        account = {"id": str(number), "username": f"u{number}", "acct": f"u{number}@a.example",
                   "display_name": f"User {number}", "locked": False, "bot": False,
                   "created_at": "2022-11-01T00:00:00.000Z", "note": f"<p>{text(number, 30)}</p>",
                   "url": f"https://a.example/@u{number}", "avatar": "https://a.example/a.png",
                   "header": "https://a.example/h.png", "followers_count": number,
                   "following_count": 7, "statuses_count": 99, "emojis": [],
                   "fields": [{"name": "web", "value": "<a href=\"https://b.example\">b</a>"}]}
        return {"id": str(116000000000000000 + number), "created_at": "2026-03-01T10:00:00.000Z",
                "in_reply_to_id": None, "in_reply_to_account_id": None, "sensitive": False,
                "spoiler_text": "", "visibility": "public", "language": "en",
                "uri": f"https://a.example/users/u{number}/statuses/{number}",
                "url": f"https://a.example/@u{number}/{number}", "replies_count": 1,
                "reblogs_count": 2, "favourites_count": number, "edited_at": None,
                "content": f"<p>{text(number, 50)} <a href=\"https://a.example/tags/acme\" "
                           "class=\"mention hashtag\" rel=\"tag\">#<span>acme</span></a></p>",
                "reblog": None, "account": account, "media_attachments": [], "mentions": [],
                "tags": [{"name": "acme", "url": "https://a.example/tags/acme"}], "emojis": [],
                "card": None, "poll": None}
    return [status(n) for n in range(ITEMS)]


def x():
    def tweet(number):
        return {"id": str(2028000000000000000 + number), "author_id": str(number),
                "created_at": "2026-03-01T10:00:00.000Z", "lang": "en",
                "text": f"{text(number, 30)} &amp; more", "conversation_id": "2028000000000000000",
                "edit_history_tweet_ids": [str(2028000000000000000 + number)],
                "referenced_tweets": [{"type": "replied_to", "id": "2027000000000000000"}],
                "public_metrics": {"retweet_count": 1, "reply_count": 2, "like_count": number,
                                   "quote_count": 0, "bookmark_count": 0,
                                   "impression_count": 900}}

    def user(number):
        return {"id": str(number), "name": f"User {number}", "username": f"user{number}",
                "verified_type": "none", "public_metrics": {"followers_count": number,
                                                            "following_count": 3,
                                                            "tweet_count": 5, "listed_count": 0}}
    return {"data": [tweet(n) for n in range(ITEMS)],
            "includes": {"users": [user(n) for n in reversed(range(ITEMS))]},
            "meta": {"newest_id": "2028000000000000099", "oldest_id": "2028000000000000000",
                     "result_count": ITEMS, "next_token": "b26v89c19zqg8o3f"}}


def reddit():
    def post(number):
        body = (f"**{text(number, 20)}**\n\n"
                f"- [a link](https://a.example/{number}) {text(number, 60)}")
        return {"kind": "t3", "data": {
            "name": f"t3_{number}", "id": str(number), "title": text(number, 8), "selftext": body,
            "selftext_html": f"<div>{text(number, 82)}</div>", "author": f"user{number}",
            "subreddit": "devops", "subreddit_name_prefixed": "r/devops", "score": number,
            "num_comments": 3, "ups": number, "downs": 0, "upvote_ratio": 0.97,
            "created": 1772359200.0, "created_utc": 1772359200.0, "is_self": True, "over_18": False,
            "permalink": f"/r/devops/comments/{number}/acme/", "edited": False, "stickied": False,
            "url": f"https://www.reddit.com/r/devops/comments/{number}/acme/", "gilded": 0,
            "all_awardings": [], "author_flair_text": None, "link_flair_richtext": [],
            "thumbnail": "self", "media": None, "domain": "self.devops", "locked": False,
            "subreddit_id": "t5_2qh", "subreddit_subscribers": 300000, "num_crossposts": 0}}
    return {"kind": "Listing", "data": {"after": "t3_99", "dist": ITEMS, "before": None,
                                        "children": [post(n) for n in range(ITEMS)]}}


def main():
    bench, rules, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    words = []
    for name, make in (("hackernews", hackernews), ("mastodon-tag", mastodon), ("x", x),
                       ("reddit", reddit)):
        with open(f"{folder}/{name}.json", "w", encoding="utf-8") as file:
            json.dump(make(), file)
        words += [f"{rules}/connectors/{name}.yaml", f"{folder}/{name}.json"]
    said = subprocess.run([bench, *words], capture_output=True, text=True, check=True).stdout
    print(said, end="")
    worst = max(float(ratio) for ratio in re.findall(r"mapping ([\d.]+), all", said))
    together = max(float(ratio) for ratio in re.findall(r"all ([\d.]+) times", said))
    assert len(re.findall(rf"\b{ITEMS} items", said)) == len(words) / 2, "items are missing"
    print(f"mapping of {ITEMS} items: {worst:.2f} times jansson's parse at most (goal: {GOAL}); "
          f"with reading the JSON {together:.2f} times")
    return 0 if worst <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
