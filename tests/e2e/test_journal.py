"""journald's native socket: alerts and the daemon's own log, as fields."""
import json
import os
import shutil
import subprocess

import daemon
from servers import Skip, write

# A mount namespace of its own, so that /run holds this test's journald and nobody else's.
SCRIPT = """
mount -t tmpfs none /run && mkdir -p /run/systemd/journal /run/log/journal || exit 77
{journald} &
journal=$!
for i in $(seq 50); do [ -S /run/systemd/journal/socket ] && break; sleep 0.1; done
cd {folder}
(echo '{{"id": "1", "text": "Acme is down again", "url": "https://posts.example/1"}}'; sleep 1) |
    {mentiond} run -c m.yaml
sleep 1
journalctl -D /run/log/journal SYSLOG_IDENTIFIER=mentiond -o json --no-pager >journal.json
kill $journal
"""
CONFIG = """
brands: {acme: {any: [Acme]}}
sources: [{file: "-", baseline: all}]
rules: [{name: all, to: [ops]}]
channels: {ops: {syslog: {facility: local3}}}
log: {to: journal, level: info}
store: sqlite:m.db
control: m.sock
"""


def test_journald_gets_fields_not_only_a_line(folder):
    journald = "/lib/systemd/systemd-journald"
    if os.geteuid() != 0 or not os.path.exists(journald) or not shutil.which("journalctl"):
        raise Skip("needs root and journald")
    write(f"{folder}/m.yaml", CONFIG)
    script = SCRIPT.format(journald=journald, folder=folder, mentiond=daemon.BINARY)
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True,
                          env=dict(os.environ, MENTIOND_DATA=daemon.RULES), timeout=60,
                          check=False)
    if done.returncode == 77 or "unshare" in done.stderr:
        raise Skip("no mount namespace can be had here")
    rows = [json.loads(line) for line in open(f"{folder}/journal.json", encoding="utf-8")]
    if not rows:
        raise Skip(f"journald kept nothing here: {done.stderr[-200:]}")
    alert = [row for row in rows if "MENTION_ID" in row]
    assert len(alert) == 1, rows
    assert alert[0]["PRIORITY"] == "4" and alert[0]["SYSLOG_FACILITY"] == "19", alert
    assert alert[0]["MENTION_BRAND"] == "acme"
    assert alert[0]["MENTION_URL"] == "https://posts.example/1"
    own = {row["MENTIOND_EVENT"]: row for row in rows if "MENTIOND_EVENT" in row}
    assert {"started", "mention", "delivered"} <= set(own), own.keys()
    assert len({row["MESSAGE_ID"] for row in own.values()}) == len(own)
