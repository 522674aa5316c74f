/* How it works: the key is made at once; the map back to the original and the list of URLs and
 * e-mail addresses only when a hit asks for them. That list is found in one pass that looks at
 * ':', '/', '@' and "www.": a URL has "://", "www." or a host followed by '/'; "acme.example" alone
 * is a written name and guards nothing. Where an address begins is found by going back, never
 * beyond the one before, so that the pass is linear. */
#include "part.h"

#include "arena.h"
#include "ascii.h"
#include "fold.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

enum { WORD_MAX = 64 };

struct part part_new(struct arena *arena, enum field field, size_t index, struct str text)
{
	static const char signs[FIELD_COUNT] = { [FIELD_TAG] = '#', [FIELD_AUTHOR] = '@' };
	char sign = signs[field];
	if (sign && (text.len == 0 || text.at[0] == sign || str_find_char(text, ' ') < text.len))
		sign = '\0';
	struct str key = fold(arena, text, sign);
	return (struct part){
		.arena = arena,
		.field = field,
		.index = (uint32_t)index,
		.sign = sign,
		.text = text,
		.key = key,
	};
}

/* Nothing but ASCII, and nothing left out: then each byte made one. */
static bool is_plain(const struct part *part)
{
	unsigned char all = 0;
	for (size_t i = 0; i < part->text.len; i++)
		all |= (unsigned char)part->text.at[i];
	return all < 0x80 && part->key.len == part->text.len + (part->sign != '\0');
}

size_t part_from(struct part *part, size_t key_at)
{
	if (!part->is_plain && !part->from) {
		part->is_plain = is_plain(part);
		if (!part->is_plain)
			part->from = fold_map(part->arena, part->text, part->sign, part->key.len);
	}
	if (part->is_plain)
		return key_at - (part->sign && key_at);
	return part->from[key_at];
}

