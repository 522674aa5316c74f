#!/usr/bin/env python3
"""quality.py MENTIOND RULES BENCH_LEARN [SET...]: how well sentiment is judged, on labelled posts.

The posts are not part of the project: they lie in $MENTIOND_CORPORA, else beside it; without them
there is nothing to tell. Four tables: each set by the packs as they are, beside VADER's published
figure; texts whose targets have different labels, as a whole and toward each; each set by
thresholds and a weight of style that were chosen on all the other sets; and what `learn` gains.
"""
import collections
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CORPORA = os.environ.get("MENTIOND_CORPORA", f"{HERE}/../../../shared/corpora/sentiment")
LABELS = ("negative", "neutral", "positive")
LANGS = {"german": "de", "germeval2017_db": "de", "french": "fr", "spanish": "es", "italian": "it",
         "portuguese": "pt", "arabic": "ar", "hindi": "hi"}
# Macro-F1, as measured with VADER's own program; what was not measured is left out.
VADER = {"apple_cf": .589, "sxsw_products": .466, "sentfin": .511, "se_so": .722,
         "germeval2017_db": .330, "umsab_german": .48, "umsab_french": .34, "umsab_spanish": .37,
         "umsab_italian": .31, "umsab_portuguese": .36}
# Posts of people in English: one pair of thresholds is meant to fit them all.
ALIKE = ("apple_cf", "sxsw_products", "semeval_a", "semeval_topic", "dong2014", "vader_tweets",
         "vader_amazon", "se_so", "se_github", "se_jira")
TAUGHT = {"apple_cf": "en", "sxsw_products": "en", "dong2014": "en", "sentfin": "en",
          "se_so": "en", "umsab_german": "de"}
SIZES = ("50", "100", "200", "500", "1000")
USUAL = (-11, 13, 1)  # the thresholds as they are, in tenths, and style as it is
STYLES = (0, 0.5, 1, 1.5, 2)
NEGATIVE, POSITIVE = range(-25, -3), range(4, 26)

Post = collections.namedtuple("Post", "label target text")
Judged = collections.namedtuple("Judged", "label words style is_even has_evidence")


def lang_of(name):
    return next((lang for end, lang in LANGS.items() if name.endswith(end)), "en")


def posts_of(name):
    with open(f"{CORPORA}/{name}/dev.tsv", encoding="utf-8") as table:
        next(table)
        return [Post(*line.rstrip("\n").split("\t", 3)[1:]) for line in table]


def answers(given, name, posts, is_aimed=False):
    lines = []
    for post in posts:
        ask = {"text": post.text, "lang": lang_of(name)}
        if is_aimed and post.target:
            ask["target"] = post.target
        lines.append(json.dumps(ask) + "\n")
    run = subprocess.run([given.mentiond, "try", "--json", "--data", given.rules, "-"],
                         input="".join(lines), capture_output=True, text=True, check=True)
    return [json.loads(line)["sentiment"] for line in run.stdout.splitlines()]


def plain(label):
    return label if label in LABELS else "neutral"


def f1(both, wanted, got):
    return 2 * both / (wanted + got) if wanted else 0


def figures(wanted, got):
    """Macro-F1, and precision and recall of the negative ones."""
    hits = collections.Counter(a for a, b in zip(wanted, got) if a == b)
    want, have = collections.Counter(wanted), collections.Counter(got)
    macro = sum(f1(hits[label], want[label], have[label]) for label in LABELS)
    negative = hits["negative"]
    return (macro / max(1, len(want)), negative / max(1, have["negative"]),
            negative / max(1, want["negative"]))


def tell_sets(given, names):
    print("set                     n  macro-F1  VADER  negative precision/recall")
    told = {}
    for name in names:
        posts = posts_of(name)
        told[name] = answers(given, name, posts)
        wanted = [post.label for post in posts]
        got = [plain(answer["label"]) for answer in told[name]]
        macro, precision, recall = figures(wanted, got)
        vader = f"{VADER[name]:.3f}" if name in VADER else "    -"
        print(f"{name:18} {len(posts):6}     {macro:.3f}  {vader}  {precision:.2f}/{recall:.2f}")
        if name == "germeval2017_db":
            others = [b for a, b in zip(wanted, got) if a != "negative"]
            share = 100 * others.count("negative") / len(others)
            print(f"{'':18} others called negative: {share:.1f} % (goal: under 5 %)")
    return told


def tell_conflicts(given, names):
    print("\ntargets of one text with different labels: as a whole, toward each")
    for name in names:
        labels = collections.defaultdict(set)
        posts = posts_of(name)
        for post in posts:
            labels[post.text].add(post.label)
        posts = [post for post in posts if len(labels[post.text]) > 1]
        wanted = [post.label for post in posts]
        whole, aimed = (figures(wanted, [plain(answer["label"]) for answer in
                                         answers(given, name, posts, is_aimed)])[0]
                        for is_aimed in (False, True))
        print(f"{name:18} {len(posts):6}  {whole:.3f} -> {aimed:.3f}  {100 * (aimed - whole):+.1f} "
              "(goal: +5)")


