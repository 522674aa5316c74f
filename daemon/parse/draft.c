#include "draft.h"

#include "arena.h"
#include "buf.h"
#include "date.h"
#include "html.h"
#include "url.h"
#include "utf8.h"

#include <assert.h>
#include <string.h>

#include "poison.h"

/* How it works: a draft collects what is said, each thing with the rank of the way it was said in;
 * a better rank replaces, an equal one does not (authors of equal rank are joined). Nothing is read
 * as HTML before the entry ends, so that a summary that loses costs nothing. When all entries are
 * in, author and language that an entry does not name are taken from the feed, because RSS may
 * name them behind its items. */

enum {
	CATEGORIES_MAX = 64,
	LINKS_MAX = 64,
	LINKS_LEN_MAX = FEED_BODY_MAX,
	AUTHOR_MAX = 1024,
	LANGUAGE_MAX = 64, /* BCP 47, 4.4.1, finds 35 to be enough */
};

static bool is_better(int rank, int than)
{
	return than == 0 || rank < than;
}

void draft_word(struct word *word, int rank, struct str text)
{
	text = str_trim(text);
	if (text.len && is_better(rank, word->rank))
		*word = (struct word){ text, rank };
}

void draft_language(struct word *word, int rank, struct str language)
{
	if (str_trim(language).len <= LANGUAGE_MAX)
		draft_word(word, rank, language);
}

void draft_words(struct words *words, int rank, const struct words *said)
{
	if (str_trim(said->word.text).len && is_better(rank, words->word.rank)) {
		*words = *said;
		words->word.rank = rank;
	}
}

void draft_date(struct moment *moment, int rank, struct str text)
{
	if (is_better(rank, moment->rank) && date_parse(text, &moment->ms))
		moment->rank = rank;
}

/* Is the name one of those in "Anna, Bob"? */
static bool is_named(struct str names, struct str name)
{
	size_t at = str_find(names, name);
	for (size_t end = at + name.len; end <= names.len; end = at + name.len) {
		bool is_whole = (at == 0 || names.at[at - 1] == ' ') &&
				(end == names.len || names.at[end] == ',');
		if (is_whole)
			return true;
		at++;
		at += str_find(str_skip(names, at), name);
	}
	return false;
}

void draft_author(struct arena *arena, struct draft *draft, int rank, struct str name)
{
	struct word *author = &draft->author;
	name = html_text(arena, name, STR(""), NULL);
	if (name.len == 0)
		return;
	if (rank != author->rank) {
		draft_word(author, rank, utf8_first(text_fold(arena, name), AUTHOR_MAX));
		return;
	}
	if (!is_named(author->text, name) && author->text.len + name.len < AUTHOR_MAX)
		author->text = str_fmt(arena, STR_FMT ", " STR_FMT, STR_ARG(author->text),
				       STR_ARG(name));
}

static bool has(const struct str *list, size_t n, struct str text)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], text))
			return true;
	return false;
}

void draft_category(struct arena *arena, struct draft *draft, struct str name)
{
	struct texts *list = &draft->categories;
	name = text_fold(arena, html_text(arena, name, STR(""), NULL));
	if (name.len == 0 || list->n == CATEGORIES_MAX || has(list->at, list->n, name))
		return;
	list->at = arena_more(arena, list->at, list->n, &list->cap, sizeof(*list->at));
	list->at[list->n++] = name;
}

void draft_keywords(struct arena *arena, struct draft *draft, struct str list)
{
	struct str keyword;
	while (str_cut(&list, ',', &keyword))
		draft_category(arena, draft, keyword);
}

static struct str read_words(struct arena *arena, const struct words *words, struct strs *links)
{
	struct str text = words->word.text;
	text = words->is_html ? html_text(arena, text, words->base, links) : text_fold(arena, text);
	return utf8_first(text, FEED_TEXT_MAX);
}