struct span part_span(struct part *part, struct span key)
{
	size_t start = part_from(part, key.start);
	size_t last_key = key.end > key.start ? key.end - 1 : key.start;
	size_t last = part_from(part, last_key);
	size_t end = part->until ? part->until[last_key] : fold_end(part->text, last);
	return (struct span){ (uint32_t)start, (uint32_t)end };
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* A letter or digit of a script with spaces; any other ends an address: "はacme.example". */
static bool is_label(uint8_t kind)
{
	return (kind & KIND_WORD) && !(kind & KIND_NO_SPACE);
}

static size_t char_before(struct str key, size_t at)
{
	do
		at--;
	while (at && !utf8_is_start(key, at));
	return at;
}

static size_t char_after(struct str key, size_t at)
{
	do
		at++;
	while (!utf8_is_start(key, at));
	return at;
}

/* Goes back over letters, digits and the signs given, not beyond `least`. */
static size_t back(struct str key, size_t at, size_t least, const char *signs)
{
	while (at > least) {
		char c = key.at[at - 1];
		if (!is_label(kind_before(key, at)) && (!c || !strchr(signs, c)))
			break;
		at = char_before(key, at);
	}
	return at;
}

static size_t forth(struct str key, size_t at, const char *signs)
{
	while (at < key.len) {
		char c = key.at[at];
		if (!is_label(kind_at(key, at)) && (!c || !strchr(signs, c)))
			break;
		at = char_after(key, at);
	}
	return at;
}

/* The end of a URL: at what cannot stand in one, and before a script that writes no spaces. */
static size_t url_end(struct str key, size_t at)
{
	while (at < key.len) {
		unsigned char c = (unsigned char)key.at[at];
		bool is_cjk_sign = c == 0xE3 && key.len - at > 1 &&
				   (unsigned char)key.at[at + 1] == 0x80;
		if (c <= ' ' || strchr("<>\"|\\^`{}", c) || is_cjk_sign ||
		    (c >= 0x80 && kind_at(key, at) & KIND_NO_SPACE))
			break;
		at = char_after(key, at);
	}
	return at;
}

/* "acme.example": with a dot, and at least two letters behind the last. */
static bool is_host(struct str host)
{
	size_t letters = 0;
	while (letters < host.len && is_letter(host.at[host.len - 1 - letters]))
		letters++;
	return letters >= 2 && letters + 1 < host.len && host.at[host.len - 1 - letters] == '.';
}

static struct str slice(struct str key, size_t start, size_t end)
{
	return (struct str){ key.at + start, end - start };
}

/* An address around the sign at `at`, which begins not before `least`; empty: there is none. */
static struct span address_at(struct str key, size_t at, size_t least)
{
	struct str rest = str_skip(key, at);
	size_t start = at, end = at;
	if (str_starts(rest, STR("://"))) {
		while (start > least &&
		       (is_letter(key.at[start - 1]) || ascii_is_digit(key.at[start - 1])))
			start--;
		end = start < at ? url_end(key, at + 3) : start;
	} else if (rest.at[0] == '/') {
		start = back(key, at, least, ".-");
		end = is_host(slice(key, start, at)) ? url_end(key, at) : start;
	} else if (rest.at[0] == '@') {
		start = back(key, at, least, "._%+-");
		end = forth(key, at + 1, ".-");
		while (end > at && strchr(".-", key.at[end - 1]))
			end--;
		if (start == at || end == at || !is_host(slice(key, at + 1, end)))
			end = start;
		else if (start && key.at[start - 1] == '@')
			start = at + 1; /* @acme@social.example: a handle and its host */
	} else if (str_starts(rest, STR("www.")) && !(kind_before(key, at) & KIND_WORD) &&
		   is_label(kind_at(key, at + 4))) {
		end = url_end(key, at);
	}
	return (struct span){ (uint32_t)start, (uint32_t)end };
}

static void find_guards(struct part *part)
{
	struct span *guards = NULL;
	size_t cap = 0, least = 0;
	part->has_guards = true;
	for (size_t at = 0; at < part->key.len; at++) {
		char c = part->key.at[at];
		if (c != ':' && c != '/' && c != '@' && c != 'w')
			continue;
		struct span guard = address_at(part->key, at, least);
		if (guard.start == guard.end)
			continue;
		guards = arena_more(part->arena, guards, part->n_guards, &cap, sizeof(*guards));
		guards[part->n_guards++] = guard;
		least = guard.end;
		at = guard.end - 1;
	}
	part->guards = guards;
}

/* Most hits stand among plain words: between two blanks that are not far, and without a sign of an
 * address between them. No address has blanks in it. */
static bool is_among_words(struct str key, struct span hit)
{
	size_t start = hit.start, end = hit.end;
	while (start && key.at[start - 1] != ' ' && hit.start - start < WORD_MAX)
		start--;
	while (end < key.len && key.at[end] != ' ' && end - hit.end < WORD_MAX)
		end++;
	for (size_t i = start; i < end; i++) {
		char c = key.at[i];
		bool is_www = c == 'w' && str_starts(slice(key, i, end), STR("www."));
		if (c == '/' || c == '@' || c == ':' || is_www)
			return false;
	}
	return hit.start - start < WORD_MAX && end - hit.end < WORD_MAX;
}

bool part_is_guarded(struct part *part, struct span key)
{
	if (part->field == FIELD_URL || part->field == FIELD_LINK ||
	    (!part->has_guards && is_among_words(part->key, key)))
		return false;
	if (!part->has_guards)
		find_guards(part);
	size_t low = 0, high = part->n_guards; /* the first guard that ends behind key.start */
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (part->guards[middle].end > key.start)
			high = middle;
		else
			low = middle + 1;
	}
	if (low == part->n_guards)
		return false;
	const struct span *guard = &part->guards[low];
	bool is_inside = key.start >= guard->start && key.end <= guard->end;
	return is_inside && (key.start > guard->start || key.end < guard->end);
}
