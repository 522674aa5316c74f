/* The first byte is where a masked span begins, the second how long it is; the rest is the text. */
#include "language.h"

#include <assert.h>

#include "fuzz.h"
#include "poison.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	const struct hit mask[] = { { .start = data[0], .end = data[0] + (uint32_t)data[1] } };
	struct language_text text = { { (const char *)data + 2, size - 2 }, mask, 1 };
	struct language_guess out, again;
	language_guess(&text, 1, STR("en"), &out);
	language_guess(&text, 1, STR(""), &again);
	assert(str_eq(out.lang, again.lang)); /* what is expected turns no guess */
	assert(out.lang.len == 0 || out.fits_expected == str_eq(out.lang, STR("en")));
	assert(out.lang.len == 0 || language_name(out.lang).len > 2);
	return 0;
}