static struct str read_title(struct arena *arena, const struct words *words)
{
	return text_fold(arena, read_words(arena, words, NULL));
}

static struct strs join(struct arena *arena, struct strs a, struct strs b)
{
	if (a.n == 0 || b.n == 0)
		return a.n ? a : b;
	struct str *all = NEW(arena, struct str, LINKS_MAX);
	size_t n = a.n;
	memcpy(all, a.at, a.n * sizeof(*all));
	for (size_t i = 0; i < b.n && n < LINKS_MAX; i++)
		if (!has(all, n, b.at[i]))
			all[n++] = b.at[i];
	return (struct strs){ all, n };
}

static int64_t ms_of(const struct moment *moment)
{
	return moment->rank ? moment->ms : TIME_ABSENT;
}

static size_t len_of(struct strs list)
{
	size_t len = 0;
	for (size_t i = 0; i < list.n; i++)
		len += list.at[i].len;
	return len;
}

static struct entry entry_of(struct arena *arena, const struct draft *draft, bool has_links)
{
	struct strs of_summary = { NULL, 0 }, of_content = { NULL, 0 };
	struct entry entry = {
		.id = draft->id.text,
		.title = read_title(arena, &draft->title),
		.link = draft->link.text,
		.author = draft->author.text,
		.author_url = draft->author_url.text,
		.summary = read_words(arena, &draft->summary, has_links ? &of_summary : NULL),
		.content = read_words(arena, &draft->content, has_links ? &of_content : NULL),
		.html = draft->content.is_html	 ? draft->content.word.text
			: draft->summary.is_html ? draft->summary.word.text
						 : STR(""),
		.language = draft->language.text,
		.comments = draft->comments.text,
		.categories = { draft->categories.at, draft->categories.n },
		.published_ms = ms_of(&draft->published),
		.updated_ms = ms_of(&draft->updated),
	};
	entry.links = join(arena, of_summary, of_content);
	return entry;
}

static void say_feed(struct arena *arena, const struct draft *draft, struct feed *feed)
{
	feed->title = read_title(arena, &draft->title);
	feed->subtitle = read_title(arena, &draft->summary);
	feed->link = draft->link.text;
	feed->language = draft->language.text;
	feed->author = draft->author.text;
	feed->id = draft->id.text;
	feed->categories = (struct strs){ draft->categories.at, draft->categories.n };
	feed->published_ms = ms_of(&draft->published);
	feed->updated_ms = ms_of(&draft->updated);
}

bool entries_full(struct entries *entries)
{
	bool is_full = entries->n == FEED_ITEMS_MAX;
	entries->dropped += is_full;
	return is_full;
}

void entries_add(struct arena *arena, struct entries *entries, const struct draft *draft)
{
	assert(entries->n < FEED_ITEMS_MAX);
	bool has_links = entries->links_len < LINKS_LEN_MAX;
	entries->at = arena_more(arena, entries->at, entries->n, &entries->cap,
				 sizeof(*entries->at));
	entries->at[entries->n] = entry_of(arena, draft, has_links);
	entries->links_len += len_of(entries->at[entries->n++].links);
}

/* RSS-Bridge answers with an entry of this title when the site it reads fails. */
static const struct str bridge_error = STR_INIT("Bridge returned error");

bool entries_finish(struct arena *arena, const struct entries *entries, const struct draft *draft,
		    struct feed *out, struct err *err)
{
	say_feed(arena, draft, out);
	out->entries = entries->at;
	out->n = entries->n;
	out->dropped = entries->dropped;
	for (size_t i = 0; i < entries->n; i++) {
		struct entry *entry = &entries->at[i];
		if (str_starts(entry->title, bridge_error))
			return err_set(err, ERR_DATA, "an error instead of entries: " STR_FMT,
				       STR_ARG(str_first(entry->title, 100)));
		if (entry->author.len == 0)
			entry->author = out->author;
		if (entry->language.len == 0)
			entry->language = out->language;
	}
	return true;
}
