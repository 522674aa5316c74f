#include "mask.h"

#include "test.h"

#include "poison.h"

static const struct str values[] = { STR_INIT("s3cret/key+x"), STR_INIT("abc"),
				     STR_INIT("pass word\\"), STR_INIT("s3cret/key+xyz"),
				     STR_INIT("\xFF\xFE\xFF\xFE") };

static const struct {
	const char *name;
	struct str in, want;
} cases[] = {
	{ "nothing", STR_INIT("nothing to see"), STR_INIT("nothing to see") },
	{ "empty", STR_INIT(""), STR_INIT("") },
	{ "as it stands", STR_INIT("token s3cret/key+x!"), STR_INIT("token ***!") },
	{ "twice", STR_INIT("s3cret/key+xs3cret/key+x"), STR_INIT("******") },
	{ "the longest", STR_INIT("s3cret/key+xyz"), STR_INIT("***") },
	{ "too short to mask", STR_INIT("abc"), STR_INIT("abc") },
	{ "percent-encoded", STR_INIT("?k=s3cret%2Fkey%2Bx&l=1"), STR_INIT("?k=***&l=1") },
	{ "in small letters", STR_INIT("?k=s3cret%2fkey%2bx"), STR_INIT("?k=***") },
	{ "encoded more than needed", STR_INIT("%733cret/key%2Bx"), STR_INIT("***") },
	{ "of a form", STR_INIT("p=pass+word%5C&b"), STR_INIT("p=***&b") },
	{ "in JSON", STR_INIT("{\"a\":\"s3cret\\/key+x\"}"), STR_INIT("{\"a\":\"***\"}") },
	{ "a backslash in JSON", STR_INIT("\"pass word\\\\\""), STR_INIT("\"***\"") },
	{ "in JSON by its numbers", STR_INIT("\"s3cret\\u002fkey\\u002Bx\""), STR_INIT("\"***\"") },
	{ "of a number that is cut", STR_INIT("s3cret\\u002"), STR_INIT("s3cret\\u002") },
	{ "a part of it", STR_INIT("s3cret/key"), STR_INIT("s3cret/key") },
	{ "cut", STR_INIT("s3cret%2"), STR_INIT("s3cret%2") },
	/* printf 'user:s3cret/key+x' | base64, and with one and two letters fewer before it */
	{ "Basic", STR_INIT("Basic dXNlcjpzM2NyZXQva2V5K3g="), STR_INIT("Basic ***") },
	{ "Basic, one place on", STR_INIT("Basic c2VyOnMzY3JldC9rZXkreA=="),
	  STR_INIT("Basic ***") },
	{ "Basic, two places on", STR_INIT("Basic ZXI6czNjcmV0L2tleSt4"), STR_INIT("Basic ***") },
	{ "Basic as the user", STR_INIT("Basic czNjcmV0L2tleSt4Og=="), STR_INIT("Basic ***") },
	/* The value ÿþÿþ: //7//g== */
	{ "Base64", STR_INIT("k: //7//g=="), STR_INIT("k: ***") },
	{ "Base64 of URLs", STR_INIT("k:__7__g"), STR_INIT("k:***") },
	{ "other Base64", STR_INIT("Basic dXNlcjpvdGhlcg=="), STR_INIT("Basic dXNlcjpvdGhlcg==") },
};

static void values_are_found_in_every_spelling(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4096);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CASE(cases[i].name);
		EXPECT_STR(mask_values(arena, cases[i].in, (struct strs){ values, 5 }),
			   cases[i].want);
	}
}

static void a_text_without_secrets_is_the_same(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4096);
	struct str text = STR("a text");
	EXPECT(mask_values(arena, text, (struct strs){ values, 5 }).at == text.at);
	EXPECT(mask_values(arena, text, (struct strs){ NULL, 0 }).at == text.at);
	struct str nothing = mask_values(arena, (struct str){ 0 }, (struct strs){ values, 5 });
	EXPECT(nothing.at == NULL && nothing.len == 0);
}

static void bytes_of_any_kind_are_masked(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4096);
	static const struct str odd[] = { STR_INIT("a\0b\xFF") };
	EXPECT_STR(mask_values(arena, STR("<a\0b\xFF>"), (struct strs){ odd, 1 }), STR("<***>"));
	EXPECT_STR(mask_values(arena, STR("<a%00b%FF>"), (struct strs){ odd, 1 }), STR("<***>"));
}

int main(void)
{
	RUN(values_are_found_in_every_spelling);
	RUN(a_text_without_secrets_is_the_same);
	RUN(bytes_of_any_kind_are_masked);
	return test_end();
}
