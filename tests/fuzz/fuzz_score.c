/* A text with brands in it. The first line says where they stand, a letter a number ('0' is none):
 * the genre, the language, whether the first brand is asked about, the brands' other name, and then
 * for each a pair: how far behind the one before it begins, and its length. Title and text are
 * parted by the next line end. What a brand is called must not matter. */
#include "score.h"

#include "arena.h"
#include "buf.h"
#include "config.h"
#include "token.h"
#include "utf8.h"

#include <assert.h>

#include "check_sentiment.h"
#include "fuzz.h"
#include "poison.h"

enum { SPANS_MAX = 8, FIELDS = 2, NAME_BYTES = 16 };

static const char pack[] =
	"language: en\n"
	"negators: [not, never, no longer, don't]\n"
	"degrees: {very: 1.3, so: 1.25, kind of: 0.7, pretty: 1.1}\n"
	"contrasts: [but]\n"
	"clauses: [but, while, and]\n"
	"comparatives: {better than: 2.5, beats: 2.5}\n"
	"opposites: [unlike]\n"
	"reliefs: [no longer, solved]\n"
	"retractions: [not]\n"
	"verbs: [like]\n"
	"letters: {é: e, ß: ss, ö: oe}\n"
	"elisions: [l, qu]\n"
	"words: {good: 1.4, bad: -1.6, awful: -2.4, on hold: {neg: 3}, hope: {neg: 0.5, pos: 1},\n"
	" like: 2, pretty: 1, NOT_enough: -1.2, \"<brand> why\": -2, \"<num> hours\": -1,\n"
	" \"#fail\": -2.5, looks like: 0, best: 2, killer: -2, \":)\": 2, \":(\": -2, \"<3\": 2,\n"
	" 😡: -3, ❤: 3, can't wait: 2.4, beats: 1, \"!\": {emphasis: 0.3},\n"
	" \"??\": -0.6, \"<url>\": {emphasis: -0.7}, \"<user>\": {pos: 0.1}}\n";
static const char news[] = "language: en\ngenre: news\nwords: {slips: -2, good: 2}\n";

static struct arena *kept; /* for the packs */

static const struct scorer *scorer_once(void)
{
	static struct scorer *scorer;
	if (scorer)
		return scorer;
	kept = arena_new(64 * KIB);
	struct problems problems = problems_new(kept);
	const struct node *packs[] = {
		yaml_parse(kept, STR("pack"), str_from(pack), &problems),
		yaml_parse(kept, STR("news"), str_from(news), &problems),
	};
	bool is_loaded = score_load(kept, packs, COUNT_OF(packs), NULL, &problems, &scorer);
	assert(is_loaded);
	return scorer;
}

static size_t eat(struct str *from)
{
	if (from->len == 0)
		return 0;
	size_t number = (unsigned char)(from->at[0] - '0') & 0x3F;
	*from = str_skip(*from, 1);
	return number;
}

/* Every text twice: as it is, and with the brands called otherwise. */
struct version {
	struct score_field fields[FIELDS];
	struct hit masks[FIELDS][SPANS_MAX];
	struct sentiment got;
};

static void lay_masks(struct version *version, struct str spans)
{
	size_t at = 0, field = 0;
	for (size_t i = 0; i < SPANS_MAX && spans.len; i++) {
		struct score_field *to = &version->fields[field];
		at += eat(&spans);
		size_t end = at + 1 + eat(&spans);
		if (end <= to->text.len && utf8_is_start(to->text, at) &&
		    utf8_is_start(to->text, end))
			version->masks[field][to->n_mask++] = (struct hit){ .field = to->field,
									    .start = (uint32_t)at,
									    .end = (uint32_t)end };
		else if (at >= to->text.len && field + 1 < FIELDS)
			field++, at = 0;
	}
}

