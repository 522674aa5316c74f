#include "formats.h"

#include "arena.h"
#include "url.h"

#include <string.h>

#include "draft.h"
#include "elements.h"
#include "passage.h"
#include "repair.h"
#include "waits.h"
#include "xml.h"
#include "poison.h"

/* How it works: a stack of frames follows the open elements. A frame knows for whom its children
 * speak (the feed, the open entry, its source, or nobody) and inherits xml:base and xml:lang. An
 * element that has a text collects it, and when it ends the text goes to the draft it speaks for,
 * in the one switch of `say`. All elements inside such an element are mark-up of its text: they
 * are written into it as HTML, whether the feed calls it xhtml or just forgot to escape it. What
 * each element means is a row in elements.c. */

enum place { PLACE_NOWHERE, PLACE_FEED, PLACE_ENTRY, PLACE_SOURCE };

struct frame {
	const struct meaning *meaning; /* NULL: an unknown element, or mark-up */
	enum place place;
	bool is_markup, is_permalink;
	size_t outer; /* the collector before this one */
	int rank;
	struct str base, lang;
	struct str name; /* of mark-up */
	struct passage passage;
};

struct person {
	struct str name, email, url;
};

struct reader {
	struct arena *arena;
	struct frame *frames;
	size_t frames_cap;
	size_t depth, collector; /* the frame that collects, or 0 */
	size_t resolved;	 /* bytes of addresses */
	struct draft feed, entry, source;
	struct entries entries;
	struct person person;
	struct str format, root;
	bool has_entry, is_page;
	struct waits waits;
};

static struct frame *top(struct reader *r)
{
	return &r->frames[r->depth];
}

static struct draft *draft_of(struct reader *r, enum place place)
{
	switch (place) {
	case PLACE_FEED: return &r->feed;
	case PLACE_ENTRY: return r->has_entry ? &r->entry : NULL;
	case PLACE_SOURCE: return &r->source;
	case PLACE_NOWHERE: break;
	}
	return NULL;
}

static void on_text(void *ctx, struct str text)
{
	struct reader *r = ctx;
	if (r->collector)
		passage_text(r->arena, &r->frames[r->collector].passage, text);
}

/* An address of a few letters may inherit a base of many: what all of them come to has a ceiling.
 */
static struct str resolve(struct reader *r, struct str base, struct str address)
{
	if (r->resolved >= FEED_BODY_MAX)
		return STR("");
	struct str url = url_resolve(r->arena, base, address);
	r->resolved += url.len;
	return url;
}

static void say_link(struct reader *r, struct draft *draft, int rank, struct str address)
{
	address = str_trim(address);
	if (address.len)
		draft_word(&draft->link, rank, resolve(r, top(r)->base, address));
}

/* Ranks of links (feeds.md): RSS link 1, alternate 2 or 3, guid 4, others 5, id 6. */
enum { LINK_PAGE = 2, LINK_ALTERNATE, LINK_GUID, LINK_OTHER, LINK_ID };

/* <link rel="…" type="…" href="…"/> */
static void say_atom_link(struct reader *r, struct draft *draft, const struct element *element)
{
	struct str href = xml_attribute(element, NS_NONE, STR("href"));
	struct str rel = xml_attribute(element, NS_NONE, STR("rel"));
	struct str type = xml_attribute(element, NS_NONE, STR("type"));
	bool is_page = type.len == 0 || str_find_nocase(type, STR("html")) < type.len;
	size_t slash = str_find(rel, STR("relation/")); /* the IANA's long form */
	rel = slash < rel.len ? str_skip(rel, slash + 9) : rel;
	if (rel.len == 0 || str_eq_nocase(rel, STR("alternate")))
		say_link(r, draft, is_page ? LINK_PAGE : LINK_ALTERNATE, href);
	else if (str_eq_nocase(rel, STR("replies")) && is_page)
		draft_word(&draft->comments, 2, resolve(r, top(r)->base, href));
	else if (!str_eq_nocase(rel, STR("self")) && !str_eq_nocase(rel, STR("enclosure")) &&
		 !str_eq_nocase(rel, STR("hub")) && !str_eq_nocase(rel, STR("replies")) &&
		 !str_eq_nocase(rel, STR("edit")) && !str_eq_nocase(rel, STR("next")))
		say_link(r, draft, LINK_OTHER, href);
}

