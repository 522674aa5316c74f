#!/usr/bin/env python3
"""Writes the tables of language.c from language.model.

The model has a section a script: a line with the script and its languages, then the n-grams, each
with one letter a language: its weight is the letter's code point less 80. In the table a row is as
wide as the widest section, so that the compiler adds rows without a loop of unknown length.

What the n-grams of the commonest words add up to is known before any text is read: those words,
of common.words and of CHAT in make_language.py, get a row of sums of their own, so that they cost
one look instead of one an n-gram. They decide nothing: the sums are the same.
"""
import sys

from make_language import CHAT, grams_of

WIDTH = 24
HINT_BITS = 16
GRAM_BITS, COMMON_BITS, TURN_BITS, TURN_UP = 13, 11, 11, 8
FACTOR = 16777619
SCRIPTS = ("latin", "cyrillic")
HEAD = """enum { ROW = %d, WEIGHT_MAX = %d };
enum { HINT_SHIFT = %d, GRAM_SHIFT = %d, COMMON_SHIFT = %d, TURN_SHIFT = %d, TURN_UP = %d };
/* Perfect hash tables; key 0 is a free place. */
struct gram {
	uint32_t key;
	int8_t weights[ROW];
};
struct common { /* a whole word */
	uint32_t key;
	uint16_t n;
	int16_t sums[ROW];
};
"""


def hash_of(gram):
    """FNV-1a over code points, as in language.c."""
    h = 2166136261
    for c in gram:
        h = ((h ^ ord(c)) * FACTOR) & 0xFFFFFFFF
    return h


def sections(lines):
    found = {}
    for line in lines:
        first, *rest = line.rstrip("\n").split(" ")
        if first in SCRIPTS:
            grams = []
            found[first] = (rest, grams)
        else:
            grams.append((hash_of(first), [ord(c) - 80 for c in rest[0]]))
    return found


def sums_of(word, grams):
    """What language.c adds up for a word, gram by gram: how many it knows, and their weights."""
    known = [grams[hash_of(gram)] for gram in grams_of(word) if hash_of(gram) in grams]
    return len(known), [sum(column) for column in zip(*known)]


def common_of(words, grams):
    grams = dict(grams)
    rows = {hash_of("_" + word + "_"): sums_of(word, grams) for word in words}
    assert not any(max(map(abs, sums)) >> 15 for _, sums in rows.values())
    return [(key, n, sums) for key, (n, sums) in sorted(rows.items())]


def perfect(rows, bits):
    """Each row in a place of its own of 2 ** bits. The upper bits of the keys make groups, from
    large to small; each is turned until all of its keys come to lie on free places."""
    places, turns = [None] * 2 ** bits, [0] * 2 ** TURN_BITS
    groups = [[] for _ in turns]
    for row in rows:
        groups[row[0] >> (32 - TURN_BITS)].append(row)
    for group in sorted(range(len(groups)), key=lambda g: -len(groups[g])):
        for turn in range(2 ** 16):
            at = [((row[0] ^ turn << TURN_UP) * FACTOR & 0xFFFFFFFF) >> (32 - bits)
                  for row in groups[group]]
            if len(set(at)) == len(at) and not any(places[i] for i in at):
                break
        else:
            sys.exit("make_table.py: no turn for a group of %d" % len(groups[group]))
        turns[group] = turn
        for i, row in zip(at, groups[group]):
            places[i] = row
    return places, turns


def hints_of(grams):
    """A bit for the upper bits of each key, in words of 64."""
    words = [0] * (2 ** HINT_BITS // 64)
    for key, _ in grams:
        bit = key >> (32 - HINT_BITS)
        words[bit // 64] |= 1 << bit % 64
    return words


def numbers(values):
    return ", ".join("%d%s" % (v, "ULL" if v >= 2 ** 32 else "") for v in values)


def write(out, kind, name, rows):
    """An array; each row is written, or left out where it is None."""
    out.write("static const %s %s[%d] = {\n" % (kind, name, len(rows)))
    for at, row in enumerate(rows):
        if row is not None:
            out.write("\t[%d] = %s,\n" % (at, row))
    out.write("};\n")


def main():
    model, commons, path = sys.argv[1:4]
    with open(model, encoding="utf-8") as source:
        found = sections(source)
    with open(commons, encoding="utf-8") as source:
        common = {"latin": source.read().split() + " ".join(CHAT.values()).split()}
    with open(path, "w", encoding="utf-8") as out:
        out.write("/* Made by make_table.py. */\n" + HEAD % (
            WIDTH, max(abs(w) for _, grams in found.values() for _, row in grams for w in row),
            32 - HINT_BITS, 32 - GRAM_BITS, 32 - COMMON_BITS, 32 - TURN_BITS, TURN_UP))
        for script in SCRIPTS:
            langs, grams = found[script]
            assert len(dict(grams)) == len(grams) and 0 not in dict(grams)
            write(out, "char *const", script + "_langs", ['"%s"' % lang for lang in langs] +
                  [None] * (WIDTH - len(langs)))
            write(out, "uint64_t", script + "_hints", [numbers([w]) for w in hints_of(grams)])
            places, turns = perfect(grams, GRAM_BITS)
            write(out, "uint16_t", script + "_gram_turns", [numbers([turn]) for turn in turns])
            write(out, "struct gram", script + "_grams",
                  [row and "{ %dU, { %s } }" % (row[0], numbers(row[1])) for row in places])
            places, turns = perfect(common_of(common.get(script, []), grams), COMMON_BITS)
            write(out, "uint16_t", script + "_common_turns", [numbers([turn]) for turn in turns])
            write(out, "struct common", script + "_common",
                  [row and "{ %dU, %d, { %s } }" % (row[0], row[1], numbers(row[2]))
                   for row in places])


if __name__ == "__main__":
    main()
