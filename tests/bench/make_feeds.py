#!/usr/bin/env python3
"""Writes a mix of feeds as they are met in the wild: 2 to 190 KB, 16 KB on average.

    make_feeds.py FOLDER [COUNT]

FOLDER/xml gets RSS 2.0, RSS 1.0 and Atom, FOLDER/json gets JSON Feed. The shapes (escaped HTML,
CDATA, xhtml, teaser and full text, several namespaces) follow what blogs, news sites, forums and
video sites send; brands, people and hosts are invented. The seed is fixed: the same feeds always.
"""
import html
import json
import os
import random
import sys

MEAN, LEAST, MOST = 16600, 2250, 190000

WORDS = {
    "en": """the a of and to in is was for on with as by that it this from are be have not at has
        but they you we our more when about after there which support update release service outage
        customer account login payment order delivery device battery screen camera firmware version
        really great awful slow fast again today yesterday morning never always nobody everybody
        Acme Globex Initech Umbrella Hooli people story report review question answer thread
        company market price money year week team product feature problem solution""".split(),
    "de": """der die das und ist nicht ein eine mit für auf von zu dem den wieder heute gestern
        Störung Kundendienst Rückgabe größer schön Gerät Lieferung Qualität Preis Acme Globex
        über können möchte Änderung Prüfung schließen Straße""".split(),
    "fr": """le la les de des et est une pas pour avec dans sur très déjà problème société réseau
        téléphone qualité livraison été prête façon Acme Globex où garçon""".split(),
    "ru": """и в не на что это был как уже сегодня вчера снова служба поддержки заказ доставка
        телефон цена качество проблема вопрос ответ Acme Globex""".split(),
}
INLINE = ("b", "em", "strong", "i", "code", "span")


class Writer:
    def __init__(self, chance):
        self.chance = chance
        self.words = WORDS[chance.choices(("en", "de", "fr", "ru"), (78, 10, 7, 5))[0]]

    def phrase(self, least, most):
        return " ".join(self.chance.choices(self.words, k=self.chance.randint(least, most)))

    def sentence(self):
        text = self.phrase(6, 22)
        if self.chance.random() < 0.15:
            text = text.replace(" ", " \u2019", 1) if self.chance.random() < 0.5 else text + " AT&T"
        return text[0].upper() + text[1:] + self.chance.choice((".", ".", ".", "!", "?", "\u2026"))

    def link(self):
        slug = "-".join(self.chance.choices(WORDS["en"], k=5)).lower()
        return "https://blog.example/%d/%02d/%s?utm_source=feed&id=%d" % (
            self.chance.randint(2015, 2026), self.chance.randint(1, 12), slug,
            self.chance.randint(1, 99999))

    def paragraph(self):
        parts = []
        for _ in range(self.chance.randint(2, 6)):
            sentence = html.escape(self.sentence(), quote=False)
            roll = self.chance.random()
            if roll < 0.2:
                tag = self.chance.choice(INLINE)
                sentence = "<%s>%s</%s>" % (tag, sentence, tag)
            elif roll < 0.4:
                sentence = '<a href="%s" target="_blank" rel="noopener">%s</a>' % (
                    html.escape(self.link()), sentence)
            elif roll < 0.45:
                sentence += "&nbsp;&#8212; "
            parts.append(sentence)
        return "<p>%s</p>\n" % " ".join(parts)

    def body(self, size):
        out = []
        while sum(map(len, out)) < size:
            roll = self.chance.random()
            if roll < 0.1:
                out.append('<figure class="wp-block-image">'
                           '<img src="https://blog.example/img/%d.jpg" alt="%s"'
                           ' width="1024" height="683" loading="lazy" /></figure>\n'
                           % (self.chance.randint(1, 9999), self.phrase(2, 5)))
            elif roll < 0.2:
                out.append("<ul>%s</ul>\n" % "".join(
                    "<li>%s</li>" % self.phrase(4, 12) for _ in range(4)))
            elif roll < 0.25:
                out.append("<blockquote><p>%s</p></blockquote>\n"
                           % html.escape(self.sentence(), quote=False))
            elif roll < 0.3:
                out.append("<h2>%s</h2>\n" % self.phrase(3, 7))
            else:
                out.append(self.paragraph())
        return "".join(out)

    def day(self):
        return (self.chance.randint(2015, 2026), self.chance.randint(1, 12),
                self.chance.randint(1, 28), self.chance.randint(0, 23), self.chance.randint(0, 59))

    def mail_date(self):
        months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
        year, month, day, hour, minute = self.day()
        return "Tue, %02d %s %d %02d:%02d:07 +0000" % (day, months[month - 1], year, hour, minute)

    def iso_date(self):
        return "%04d-%02d-%02dT%02d:%02d:07Z" % self.day()


def text(value):
    return html.escape(value, quote=False)


def cdata(value):
    return "<![CDATA[%s]]>" % value.replace("]]>", "")


