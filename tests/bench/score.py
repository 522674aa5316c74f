#!/usr/bin/env python3
"""How fast texts are judged, and how much faster than by others, in one run on one core.

    score.py BENCH_SCORE MENTIOND FOLDER

FOLDER (in the build folder) keeps the texts and the peers: npm's sentiment and vader-sentiment, and
VADER for Python from Debian's python3-nltk, whose lexicon Debian does not ship; it is read from
what vader-sentiment has with it. One that is not there is left out, and a line says so. Texts are
the made-up posts of bench_score and, where the corpora are, posts of people.
"""
import glob
import json
import os
import re
import resource
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.normpath(os.path.join(HERE, "../../rules"))
POSTS = os.path.normpath(os.path.join(HERE, "../../../shared/corpora/sentiment"))
POST_SETS = ("semeval_a", "sxsw_products", "apple_cf", "dong2014", "vader_tweets")
NPM = ("sentiment@5.0.2", "vader-sentiment@1.1.3")
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules
GOAL, GOAL_TRY, ROUNDS = 500000, 200000, 3


def pinned():
    """Everything on one core, the last one."""
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})


def works(*command):
    """Whether a command that gets a peer ready ends well."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=120, check=False)
        return done.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def rate(*command):
    """Texts a second, as the command itself measures it; its line is shown."""
    line = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    print("  " + line, flush=True)
    return float(re.search(r"([\d.]+) texts/s", line).group(1))


def vader_lexicon(modules, folder):
    """As nltk wants it: without an empty line at the end."""
    path = os.path.join(modules, "vader-sentiment", "vader_lexicon.txt")
    if not os.path.isfile(path):
        return None
    with open(path, encoding="utf-8") as file:
        text = file.read().strip()
    path = os.path.join(folder, "vader_lexicon.txt")
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def peers(folder):
    """Name -> the command, to which the file of texts is added."""
    modules = os.path.join(folder, "node_modules")
    has_npm = all(os.path.isdir(os.path.join(modules, name.split("@")[0])) for name in NPM) or \
        works("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, *NPM)
    lexicon = vader_lexicon(modules, folder)
    has_nltk = lexicon and works(PYTHON, "-c", "import nltk.sentiment.vader")
    node = ["node", os.path.join(HERE, "score_peers.mjs"), folder]
    return {
        "npm sentiment": has_npm and [*node, "sentiment"],
        "npm vader-sentiment": has_npm and [*node, "vader-sentiment"],
        "VADER for Python": has_nltk and [PYTHON, os.path.join(HERE, "vader_peer.py"), lexicon],
    }


def posts_of_people():
    for name in POST_SETS:
        for path in glob.glob(os.path.join(POSTS, name, "dev.tsv")):
            with open(path, encoding="utf-8") as file:
                rows = [line.rstrip("\n").split("\t") for line in file][1:]
            yield from (row[3].replace("\r", " ") for row in rows if len(row) > 3)


def written(path, lines):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(line + "\n" for line in lines)
    return path


def one_brand(folder):
    path = os.path.join(folder, "mentiond.yaml")
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"brands": {"acme": {"any": ["acme", "@acme"]}},
                   "sources": [{"file": "/dev/null", "name": "none"}],
                   "channels": {"screen": {"stdout": True}},
                   "rules": [{"name": "all", "to": ["screen"]}]}, out)
    return path


def processor_seconds(command, texts):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(texts, "rb") as source:
        subprocess.run(command, stdin=source, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def try_all(mentiond, folder, texts, inside):
    """The real command, its start and its JSON included."""
    with open(texts, "rb") as file:
        n = sum(1 for _ in file)
    repeated = os.path.join(folder, "repeated")
    with open(texts, "rb") as source, open(repeated, "wb") as out:
        out.write(source.read() * (200000 // n + 1))
    n *= 200000 // n + 1
    for name, more in ("no brand", []), ("one brand", ["-c", one_brand(folder)]):
        command = [mentiond, "try", "--json", "--data", DATA, *more, "-"]
        best = n / min(processor_seconds(command, repeated) for _ in range(ROUNDS))
        print(f"  mentiond try --json -, {name}: {best:.0f} texts/s (goal {GOAL_TRY}), "
              f"{best / inside:.2f} of the figure in-process", flush=True)


def main():
    bench, mentiond, folder = sys.argv[1:4]
    os.makedirs(folder, exist_ok=True)
    pinned()
    packs, others = os.path.join(DATA, "sentiment"), peers(folder)
    made = subprocess.run([bench, "--posts"], check=True, stdout=subprocess.PIPE, text=True).stdout
    sets = {"made-up posts": written(os.path.join(folder, "made-up"), made.splitlines())}
    people = list(posts_of_people())
    if people:
        sets["posts of people"] = written(os.path.join(folder, "people"), people)
    for name, texts in sets.items():
        print(name + ":", flush=True)
        own = rate(bench, packs, texts)
        for peer, command in others.items():
            if command:
                print(f"  ratio: {own / rate(*command, texts):.1f} times {peer}", flush=True)
            else:
                print(f"  {peer}: left out, because it is not installed")
        try_all(mentiond, folder, texts, own)


main()