/* Brands that overlap are one, and so are those that touch: a reader sees no seam. */
static void rename_brands(struct arena *arena, const struct score_field *from, struct str name,
			  struct hit *masks, struct score_field *to)
{
	struct buf text = buf_new(arena, from->text.len + (size_t)SPANS_MAX * NAME_BYTES);
	size_t at = 0;
	*to = (struct score_field){ .field = from->field, .mask = masks };
	for (size_t i = 0; i < from->n_mask;) {
		size_t start = from->mask[i].start, end = from->mask[i].end;
		for (; i < from->n_mask && from->mask[i].start < end; i++)
			end = from->mask[i].end > end ? from->mask[i].end : end;
		buf_add(&text, (struct str){ from->text.at + at, start - at });
		masks[to->n_mask] = (struct hit){ .field = from->field,
						  .start = (uint32_t)text.len };
		buf_add(&text, name);
		masks[to->n_mask++].end = (uint32_t)text.len;
		at = end;
	}
	buf_add(&text, str_skip(from->text, at));
	to->text = buf_str(&text);
}

static void check_tokens(const struct score_field *field)
{
	struct token_reader reader = { .text = field->text,
				       .mask = field->mask,
				       .n_mask = field->n_mask };
	struct token token;
	size_t at = 0;
	while (token_next(&reader, &token)) {
		assert(token.start >= at && token.start < token.end);
		assert(token.end <= field->text.len && token.len <= TOKEN_BYTES);
		at = token.end;
	}
}

static void judge(struct arena *arena, struct version *version, const struct score_ask *like,
		  bool is_aimed)
{
	struct score_ask ask = *like;
	ask.fields = version->fields;
	ask.n = FIELDS;
	if (is_aimed) {
		const struct score_field *field = &version->fields[!version->fields[0].n_mask];
		ask.toward = field->mask;
		ask.n_toward = field->n_mask > 0;
	}
	for (size_t i = 0; i < FIELDS; i++)
		check_tokens(&version->fields[i]);
	score_text(scorer_once(), arena, &ask, &version->got);
	check_sentiment(&ask, &version->got);
}

static void expect_same(const struct sentiment *one, const struct sentiment *other)
{
	assert(one->n == other->n && one->tone == other->tone);
	for (size_t i = 0; i < one->n; i++) {
		assert(one->evidence[i].value == other->evidence[i].value);
		assert(one->evidence[i].field == other->evidence[i].field);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const langs[] = { "", "en", "en-GB", "und", "xx" };
	static const char *const names[] = {
		"Acme", "Killer", "best", "not",   "😡",	   "but",     "!",	     "...",
		"1.5",	"don't",  ":)",	  "@good", "#bad", "http://", "a@b.example", "é",
	};
	CLEANUP(arena_free)
	struct arena *arena = arena_new(64 * KIB);
	struct str rest = { (const char *)data, size }, spans, line = STR("");
	struct version versions[2] = { 0 };
	if (!str_cut(&rest, '\n', &spans))
		return 0;
	const struct score_ask ask = { .genre = (enum genre)(eat(&spans) % GENRES),
				       .lang = str_from(langs[eat(&spans) % COUNT_OF(langs)]) };
	bool is_aimed = eat(&spans) & 1;
	struct str name = str_from(names[eat(&spans) % COUNT_OF(names)]);
	str_cut(&rest, '\n', &line);
	versions[0].fields[0] = (struct score_field){ FIELD_TITLE, line, versions[0].masks[0], 0 };
	versions[0].fields[1] = (struct score_field){ FIELD_TEXT, rest, versions[0].masks[1], 0 };
	lay_masks(&versions[0], spans);
	judge(arena, &versions[0], &ask, is_aimed);
	if (!utf8_valid(line) || !utf8_valid(rest))
		return 0; /* a letter cut off would take in the name's bytes */
	for (size_t i = 0; i < FIELDS; i++)
		rename_brands(arena, &versions[0].fields[i], name, versions[1].masks[i],
			      &versions[1].fields[i]);
	judge(arena, &versions[1], &ask, is_aimed);
	expect_same(&versions[0].got, &versions[1].got);
	return 0;
}