def rss(w, size, each):
    has_full = w.chance.random() < 0.6
    wrap = cdata if w.chance.random() < 0.6 else text
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
           ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
           ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
           ' xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
           ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
           ' xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n',
           "\t<title>%s</title>\n\t<link>https://blog.example</link>\n" % text(w.phrase(2, 4)),
           '\t<atom:link href="https://blog.example/feed/" rel="self"'
           ' type="application/rss+xml" />\n'
           "\t<description>%s</description>\n\t<language>en-US</language>\n" % text(w.sentence())]
    while sum(map(len, out)) < size:
        link = text(w.link())
        out.append("\t<item>\n\t\t<title>%s</title>\n\t\t<link>%s</link>\n"
                   % (text(w.phrase(4, 10)), link))
        out.append("\t\t<dc:creator>%s</dc:creator>\n\t\t<pubDate>%s</pubDate>\n"
                   % (cdata(w.phrase(2, 2)), w.mail_date()))
        for _ in range(w.chance.randint(0, 4)):
            out.append("\t\t<category>%s</category>\n" % cdata(w.phrase(1, 2)))
        out.append('\t\t<guid isPermaLink="false">https://blog.example/?p=%d</guid>\n'
                   % w.chance.randint(1, 99999))
        out.append("\t\t<comments>%s#comments</comments>\n" % link)
        out.append("\t\t<description>%s</description>\n" % wrap(w.body(each // 5)))
        if has_full:
            out.append("\t\t<content:encoded>%s</content:encoded>\n" % wrap(w.body(each)))
        out.append("\t\t<slash:comments>%d</slash:comments>\n\t</item>\n" % w.chance.randint(0, 40))
    return "".join(out) + "</channel>\n</rss>\n"


def atom(w, size, each):
    is_xhtml = w.chance.random() < 0.15
    out = ['<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'
           ' xml:lang="en">\n  <title>%s</title>\n' % text(w.phrase(2, 4)),
           '  <link href="https://forum.example/atom" rel="self"/>\n'
           '  <link href="https://forum.example/"/>\n  <updated>%s</updated>\n' % w.iso_date(),
           "  <id>tag:forum.example,2020:%d</id>\n" % w.chance.randint(1, 999)]
    while sum(map(len, out)) < size:
        out.append('  <entry>\n    <title type="html">%s</title>\n    <link href="%s"/>\n'
                   % (text(w.phrase(4, 10)), html.escape(w.link())))
        out.append("    <id>tag:forum.example,2020:post-%d</id>\n    <published>%s</published>\n"
                   % (w.chance.randint(1, 99999), w.iso_date()))
        out.append("    <updated>%s</updated>\n    <author><name>%s</name></author>\n"
                   % (w.iso_date(), text(w.phrase(1, 2))))
        out.append('    <category term="%s"/>\n' % text(w.phrase(1, 1)))
        body = w.body(each)
        if is_xhtml:
            body = body.replace("&nbsp;", "&#160;")
            out.append('    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
                       "%s</div></content>\n" % body)
        else:
            out.append('    <content type="html">%s</content>\n' % text(body))
        out.append("  </entry>\n")
    return "".join(out) + "</feed>\n"


def rdf(w, size, each):
    out = ['<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
           ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n',
           '<channel rdf:about="https://news.example/"><title>%s</title>'
           "<link>https://news.example/</link><description>%s</description></channel>\n"
           % (text(w.phrase(2, 4)), text(w.sentence()))]
    while sum(map(len, out)) < size:
        link = text(w.link())
        out.append('<item rdf:about="%s">\n<title>%s</title>\n<link>%s</link>\n'
                   % (html.escape(link), text(w.phrase(4, 10)), link))
        out.append("<description>%s</description>\n<dc:date>%s</dc:date>\n</item>\n"
                   % (text(w.body(each // 3)), w.iso_date()))
    return "".join(out) + "</rdf:RDF>\n"


def json_feed(w, size, each):
    items, total = [], 0
    while total < size:
        items.append({"id": str(w.chance.randint(1, 99999)), "url": w.link(),
                      "title": w.phrase(4, 10), "content_html": w.body(each),
                      "date_published": w.iso_date(), "tags": w.phrase(1, 3).split(),
                      "authors": [{"name": w.phrase(1, 2)}]})
        total += len(items[-1]["content_html"]) + 300
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": w.phrase(2, 4),
                       "home_page_url": "https://blog.example/", "items": items},
                      ensure_ascii=False, indent=1)


KINDS = ((rss, 62), (atom, 27), (rdf, 6), (json_feed, 5))


def main():
    folder = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    chance = random.Random(20260102)
    for sub in ("xml", "json"):
        os.makedirs(os.path.join(folder, sub), exist_ok=True)
    kinds, weights = zip(*KINDS)
    for number in range(count):
        # Log-normal with this spread has its mean at exp(mu + sigma²/2): 14 KB.
        wanted = chance.lognormvariate(9.0, 1.05)
        size = int(min(max(wanted * MEAN / 14830, LEAST), MOST - 14000))
        if number == 0:
            size = MOST - 14000  # the largest is always among them
        make = chance.choices(kinds, weights)[0]
        each = chance.choice((300, 800, 1500, 4000))
        feed = make(Writer(chance), size - size // 12, min(each, max(size // 6, 250)))
        sub = "json" if make is json_feed else "xml"
        path = os.path.join(folder, sub, "%04d.%s" % (number, sub))
        with open(path, "w", encoding="utf-8") as out:
            out.write(feed)


main()
