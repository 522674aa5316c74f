#!/usr/bin/env python3
"""language.py BENCH_LANGUAGE [TEXTS]: how often the guessed language is right, wrong or none.

Texts: messages of the programs installed here, in which nothing was learned (make_language.py has
its own sources); TEXTS, what make_language.py held back, lines of language, tab, text; and posts of
people, where the corpora are. Pieces of 20, 60 and 200 characters begin and end at words. A text of
a language that is not listed is right when it is told to be of none.
"""
import collections
import csv
import glob
import os
import random
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f"{HERE}/../../daemon/language")
import make_language  # noqa: E402  (its folder is known only now)

POSTS = f"{HERE}/../../../shared/corpora/sentiment"
LOCALES = {lang: [lang] for lang in "en de fr es it nl sv da fi pl cs sk hu tr ro ca id vi uk ru "
           "bg sr el ja ko hi ta".split()}
LOCALES.update({"pt": ["pt", "pt_BR"], "nb": ["nb"], "zh": ["zh_CN", "zh_TW"],
                "other": "hr sl et lt lv eu gl eo sq ga be mk".split()})
POSTS_IN = {"de": ["umsab_german"], "fr": ["umsab_french"], "es": ["umsab_spanish"],
            "it": ["umsab_italian"], "pt": ["umsab_portuguese"],
            "en": ["semeval_a", "vader_tweets", "apple_cf", "sentfin", "se_so", "sxsw_products"]}
SIZES = (20, 60, 200)
# Sentences only: what is a name, a list, an option or some code says little of a language.
IS_SENTENCE = re.compile(r"[^%<>=\\|{}\[\]_/*$@#`\"()0-9]{40,}[.!?。।]")
EACH = 1000  # texts at most of a language


def messages(rng):
    """Of the programs installed here: language -> texts."""
    found = collections.defaultdict(set)
    lang_of = {locale: lang for lang, locales in LOCALES.items() for locale in locales}
    for path in sorted(glob.glob("/usr/share/locale/*/LC_MESSAGES/*.mo")):
        locale = path.split("/")[4]
        if locale not in lang_of:
            continue
        for key, text in make_language.of_mo(path):
            if IS_SENTENCE.fullmatch(text):
                make_language.add(found, lang_of[locale], text)
            if IS_SENTENCE.fullmatch(key):
                make_language.add(found, "en", key)
    return {lang: rng.sample(sorted(texts), min(len(texts), 20 * EACH))
            for lang, texts in found.items()}


def held_back(path):
    found = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            lang, text = line.rstrip("\n").split("\t")
            found[lang].append(text)
    return found


def piece(text, size, rng):
    """About that many characters, whole words where there are blanks; None if there are fewer."""
    if len(text) < size:
        return None
    start = rng.randint(0, len(text) - size)
    start = text.rfind(" ", 0, start + 1) + 1
    end = text.rfind(" ", start, start + size + 1)
    return text[start:end if end > start + size / 2 else start + size]


def pieces(texts, size, rng):
    """Of texts that are too short some are joined."""
    cut, text = [], ""
    for more in texts:
        text = f"{text} {more}".lstrip()
        found = piece(text, size, rng)
        if found:
            cut.append(found)
            text = ""
    return cut[:EACH]


def posts():
    found = collections.defaultdict(list)
    for lang, names in POSTS_IN.items():
        for name in names:
            with open(f"{POSTS}/{name}/dev.tsv", encoding="utf-8") as table:
                rows = csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
                found[lang] += [row[3] for row in rows if row[0] != "id"]
    return found


def guesses(bench, texts):
    """For each text the guess and whether it fits English; and the speed."""
    lines = "\n".join(text.replace("\n", " ") for text in texts)
    run = subprocess.run([bench, "en"], input=lines, capture_output=True, text=True, check=True)
    return [line.split("\t") for line in run.stdout.splitlines()], run.stderr.strip()


def shares(lang, got):
    want = "" if lang == "other" else lang
    right = sum(guess == want for guess, _ in got)
    unknown = 0 if want == "" else sum(guess == "" for guess, _ in got)
    return [100 * n / len(got) for n in (right, unknown, len(got) - right - unknown)]


def measure(bench, title, groups):
    """One line a language; the mean has each language with the same weight."""
    rows = {lang: shares(lang, guesses(bench, texts)[0])
            for lang, texts in sorted(groups.items()) if len(texts) >= 50}
    if not rows:
        print(f"{title}: skipped, no texts")
        return
    mean = [sum(row[i] for row in rows.values()) / len(rows) for i in range(3)]
    print(f"{title}: {len(rows)} languages, right {mean[0]:.1f} % unknown {mean[1]:.1f} % "
          f"wrong {mean[2]:.2f} %")
    print("  right/wrong %: " + ", ".join(f"{lang} {row[0]:.0f}/{row[2]:.1f}"
                                          for lang, row in rows.items()))


def percent(claims):
    claims = list(claims)
    return 100 * sum(claims) / len(claims)


def measure_posts(bench):
    if not os.path.isdir(POSTS):
        print("posts of people: skipped: no corpus")
        return
    found = posts()
    measure(bench, "posts of people", found)
    english = guesses(bench, found.pop("en"))[0]
    foreign = guesses(bench, [text for texts in found.values() for text in texts])[0]
    print(f"  English taken for foreign {percent(g not in ('', 'en') for g, _ in english):.2f} %"
          " (goal: under 0.5 %), not scored as English "
          f"{percent(fits == '0' for _, fits in english):.1f} %; foreign taken for English "
          f"{percent(g == 'en' for g, _ in foreign):.2f} %, scored as English "
          f"{percent(fits == '1' for _, fits in foreign):.1f} % (some of it is English)")


def main():
    bench, rng = sys.argv[1], random.Random(1)
    texts = messages(rng)
    for size in SIZES:
        cut = {lang: pieces(texts[lang], size, rng) for lang in texts}
        measure(bench, f"messages of programs, {size} characters", cut)
    if len(sys.argv) > 2:
        held = held_back(sys.argv[2])
        for size in SIZES:
            cut = {lang: pieces(held[lang], size, rng) for lang in held}
            measure(bench, f"held back, {size} characters", cut)
    measure_posts(bench)
    for size in SIZES:
        many = [text for lang in texts for text in pieces(texts[lang], size, rng)]
        print(f"speed, {size} characters: {guesses(bench, many)[1]}")


if __name__ == "__main__":
    main()
