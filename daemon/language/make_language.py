#!/usr/bin/python3
"""Makes language.model, the weights by which language.c tells languages of one script apart.

    make_language.py SOURCES OUT [TEST]

SOURCES is a folder with unpacked Debian 12 packages in x/ and apt's lists in lists/; how to get
both is said below. TEST gets held-out texts, one a line: language, tab, text. Needs python3-numpy,
and lz4 from apt itself; takes some minutes. The building of mentiond needs neither.

Where the texts are from (all of them free: GPL-2+, MPL-2.0 or like the described package; nothing
of them is kept but how often letters follow each other):
  wesnoth-1.16-*      dialogues and help of a game in some 50 languages   x/**/LC_MESSAGES/*.mo
  libreoffice-l10n-*  short messages, for languages in which the game has few    (the same way)
  Translation-*       descriptions of packages                            lists/*Translation-*.lz4
  fortunes-*          quotations in English (the others are only tested with)  x/**/fortunes/*

    mkdir lists lists/partial x
    apt-get update -o Dir::State::lists=$PWD/lists -o Acquire::Languages=en,de,fr,es,it,pt,pt_BR,\
nl,sv,da,fi,pl,cs,sk,hu,tr,ca,vi,ru,uk,sr
    apt-get download fortunes fortunes-{de,es,it,pl,ru,cs,br,bg} wesnoth-1.16-{data,did,dm,dw,ei,\
httt,l,low,nr,sof,sota,sotbe,thot,trow,tsg,ttb,utbs} \
        libreoffice-l10n-{ro,hr,nb,nl,uk,da,sv,sl,lt,fi,vi,be,mk,et,cy}
    for f in *.deb; do dpkg-deb -x $f x; done

The method is logistic regression (softmax) on the n-grams of letters of Cavnar and Trenkle
(N-Gram-Based Text Categorization, 1994), 1 to 4 letters of a word with its borders, and on whole
short words: the weights are learned so that they tell the languages apart, which short texts need
more than true probabilities. The sum of a text's weights is divided by the root of their number,
so that confidence grows with length as it should. A class "other" has languages we do not name, and
transliterations: such a text shall be unknown rather than be given to a neighbour.
"""
import collections
import glob
import os
import random
import re
import struct
import subprocess
import sys

try:
    import numpy
except ImportError:  # whoever only reads texts with this file needs it not
    numpy = None

