/* fixture - a store in a folder of its own, and commits made of a few words. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "store.h"

#include "test.h"

#include <string.h>
#include <unistd.h>

static struct arena *arena;
static struct store *store;
static char folder[64], path[96], where[112];
static struct err err;
static int64_t now_ms = 1767225600000; /* 2026-01-01 */

#define MUST(claim) (EXPECT(claim) || (fprintf(stderr, "    %s\n", err.text), exit(1), false))

/* Memory when there is some: these tests flush thousands of times. */
static inline void folder_new(void)
{
	const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	snprintf(folder, sizeof(folder), "%s/mentiond-store-XXXXXX", base);
	if (!mkdtemp(folder))
		exit(1);
	snprintf(path, sizeof(path), "%s/m.db", folder);
	snprintf(where, sizeof(where), "sqlite:%s", path);
}

static inline void folder_remove(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-lock", "-journal" };
	char name[128];
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
	rmdir(folder);
}

static inline bool open_it(void)
{
	return store_open(str_from(where), false, &store, &err);
}

static inline void reopen(void)
{
	store_close(&store);
	MUST(open_it());
}

static inline void begin(void)
{
	arena = arena_new(64 * KIB);
	folder_new();
	MUST(open_it());
}

static inline void end(void)
{
	store_close(&store);
	folder_remove();
	arena_free(&arena);
}

static inline struct claim claim_as(const char *node, const char *name)
{
	struct claim claim = { .name = str_from(name) };
	struct claims claims = { .node = str_from(node),
				 .now_ms = now_ms,
				 .until_ms = now_ms + 60000,
				 .at = &claim,
				 .n = 1,
				 .arena = arena };
	MUST(store_lease_claim(store, &claims, &err));
	return claim;
}

static inline struct lease lease_of(const char *name)
{
	return claim_as("a", name).lease;
}

/* How the fixture's judge speaks. */
struct judge {
	const char *channel; /* NULL: no rows */
	size_t n_rows;	     /* for each mention */
	const char *silent;
	enum err_kind fails;
	const char *fails_at;
	int64_t told_ms, number; /* as told last */
	char brands[64];
	bool is_edited;
	void (*then)(void);
};

static inline struct str judge_story(void *ctx, const struct mention *mention, struct arena *memory)
{
	(void)ctx, (void)memory;
	return mention->item->url;
}

static inline bool judge_it(void *ctx, const struct mention *mention, struct arena *memory,
			    struct judgement *said, struct err *why)
{
	struct judge *judge = ctx;
	judge->told_ms = said->n_told ? said->told[0].at_ms : 0;
	judge->number = said->number;
	judge->is_edited = mention->is_edited;
	judge->brands[0] = '\0';
	for (size_t i = 0; i < mention->n_brands; i++)
		said->brands = str_fmt(memory, STR_FMT "%s" STR_FMT, STR_ARG(said->brands),
				       i ? "," : "", STR_ARG(mention->brands[i].name));
	snprintf(judge->brands, sizeof(judge->brands), STR_FMT, STR_ARG(said->brands));
	if (judge->then)
		judge->then();
	if (judge->fails && str_eq(mention->item->title, str_from(judge->fails_at)))
		return err_set(why, judge->fails, "judge fails");
	said->id = str_fmt(memory, "01TEST%020d", (int)said->number);
	said->short_id = str_fmt(memory, "s%d", (int)said->number);
	said->rules = STR("complaint");
	said->severity = STR("high");
	said->tone = STR("negative");
	said->score = -0.5;
	said->silent = str_from(judge->silent);
	said->document = mention->item->title;
	said->n_rows = judge->channel ? judge->n_rows : 0;
	said->rows = NEW(memory, struct delivery, said->n_rows);
	for (size_t i = 0; i < said->n_rows; i++)
		said->rows[i] = (struct delivery){
			.id = str_fmt(memory, "msg_" STR_FMT "_%zu", STR_ARG(said->id), i),
			.alert = said->id,
			.channel = str_from(judge->channel),
			.recipient = STR("a@b.example"),
			.body = mention->item->title,
			.note = STR("n\0te"),
		};
	return true;
}

/* One item; its title makes it a mention, of both brands when none is named. */
struct post {
	uint64_t id, alt;
	const char *title, *story;
	uint64_t text;
	const char *brands; /* comma-separated */
	bool is_old;
};

static inline void add_brands(struct mention *mention, struct str names)
{
	struct brand_hit *brands = NEW(arena, struct brand_hit, names.len);
	struct str name;
	while (str_cut(&names, ',', &name))
		brands[mention->n_brands++].name = name;
	mention->brands = brands;
}

static inline struct commit commit_of(struct lease lease, const struct post *posts, size_t n,
				      struct judge *judge)
{
	static const struct place place;
	struct items *items = NEW(arena, struct items, 1);
	struct mentions *mentions = NEW(arena, struct mentions, 1);
	items->at = NEW(arena, struct item, n);
	mentions->at = NEW(arena, struct mention, n);
	items->n = n;
	for (size_t i = 0; i < n; i++) {
		items->at[i] = (struct item){ .key_id = posts[i].id,
					      .key_alt = posts[i].alt,
					      .key_text = posts[i].text,
					      .title = str_from(posts[i].title),
					      .url = str_from(posts[i].story) };
		if (!posts[i].title)
			continue;
		struct mention *mention = &mentions->at[mentions->n++];
		mention->item = &items->at[i];
		mention->is_old = posts[i].is_old;
		add_brands(mention,
			   posts[i].brands ? str_from(posts[i].brands) : STR("acme,globex"));
	}
	return (struct commit){ .lease = lease,
				.place = &place,
				.items = items,
				.mentions = mentions,
				.now_ms = now_ms,
				.story = judge_story,
				.judge = judge_it,
				.ctx = judge,
				.arena = arena };
}

static inline bool sees(const struct seen_view *view, uint64_t key)
{
	return seen_sight(view, &(struct item){ .key_id = key }) != SIGHT_NEW;
}

struct counts {
	int64_t seen, mentions, waiting, dead, oldest_waiting_ms;
};

static inline struct counts counts(void)
{
	struct store_counts in = { 0 };
	struct out_counts out = { 0 };
	EXPECT(store_counts(store, &in, &err) && store_out_counts(store, &out, &err));
	return (struct counts){ in.seen, in.mentions, out.waiting, out.dead,
				out.oldest_waiting_ms };
}

static inline struct out_claim claim_rows(const char *channel)
{
	struct out_claim claim = { .node = STR("a"),
				   .channel = str_from(channel),
				   .now_ms = now_ms,
				   .until_ms = now_ms + 60000,
				   .max = 10,
				   .arena = arena };
	MUST(store_out_claim(store, &claim, &err));
	return claim;
}

#endif
