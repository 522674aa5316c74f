"""The connectors that are shipped: their own tests, the manual, and answers that were recorded."""
import glob
import json
import os
import re
import subprocess

import daemon
from servers import Skip

FOLDER = f"{daemon.RULES}/connectors"
EXAMPLES = f"{daemon.RULES}/examples/connectors"
MANUAL = os.path.join(daemon.RULES, "..", "man", "mentiond-connectors.7")
CORPORA = os.path.abspath(os.path.join(daemon.RULES, "..", "..", "shared", "fixtures"))

# The connector, what a source would give, the answer, and how many items it holds.
RECORDED = [
    ("appstore-reviews", {"app": "1"}, "appstore/customerreviews_documented_shape.json", 1),
    ("bluesky", {}, "bluesky/searchPosts_2025.json", 25),
    ("discourse", {}, "discourse/search.json", 1),
    ("gdelt", {}, "gdelt/artlist.json", 2),
    ("github-issues", {}, "github/search_issues.json", 2),
    ("google-alerts", {}, "google-alerts/google_alerts_atom.xml", 20),
    ("google-news", {}, "google-news/search_2026-09-25.rss", 2),
    ("hackernews", {}, "hackernews/search_stories_2026.json", 3),
    ("hackernews", {}, "hackernews/search_ask_hn_null_and_empty_url.json", 2),
    ("lemmy", {}, "lemmy/v3_search_documented_shape.json", 2),
    ("mastodon-search", {}, "mastodon/search_statuses_assembled.json", 3),
    ("mastodon-tag", {}, "mastodon/tag_timeline.json", 20),
    ("mastodon-tag", {}, "mastodon/public_timeline.json", 20),
    ("reddit", {}, "reddit/search_1.json", 6),
    ("reddit", {}, "reddit/overview_1.json", 8),
    ("reddit", {}, "reddit/mentions_1.json", 4),
    ("reddit", {}, "reddit/replies_1.json", 4),
    ("reddit", {}, "reddit/comments_1.json", 8),
    ("reddit-rss", {}, "reddit-rss/top_atom_2026.xml", 2),
    ("stackexchange", {}, "stackexchange/search_advanced.json", 2),
    ("stackexchange", {}, "stackexchange/backoff_overdrawn_2026-10-08.json", 1),
    ("threads", {}, "threads/keyword_search_documented.json", 1),
    ("x", {}, "x/search_tweets_query.json", 4),
    ("x", {}, "x/search_tweets_for_nyc.json", 10),
    ("x", {}, "x/timeline_mentions.json", 5),
    ("youtube-channel", {}, "youtube-atom/youtube_atom.xml", 15),
    ("youtube-search", {}, "youtube/search_by_keywords_p1.json", 25),
    ("youtube-search", {}, "youtube/search_by_keywords_p2.json", 25),
]
