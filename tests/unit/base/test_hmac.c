#include "hmac.h"

#include "test.h"

#include "poison.h"

static struct str hex(struct arena *arena, const unsigned char *bytes, size_t n)
{
	struct str out = STR("");
	for (size_t i = 0; i < n; i++)
		out = str_fmt(arena, STR_FMT "%02x", STR_ARG(out), bytes[i]);
	return out;
}

/* RFC 4231, test cases 1, 2 and 6. */
static void the_published_vectors_hold(void)
{
	static const char large[131] = { [0 ... 130] = (char)0xaa };
	static const char small[20] = { [0 ... 19] = 0x0b };
	const struct {
		const char *name;
		struct str key, message, want;
	} vectors[] = {
		{ "case 1",
		  { small, sizeof(small) },
		  STR("Hi There"),
		  STR("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7") },
		{ "case 2", STR("Jefe"), STR("what do ya want for nothing?"),
		  STR("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843") },
		{ "case 6",
		  { large, sizeof(large) },
		  STR("Test Using Larger Than Block-Size Key - Hash Key First"),
		  STR("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54") },
	};
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(vectors); i++) {
		unsigned char out[HMAC_BYTES];
		CASE(vectors[i].name);
		hmac_sha256(vectors[i].key, vectors[i].message, out);
		EXPECT_STR(hex(arena, out, sizeof(out)), vectors[i].want);
	}
}

/* RFC 4648, section 10. */
/* FIPS 180-1, appendices A and B. */
static void sha1_vectors_hold(void)
{
	static const struct {
		struct str message, want;
	} vectors[] = {
		{ STR_INIT("abc"), STR_INIT("a9993e364706816aba3e25717850c26c9cd0d89d") },
		{ STR_INIT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
		  STR_INIT("84983e441c3bd26ebaae4aa1f95129e5e54670f1") },
		{ STR_INIT(""), STR_INIT("da39a3ee5e6b4b0d3255bfef95601890afd80709") },
	};
	for (size_t i = 0; i < COUNT_OF(vectors); i++) {
		unsigned char digest[SHA1_BYTES];
		char hex[2 * SHA1_BYTES + 1] = "";
		sha1(vectors[i].message, digest);
		for (size_t k = 0; k < SHA1_BYTES; k++)
			snprintf(hex + 2 * k, 3, "%02x", digest[k]);
		EXPECT_STR(str_from(hex), vectors[i].want);
	}
}

static void base64_goes_both_ways(void)
{
	static const struct {
		struct str plain, coded, bare;
	} cases[] = {
		{ STR_INIT(""), STR_INIT(""), STR_INIT("") },
		{ STR_INIT("f"), STR_INIT("Zg=="), STR_INIT("Zg") },
		{ STR_INIT("fo"), STR_INIT("Zm8="), STR_INIT("Zm8") },
		{ STR_INIT("foo"), STR_INIT("Zm9v"), STR_INIT("Zm9v") },
		{ STR_INIT("foob"), STR_INIT("Zm9vYg=="), STR_INIT("Zm9vYg") },
		{ STR_INIT("fooba"), STR_INIT("Zm9vYmE="), STR_INIT("Zm9vYmE") },
		{ STR_INIT("\xfb\xff\0"), STR_INIT("+/8A"), STR_INIT("-_8A") },
	};
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str out = STR("");
		EXPECT_STR(base64_encode(arena, cases[i].plain), cases[i].coded);
		EXPECT(base64_decode(arena, cases[i].coded, &out));
		EXPECT_STR(out, cases[i].plain);
		EXPECT(base64_decode(arena, cases[i].bare, &out));
		EXPECT_STR(out, cases[i].plain);
	}
}

static void what_is_no_base64_is_refused(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct str out = STR("");
	EXPECT(!base64_decode(arena, STR("Z"), &out));
	EXPECT(!base64_decode(arena, STR("Zm9v YmE="), &out));
	EXPECT(!base64_decode(arena, STR("Zg==Zg=="), &out));
	EXPECT(!base64_decode(arena, STR("Zm\0v"), &out));
}

int main(void)
{
	RUN(the_published_vectors_hold);
	RUN(sha1_vectors_hold);
	RUN(base64_goes_both_ways);
	RUN(what_is_no_base64_is_refused);
	return test_end();
}
