#!/bin/sh
# Feeds to entries with their texts, on one core; goals: 100 MB/s, and 5 times npm's rss-parser.
build=${BUILD:-build/bench}
exec "$(dirname "$0")/parse.py" "$build/tests/bench/bench_parse" "$build/bench-parse"
