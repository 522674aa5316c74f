#!/bin/sh
# Feeds to entries with their texts, on one core; goals: 150 MB/s, 7 times gofeed and 50 times
# feedparser.
build=${BUILD:-build/bench}
exec "$(dirname "$0")/parse.py" "$build/tests/bench/bench_parse" "$build/bench-parse"
