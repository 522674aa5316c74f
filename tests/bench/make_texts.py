#!/usr/bin/env python3
"""Writes what bench_match looks for, and where: make_texts.py FOLDER.

FOLDER/texts: short posts of 40 to 2000 bytes, median some 170, with a NUL behind each. They are
pieces of what Debian packages install: half English fortunes, a quarter English manual pages, the
rest Latin with diacritics, Cyrillic, Chinese and Japanese; about a tenth of the bytes is not ASCII.
What the peers of the benchmark know nothing about (URLs, handles, hashtags) is taken out.

FOLDER/rules: one rule a line, `word TAB term` or `regex TAB pattern TAB text in each match`. 97 of
100 are words and phrases, of these a third invented names; 2 are Chinese or Japanese, which stand
anywhere; 1 is a regex. Any first n lines have this mix. FOLDER/short: twelve short brands.

The same packages give the same files: the seed is fixed, and each source has its own numbers.
"""
import collections
import gzip
import os
import random
import re
import subprocess
import sys
import unicodedata

TEXTS, RULES = 60000, 100000
SOURCES = [  # share of the texts, packages
    (50, ["fortunes-min", "fortunes"]),
    (25, ["manpages", "manpages-dev"]),
    (3, ["fortunes-de"]), (2, ["fortunes-es"]), (2, ["fortunes-it"]), (2, ["fortunes-pl"]),
    (2, ["fortunes-cs"]), (2, ["fortunes-br"]),
    (5, ["fortunes-ru"]),
    (4, ["fortunes-zh"]), (3, ["manpages-ja"]),
]
SHORT = ["HP", "3M", "X", "C++", "AT&T", "GE", "LG", "BMW", "IBM", "SAP", "UPS", "KFC"]
ROFF = re.compile(r"^[.'].*$|\\f(?:\[\w*\]|\(..|.)|\\[&|/^%c]|\\\(..|\\\[[^]]*\]", re.M)
KEPT_OUT = re.compile(r"www\.|[@/#\\\x00-\x09\x0b-\x1f\x7f]|.\x08")
WORD = re.compile(r"[^\W\d_]+")
CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{6,}")


def files(packages):
    listed = subprocess.run(["dpkg", "-L", *packages], check=True, capture_output=True, text=True)
    for path in sorted(set(listed.stdout.splitlines())):
        is_wanted = re.search(r"/games/fortunes/.*(?<!\.dat)(?<!\.u8)$|/man\d/.*\.gz$", path)
        if is_wanted and os.path.isfile(path) and not os.path.islink(path):
            yield path


def passages(path):
    """The pieces of a file, or none when it is not clean UTF-8."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        try:
            text = file.read().decode()
        except UnicodeDecodeError:
            return []
    is_manual = path.endswith(".gz")
    text = ROFF.sub("", text).replace("\\-", "-").replace("\\(aq", "'") if is_manual else text
    pieces = text.split("\n\n" if is_manual else "\n%\n")
    pieces = [KEPT_OUT.sub(" ", unicodedata.normalize("NFC", piece)) for piece in pieces]
    return [re.sub(r" {2,}", " ", piece.strip()) for piece in pieces]


def cut(text, at, size):
    """About that many bytes from there on, of whole words where there are blanks."""
    piece = text[at:at + size].encode()[:size].decode(errors="ignore")
    start, end = piece.find(" ") + 1, piece.rfind(" ")
    return (piece[start:end] if start < end and end - start > len(piece) // 2 else piece).strip()


def posts(packages, n, dice):
    text = "\n".join(p for path in files(packages) for p in passages(path) if len(p) >= 20)
    while n:
        size = int(min(2000, max(40, dice.lognormvariate(5.15, 0.95))))
        post = cut(text, dice.randrange(len(text)), size)
        if len(post.encode()) >= 40:
            yield post
            n -= 1


def name(dice):
    """What nobody says by chance."""
    syllables = [dice.choice("bcdfghjklmnprstvwxz") + dice.choice("aeiouy") + dice.choice(["", "",
                 "n", "r", "x"]) for _ in range(dice.randint(2, 4))]
    made = "".join(syllables)
    return (made if len(made) > 4 else made + "ix").capitalize()


def rarely(texts):
    """Words by how many texts have them."""
    counts = collections.Counter()
    for text in texts:
        counts.update({word.lower() for word in WORD.findall(text)})
    return counts


def word(texts, counts, most, dice):
    while True:
        found = WORD.findall(dice.choice(texts))
        found = [w for w in found if 4 <= len(w) <= 20 and counts[w.lower()] <= most and
                 not CJK.search(w)]
        if found:
            return dice.choice(found)


def phrase(texts, counts, dice):
    while True:
        pairs = re.findall(r"(?=(?<!\w)([^\W\d_]{3,20} [^\W\d_]{3,20})(?!\w))", dice.choice(texts))
        pairs = [p for p in pairs if not CJK.search(p) and
                 min(counts[w.lower()] for w in p.split()) <= 4]
        if pairs:
            return dice.choice(pairs)


def characters(texts, dice):
    while True:
        found = CJK.search(dice.choice(texts))
        if found:
            return found.group()[:dice.randint(4, 6)]


def regex(term, dice):
    return dice.choice([
        r"\b%s[- ]?\d{1,4}\b", r"\b%s(?:'s|s)?\b", r"%s\s+(?:pro|max|mini)\b", r"\b%s\w*ing\b",
        r"(?:new|old) %s\b", r"\b%s\s*[:=]\s*\w+", r"%s v\d+\.\d+", r"\b%s(?=\s+is\b)",
    ]) % term + "\t" + term


def rule(texts, counts, dice):
    draw = dice.random()
    if draw < 0.01:
        return "regex\t" + regex(name(dice).lower(), dice)
    if draw < 0.03:
        return "word\t" + characters(texts, dice)
    if draw < 0.38:
        return "word\t" + name(dice) + (" " + name(dice) if draw < 0.10 else "")
    if draw < 0.65:
        return "word\t" + word(texts, counts, 2, dice)
    return "word\t" + phrase(texts, counts, dice)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    dice = random.Random(20260801)
    texts = []
    for share, packages in SOURCES:
        texts += posts(packages, TEXTS * share // 100, random.Random(packages[0]))
    dice.shuffle(texts)
    counts, rules, seen = rarely(texts), [], set()
    while len(rules) < RULES:
        line = rule(texts, counts, dice)
        if line.lower() not in seen:
            seen.add(line.lower())
            rules.append(line)
    for file, lines, end in (("texts", texts, "\0"), ("rules", rules, "\n"),
                             ("short", ["word\t" + s for s in SHORT], "\n")):
        with open(os.path.join(folder, file), "w", encoding="utf-8", newline="") as out:
            out.write("".join(line + end for line in lines))


main(sys.argv[1])
