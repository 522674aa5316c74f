#!/usr/bin/env python3
"""The same texts through VADER for Python, as Debian's python3-nltk has it, on one core.

    vader_peer.py LEXICON TEXTS

LEXICON is VADER's own file of words, TEXTS has a text a line. Processor time, the best of two runs.
"""
import os
import sys
import time

from nltk.sentiment.vader import SentimentIntensityAnalyzer

RUNS = 2


def main():
    lexicon, texts = sys.argv[1:3]
    vader = SentimentIntensityAnalyzer("file:" + os.path.abspath(lexicon))
    with open(texts, encoding="utf-8") as file:
        lines = file.read().splitlines()
    used, feelings = [], 0
    for _ in range(RUNS):
        start = time.process_time()
        feelings = sum(vader.polarity_scores(line)["compound"] != 0 for line in lines)
        used.append(time.process_time() - start)
    print("VADER for Python: %d texts, %d with a feeling: %.0f texts/s" %
          (len(lines), feelings, len(lines) / min(used)))


main()
