#!/usr/bin/env python3
"""The same feeds through Debian's python3-feedparser, on one core.

    feedparser_peer.py FOLDER

Processor time, the best of two runs. It cleans the mark-up of the texts, but leaves it in them.
"""
import os
import sys
import time

import feedparser

RUNS = 2


def parse_all(feeds):
    return sum(len(feedparser.parse(feed)["entries"]) for feed in feeds)


def main():
    folder = sys.argv[1]
    feeds = []
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            feeds.append(file.read())
    size = sum(map(len, feeds)) / 1e6
    used = []
    for _ in range(RUNS):
        start = time.process_time()
        entries = parse_all(feeds)
        used.append(time.process_time() - start)
    best = min(used)
    print("feedparser: %d feeds, %d entries, %.1f MB: %.1f MB/s, %.0f feeds/s" %
          (len(feeds), entries, size, size / best, len(feeds) / best))


main()
