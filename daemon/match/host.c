/* How it works: around the label that was found the rest of the domain must be said, and dots that
 * were made harmless count as dots. Then the labels in front belong to the host, so that
 * "blog.acme.example" is a hit, while "notacme.example" and "acme.example.evil.test" go on where
 * the domain should begin or end. What stands in front of the host then tells whether it is one at
 * all: in a path or a query it is not, and in front of an '@' it is only a name that somebody
 * chose. */
#include "check.h"

#include "fold.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

enum { HOST_MAX = 255, LABEL_MAX = 64, LOOK_BACK = 512 };

static const struct str dots[] = { STR_INIT("."), STR_INIT("[.]"), STR_INIT("(.)"),
				   STR_INIT("[dot]"), STR_INIT("(dot)") };

static size_t dot_before(struct str key, size_t at)
{
	for (size_t i = 0; i < COUNT_OF(dots); i++)
		if (str_ends(str_first(key, at), dots[i]))
			return dots[i].len;
	return 0;
}

static size_t dot_after(struct str key, size_t at)
{
	for (size_t i = 0; i < COUNT_OF(dots); i++)
		if (str_starts(str_skip(key, at), dots[i]))
			return dots[i].len;
	return 0;
}

static bool is_host_kind(uint8_t kind, char c)
{
	return kind & KIND_WORD || c == '-' || c == '_';
}

/* A label is at most 63 bytes (RFC 1035); what is longer reads as a wrong one.
 * Host characters before `at`; in a host of ASCII a letter of another script is none. */
static size_t label_before(struct str key, size_t at, bool is_ascii)
{
	size_t start = at;
	while (start && at - start < LABEL_MAX) {
		uint8_t kind = kind_before(key, start);
		if (!is_host_kind(kind, key.at[start - 1]) || (is_ascii && kind & KIND_NO_SPACE))
			break;
		do
			start--;
		while (!utf8_is_start(key, start));
	}
	return at - start;
}

static size_t label_after(struct str key, size_t at, bool is_ascii)
{
	size_t end = at, len;
	while (end < key.len && end - at < LABEL_MAX) {
		uint8_t kind = kind_of(utf8_next(str_skip(key, end), &len));
		if (!is_host_kind(kind, key.at[end]) || (is_ascii && kind & KIND_NO_SPACE))
			break;
		end += len;
	}
	return end - at;
}

/* Where the host begins: labels with dots between them, back from the label. */
static size_t host_start(struct str key, size_t at, bool is_ascii)
{
	size_t start = at - label_before(key, at, is_ascii), dot, label;
	while (start && at - start < HOST_MAX && (dot = dot_before(key, start)) > 0 &&
	       (label = label_before(key, start - dot, is_ascii)) > 0)
		start -= dot + label;
	return start;
}

/* Another label right behind, or behind a dot? */
static bool host_goes_on(struct str key, size_t end, bool is_ascii)
{
	size_t dot = dot_after(key, end);
	return label_after(key, end, is_ascii) > 0 ||
	       (dot && label_after(key, end + dot, is_ascii) > 0);
}

/* Does the key say `text` from here on? Returns where it ends, or SIZE_MAX. */
static size_t said_after(struct str key, size_t at, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		size_t len = text.at[i] == '.' ? dot_after(key, at) : 1;
		if (len == 0 || at >= key.len || (text.at[i] != '.' && key.at[at] != text.at[i]))
			return SIZE_MAX;
		at += len;
	}
	return at;
}

/* The same backwards: where `text` begins that ends here, or SIZE_MAX. */
static size_t said_before(struct str key, size_t at, struct str text)
{
	for (size_t i = text.len; i > 0; i--) {
		size_t len = text.at[i - 1] == '.' ? dot_before(key, at) : 1;
		if (len == 0 || at == 0 ||
		    (text.at[i - 1] != '.' && key.at[at - 1] != text.at[i - 1]))
			return SIZE_MAX;
		at -= len;
	}
	return at;
}

/* Around the label that was found the whole domain must be said; then the host it ends. */
static bool find_host(struct str key, const struct leaf *leaf, size_t label, struct span *host)
{
	size_t end = said_after(key, label, str_skip(leaf->text, leaf->lead));
	size_t start = said_before(key, label, str_first(leaf->text, leaf->lead));
	if (start == SIZE_MAX || end == SIZE_MAX || host_goes_on(key, end, leaf->is_ascii) ||
	    label_before(key, start, leaf->is_ascii) > 0)
		return false;
	start = host_start(key, start, leaf->is_ascii);
	*host = (struct span){ (uint32_t)start, (uint32_t)end };
	return end - start <= HOST_MAX;
}

/* "//name:password@" in front of the real host? */
static bool is_user_part(struct str key, size_t end)
{
	for (size_t at = end; at < key.len && at - end < HOST_MAX; at++) {
		if (key.at[at] == '@')
			return true;
		if (strchr("/?# <>\"", key.at[at]))
			return false;
	}
	return false;
}

/* Back from the host to the start of its word: does a URL begin there, whose authority ended
 * before? from: behind the sign in front of the host. */
static bool is_in_path(struct str key, size_t from)
{
	size_t least = from > LOOK_BACK ? from - LOOK_BACK : 0;
	bool has_slash = false, has_dot = false;
	for (size_t at = from; at > least; at--) {
		char c = key.at[at - 1];
		if (strchr(" <>\"()[]{}|,;", c))
			break;
		if (c == '/' && at > 1 && key.at[at - 2] == '/')
			return has_slash || key.at[from - 1] != '@';
		has_slash |= c == '/' || c == '?' || c == '#';
		has_dot |= c == '.' && has_slash;
	}
	return has_slash && has_dot;
}

/* Is a host of a link, of an e-mail address, or one that is written alone? */
static bool is_host_place(struct str key, struct span at)
{
	if (at.end < key.len && key.at[at.end] == '@')
		return false;
	if (str_ends(str_first(key, at.start), STR("//")))
		return !is_user_part(key, at.end);
	return at.start == 0 || !is_in_path(key, at.start);
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	return true;
}

bool check_host(const struct leaf *leaf, struct part *part, struct span label, struct span *out)
{
	struct span host;
	if (!find_host(part->key, leaf, label.start, &host) || !is_host_place(part->key, host))
		return false;
	struct span span = part_span(part, host);
	struct str written = { part->text.at + span.start, span.end - span.start };
	if (!leaf->is_lookalike && is_ascii(written) != leaf->is_ascii)
		return false;
	*out = span;
	return true;
}

bool host_is_below(struct arena *arena, struct str written, struct str domain)
{
	return said_before(str_lower(arena, written), written.len, domain) != SIZE_MAX;
}
