#include "talk.h"
#include "test.h"

#include "poison.h"

static struct arena *arena;

static struct state full(void)
{
	static struct kept_text kept[] = { { STR_INIT("refresh"), STR_INIT("r.\"1\"\n") },
					   { STR_INIT("host"), STR_INIT("https://pds.example") } };
	static struct kept_text prepared[] = { { STR_INIT("tag\nacme"), STR_INIT("17") } };
	static struct kept_text since[] = { { STR_INIT("acme"), STR_INIT("1795348800000") },
					    { STR_INIT(""), STR_INIT("") },
					    { STR_INIT("größe"), STR_INIT("9007199254740993") } };
	return (struct state){
		.owner = UINT64_C(0xfedcba9876543210),
		.token = STR("a.b.c"),
		.expires_ms = INT64_C(1795352400000),
		.is_retried = true,
		.kept = kept,
		.n_kept = COUNT_OF(kept),
		.prepared = prepared,
		.n_prepared = COUNT_OF(prepared),
		.since = since,
		.n_since = COUNT_OF(since),
		.round = { .is_open = true,
			   .began_ms = INT64_C(1795348800001),
			   .query = 3,
			   .of = UINT64_C(0x8000000000000001),
			   .page = 2,
			   .elements = 200,
			   .next = STR("cursor&=\\"),
			   .newest = STR("12345678901234567890"),
			   .guard = 1 },
	};
}

static void expect_texts(const struct kept_text *got, const struct kept_text *want, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		EXPECT_STR(got[i].name, want[i].name);
		EXPECT_STR(got[i].value, want[i].value);
	}
}

static void reads_what_it_wrote(void)
{
	struct state was = full(), is;
	EXPECT(state_read(state_write(&was, arena), arena, &is));
	EXPECT(is.owner == was.owner);
	EXPECT_STR(is.token, was.token);
	EXPECT_INT(is.expires_ms, was.expires_ms);
	EXPECT(is.is_retried);
	if (EXPECT(is.n_kept == was.n_kept))
		expect_texts(is.kept, was.kept, is.n_kept);
	if (EXPECT(is.n_prepared == was.n_prepared))
		expect_texts(is.prepared, was.prepared, is.n_prepared);
	if (EXPECT(is.n_since == was.n_since))
		expect_texts(is.since, was.since, is.n_since);
	EXPECT(is.round.is_open);
	EXPECT_INT(is.round.began_ms, was.round.began_ms);
	EXPECT_INT(is.round.query, 3);
	EXPECT(is.round.of == was.round.of);
	EXPECT_INT(is.round.page, 2);
	EXPECT_INT(is.round.elements, 200);
	EXPECT_STR(is.round.next, was.round.next);
	EXPECT_STR(is.round.newest, was.round.newest);
	EXPECT(is.round.guard == 1);
	EXPECT_STR(state_write(&is, arena), state_write(&was, arena));
}

static void begins_anew_when_it_is_none(void)
{
	static const char *const texts[] = { "",      "{",    "[]",  "null",	   "17",
					     "\"x\"", "feed", "<p>", "{\"token\"}" };
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct state state;
		CASE(texts[i]);
		EXPECT(!state_read(str_from(texts[i]), arena, &state));
		EXPECT(state.token.len == 0 && state.n_since == 0 && !state.round.is_open);
	}
}

static void leaves_out_what_has_another_shape(void)
{
	struct state state;
	struct str text = STR("{\"token\":[1],\"expires\":\"soon\",\"owner\":\"zz\",\"kept\":[],"
			      "\"retried\":1,\"since\":{\"a\":{},\"b\":\"7\",\"c\":null},"
			      "\"round\":{\"began\":-5,\"query\":1e99,\"page\":null,"
			      "\"of\":\"00112233445566778\"},\"more\":true}");
	EXPECT(state_read(text, arena, &state));
	EXPECT_STR(state.token, STR(""));
	EXPECT_INT(state.expires_ms, 0);
	EXPECT(state.owner == 0);
	EXPECT(!state.is_retried);
	EXPECT_INT(state.n_kept, 0);
	if (EXPECT(state.n_since == 1))
		EXPECT_STR(state.since[0].value, STR("7"));
	EXPECT(state.round.is_open);
	EXPECT_INT(state.round.began_ms, 0);
	EXPECT_INT(state.round.query, 0);
	EXPECT(state.round.of == 0);
}

static void sets_and_adds_texts(void)
{
	size_t n = 0;
	struct kept_text *list = NULL, *before;
	list = kept_set(list, &n, (struct kept_text){ STR("a"), STR("1") }, arena);
	before = list = kept_set(list, &n, (struct kept_text){ STR("b"), STR("2") }, arena);
	list = kept_set(list, &n, (struct kept_text){ STR("a"), STR("3") }, arena);
	EXPECT_INT(n, 2);
	EXPECT_STR(kept_get(list, n, STR("a")), STR("3"));
	EXPECT_STR(kept_get(list, n, STR("b")), STR("2"));
	EXPECT_STR(kept_get(before, 2, STR("a")), STR("1"));
	EXPECT(kept_has(list, n, STR("b")) && !kept_has(list, n, STR("c")));
}

static void a_state_too_large_is_the_beginning(void)
{
	struct state state = { 0 };
	state.token = (struct str){ arena_bytes(arena, STATE_MAX), STATE_MAX };
	for (size_t i = 0; i < STATE_MAX; i++)
		((char *)state.token.at)[i] = 'x';
	EXPECT_STR(state_write(&state, arena), STR(""));
}

int main(void)
{
	arena = arena_new(64 * KIB);
	RUN(reads_what_it_wrote);
	RUN(begins_anew_when_it_is_none);
	RUN(leaves_out_what_has_another_shape);
	RUN(sets_and_adds_texts);
	RUN(a_state_too_large_is_the_beginning);
	arena_free(&arena);
	return test_end();
}
