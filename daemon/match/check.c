/* How it works: a term stands free when the character before it and the one behind it are no
 * letter, number or mark. Three things are free all the same: a side where one of the two is of a
 * script without spaces (or Hangul, whose particles grow onto the word), a step from small to
 * capital letters inside a hashtag, and the side of a `*`. A handle or a hashtag also ends only
 * where its own alphabet ends. Exact terms are looked at in the original, all others in the key. */
#include "check.h"

#include "fold.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

enum { HASHTAG_MAX = 200 };

static uint32_t code_at(struct str text, size_t at)
{
	size_t len;
	return at < text.len ? utf8_next(str_skip(text, at), &len) : 0;
}

/* A letter or digit of the key, of those that need no table. */
static bool is_ascii_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Is this place of the key inside a hashtag? */
static bool is_in_hashtag(struct str key, size_t at)
{
	for (size_t least = at > HASHTAG_MAX ? at - HASHTAG_MAX : 0; at > least;) {
		char c = key.at[at - 1];
		if (c == '#')
			return true;
		if (!is_ascii_word(c) && c != '_' && !(kind_before(key, at) & KIND_WORD))
			return false;
		do
			at--;
		while (!utf8_is_start(key, at));
	}
	return false;
}

/* #Acme|Sucks, #ACME|Sucks: a capital begins a new word behind anything else, or when a small
 * letter follows it. */
static bool is_camel_step(struct part *part, size_t key_at)
{
	if (key_at == 0 || key_at >= part->key.len || !is_in_hashtag(part->key, key_at))
		return false;
	size_t at = part_from(part, key_at), before = part_from(part, key_at - 1);
	if (before == at || !(kind_at(part->text, at) & KIND_UPPER))
		return false;
	return !(kind_at(part->text, before) & KIND_UPPER) ||
	       kind_at(part->text, fold_end(part->text, at)) & KIND_LOWER;
}

static bool is_free_before(struct str in, size_t at)
{
	uint8_t before = kind_before(in, at);
	return !(before & KIND_WORD) || (before | kind_at(in, at)) & KIND_NO_SPACE;
}

static bool is_free_after(struct str in, size_t at)
{
	uint8_t after = kind_at(in, at);
	if (after & KIND_JOINS)
		return !(after & KIND_WORD);
	return !(after & KIND_WORD) || (after | kind_before(in, at)) & KIND_NO_SPACE;
}

/* "@acme" in "@acme_support", "@acme.example", "@acme-bot" or "@acme@social.example" is a part. */
static bool is_token_end(struct str in, size_t start, size_t end)
{
	char after = end < in.len ? in.at[end] : '\0';
	if (after == '_')
		return false;
	if (in.at[start] == '#')
		return !(kind_at(in, end) & KIND_WORD);
	return !after || !strchr(".-@", after) ||
	       !(kind_at(in, end + 1) & KIND_WORD || code_at(in, end + 1) == '_');
}

static bool is_token_start(struct str in, size_t start)
{
	return start == 0 || in.at[start - 1] != '_';
}

/* in: the key or the original, at its places `at`; the camel step is asked of the key. */
static bool stands_free(const struct leaf *leaf, struct part *part, struct str in, struct span at,
			struct span key)
{
	if (leaf->is_token && !is_token_start(in, at.start))
		return false;
	if (leaf->is_token && !leaf->is_open_right && !is_token_end(in, at.start, at.end))
		return false;
	if (!leaf->is_open_left && !is_free_before(in, at.start) && !is_camel_step(part, key.start))
		return false;
	return leaf->is_open_right || is_free_after(in, at.end) ||
	       (!leaf->is_token && is_camel_step(part, key.end));
}

/* A prefix or suffix hit is the whole word. */
static struct span whole_word(const struct leaf *leaf, struct str key, struct span at)
{
	size_t end = at.end, start = at.start, len;
	for (; leaf->is_open_right && end < key.len; end += len) {
		uint8_t kind = kind_of(utf8_next(str_skip(key, end), &len));
		bool is_more = kind & KIND_WORD && (!(kind & KIND_NO_SPACE) || kind & KIND_JOINS);
		if (!is_more && !(leaf->is_token && key.at[end] == '_'))
			break;
	}
	while (leaf->is_open_left && start) {
		uint8_t kind = kind_before(key, start);
		if (!(kind & KIND_WORD) || kind & KIND_NO_SPACE)
			break;
		do
			start--;
		while (!utf8_is_start(key, start));
	}
	return (struct span){ (uint32_t)start, (uint32_t)end };
}

static bool check_exact(const struct leaf *leaf, struct part *part, struct span key,
			struct span *out)
{
	size_t start = part_from(part, key.start);
	if (start < leaf->lead)
		return false;
	start -= leaf->lead;
	struct str text = leaf->text;
	if (part->sign && key.start == 0 && text.at[0] == part->sign)
		text = str_skip(text, 1); /* the sign is only in the key */
	struct span at = { (uint32_t)start, (uint32_t)(start + text.len) };
	if (!str_starts(str_skip(part->text, start), text) || text.len == 0 ||
	    !stands_free(leaf, part, part->text, at, key) || part_is_guarded(part, key))
		return false;
	*out = at;
	return true;
}

static bool is_inside_word(struct str key, size_t at)
{
	return at > 0 && at < key.len && is_ascii_word(key.at[at - 1]) &&
	       is_ascii_word(key.at[at]) && !is_in_hashtag(key, at);
}

bool check_splits_word(struct str key, struct span at)
{
	return is_inside_word(key, at.start) || is_inside_word(key, at.end);
}

bool check_leaf(const struct leaf *leaf, struct part *part, struct span key, struct span *out)
{
	switch (leaf->kind) {
	case LEAF_WORD:
		if (!stands_free(leaf, part, part->key, key, key) || part_is_guarded(part, key))
			return false;
		*out = part_span(part, whole_word(leaf, part->key, key));
		return true;
	case LEAF_EXACT: return check_exact(leaf, part, key, out);
	case LEAF_DOMAIN: return check_host(leaf, part, key, out);
	case LEAF_REGEX: break; /* its key only says that it is worth trying */
	}
	return false;
}