# The name in the model, and the locales whose texts are of it. "other" is no language.
LATIN = {
    "en": ["en", "en_GB"], "de": ["de"], "fr": ["fr"], "es": ["es", "es_419"], "it": ["it"],
    "pt": ["pt", "pt_BR"], "nl": ["nl"], "sv": ["sv"], "da": ["da"], "nb": ["nb", "nb_NO"],
    "fi": ["fi"], "pl": ["pl"], "cs": ["cs"], "sk": ["sk"], "hu": ["hu"], "tr": ["tr"],
    "ro": ["ro"], "ca": ["ca", "ca_ES@valencia"], "id": ["id"], "vi": ["vi"],
    "other": ["hr", "sr@latin", "sr@ijekavianlatin", "sl", "et", "lt", "lv", "eu", "gl", "ga", "gd",
              "cy", "is", "la", "af", "tl", "eo", "ang@latin", "ru-latin", "el-latin"],
}
CYRILLIC = {
    "ru": ["ru"], "uk": ["uk"], "bg": ["bg"], "sr": ["sr", "sr@ijekavian"], "other": ["be", "mk"],
}
# What people write in chats and no manual says: the commonest words, our own list.
CHAT = {
    "en": "the a an and of to in is it i you that this for on was are with my me your we they he "
          "she be have has had not but so just at from as by if or what when how why who all can "
          "will would do does don't it's i'm no up out get got now about there their them been "
          "more than too again am were did after one new only our us its some any over really "
          "still because into here then could should lol omg wtf gonna wanna gotta u ur r thx pls "
          "please thanks love great awesome down sucks bad good best worst app service customer "
          "support phone help back today tomorrow day time people guys wow yes yeah nope never "
          "always nobody anyone working works work need want like know think going can't won't "
          "doesn't isn't wasn't that's you're i've let's ain't y'all tbh imo btw fyi idk smh",
    "de": "der die das und ist ich nicht ein eine einen einem einer zu den dem mit auf von für im "
          "es sie er wir ihr auch was war sind hat habe haben wie bei noch nur oder aber aus wenn "
          "dass so an nach schon mehr mal kein keine wird kann sich des als am um heute wieder mir "
          "mich dich du ja nein doch hier jetzt da immer sehr man über vor bin ne in zum zur halt "
          "eben echt geil danke bitte leider warum endlich morgen gestern nix nichts hab is ned",
    "fr": "le la les de des du un une et est à a en que qui dans pour pas je tu il elle nous vous "
          "ils ce cette ces c'est j'ai sur au aux avec plus ne mais ou où sont par son sa ses mon "
          "ma mes se on y tout fait être suis comme si me te lui bien très même quand avoir était "
          "ça sans faire merci svp mdr bonjour trop aussi rien encore toujours jamais pourquoi",
    "es": "el la los las de que y a en un una es no se por con para lo del al me mi tu su te le "
          "más pero como yo si ya está este esta eso esto hay muy todo son ser cuando porque qué "
          "sin sobre o nos les mis he ha hoy también estoy gracias jaja jajaja nada siempre nunca",
    "it": "il lo la i gli le di che e è a in un una non per con si mi ti ci da del della dei nel "
          "al alla sono ho ha hai come ma più anche se questo questa io tu lui lei noi o perché "
          "quando tutto c'è solo cosa fare ancora poi molto grazie ciao oggi sempre mai niente",
    "pt": "o a os as de que e do da em um uma é não no na para com por se me eu você ele ela mais "
          "mas dos das ao meu minha seu sua tá já muito como foi ser ter isso esse essa está "
          "quando só tudo bem nos nas pra vou também são obrigado hoje sempre nunca nada kkk vc",
    "nl": "de het een en van ik is dat die in te op niet zijn met voor er aan je maar om was ook "
          "als dan naar we wat heeft bij nog uit door zo geen mijn hij ze hebben deze kan wel over "
          "word wordt heb nu of bedankt vandaag altijd nooit niks weer goed",
    "sv": "och att det är som en på jag inte för med har den av till om ett men var de så vi du "
          "han hon kan ska när från min mig dig också bara eller nu i alla efter tack idag aldrig",
    "pl": "i w na się nie z to że do jest jak a o co po tak ale mi za od już by dla czy ja ten ta "
          "mnie tylko być są tym ma jej jego bardzo mam będzie dzięki dzisiaj zawsze nigdy nic",
    "tr": "ve bir bu da de ne için çok ben sen o ile gibi var daha ama mi en kadar değil her şey "
          "diye yok olan beni bana şu ki mı olarak sonra teşekkürler bugün hep hiç",
}
GRAM_MAX = 4     # letters, borders counted
WORD_MAX = 12    # of a word that counts as a whole; language.c has both numbers, too
LETTERS_MAX = 24 # a longer word is read so far
SCALE = 8.0      # weights are kept as whole numbers of 1/8
WEIGHT_MAX = 46  # so that each is one printable letter
TESTED = 0.1     # the share of texts that is held back

TRANSLIT = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
                    "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh sch  y  e yu ya i yi ye g".split(" ")))
GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ",
                 "a v g d e z i th i k l m n x o p r s s t y f ch ps o a e i i o y o i y".split(" ")))


def latin_of(text, table):
    return "".join(table.get(c, c) for c in text.lower())


def of_mo(path):
    """Original and translation; plural forms are cut at the first. (The format: gettext's manual.)"""
    with open(path, "rb") as f:
        raw = f.read()
    n, keys, texts = struct.unpack("<8x3I", raw[:20])
    for i in range(n):
        pair = []
        for table in (keys, texts):
            size, at = struct.unpack("<2I", raw[table + 8 * i:table + 8 * i + 8])
            pair.append(raw[at:at + size].decode("utf-8", "replace").split("\0")[0])
        if pair[0] and pair[0] != pair[1]:
            yield pair


def of_descriptions(path):
    """The descriptions' running text, without lists, titles and dots."""
    raw = subprocess.run(["/usr/lib/apt/apt-helper", "cat-file", path], capture_output=True,
                         check=True).stdout.decode("utf-8", "replace")
    for entry in raw.split("\n\n"):
        body = "".join(line.strip() + " " if re.match(r" [^\s.*-]", line) else "\n"
                       for line in entry.split("\n"))
        for part in body.split("\n"):
            yield part


