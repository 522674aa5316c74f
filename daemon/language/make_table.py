#!/usr/bin/env python3
"""Writes the tables of language.c from language.model.

The model has a section a script: a line with the script and its languages, then the n-grams, each
with one letter a language: its weight is the letter's code point less 80. In the table a row is as
wide as the widest section, so that the compiler adds rows without a loop of unknown length.
"""
import sys

WIDTH = 24
HINT_BITS = 15
SCRIPTS = ("latin", "cyrillic")


def hash_of(gram):
    """FNV-1a over code points, as in language.c."""
    h = 2166136261
    for c in gram:
        h = ((h ^ ord(c)) * 16777619) & 0xFFFFFFFF
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


def slots_of(grams):
    """Open addressing by the low bits; 0 is free, else the number of the gram from 1."""
    slots = [0] * (2 ** len(grams).bit_length())
    for number, (key, _) in enumerate(grams, 1):
        at = key % len(slots)
        while slots[at]:
            at = (at + 1) % len(slots)
        slots[at] = number
    return slots


def hints_of(grams):
    """A bit for the upper bits of each key, in words of 64."""
    words = [0] * (2 ** HINT_BITS // 64)
    for key, _ in grams:
        bit = key >> (32 - HINT_BITS)
        words[bit // 64] |= 1 << bit % 64
    return words


def numbers(out, values, per_line=16):
    for i in range(0, len(values), per_line):
        out.write("\t" + " ".join("%d%s," % (v, "ULL" if v >> 32 else "U") for v in values[i:i + per_line]) + "\n")


def main():
    with open(sys.argv[1], encoding="utf-8") as source:
        found = sections(source)
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.write("/* Made by make_table.py. */\nenum { ROW = %d, WEIGHT_MAX = %d, HINT_SHIFT = %d };\n"
                  % (WIDTH, max(abs(w) for _, grams in found.values() for _, row in grams
                                for w in row), 32 - HINT_BITS))
        for script in SCRIPTS:
            langs, grams = found[script]
            out.write("static const char *const %s_langs[ROW] = { %s };\n"
                      % (script, ", ".join('"%s"' % lang for lang in langs)))
            out.write("static const uint32_t %s_keys[] = {\n" % script)
            numbers(out, [key for key, _ in grams])
            out.write("};\nstatic const int8_t %s_weights[][ROW] = {\n" % script)
            for _, row in grams:
                out.write("\t{ %s },\n" % ", ".join(str(w) for w in row))
            out.write("};\nstatic const uint16_t %s_slots[] = {\n" % script)
            numbers(out, slots_of(grams))
            out.write("};\nstatic const uint64_t %s_hints[] = {\n" % script)
            numbers(out, hints_of(grams))
            out.write("};\n")


if __name__ == "__main__":
    main()
