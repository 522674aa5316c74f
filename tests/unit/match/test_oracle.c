/* The engine against the oracle: random queries and random texts in twelve scripts, with a fixed
 * seed. What differs is made smaller as long as it differs, and then told in full. */
#include "compiled.h"
#include "oracle.h"
#include "random_item.h"
#include "random_query.h"
#include "utf8.h"

#include <stdlib.h>

#include "poison.h"

enum { SETS = 480, ITEMS = 42, QUERIES = 3 };

static bool is_hit(const struct hit *hit, const struct oracle_hit *want)
{
	return hit->field == want->field && hit->part == want->part && hit->start == want->start &&
	       hit->end == want->end && str_eq(hit->term, want->term);
}

/* Each hit is wanted, and each wanted one that is not optional is there. */
static bool agrees(const struct match_result *got, bool holds, const struct oracle_hits *want)
{
	const struct found *found = got->found;
	size_t met = 0;
	if (got->n != holds)
		return false;
	for (size_t i = 0, at = 0; holds && i < want->n; i++) {
		for (size_t j = at; j < found->n; j++)
			if (is_hit(&found->hits[j], &want->at[i]))
				at = j + 1;
		bool is_there = at > 0 && is_hit(&found->hits[at - 1], &want->at[i]);
		if (!is_there && !want->at[i].is_optional)
			return false;
		met += is_there;
	}
	return !holds || met == found->n;
}

struct trial {
	struct arena *arena;
	struct matcher *matcher;
	struct match_desk *desk;
	struct random_query query;
	struct str config;
	size_t hits;
};

static bool differs(struct trial *trial, struct oracle *oracle, const struct item *item)
{
	struct match_result got = { 0 };
	struct oracle_hits want = { 0 };
	bool holds = oracle_holds(oracle, trial->query.group, trial->query.is_brand, &want);
	match_item(trial->matcher, trial->desk, trial->arena, item, &got);
	trial->hits += holds ? want.n : 0;
	return !agrees(&got, holds, &want);
}

/* Takes characters out of a text as long as the answers differ. */
static void shrink(struct trial *trial, struct item *item, struct str *text)
{
	for (size_t at = 0, len; at < text->len;) {
		struct str whole = *text;
		struct buf less = buf_new(trial->arena, TEXT_MAX);
		utf8_next(str_skip(whole, at), &len);
		buf_add(&less, str_first(whole, at));
		buf_add(&less, str_skip(whole, at + len));
		*text = str_dup(trial->arena, buf_str(&less));
		if (!differs(trial, oracle_item(trial->arena, item), item)) {
			*text = whole;
			at += len;
		}
	}
}

static void put_item(const struct item *item)
{
	fprintf(stderr, "  title  \"" STR_FMT "\"\n  text   \"" STR_FMT "\"\n",
		STR_ARG(item->title), STR_ARG(item->text));
	fprintf(stderr, "  author \"" STR_FMT "\"\n  url    \"" STR_FMT "\"\n",
		STR_ARG(item->author), STR_ARG(item->url));
	for (size_t i = 0; i < item->tags.n; i++)
		fprintf(stderr, "  tag    \"" STR_FMT "\"\n", STR_ARG(item->tags.at[i]));
	for (size_t i = 0; i < item->links.n; i++)
		fprintf(stderr, "  link   \"" STR_FMT "\"\n", STR_ARG(item->links.at[i]));
}

static void tell(struct trial *trial, struct item item)
{
	struct match_result got = { 0 };
	struct oracle_hits want = { 0 };
	shrink(trial, &item, &item.title);
	shrink(trial, &item, &item.text);
	shrink(trial, &item, &item.author);
	bool holds = oracle_holds(oracle_item(trial->arena, &item), trial->query.group,
				  trial->query.is_brand, &want);
	match_item(trial->matcher, trial->desk, trial->arena, &item, &got);
	fprintf(stderr, "%s " STR_FMT "\n", trial->query.is_brand ? "brand" : "rule",
		STR_ARG(trial->config));
	put_item(&item);
	fprintf(stderr, "  engine %s, oracle %s\n", got.n ? "holds" : "does not",
		holds ? "holds" : "does not");
	for (size_t i = 0; got.n && i < got.found[0].n; i++) {
		const struct hit *hit = &got.found[0].hits[i];
		fprintf(stderr, "  engine: %u.%u %u-%u " STR_FMT "\n", hit->field, hit->part,
			hit->start, hit->end, STR_ARG(hit->term));
	}
	for (size_t i = 0; holds && i < want.n; i++)
		fprintf(stderr, "  oracle: %u.%u %u-%u " STR_FMT "%s\n", want.at[i].field,
			want.at[i].part, want.at[i].start, want.at[i].end, STR_ARG(want.at[i].term),
			want.at[i].is_optional ? " (optional)" : "");
}

static struct trial new_trial(struct arena *arena, struct match_desk *desk)
{
	struct trial trial = { .arena = arena, .desk = desk, .query = random_query(arena) };
	trial.config = query_text(arena, &trial.query);
	trial.matcher = compiled(arena, trial.config,
				 trial.query.is_brand ? QUERY_BRAND : QUERY_RULE);
	if (!EXPECT(trial.matcher != NULL))
		fprintf(stderr, STR_FMT "\n", STR_ARG(trial.config));
	return trial;
}

struct tally {
	size_t pairs, hits, different;
};

/* One set of queries, which many items are shown to. */
static void try_set(struct tally *tally)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(MIB);
	CLEANUP(match_desk_free)
	struct match_desk *desk = match_desk_new();
	struct trial trials[QUERIES];
	for (size_t i = 0; i < QUERIES; i++)
		trials[i] = new_trial(arena, desk);
	for (size_t i = 0; i < ITEMS; i++, tally->pairs++) {
		struct item item = random_item(arena);
		struct oracle *oracle = oracle_item(arena, &item);
		for (size_t j = 0; j < QUERIES; j++)
			if (trials[j].matcher && differs(&trials[j], oracle, &item)) {
				tally->different++;
				tell(&trials[j], item);
			}
	}
	for (size_t i = 0; i < QUERIES; i++) {
		tally->hits += trials[i].hits;
		oracle_forget(trials[i].query.group);
		match_free(&trials[i].matcher);
	}
}

static void agrees_with_the_oracle(void)
{
	struct tally tally = { 0 };
	for (unsigned set = 0; set < SETS && tally.different == 0; set++) {
		random_scripts(set % SCRIPTS, below(SCRIPTS));
		try_set(&tally);
	}
	EXPECT_INT(tally.different, 0);
	EXPECT_INT(tally.pairs, SETS * ITEMS);
	EXPECT(tally.hits > SETS * ITEMS / 2);
	printf("%zu pairs, %zu hits\n", tally.pairs, tally.hits);
}

/* With a number another seed. */
int main(int argc, char **argv)
{
	if (argc > 1)
		random_seed(strtoull(argv[1], NULL, 10));
	RUN(agrees_with_the_oracle);
	return test_end();
}
