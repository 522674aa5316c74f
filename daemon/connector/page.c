#include "talk.h"

#include "arena.h"
#include "hash.h"
#include "url.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

/* After a good page: is there another one of this query, and is it worth a request? It is not when
 * nothing stood on this page, when it reached what an earlier round has read, or when the service
 * says it was the last. Services lie about that, so pages are counted, and what leads to a next
 * page is remembered by the way of Brent: compared with the one before the last page whose number
 * is a power of 2, any circle is met with a single hash kept. */

enum { NEXT_SHOWN = 60 };

struct turn {
	struct talk *talk;
	const struct response *response;
	const struct scope *answer;
	const struct mapped *mapped;
	struct str url; /* that was asked */
	struct heard *out;
};

/* --- Link headers (RFC 8288, 3) --- */

static struct str cut(struct str *rest, size_t n)
{
	struct str front = str_first(*rest, n);
	*rest = str_skip(*rest, n);
	return front;
}

/* The value of a parameter: a token, or a quoted string. */
static struct str cut_value(struct str *rest)
{
	*rest = str_trim(*rest);
	if (str_starts(*rest, STR("\""))) {
		*rest = str_skip(*rest, 1);
		struct str value = cut(rest, str_find_char(*rest, '"'));
		*rest = str_skip(*rest, 1);
		return value;
	}
	size_t n = 0;
	while (n < rest->len && rest->at[n] != ',' && rest->at[n] != ';')
		n++;
	return str_trim(cut(rest, n));
}

static bool has_word(struct str words, struct str word)
{
	struct str one;
	while (str_cut(&words, ' ', &one))
		if (str_eq_nocase(str_trim(one), word))
			return true;
	return false;
}

/* One link and its rel; false: nothing is left. */
static bool cut_link(struct str *rest, struct str *target, struct str *rel)
{
	*rest = str_skip(*rest, str_find_char(*rest, '<') + 1);
	if (rest->len == 0)
		return false;
	*target = cut(rest, str_find_char(*rest, '>'));
	*rest = str_trim(str_skip(*rest, 1));
	*rel = STR("");
	while (str_starts(*rest, STR(";"))) {
		size_t n = 1;
		while (n < rest->len && rest->at[n] != '=' && rest->at[n] != ',' &&
		       rest->at[n] != ';')
			n++;
		struct str name = str_trim(str_skip(cut(rest, n), 1)), value = STR("");
		if (str_starts(*rest, STR("="))) {
			*rest = str_skip(*rest, 1);
			value = cut_value(rest);
		}
		if (rel->len == 0 && str_eq_nocase(name, STR("rel")))
			*rel = value;
		*rest = str_trim(*rest);
	}
	return true;
}

struct str link_of(const struct response *response, struct str rel, struct str base,
		   struct arena *arena)
{
	struct str target, rels;
	for (size_t i = 0; i < response->headers.n; i++) {
		struct str rest = response->headers.at[i].value;
		if (!str_eq_nocase(response->headers.at[i].name, STR("Link")))
			continue;
		while (cut_link(&rest, &target, &rels))
			if (has_word(rels, rel))
				return url_resolve(arena, base, str_trim(target));
	}
	return STR("");
}

/* --- is there a next page --- */

static bool number_at(const struct turn *turn, const struct path *path, double *out)
{
	return rate_number(path_text(path, turn->answer, turn->talk->arena), out);
}

static bool is_true(const struct turn *turn, const struct path *path)
{
	return value_is_true(path_first(path, turn->answer, turn->talk->arena));
}

/* What the service says of how much there is; true when it says nothing. A header whose name has
 * "page" in it counts pages, any other elements. */
static bool says_more(const struct turn *turn)
{
	const struct pages *pages = &turn->talk->connector->pages;
	const struct round *round = &turn->talk->state.round;
	double pages_read = (double)round->page + 1, elements_read = (double)round->elements;
	struct str name = pages->total_header;
	double number;
	if (pages->has_more && !is_true(turn, &pages->more))
		return false;
	if (pages->has_last && number_at(turn, &pages->last, &number) && pages_read >= number)
		return false;
	if (pages->has_total && number_at(turn, &pages->total, &number) && elements_read >= number)
		return false;
	if (name.len && rate_number(response_header(turn->response, name), &number))
		return (str_find_nocase(name, STR("page")) < name.len ? pages_read
								      : elements_read) < number;
	return true;
}

/* Did the service tell it, or do we only see that this page was full? */
static bool is_sure(const struct turn *turn)
{
	const struct pages *pages = &turn->talk->connector->pages;
	const struct round *round = &turn->talk->state.round;
	bool is_counted = pages->by == PAGES_NUMBER || pages->by == PAGES_OFFSET;
	bool is_told = pages->has_more || pages->has_last || pages->has_total ||
		       pages->total_header.len;
	int64_t n = (int64_t)turn->mapped->elements;
	return !is_counted || is_told || (round->page && n * (round->page + 1) >= round->elements);
}

/* There is a next page, and it stays unread. */
static bool tell(struct turn *turn, const char *why, struct str what)
{
	struct heard *out = turn->out;
	if (out->bad++ == 0)
		err_set(&out->first_bad, ERR_DATA,
			"the next page is not asked for: %s (" STR_FMT ")", why,
			STR_ARG(talk_words(turn->talk, utf8_first(what, NEXT_SHOWN))));
	return false;
}

