#!/usr/bin/env python3
"""How fast feeds are parsed, and how much faster than by npm's rss-parser, in one run.

    parse.py BENCH_PARSE FOLDER

FOLDER (in the build folder) keeps the generated feeds and the installed peer. Without npm or a
network the peer is left out, and the line says so.
"""
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PEER = "rss-parser@3.13.0"


def run(*command):
    line = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    print(line, flush=True)
    return float(re.search(r"([\d.]+) MB/s", line).group(1))


def has_peer(folder):
    if os.path.isdir(os.path.join(folder, "node_modules", "rss-parser")):
        return True
    try:
        install = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund",
                                  "--prefix", folder, PEER], capture_output=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return install.returncode == 0


def main():
    bench, folder = sys.argv[1:3]
    feeds = os.path.join(folder, "feeds")
    shutil.rmtree(feeds, ignore_errors=True)
    subprocess.run([sys.executable, os.path.join(HERE, "make_feeds.py"), feeds], check=True)
    xml, json = os.path.join(feeds, "xml"), os.path.join(feeds, "json")
    print("All formats:")
    run(bench, xml, json)
    if not has_peer(folder):
        print("rss-parser: left out, because npm could not install it")
        return
    print("XML formats, beside the peer:")
    own = run(bench, xml)
    peer = run("node", os.path.join(HERE, "rss_parser.mjs"), folder, xml)
    print("ratio: %.1f" % (own / peer))


main()
