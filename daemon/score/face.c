#include "face.h"

#include "ascii.h"

#include <string.h>

#include "poison.h"

static char byte_at(struct str s, size_t at)
{
	return at < s.len ? s.at[at] : '\0';
}

/* The faces that have no eyes, and what they are known as. */
static bool read_figure(struct str text, struct face *out)
{
	static const struct {
		struct str written, known;
	} figures[] = {
		{ STR_INIT("<3"), STR_INIT("<3") },   { STR_INIT("</3"), STR_INIT("</3") },
		{ STR_INIT("-_-"), STR_INIT("-_-") }, { STR_INIT("^_^"), STR_INIT("^_^") },
		{ STR_INIT("(:"), STR_INIT(":)") },
	};
	if (!memchr("<-^(", text.at[0], 4))
		return false;
	for (size_t i = 0; i < COUNT_OF(figures); i++) {
		size_t n = figures[i].written.len;
		if (!str_starts(text, figures[i].written) || ascii_is_alnum(byte_at(text, n)))
			continue;
		*out = (struct face){ .n = n, .len = (uint8_t)figures[i].known.len };
		memcpy(out->known, figures[i].known.at, out->len);
		return true;
	}
	return false;
}

/* How many bytes of a mouth of this kind stand here: ":)))" has three. */
static size_t run_of(struct str s, size_t at)
{
	size_t n = 0;
	while (at + n < s.len && s.at[at + n] == s.at[at])
		n++;
	return n;
}

/* Eyes, perhaps a tear or a nose, a mouth. */
bool face_read(struct str text, bool is_free, struct face *out)
{
	static const char mouths[] = ")]}(["
				     "{DPpOo/\\|*",
			  known[] = ")))((("
				    "DPPOO//|*";
	size_t at = 1;
	if (!memchr(":;=", text.at[0], 3))
		return read_figure(text, out);
	bool has_tear = byte_at(text, at) == '\'';
	at += has_tear || byte_at(text, at) == '-' || byte_at(text, at) == '^';
	const char *mouth = byte_at(text, at) ? strchr(mouths, text.at[at]) : NULL;
	if (!mouth || (!is_free && !memchr(")(", *mouth, 2)))
		return false;
	size_t n = run_of(text, at);
	if (ascii_is_alnum(byte_at(text, at + n)) || (*mouth == '/' && n > 1))
		return false;
	*out = (struct face){ .n = at + n, .is_stretched = n > 1, .len = has_tear ? 3 : 2 };
	out->known[0] = text.at[0];
	if (text.at[0] == '=')
		out->known[0] = ':';
	out->known[1] = has_tear ? '\'' : known[mouth - mouths];
	out->known[2] = known[mouth - mouths];
	return true;
}
