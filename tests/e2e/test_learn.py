"""What people say of a tone, and what is learned of it."""
import csv
import io
import json
import os

import daemon
from daemon import Daemon, command, documents, post, rss
from servers import Nginx, Receiver, until, write

CONFIG = {
    "brands": {"acme": {"any": ["Acme"]}, "globex": {"any": ["Globex"]}},
    "sources": [{"file": "items.ndjson"}],
    "rules": [{"name": "all", "to": ["screen"]}],
    "channels": {"screen": {"stdout": True}},
    "store": "sqlite:store.db",
    "control": "control.sock",
}


def lesson(number, says, label):
    return {"text": f"order {number}x: Acme {says}", "label": label, "lang": "en"}


def lessons(half=1):
    """Made-up complaints in words that no pack knows."""
    rows = [lesson(n, "is zorked by the flib", "negative") for n in range(80 // half)]
    rows += [lesson(n, "has a chair", "neutral") for n in range(100 // half)]
    rows += [lesson(n, "goes snazzle", "positive") for n in range(80 // half)]
    return "".join(json.dumps(row) + "\n" for row in rows)


def learn(folder, text, *words):
    return command("learn", "-c", "mentiond.yaml", "--data", daemon.RULES, *words, "acme", "-",
                   text=text, cwd=folder)


def tone(folder, text):
    done = command("try", "-c", "mentiond.yaml", "--data", daemon.RULES, "--json", text,
                   cwd=folder)
    return {brand: said["label"] for brand, said in documents(done.stdout)[0]["sentiments"].items()}


def test_a_pack_is_learned_and_used_for_its_brand(folder):
    write(f"{folder}/mentiond.yaml", json.dumps(CONFIG))
    done = learn(folder, lessons())
    assert done.returncode == 0, done
    for words in ("acme: 260 texts, 80 negative, 100 neutral, 80 positive", "before  after",
                  "Written: ", "learned-acme.yaml", "packs: [", "./learned-acme.yaml]"):
        assert words in done.stdout, (words, done.stdout)
    pack = open(f"{folder}/learned-acme.yaml", encoding="utf-8").read()
    for words in ('brand: "acme"', "thresholds: {negative: ",
                  '"zorked": {', "learned from 80 texts"):
        assert words in pack, (words, pack)
    complaint = "Acme is zorked by the flib, writes a friend"
    assert tone(folder, complaint)["acme"] != "negative", "it is not in use by itself"
    packs = done.stdout.split("packs: [")[1].split("]")[0].split(", ")
    write(f"{folder}/mentiond.yaml", json.dumps(dict(CONFIG, sentiment={"packs": packs})))
    assert command("check", "-c", "mentiond.yaml", "--data", daemon.RULES,
                   cwd=folder).returncode == 0
    assert tone(folder, complaint)["acme"] == "negative"
    assert tone(folder, complaint.replace("Acme", "Globex"))["globex"] != "negative"
    again = learn(folder, lessons())
    assert again.returncode == 1 and "there already" in again.stderr, again
    assert open(f"{folder}/learned-acme.yaml", encoding="utf-8").read() == pack


def test_learning_is_the_same_twice_and_counts_as_json(folder):
    write(f"{folder}/mentiond.yaml", json.dumps(CONFIG))
    lines = lessons().splitlines(keepends=True)
    one = learn(folder, "".join(lines), "--json", "--write", "one.yaml")
    two = learn(folder, "".join(reversed(lines)), "--json", "--write", "two.yaml")
    said = documents(one.stdout)[0]
    assert said["texts"] == 260 and said["written"] == "one.yaml", said
    assert said["after"]["macro_f1"] > said["before"]["macro_f1"], said
    assert said["after"]["negative_recall"] >= said["before"]["negative_recall"], said
    assert documents(two.stdout)[0]["written"] == "two.yaml"
    with open(f"{folder}/one.yaml", "rb") as left, open(f"{folder}/two.yaml", "rb") as right:
        assert left.read() == right.read()


def test_what_teaches_nothing_is_refused(folder):
    write(f"{folder}/mentiond.yaml", json.dumps(CONFIG))
    one_label = "".join(json.dumps(lesson(n, "is zorked", "negative")) + "\n" for n in range(120))
    both = one_label + one_label.replace('"negative"', '"positive"')
    known = "".join(json.dumps(lesson(n, says, label)) + "\n" for n in range(100) for says, label in
                    (("is awful", "negative"), ("is excellent", "positive"), ("is", "neutral")))
    for text, why in ((lessons(8), "too few"), (one_label, "one label"), (both, "too few"),
                      (known, "no better"), ("", "too few")):
        done = learn(folder, text)
        assert done.returncode == 1 and why in done.stdout, (why, done)
        assert not os.path.exists(f"{folder}/learned-acme.yaml")
    assert "240 texts had several labels" in learn(folder, both).stderr
    bad = learn(folder, 'no json\n{"text": "x"}\n{"text": "x", "label": "angry"}\n')
    assert "2 lines, the first: line 1: no JSON object" in bad.stderr, bad.stderr
    assert "1 texts had a label that is not" in bad.stderr, bad.stderr
    done = command("learn", "-c", "mentiond.yaml", "--data", daemon.RULES, "acne", "-", cwd=folder)
    assert done.returncode == 1 and "did you mean acme?" in done.stderr, done


def test_a_table_of_labels_teaches_the_same(folder):
    write(f"{folder}/mentiond.yaml", json.dumps(CONFIG))
    rows = [json.loads(line) for line in lessons().splitlines()]
    table = io.StringIO(newline="")
    csv.writer(table).writerows([["lang", "label", "text"]] + [
        [row["lang"], row["label"], row["text"] + ', "they" say\nso'] for row in rows])
    for row in rows:
        row["text"] += ', "they" say\nso'
    done = learn(folder, table.getvalue(), "--write", "table.yaml")
    assert done.returncode == 0 and "260 texts" in done.stdout, done
    done = learn(folder, "".join(json.dumps(row) + "\n" for row in rows), "--write", "lines.yaml")
    assert done.returncode == 0, done
    table, lines = (open(f"{folder}/{name}.yaml", encoding="utf-8").read()
                    for name in ("table", "lines"))
    assert table == lines
    done = learn(folder, 'text,label\n"Acme, open,negative\nAcme,angry\n')
    assert "1 lines, the first: line 2: a quote is not closed" in done.stderr, done.stderr
    assert "1 texts had a label that is not" in done.stderr, done.stderr


def test_corrections_are_kept_and_learned(folder):
    posts = [post(n, f"order {n}x: Acme is zorked by the flib") for n in range(30)]
    posts += [post(100 + n, f"order {n}x: Acme has a chair") for n in range(30)]
    with Nginx(f"{folder}/nginx") as nginx, Receiver() as hook:
        nginx.put("feed.xml", rss("Blog", posts))
        source = {"feed": nginx.url("feed.xml"), "name": "blog", "every": "1s", "baseline": "all"}
        with Daemon(f"{folder}/m", [source], {"chat": {"webhook": {"url": hook.url}}}) as mentiond:
            rows = []
            assert until(lambda: rows.extend(documents(
                mentiond.command("list", "--json", "--limit", "500") or "[]")) or len(rows) >= 60)
            ids = {row["text"]: row["id"] for row in rows}
            first, *rest = ids.items()
            mentiond.command("tone", first[1], "positive")
            assert "(corrected: positive)" in mentiond.command("list", "--limit", "500")
            mentiond.command("tone", first[1], "neutral")  # the last word counts
            why = mentiond.command("why", "--json", first[1])
            assert documents(why)[0]["corrected"] == "neutral", why
            mentiond.command("tone", first[1], "angry", status=2)
            assert "no mention with the id" in mentiond.command("tone", "zzzz-none", "neutral",
                                                                status=1)
        # Without a daemon the command writes by itself.
        for text, mention in [first] + rest:
            mentiond.command("tone", mention, "negative" if "zorked" in text else "neutral")
        said = mentiond.command("learn", "--json", "acme", status=1)
        assert documents(said)[0]["texts"] == 60, said
