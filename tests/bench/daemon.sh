#!/bin/sh
# The whole daemon with a thousand feeds: memory at rest, time to READY, polls a second.
exec "$(dirname "$0")/daemon.py" "${MENTIOND:-build/release/mentiond}"