/* What stands in attributes is said at once. */
static void say_attributes(struct reader *r, struct draft *draft, const struct element *element)
{
	struct frame *frame = top(r);
	switch (frame->meaning->role) {
	case ROLE_LINK:
		if (xml_attribute(element, NS_NONE, STR("href")).len)
			say_atom_link(r, draft, element);
		break;
	case ROLE_CATEGORY:
		draft_category(r->arena, draft, xml_attribute(element, NS_NONE, STR("label")));
		draft_category(r->arena, draft, xml_attribute(element, NS_NONE, STR("term")));
		if (element->ns == NS_ITUNES)
			draft_category(r->arena, draft,
				       xml_attribute(element, NS_NONE, STR("text")));
		break;
	case ROLE_ID:
		frame->is_permalink = !str_eq_nocase(
			xml_attribute(element, NS_NONE, STR("ispermalink")), STR("false"));
		break;
	default: break;
	}
}

static void entry_end(struct reader *r)
{
	struct draft *entry = &r->entry;
	if (!r->has_entry)
		return;
	r->has_entry = false;
	if (url_is_web(entry->id.text))
		draft_word(&entry->link, LINK_ID, entry->id.text);
	if (entry->author.rank == 0)
		draft_word(&entry->author, 1, r->source.author.text);
	entries_add(r->arena, &r->entries, entry);
}

static void entry_start(struct reader *r, const struct element *element)
{
	entry_end(r); /* one that was never closed */
	if (entries_full(&r->entries))
		return;
	r->has_entry = true;
	r->entry = r->source = (struct draft){ 0 };
	draft_word(&r->entry.id, 2, xml_attribute(element, NS_RDF, STR("about")));
	draft_language(&r->entry.language, 4, top(r)->lang);
	/* CDF keeps in attributes what others keep in elements. */
	say_link(r, &r->entry, LINK_OTHER, xml_attribute(element, NS_NONE, STR("href")));
	draft_date(&r->entry.updated, 4, xml_attribute(element, NS_NONE, STR("lastmod")));
}

