#!/usr/bin/env python3
"""match.py BENCH_MATCH MENTIOND FOLDER: the matcher's figures, and those of the real command.

FOLDER (in the build folder) keeps the texts and rules. What is compared with what, and why in
rounds, stands in bench_match.c.
"""
import json
import os
import resource
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.normpath(os.path.join(HERE, "../../rules"))
BRANDS, ROUNDS = 1000, 5


def configuration(folder):
    """The first rules, each a brand; JSON is YAML."""
    brands = {}
    with open(os.path.join(folder, "rules"), encoding="utf-8") as rules:
        for number, line in zip(range(BRANDS), rules):
            kind, term, *_ = line.rstrip("\n").split("\t")
            brands[f"brand {number}"] = {"any": [{"regex": term} if kind == "regex" else term]}
    path = os.path.join(folder, "mentiond.yaml")
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"brands": brands, "sources": [{"file": "/dev/null", "name": "none"}],
                   "channels": {"screen": {"stdout": True}},
                   "rules": [{"name": "all", "to": ["screen"]}]}, out, ensure_ascii=False)
    return path


def lines(folder):
    """The texts, one a line, as `try -` wants them."""
    path = os.path.join(folder, "lines")
    with open(os.path.join(folder, "texts"), encoding="utf-8") as file:
        texts = [text.replace("\n", " ") for text in file.read().split("\0")[:-1]]
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(text + "\n" for text in texts)
    return path, len(texts)


def try_all(mentiond, folder):
    """The real command, its start included: texts for each second of processor time."""
    rules, (path, n) = configuration(folder), lines(folder)
    rates, mentions = [], 0
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with open(path, "rb") as texts:
            answer = subprocess.run(
                [mentiond, "try", "--json", "-c", rules, "--data", DATA, "-"], stdin=texts,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        answers = answer.splitlines()
        assert len(answers) == n, f"{len(answers)} answers to {n} texts"
        mentions = sum(b'"brand":"brand ' in line or b'"name":"brand ' in line
                       for line in answers)
        rates.append(n / used)
    rates.sort()
    print(f"mentiond try --json, {BRANDS} brands: {rates[ROUNDS // 2]:.0f} texts/s "
          f"[{rates[0]:.0f}..{rates[-1]:.0f}], {mentions} texts with a brand (goal: >= 150000)")


def main():
    bench, mentiond, folder = sys.argv[1:4]
    subprocess.run([sys.executable, os.path.join(HERE, "make_texts.py"), folder], check=True)
    agreed = subprocess.run([bench, folder], check=False).returncode == 0
    try_all(mentiond, folder)
    return 0 if agreed else 1


sys.exit(main())