def of_fortunes(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        for quote in re.split(r"\n%\n", f.read()):
            yield re.sub(r"\s+", " ", quote.split("\n\t\t")[0])


def add(texts, locale, text):
    text = re.sub("[~_&]", "", text.split("\x04")[-1]) # what marks keys in menus
    text = re.sub(r"<[^>]*>|\^|\{[^}]*\}|\$\S+|%\S+", " ", text)
    text = re.sub(r"\s+", " ", text).strip()
    if len(text) >= 12:
        texts[locale].add(text)


def gather(root):
    texts = collections.defaultdict(set)
    for path in glob.glob(root + "/x/**/LC_MESSAGES/*.mo", recursive=True):
        locale = path.split("/")[-3]
        if locale.startswith("en@"):
            continue
        for key, text in of_mo(path):
            add(texts, locale, text)
            if "wesnoth" in path:
                add(texts, "en", key)
    for path in glob.glob(root + "/lists/*_main_i18n_Translation-*.lz4"):
        locale = path.rsplit("-", 1)[1][:-4].replace("%5f", "_")
        for text in sorted(set(of_descriptions(path)))[:8000]:
            add(texts, locale, text)
    for path in glob.glob(root + "/x/usr/share/games/fortunes/*"):
        if os.path.isfile(path) and not path.endswith((".dat", ".u8")):
            if os.path.basename(path) in ENGLISH_FORTUNES:
                for text in of_fortunes(path):
                    add(texts, "en", text)
    for locale, table in (("ru", TRANSLIT), ("el", GREEK)):
        for text in texts[locale]:
            texts[locale + "-latin"].add(latin_of(text, table))
    return {k: sorted(v) for k, v in texts.items()}


ENGLISH_FORTUNES = """art computers cookie definitions disclaimer drugs education ethnic food goedel
humorists kids knghtbrd law linux linuxcookie literature love magic medicine men-women miscellaneous
news people perl pets platitudes politics pratchett riddles science songs-poems sports startrek
translate-me wisdom work zippy""".split()

NO_EVIDENCE = re.compile(r"\S*(?:://|www\.|@|[#_\d]|\w\.\w)\S*")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def words_of(text):
    """What language.c takes for words: small letters, no links, handles, tags, numbers."""
    text = NO_EVIDENCE.sub(" ", re.sub("[`\u2019\u2018\u02bc\u2032]", "'", text))
    text = re.sub("[\u0300-\u036f\u00ad\u200b-\u200d]", "", text.lower())
    return [re.sub(r"(.)\1\1+", r"\1\1", word)[:LETTERS_MAX] for word in WORD.findall(text)]


def grams_of(word):
    padded = "_" + word + "_"
    for start in range(len(padded)):
        for n in range(1, GRAM_MAX + 1):
            gram = padded[start:start + n]
            if len(gram) == n and gram != "_":
                yield gram
    if GRAM_MAX < len(padded) <= WORD_MAX:
        yield padded


def hash_of(gram):
    """FNV-1a over code points, as in language.c."""
    h = 2166136261
    for c in gram:
        h = ((h ^ ord(c)) * 16777619) & 0xFFFFFFFF
    return h


def is_test(text):
    return hash_of(text) / 2 ** 32 < TESTED


def snippets(texts, chat, n, rng):
    """Pieces of 1 to 40 words, the short ones oftener: what is hard should be learned."""
    out = []
    chat = chat.split()
    while len(out) < n:
        if chat and rng.random() < 0.12:
            out.append([rng.choice(chat) for _ in range(rng.randint(1, 6))])
            continue
        words = words_of(rng.choice(texts))
        if len(words) < 2:
            continue
        size = int(2 ** rng.uniform(0.5, 5.3))
        start = rng.randint(0, max(0, len(words) - size))
        out.append(words[start:start + size])
    return out


class Learner:
    """Softmax regression with AdaGrad; features are counts divided by the root of their sum."""

    def __init__(self, classes, grams, rate=0.35, decay=2e-6):
        self.classes, self.index = classes, {g: i for i, g in enumerate(grams)}
        self.w = numpy.zeros((len(grams), len(classes)), dtype=numpy.float32)
        self.g = numpy.full((len(grams), len(classes)), 1e-3, dtype=numpy.float32)
        self.rate, self.decay = rate, decay

    def features(self, words):
        counts = collections.Counter(self.index[g] for word in words for g in grams_of(word)
                                     if g in self.index)
        n = sum(counts.values())
        ids = numpy.fromiter(counts.keys(), dtype=numpy.int32, count=len(counts))
        values = numpy.fromiter(counts.values(), dtype=numpy.float32, count=len(counts))
        return ids, values / numpy.sqrt(max(n, 1))

    def learn(self, samples, rounds, rng):
        made = [(self.features(words), label) for words, label in samples]
        for _ in range(rounds):
            rng.shuffle(made)
            for (ids, values), label in made:
                if len(ids) == 0:
                    continue
                z = values @ self.w[ids]
                p = numpy.exp(z - z.max())
                p /= p.sum()
                p[label] -= 1
                grad = values[:, None] * p[None, :] + self.decay * self.w[ids]
                g = self.g[ids] + grad * grad
                self.g[ids] = g
                self.w[ids] -= self.rate * grad / numpy.sqrt(g)


def learn_group(group, texts, size, per_class, rng):
    classes = list(group)
    samples, seen = [], collections.Counter()
    for label, (name, locales) in enumerate(group.items()):
        pools = [[t for t in texts.get(l, []) if not is_test(t)] for l in locales]
        pools = [p for p in pools if p]
        # English is the language that must not be mistaken: twice the texts.
        n = per_class * (2 if name == "en" else 3 if name == "other" and len(pools) > 5 else 1)
        for pool in pools:
            chat = CHAT.get(name, "")
            for words in snippets(pool, chat, n // len(pools), rng):
                samples.append((words, label))
    weight = numpy.zeros(len(classes))
    for words, label in samples:
        weight[label] += 1
        for g in set(g for word in words for g in grams_of(word)):
            seen[g, label] += 1
    share = collections.defaultdict(float)
    for (g, label), n in seen.items():
        if n >= 3:
            share[g] = max(share[g], n / weight[label])
    first = sorted(share, key=lambda g: (-share[g], g))[:size * 6]
    wide = Learner(classes, first)
    wide.learn(samples, 2, rng)
    spread = numpy.sqrt(((wide.w - wide.w.mean(axis=1, keepdims=True)) ** 2).sum(axis=1))
    often = numpy.array([numpy.sqrt(share[g]) for g in first])
    best = numpy.argsort(-(spread * often))[:size]
    narrow = Learner(classes, [first[i] for i in sorted(best)])
    narrow.learn(samples, 4, rng)
    return classes, narrow


def write_group(out, script, classes, learner):
    centred = learner.w - learner.w.mean(axis=1, keepdims=True)
    whole = numpy.clip(numpy.rint(centred * SCALE), -WEIGHT_MAX, WEIGHT_MAX).astype(int)
    rows = sorted((g, whole[i]) for g, i in learner.index.items())
    assert len({hash_of(g) for g, _ in rows}) == len(rows)
    out.write("%s %s\n" % (script, " ".join(classes)))
    for gram, row in rows:
        out.write("%s %s\n" % (gram, "".join(chr(80 + w) for w in row)))


def main():
    root, path = sys.argv[1:3]
    texts = gather(root)
    if len(sys.argv) > 3:
        rng = random.Random(1)
        with open(sys.argv[3], "w", encoding="utf-8") as out:
            for name, locales in list(LATIN.items()) + list(CYRILLIC.items()):
                for locale in locales:
                    held = [t for t in texts.get(locale, []) if is_test(t) and len(t) >= 60]
                    for text in rng.sample(held, min(len(held), 2000 // len(locales))):
                        out.write("%s\t%s\n" % (name, text))
    rng = random.Random(4)
    with open(path, "w", encoding="utf-8") as out:
        for script, group, size in (("latin", LATIN, 5200), ("cyrillic", CYRILLIC, 1000)):
            classes, learner = learn_group(group, texts, size, 12000, rng)
            write_group(out, script, classes, learner)


if __name__ == "__main__":
    main()