static struct str rss_format(struct str version)
{
	static const struct {
		struct str version, format;
	} rows[] = {
		{ STR_INIT("0.90"), STR_INIT("rss090") }, { STR_INIT("0.91"), STR_INIT("rss091") },
		{ STR_INIT("0.92"), STR_INIT("rss092") }, { STR_INIT("0.93"), STR_INIT("rss093") },
		{ STR_INIT("0.94"), STR_INIT("rss094") }, { STR_INIT("1.0"), STR_INIT("rss10") },
		{ STR_INIT("2.0"), STR_INIT("rss20") },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (str_starts(version, rows[i].version))
			return rows[i].format;
	return str_starts(version, STR("2")) ? STR("rss20") : STR("rss");
}

/* The format, by the root and, of RDF, by the namespace of what stands in it. */
static struct str format_of(const struct reader *r, const struct element *element)
{
	struct str version = xml_attribute(element, NS_NONE, STR("version"));
	if (str_eq(element->name, STR("rss")))
		return rss_format(version);
	if (str_eq(element->name, STR("feed")))
		return str_find(element->uri, STR("purl.org/atom")) < element->uri.len ||
				       str_starts(version, STR("0.3"))
			       ? STR("atom03")
			       : STR("atom10");
	if (str_eq(element->name, STR("channel")) && r->format.len == 0 &&
	    xml_attribute(element, NS_NONE, STR("href")).len)
		return STR("cdf");
	if (str_eq(element->name, STR("rdf")) || str_eq(r->format, STR("rdf")))
		return str_find(element->uri, STR("/0.9")) < element->uri.len ? STR("rss090")
		       : str_eq(element->name, STR("rdf"))		      ? STR("rdf")
									      : STR("rss10");
	return r->format.len ? r->format : STR("rss");
}

static void feed_start(struct reader *r, const struct element *element)
{
	r->format = format_of(r, element);
	top(r)->place = PLACE_FEED;
	draft_language(&r->feed.language, 4, top(r)->lang);
	draft_word(&r->feed.id, 2, xml_attribute(element, NS_RDF, STR("about")));
	if (element->ns == NS_NONE && str_eq(r->format, STR("cdf")))
		say_link(r, &r->feed, LINK_OTHER, xml_attribute(element, NS_NONE, STR("href")));
}

static void start_collecting(struct reader *r)
{
	top(r)->outer = r->collector;
	r->collector = r->depth;
}

static void container_start(struct reader *r, const struct element *element, enum place around)
{
	struct frame *frame = top(r);
	switch (frame->meaning->role) {
	case ROLE_ROOT:
	case ROLE_CHANNEL: feed_start(r, element); break;
	case ROLE_ENTRY:
		if (r->depth > 1 && r->format.len && (around != PLACE_NOWHERE || !r->has_entry)) {
			frame->place = PLACE_ENTRY;
			entry_start(r, element);
		}
		break;
	case ROLE_SOURCE:
		frame->place = around == PLACE_ENTRY ? PLACE_SOURCE : PLACE_NOWHERE;
		break;
	case ROLE_GROUP: frame->place = around; break;
	case ROLE_PERSON:
		frame->place = around;
		r->person = (struct person){ 0 };
		start_collecting(r);
		break;
	case ROLE_HTML_PAGE: r->is_page = true; break;
	default: break;
	}
}

static void push(struct reader *r, const struct element *element)
{
	r->frames = arena_more(r->arena, r->frames, r->depth + 1, &r->frames_cap,
			       sizeof(*r->frames));
	struct frame *parent = top(r), *frame = parent + 1;
	struct str base = xml_attribute(element, NS_XML, STR("base"));
	struct str lang = xml_attribute(element, NS_XML, STR("lang"));
	*frame = (struct frame){ .base = parent->base, .lang = lang.len ? lang : parent->lang };
	if (base.len)
		frame->base = resolve(r, parent->base, base);
	r->depth++;
}

static void say_person(struct reader *r, const struct frame *frame, struct draft *draft)
{
	const struct person *person = &r->person;
	struct str name = person->name.len ? person->name : person->email;
	if (person->name.len && person->email.len)
		name = str_fmt(r->arena, STR_FMT " (" STR_FMT ")", STR_ARG(person->name),
			       STR_ARG(person->email));
	draft_author(r->arena, draft, frame->rank, name.len ? name : passage_str(&frame->passage));
	if (person->url.len)
		draft_word(&draft->author_url, frame->rank, resolve(r, frame->base, person->url));
}

static void say_id(const struct frame *frame, struct draft *draft)
{
	struct str id = str_trim(passage_str(&frame->passage));
	bool is_guid = str_eq(frame->meaning->name, STR("guid"));
	draft_word(&draft->id, frame->rank, id);
	if (is_guid && frame->is_permalink && url_is_web(id))
		draft_word(&draft->link, LINK_GUID, id);
}

/* A feed that does not say when it changed says when it came out. */
enum { LATE = 10 };

static void say(struct reader *r, const struct frame *frame, struct draft *draft)
{
	struct str text = passage_str(&frame->passage);
	enum role role = frame->meaning->role;
	struct words words = passage_words(r->arena, &frame->passage, role == ROLE_TITLE);
	int rank = frame->rank;
	words.base = frame->base;
	switch (role) {
	case ROLE_TITLE: draft_words(&draft->title, rank, &words); break;
	case ROLE_SUMMARY: draft_words(&draft->summary, rank, &words); break;
	case ROLE_CONTENT: draft_words(&draft->content, rank, &words); break;
	case ROLE_LINK: say_link(r, draft, rank, text); break;
	case ROLE_ID: say_id(frame, draft); break;
	case ROLE_PERSON: say_person(r, frame, draft); break;
	case ROLE_AUTHOR: draft_author(r->arena, draft, rank, text); break;
	case ROLE_PERSON_NAME: r->person.name = str_trim(text); break;
	case ROLE_PERSON_EMAIL: r->person.email = str_trim(text); break;
	case ROLE_PERSON_URL: r->person.url = str_trim(text); break;
	case ROLE_PUBLISHED:
		draft_date(&draft->published, rank, text);
		if (draft == &r->feed)
			draft_date(&draft->updated, LATE + rank, text);
		break;
	case ROLE_UPDATED: draft_date(&draft->updated, rank, text); break;
	case ROLE_DATE:
		draft_date(&draft->published, rank, text);
		draft_date(&draft->updated, rank, text);
		break;
	case ROLE_CATEGORY: draft_category(r->arena, draft, text); break;
	case ROLE_KEYWORDS: draft_keywords(r->arena, draft, text); break;
	case ROLE_LANGUAGE: draft_language(&draft->language, rank, text); break;
	case ROLE_COMMENTS:
		draft_word(&draft->comments, rank, resolve(r, frame->base, text));
		break;
	case ROLE_TTL:
	case ROLE_PERIOD:
	case ROLE_FREQUENCY: waits_say(&r->waits, role, text); break;
	case ROLE_SKIP_HOUR:
	case ROLE_SKIP_DAY:
		if (draft == &r->feed)
			waits_say(&r->waits, role, text);
		break;
	default: break;
	}
}

static void text_end(struct reader *r)
{
	struct frame *frame = &r->frames[r->collector];
	struct draft *draft = draft_of(r, frame->place);
	if (draft)
		say(r, frame, draft);
	r->collector = frame->outer;
}

/* Elements that no mark-up knows: inside a text they mean that its end tag is missing. A title has
 * even less in it than other texts. */
static bool is_never_in_text(const struct meaning *meaning, enum role text)
{
	if (text == ROLE_TITLE && meaning->role > ROLE_TITLE)
		return true;
	switch (meaning->role) {
	case ROLE_ENTRY:
	case ROLE_ID:
	case ROLE_PUBLISHED:
	case ROLE_UPDATED:
	case ROLE_DATE: return true;
	default: return meaning->ns == NS_CONTENT;
	}
}

/* Ends all texts that are open; what follows speaks for whom they spoke. */
static void end_texts(struct reader *r)
{
	enum place place = r->frames[r->collector].place;
	for (size_t i = r->collector; i <= r->depth; i++) {
		r->frames[i].is_markup = false;
		r->frames[i].place = place;
	}
	while (r->collector)
		text_end(r);
}

static bool is_text_open(struct reader *r, const struct meaning *next)
{
	const struct frame *frame = &r->frames[r->collector];
	if (r->collector == 0 || frame->meaning->role == ROLE_PERSON)
		return false;
	if (frame->passage.is_declared || !next || !is_never_in_text(next, frame->meaning->role))
		return true;
	end_texts(r);
	return false;
}

/* A link with its address in an attribute is often not closed: what follows is not its text. */
static bool has_no_text(const struct frame *frame, const struct element *element)
{
	return frame->meaning->role == ROLE_LINK &&
	       xml_attribute(element, NS_NONE, STR("href")).len;
}

static void on_start(void *ctx, const struct element *element)
{
	struct reader *r = ctx;
	const struct meaning *meaning = element_meaning(element->ns, element->name);
	bool is_in_text = is_text_open(r, meaning);
	enum place around = top(r)->place;
	push(r, element);
	if (r->depth == 2 && r->root.len == 0)
		r->root = str_dup(r->arena, element->name);
	if (is_in_text) {
		top(r)->is_markup = true;
		top(r)->name = str_dup(r->arena, element->name);
		passage_start(r->arena, &r->frames[r->collector].passage, element);
		return;
	}
	struct frame *frame = top(r);
	frame->meaning = meaning;
	if (!frame->meaning)
		return;
	frame->rank = frame->meaning->rank;
	if (frame->meaning->role < ROLE_TITLE) {
		container_start(r, element, around);
		return;
	}
	struct draft *draft = draft_of(r, around);
	if (!draft)
		return;
	frame->place = around;
	say_attributes(r, draft, element);
	if (has_no_text(frame, element))
		return;
	frame->passage = passage_new(frame->meaning, element);
	start_collecting(r);
}

static void on_end(void *ctx)
{
	struct reader *r = ctx;
	struct frame *frame = top(r);
	if (frame->is_markup) {
		passage_end(r->arena, &r->frames[r->collector].passage, frame->name);
	} else if (r->collector == r->depth) {
		text_end(r);
	} else if (frame->place == PLACE_ENTRY && frame->meaning &&
		   frame->meaning->role == ROLE_ENTRY) {
		entry_end(r);
	}
	r->depth--;
}

static bool no_feed(const struct reader *r, struct err *err)
{
	if (r->is_page)
		return err_set(err, ERR_DATA, "an HTML page, no feed");
	if (r->root.len)
		return err_set(err, ERR_DATA, "XML, but no feed: its root is <" STR_FMT ">",
			       STR_ARG(r->root));
	return err_set(err, ERR_DATA, "no feed: there is no XML in it");
}

bool feed_read_xml(struct arena *arena, struct str text, struct str url, struct feed *out,
		   struct err *err)
{
	struct str markup;
	struct feed feed = { 0 };
	struct reader *r = NEW(arena, struct reader, 1);
	r->arena = arena;
	r->frames = arena_more(arena, NULL, 0, &r->frames_cap, sizeof(*r->frames));
	r->frames[0].base = url;
	const struct xml_reader reader = { on_start, on_text, on_end, r };
	if (!repair_xml(arena, text, &markup, err) || !xml_read(markup, text, &reader, err))
		return false;
	entry_end(r);
	if (r->format.len == 0)
		return no_feed(r, err);
	if (!entries_finish(arena, &r->entries, &r->feed, &feed, err))
		return false;
	feed.format = str_eq(r->format, STR("rdf")) ? STR("rss10") : r->format;
	waits_tell(&r->waits, &feed);
	*out = feed;
	return true;
}
