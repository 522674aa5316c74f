#!/usr/bin/env python3
"""Writes the table of HTML's named character references as C.

The facts are WHATWG HTML, 13.5, as Python's html.entities carries them. Rows are sorted by name;
`first` says where the names of each letter begin, so that a search looks at one letter only.
"""
import html.entities
import sys


def main():
    names = {}
    for name, text in html.entities.html5.items():
        bare = name.rstrip(";")
        is_loose = bare in html.entities.html5
        names[bare] = (text, is_loose)
    rows = sorted(names.items(), key=lambda row: row[0].encode())
    out = open(sys.argv[1], "w", encoding="utf-8")
    out.write('#include "entities.h"\n\nconst struct entity entities[] = {\n')
    for name, (text, is_loose) in rows:
        escaped = "".join("\\x%02X" % byte for byte in text.encode())
        out.write('\t{ "%s", "%s", %d, %d, %s },\n'
                  % (name, escaped, len(name), len(text.encode()), "true" if is_loose else "false"))
    out.write("};\n\nconst unsigned short entities_first[129] = {\n")
    for code in range(129):
        first = sum(1 for name, _ in rows if ord(name[0]) < code)
        out.write("\t%d,\n" % first)
    out.write("};\n")
    out.close()


main()
