#!/usr/bin/env python3
"""How fast feeds are parsed, and how much faster than by other parsers, in one run.

    parse.py BENCH_PARSE FOLDER

FOLDER (in the build folder) keeps the generated feeds and the peers. The peers are npm's
rss-parser, Debian's python3-feedparser and golang-github-mmcdole-gofeed-dev. One that is not there
is left out, and a line says so.
"""
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
RSS_PARSER = "rss-parser@3.13.0"
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules
GOFEED = "/usr/share/gocode/src/github.com/mmcdole/gofeed"


def run(*command):
    line = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    print(line, flush=True)
    return float(re.search(r"([\d.]+) MB/s", line).group(1))


def works(*command, **environment):
    """Whether a command that gets a peer ready ends well."""
    try:
        return subprocess.run(command, capture_output=True, timeout=120, check=False,
                              env=dict(os.environ, **environment)).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def rss_parser(folder):
    has_it = os.path.isdir(os.path.join(folder, "node_modules", "rss-parser")) or \
        works("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder,
              RSS_PARSER)
    return has_it and ["node", os.path.join(HERE, "rss_parser.mjs"), folder]


def feedparser(_folder):
    peer = os.path.join(HERE, "feedparser_peer.py")
    return works(PYTHON, "-c", "import feedparser") and [PYTHON, peer]


def gofeed(folder):
    program = os.path.join(folder, "gofeed")
    has_it = os.path.isdir(GOFEED) and \
        works("go", "build", "-o", program, os.path.join(HERE, "gofeed.go"),
              GOPATH="/usr/share/gocode", GO111MODULE="off",
              GOCACHE=os.path.join(os.path.abspath(folder), "go"))
    return has_it and [program]


def main():
    bench, folder = sys.argv[1:3]
    feeds = os.path.join(folder, "feeds")
    shutil.rmtree(feeds, ignore_errors=True)
    subprocess.run([sys.executable, os.path.join(HERE, "make_feeds.py"), feeds], check=True)
    xml, json = os.path.join(feeds, "xml"), os.path.join(feeds, "json")
    print("All formats:")
    run(bench, xml, json)
    print("XML formats, beside the peers:")
    own = run(bench, xml)
    for peer in rss_parser, gofeed, feedparser:
        command = peer(folder)
        if not command:
            print("%s: left out, because it is not installed" % peer.__name__)
            continue
        print("ratio: %.1f" % (own / run(*command, xml)))
        if peer == gofeed:
            print("ratio: %.1f" % (own / run(*command, xml, "text")))


main()