static bool is_elsewhere(struct turn *turn, struct str next)
{
	struct url url;
	if (talk_is_same_place(turn->url, next))
		return false;
	struct str host = url_parse(next, &url) ? url.host : STR("no address");
	return !tell(turn, "it lies at another place", host);
}

/* The cursor or URL of the next page; empty: there is none. */
static struct str next_of(struct turn *turn)
{
	const struct pages *pages = &turn->talk->connector->pages;
	struct arena *arena = turn->talk->arena;
	struct str next = STR("");
	switch (pages->by) {
	case PAGES_CURSOR: return path_text(&pages->next, turn->answer, arena);
	case PAGES_LAST: return turn->mapped->last_of;
	case PAGES_LINK: next = link_of(turn->response, pages->rel, turn->url, arena); break;
	case PAGES_URL: next = path_text(&pages->next, turn->answer, arena); break;
	default: return STR("");
	}
	if (next.len == 0)
		return next;
	next = url_resolve(arena, turn->url, next);
	return is_elsewhere(turn, next) ? STR("") : next;
}

/* Was this way gone before? Pages that are only counted are known by their bytes. */
static bool is_repeat(struct turn *turn, struct str next)
{
	struct round *round = &turn->talk->state.round;
	uint64_t hash = hash_str(next.len ? next : turn->response->body);
	bool is_known = (round->page && hash == round->guard) ||
			(next.len && str_eq(next, round->next));
	if (((round->page + 1) & round->page) == 0)
		round->guard = hash;
	return is_known;
}

/* Are these elements in the order of their times, and where do they reach? Without an order, a
 * page of nothing but old ones is the end, too; in rising order, the new ones come last. */
static bool is_old(const struct turn *turn)
{
	const struct items *items = &turn->mapped->items;
	int64_t floor_ms = talk_floor(turn->talk), before = TIME_ABSENT;
	size_t falls = 0, rises = 0, old = 0, dated = 0;
	for (size_t i = 0; i < items->n && floor_ms != TIME_ABSENT; i++) {
		int64_t at = items->at[i].published_ms;
		if (at == TIME_ABSENT)
			continue;
		falls += before != TIME_ABSENT && at < before;
		rises += before != TIME_ABSENT && at > before;
		old += at < floor_ms;
		dated++;
		before = at;
	}
	return old && (rises == 0 || (old == dated && falls));
}

static struct str newest_of(const struct turn *turn)
{
	const struct since *since = &turn->talk->connector->since;
	struct str newest = since->has_newest
				    ? path_text(&since->newest, turn->answer, turn->talk->arena)
				    : STR("");
	newest = newest.len ? newest : turn->mapped->newest_of;
	return newest.len <= ID_MAX && talk_is_line(newest) ? newest : STR("");
}

/* Ids only: nothing on this page is newer than what was read. */
static bool is_read(const struct turn *turn)
{
	const struct talk *talk = turn->talk;
	struct str since = talk_since(talk), newest = newest_of(turn);
	return talk->connector->since.by == SINCE_ID && since.len && newest.len &&
	       !id_is_greater(newest, since);
}

/* --- on to the next page or query --- */

/* A page that cannot be asked for would be tried for ever. */
static bool open_page(struct turn *turn, struct str next)
{
	struct talk *talk = turn->talk;
	struct round before = talk->state.round;
	struct request request;
	struct err err = { 0 };
	talk->state.round.page++;
	talk->state.round.failures = 0;
	talk->state.round.next = next;
	if (next.len <= NEXT_MAX && talk_request(talk, &request, &err))
		return true;
	talk->state.round = before;
	return tell(turn, next.len > NEXT_MAX ? "what leads there is too long" : err.text, next);
}

static bool turn_page(struct turn *turn)
{
	struct talk *talk = turn->talk;
	struct round *round = &talk->state.round;
	int64_t max = talk->connector->pages.max > 1 ? talk->connector->pages.max : 1;
	if (talk->connector->pages.by == PAGES_NONE || turn->mapped->elements == 0 ||
	    is_old(turn) || is_read(turn) || !says_more(turn))
		return false;
	bool is_counted = talk->connector->pages.by == PAGES_NUMBER ||
			  talk->connector->pages.by == PAGES_OFFSET;
	struct str next = next_of(turn);
	if ((!is_counted && next.len == 0) || is_repeat(turn, next))
		return false;
	if (round->page + 1 >= max) {
		turn->out->was_cut = is_sure(turn);
		return false;
	}
	return open_page(turn, next);
}

void page_hear(struct talk *talk, const struct response *response, const struct scope *answer,
	       const struct mapped *mapped, struct heard *out)
{
	struct turn turn = { talk, response, answer, mapped, talk->url, out };
	struct round *round = &talk->state.round;
	talk_open(talk);
	round->elements += (int64_t)mapped->elements;
	struct str newest = newest_of(&turn);
	out->is_first = talk_is_first(talk);
	out->goes_on = true;
	if (id_is_greater(newest, round->newest))
		round->newest = newest;
	if (turn_page(&turn))
		return;
	talk_advance(talk);
	out->goes_on = talk_next_query(talk);
}
