/* The file itself, so that the function under the fixed key can be held against the reference. */
#include "test.h"

#include "../../../daemon/base/hash.c"

/* Aumasson and Bernstein, appendix A and the first rows of their vectors_sip64: the key is the
 * bytes 00 to 0f, the input the bytes 00, 01, 02, … of the given length. */
static void the_reference_vectors_hold(void)
{
	static const struct {
		size_t len;
		uint64_t want;
	} vectors[] = {
		{ 0, 0x726fdb47dd0e0e31 }, { 1, 0x74f839c593dc67fd },  { 2, 0x0d6c8009d9a94f5a },
		{ 3, 0x85676696d7fb7e2d }, { 4, 0xcf2794e0277187b7 },  { 5, 0x18765564cd99a68d },
		{ 6, 0xcbc9466e58fee3ce }, { 7, 0xab0200f58b01d137 },  { 8, 0x93f5f5799a932462 },
		{ 9, 0x9e0082df0ba9e4b0 }, { 15, 0xa129ca6149be45e5 },
	};
	char bytes[16];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)i;
	for (size_t i = 0; i < COUNT_OF(vectors); i++)
		EXPECT(sip_hash(0x0706050403020100, 0x0f0e0d0c0b0a0908,
				(struct str){ bytes, vectors[i].len }) == vectors[i].want);
}

/* These values stand in databases: a change here makes every old post a new one. */
static void stored_values_never_change(void)
{
	EXPECT(hash_str(STR("")) == 0x2002df261d9de49d);
	EXPECT(hash_str(STR("https://blog.example/1")) == 0xbc988dee6a16fae1);
	EXPECT(hash_more(hash_str(STR("a")), STR("b")) == 0x00d566a956e9a9d0);
}

static void order_and_borders_matter(void)
{
	EXPECT(hash_more(hash_str(STR("a")), STR("b")) != hash_more(hash_str(STR("b")), STR("a")));
	EXPECT(hash_more(hash_str(STR("ab")), STR("c")) !=
	       hash_more(hash_str(STR("a")), STR("bc")));
	EXPECT(hash_str(STR("a\0")) != hash_str(STR("a")));
}

int main(void)
{
	RUN(the_reference_vectors_hold);
	RUN(stored_values_never_change);
	RUN(order_and_borders_matter);
	return test_end();
}
