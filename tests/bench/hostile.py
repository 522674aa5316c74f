#!/usr/bin/env python3
"""hostile.py MENTIOND: bodies that were made to cost more than they weigh.

Each shape is a beginning and a piece that is repeated until the body is full: up to the ceiling of
15 MiB, and half of it. A parser that looks twice at the same bytes needs four times as long for
twice as many. Processor time counts, so that neighbours on the machine do not.
"""
import os
import subprocess
import sys
import tempfile

MIB = 1 << 20
FULL = 15 * MIB - 4096
WORST_GROWTH = 3.0
WORST_S = 3.0
NOISE_S = 0.1  # below it a ratio says nothing

TITLE = "<rss><channel><item><title>"
HTML = "<rss><channel><item><description><![CDATA["
PIECES = ("<", "&", "<![CDATA[", "<!--", "<!-->", "<?", "<!DOCTYPE", "<!DOCTYPE a [", "&amp;",
          "&#x41;", "&#", "<a>", "</a>", "<a/>", "<a ", '<a b="', "<b><i></b>", '"', "]]", "-",
          "\n", "\x01", "<item/>", "<title>x</title>", "<category>x</category>",
          "<author>abc</author>", "<link>x</link>", '<a href="/x">', "<script>", "\u200d")
SHAPES = {
    "attributes": ("<rss><item ", 'a="b" '),
    "nested": ("<rss>", "<a>" * 250 + "</a>" * 250),
    "empty items": ("<rss><channel>", "<item></item>"),
    "mark-up in a text": ("<feed><entry><content>", "a<b>&lt;</b>"),
    "dots": ('<feed xml:base="http://a/"><entry><link href="', "a/../"),
    "base": (f'<feed xml:base="http://a/{"a" * 2000}/">', '<entry><link href="b"/></entry>'),
    "long base": (f'<feed xml:base="http://a/{"a" * MIB}/">', '<entry><link href="b"/></entry>'),
    "base of bases": (f'<feed xml:base="http://a/{"a" * 2000}/"><entry>', '<b xml:base="b"/>'),
    "same link": (f'<rss xml:base="http://a/{"a" * 2000}/"><item><description>', "&lt;a href=a>"),
    "keywords": ("<rss><item><media:keywords>", "k,"),
    "dates": ("<rss><item><pubDate>", "1 Jan "),
    "base64": ('<feed><entry><content type="image/png">', "Q "),
    "links of a page": ("<html><head>", '<link rel=alternate type="application/rss+xml" href=a>'),
    "JSON items": ('{"items":[', "{},"),
    "JSON lists": ('{"items":', "["),
    "JSON blanks": ('{"items":[1', ", "),
    "JSON text": ('{"items":[{"content_html":"', "&amp; <b>"),
}


def seconds(mentiond, path, head, piece, size):
    """Processor time of one `parse`."""
    head, piece = head.encode(), piece.encode()
    with open(path, "wb") as file:
        file.write((head + piece * ((size - len(head)) // len(piece)))[:size])
    with subprocess.Popen([mentiond, "parse", "--json", path], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode in (0, 1), f"{head[:40]} {piece}: status {child.returncode}"
    return used.ru_utime + used.ru_stime


def main():
    mentiond = os.path.abspath(sys.argv[1])
    shapes = {f"{piece!r} in {name}": (head, piece) for piece in PIECES
              for name, head in (("a title", TITLE), ("HTML", HTML))}
    shapes.update(SHAPES)
    growths, costs = [], []
    with tempfile.TemporaryDirectory(prefix="mentiond-bench-") as folder:
        for name, (head, piece) in shapes.items():
            half, full = (seconds(mentiond, f"{folder}/body", head, piece, size)
                          for size in (FULL // 2, FULL))
            costs.append((full, name))
            growths.append((full / max(half, NOISE_S), name))
    growth, at_growth = max(growths)
    cost, at_cost = max(costs)
    print(f"{len(shapes)} hostile bodies, twice the size: at most {growth:.1f} times the time, for "
          f"{at_growth} (goal: at most {WORST_GROWTH})")
    print(f"15 MiB: at most {cost:.2f} s, for {at_cost} (goal: under {WORST_S:.0f} s)")


main()
