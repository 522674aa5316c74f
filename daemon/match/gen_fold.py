#!/usr/bin/env python3
"""Writes the table of fold.c: what each code point becomes in the search key, and what it is.

The key of a code point is NFKD and full case folding until nothing changes, without
default-ignorable code points, without the marks of Latin, Greek, Cyrillic, Arabic and Hebrew, with
a few letters that Unicode does not decompose, one quote, one double quote, one dash, one blank.
It knows no context, so the key of a text is the keys of its characters in a row.
"""
import sys
import unicodedata

LIMIT = 0x32000  # above it only the ignorable E0000-E0FFF need care, and fold.c knows those
BLOCK = 64
IDENTITY, DROPPED = 0, 1

# The property Default_Ignorable_Code_Point (DerivedCoreProperties.txt), which Python lacks.
IGNORABLE = [
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
]
# Where the marks live that are dropped. Indic, Thai and kana signs carry the word: they stay.
MARKS = [
    (0x300, 0x36F), (0x483, 0x489), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F),
    (0x670, 0x670), (0x6D6, 0x6ED), (0x898, 0x8FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
    (0x20D0, 0x20F0), (0x2DE0, 0x2DFF), (0xA66F, 0xA67D), (0xA69E, 0xA69F), (0xFB1E, 0xFB1E),
    (0xFE20, 0xFE2F),
]
EXTRA = {"ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "ħ": "h", "þ": "th",
         "ð": "d"}
QUOTES = {c: "'" for c in "‘’‚‛′‹›ʼ´"} | {c: '"' for c in "“”„‟″«»"}
# Signs behind a name that are no part of it: as "tm" they would hide the end of the word.
SIGNS = "™℠"

WORD, NO_SPACE, JOINS, UPPER, LOWER, ALONE = 1, 2, 4, 8, 16, 32
NO_SPACE_NAMES = ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "CJK RADICAL", "KANGXI",
                  "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "BOPOMOFO", "THAI", "LAO",
                  "KHMER", "MYANMAR", "HANGUL", "HALFWIDTH HANGUL", "IDEOGRAPHIC ITERATION",
                  "IDEOGRAPHIC NUMBER ZERO", "VERTICAL IDEOGRAPHIC ITERATION")
ALONE_NAMES = ("CJK", "KANGXI", "HIRAGANA", "THAI", "LAO", "KHMER", "MYANMAR", "IDEOGRAPHIC")


def within(ranges, cp):
    return any(low <= cp <= high for low, high in ranges)


def is_blank(c):
    return unicodedata.category(c) in ("Zs", "Zl", "Zp") or c == "\x85" or c < " "


def map_one(c):
    """The last step, for a code point that is decomposed and case folded."""
    if within(IGNORABLE, ord(c)):
        return ""
    if is_blank(c):
        return " "
    if unicodedata.category(c) in ("Mn", "Me") and within(MARKS, ord(c)):
        return ""
    if unicodedata.category(c) == "Pd" or c == "\u2212":
        return "-"
    return EXTRA.get(c, QUOTES.get(c, c))


def decompose(c):
    """NFKD, except that single Korean letters stay single: as parts of a syllable they would
    grow onto the word before them."""
    if 0xFFA1 <= ord(c) <= 0xFFDC and unicodedata.decomposition(c):
        return chr(int(unicodedata.decomposition(c).split()[-1], 16))
    if 0x3131 <= ord(c) <= 0x318E:
        return c
    return unicodedata.normalize("NFKD", c)


def key(c):
    if c in SIGNS:
        return c
    text = QUOTES.get(c, c)
    while True:
        folded = "".join(decompose(d) for d in text).casefold()
        folded = "".join(map_one(d) for d in folded)
        if folded == text:
            return text
        text = folded


def kind(c):
    category, name = unicodedata.category(c), unicodedata.name(c, "")
    bits = 0
    if category[0] in "LN" or (category[0] == "M" and not within(IGNORABLE, ord(c))):
        bits |= WORD
        if name.startswith(NO_SPACE_NAMES) or 0x3099 <= ord(c) <= 0x309A:
            bits |= NO_SPACE
        if name.startswith(ALONE_NAMES):
            bits |= ALONE
    if category[0] == "M" or 0x1160 <= ord(c) <= 0x11FF:
        bits |= JOINS
    if category in ("Lu", "Lt"):
        bits |= UPPER
    if category == "Ll":
        bits |= LOWER
    return bits


def blocks(values):
    """Two stages: the number of a block for each 64 code points, and the different blocks."""
    index, store, seen = [], [], {}
    for at in range(0, LIMIT, BLOCK):
        block = tuple(values[at:at + BLOCK])
        if block not in seen:
            seen[block] = len(seen)
            store.extend(block)
        index.append(seen[block])
    return index, store


def write_array(out, declaration, values):
    out.write(f"static const {declaration}[{len(values)}] = {{\n")
    for at in range(0, len(values), 16):
        out.write("\t" + ", ".join(str(v) for v in values[at:at + 16]) + ",\n")
    out.write("};\n")


def main(path):
    values, kinds = [], []
    pool, places = bytearray(2), {}
    for cp in range(LIMIT):
        c = chr(cp)
        if 0xD800 <= cp <= 0xDFFF:
            values.append(IDENTITY)
            kinds.append(0)
            continue
        kinds.append(kind(c))
        folded = key(c)
        if folded == c or 0xAC00 <= cp <= 0xD7A3:  # syllables: by arithmetic, in fold.c
            values.append(IDENTITY)
            continue
        data = folded.encode()
        if data and data not in places:
            places[data] = len(pool)
            pool += bytes([len(data)]) + data
        values.append(places[data] if data else DROPPED)
    assert len(pool) < 65536
    pool += bytes(8)  # fold.c reads eight bytes at once
    with open(path, "w", encoding="ascii") as out:
        out.write(f"/* Made by gen_fold.py, Unicode {unicodedata.unidata_version}. */\n")
        out.write(f"enum {{ TABLE_LIMIT = {LIMIT} }};\n")
        for name, type_, array in (("key", "uint16_t", values), ("kind", "uint8_t", kinds)):
            index, store = blocks(array)
            write_array(out, f"uint16_t {name}_index", index)
            write_array(out, f"{type_} {name}_blocks", store)
        write_array(out, "unsigned char key_pool", list(pool))


main(sys.argv[1])