def judged(post, answer):
    """What is needed to judge by other thresholds: mentiond-sentiment(7), SCORE AND LABEL."""
    style = sum(it["value"] for it in answer["evidence"] if it["why"] == "style")
    values = [it["value"] for it in answer["evidence"] if it["why"] != "style"]
    pos, neg = sum(v for v in values if v > 0), -sum(v for v in values if v < 0)
    weaker, stronger = sorted((pos, neg))
    return Judged(post.label, sum(values), style, weaker >= 1.5 and weaker >= 0.7 * stronger,
                  bool(answer["evidence"]))


def grid_of(texts):
    """Macro-F1 for each pair of thresholds and weight of style."""
    grid = {}
    wanted = collections.Counter(text.label for text in texts)
    for weight in STYLES:
        below = {label: collections.Counter() for label in LABELS}
        above = {label: collections.Counter() for label in LABELS}
        for text in texts:
            if not text.has_evidence or text.is_even:
                continue
            tenths = 10 * round(text.words + weight * text.style, 2)
            for threshold in NEGATIVE:
                below[text.label][threshold] += tenths <= threshold + 1e-6
            for threshold in POSITIVE:
                above[text.label][threshold] += tenths >= threshold - 1e-6
        for low in NEGATIVE:
            got_low = sum(below[label][low] for label in LABELS)
            for high in POSITIVE:
                got_high = sum(above[label][high] for label in LABELS)
                still = wanted["neutral"] - below["neutral"][low] - above["neutral"][high]
                grid[low, high, weight] = (
                    f1(below["negative"][low], wanted["negative"], got_low) +
                    f1(above["positive"][high], wanted["positive"], got_high) +
                    f1(still, wanted["neutral"], len(texts) - got_low - got_high)) / len(wanted)
    return grid


def tell_left_out(told):
    """Were a set fitted, what is chosen without it would judge it clearly worse."""
    grids = {name: grid_of([judged(*pair) for pair in zip(posts_of(name), told[name])])
             for name in ALIKE if name in told}
    if len(grids) < 3:
        return
    print("\nleft out: thresholds and weight of style chosen on the others, judged on the one\n"
          "set                 as it is  left out  own best   chosen without it")
    lost = 0
    for name, grid in grids.items():
        others = [other for other in grids if other != name]
        chosen = max(grid, key=lambda at: sum(grids[other][at] for other in others))
        lost += grid[chosen] - grid[USUAL]
        print(f"{name:18}     {grid[USUAL]:.3f}     {grid[chosen]:.3f}     {max(grid.values()):.3f}"
              f"   {chosen[0] / 10:+.1f} {chosen[1] / 10:+.1f} style x{chosen[2]}")
    print(f"mean of left out less as it is: {100 * lost / len(grids):+.2f} points")


def tell_learning(given, names):
    print("\nlearn: gain in points of macro-F1 / of negative recall on all other texts of the set, "
          "refused\nset             " + "".join(f"{size:>22}" for size in SIZES))
    for name in names:
        with open(f"{CORPORA}/{name}/dev.tsv", encoding="utf-8") as table:
            run = subprocess.run([given.learn, f"{given.rules}/sentiment", TAUGHT[name], "4",
                                  *SIZES], stdin=table, capture_output=True, text=True, check=True)
        draws = collections.defaultdict(list)
        for line in run.stdout.splitlines():
            size, *numbers, outcome = line.split()
            draws[size].append((*map(float, numbers), outcome))
        cells = []
        for size in SIZES:
            rows = draws[size]
            gain, recall = (100 * sum(row[i + 2] - row[i] for row in rows) / max(1, len(rows))
                            for i in (0, 1))
            refused = sum(row[4] == "refused" for row in rows)
            cells.append(f"{gain:+.1f} / {recall:+.1f}, {refused}/{len(rows)}" if rows else "-")
        print(f"{name:16}" + "".join(f"{cell:>22}" for cell in cells), flush=True)


def main():
    Given = collections.namedtuple("Given", "mentiond rules learn")
    given, wanted = Given(*sys.argv[1:4]), sys.argv[4:]
    if not os.path.isdir(CORPORA):
        print("quality of sentiment: skipped: no corpus")
        return
    there = sorted(name for name in os.listdir(CORPORA)
                   if os.path.exists(f"{CORPORA}/{name}/dev.tsv"))
    names = [name for name in there if name in wanted or not wanted]
    told = tell_sets(given, names)
    tell_conflicts(given, [name for name in ("newsmtsc", "sentfin") if name in names])
    tell_left_out(told)
    tell_learning(given, [name for name in TAUGHT if name in names])


if __name__ == "__main__":
    main()
