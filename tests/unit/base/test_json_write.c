#include "json_write.h"

#include "calendar.h"
#include "test.h"

#include <math.h>

#include "poison.h"

static void documents_have_their_commas(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct buf buf = buf_new(arena, KIB);
	struct json json = json_new(&buf);
	json_open(&json, '{');
	json_put(&json, "id", STR("a\"1"));
	json_key(&json, "list");
	json_open(&json, '[');
	json_int(&json, -1);
	json_bool(&json, true);
	json_null(&json);
	json_open(&json, '{');
	json_close(&json, '}');
	json_close(&json, ']');
	json_put_some(&json, "empty", STR(""));
	json_put_some(&json, "some", STR("x"));
	json_put_int(&json, "n", 7);
	json_put_time(&json, "never", TIME_ABSENT);
	json_put_time(&json, "t", 0);
	json_put_texts(&json, "two", (struct strs){ (struct str[]){ STR("a"), STR("\n") }, 2 });
	json_put_texts(&json, "none", (struct strs){ NULL, 0 });
	json_close(&json, '}');
	EXPECT_STR(buf_str(&buf),
		   STR("{\"id\":\"a\\\"1\",\"list\":[-1,true,null,{}],\"some\":\"x\","
		       "\"n\":7,\"t\":\"1970-01-01T00:00:00Z\",\"two\":[\"a\",\"\\n\"],"
		       "\"none\":[]}"));
}

static void numbers_are_short(void)
{
	static const struct {
		double in;
		struct str want;
	} cases[] = {
		{ 0, STR_INIT("0") },		{ -0.0, STR_INIT("0") },
		{ -0.0001, STR_INIT("0") },	{ -0.46, STR_INIT("-0.46") },
		{ 0.1 + 0.2, STR_INIT("0.3") }, { 100, STR_INIT("100") },
		{ 1.23456, STR_INIT("1.235") }, { NAN, STR_INIT("0") },
		{ INFINITY, STR_INIT("0") },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct buf buf = buf_new(arena, KIB);
		struct json json = json_new(&buf);
		json_number(&json, cases[i].in);
		EXPECT_STR(buf_str(&buf), cases[i].want);
	}
}

int main(void)
{
	RUN(documents_have_their_commas);
	RUN(numbers_are_short);
	return test_end();
}
