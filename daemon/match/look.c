/* How it works: the look key is made of the key, character by character, and is searched with its
 * own literals. What is found there stands between the borders that the other terms want, because
 * a part with its look key is a part like any other; only then it is asked whether anything in it
 * is out of place. Which letters look alike is taken from Unicode's confusables (UTS #39), as far
 * as they are letters of a living script that imitates Latin. The skeleton of that standard itself
 * will not do: it knows neither case nor accents, and 0 is not o in it.
 *
 * '@' is a letter only inside a word that is no address, because at its front it begins a handle.
 */
#include "look.h"

#include "arena.h"
#include "buf.h"
#include "check.h"
#include "fold.h"
#include "idn.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

enum { LABEL_MAX = 63, SHOWN_MAX = 256, TOLD_MAX = 600 };
enum { LATIN = 1, GREEK = 2, CYRILLIC = 4, ARMENIAN = 8, CHEROKEE = 16, OTHER = 32 };

/* What a letter looks like, in small and as a capital; a capital here means "only roughly". */
struct look {
	char small, capital;
};

enum { FIRST = 0x251, LAST = 0x585, CHEROKEE_FIRST = 0x13A0, CHEROKEE_LAST = 0x13F4 };
enum { PHONETIC_FIRST = 0x1D00, PHONETIC_LAST = 0x1D22 };

/* By what is in the key: folded, so small, and capitals in Cherokee. */
static const struct look letters[LAST - FIRST + 1] = {
	/* Latin, as in phonetic writing */
	[0x251 - FIRST] = { 'a', 0 },
	[0x261 - FIRST] = { 'g', 0 },
	[0x262 - FIRST] = { 'g', 0 },
	[0x269 - FIRST] = { 'i', 0 },
	[0x26A - FIRST] = { 'i', 0 },
	[0x274 - FIRST] = { 'n', 0 },
	[0x280 - FIRST] = { 'r', 0 },
	[0x28F - FIRST] = { 'y', 0 },
	[0x299 - FIRST] = { 'b', 0 },
	[0x29C - FIRST] = { 'h', 0 },
	[0x29F - FIRST] = { 'l', 0 },
	/* Greek */
	[0x3B1 - FIRST] = { 'a', 'a' },
	[0x3B2 - FIRST] = { 'B', 'b' },
	[0x3B3 - FIRST] = { 'y', 0 },
	[0x3B5 - FIRST] = { 'E', 'e' },
	[0x3B6 - FIRST] = { 0, 'z' },
	[0x3B7 - FIRST] = { 'n', 'h' },
	[0x3B9 - FIRST] = { 'i', 'i' },
	[0x3BA - FIRST] = { 'k', 'k' },
	[0x3BC - FIRST] = { 'u', 'm' },
	[0x3BD - FIRST] = { 'v', 'n' },
	[0x3BF - FIRST] = { 'o', 'o' },
	[0x3C1 - FIRST] = { 'p', 'p' },
	[0x3C3 - FIRST] = { 'o', 0 },
	[0x3C4 - FIRST] = { 'T', 't' },
	[0x3C5 - FIRST] = { 'u', 'y' },
	[0x3C7 - FIRST] = { 'x', 'x' },
	[0x3C9 - FIRST] = { 'w', 0 },
	[0x3F3 - FIRST] = { 'j', 'j' },
	/* Cyrillic */
	[0x430 - FIRST] = { 'a', 'a' },
	[0x432 - FIRST] = { 'B', 'b' },
	[0x433 - FIRST] = { 'R', 0 },
	[0x435 - FIRST] = { 'e', 'e' },
	[0x43A - FIRST] = { 'K', 'k' },
	[0x43C - FIRST] = { 'M', 'm' },
	[0x43D - FIRST] = { 'H', 'h' },
	[0x43E - FIRST] = { 'o', 'o' },
	[0x43F - FIRST] = { 'N', 0 },
	[0x440 - FIRST] = { 'p', 'p' },
	[0x441 - FIRST] = { 'c', 'c' },
	[0x442 - FIRST] = { 'T', 't' },
	[0x443 - FIRST] = { 'y', 'y' },
	[0x445 - FIRST] = { 'x', 'x' },
	[0x44C - FIRST] = { 'B', 'b' },
	[0x455 - FIRST] = { 's', 's' },
	[0x456 - FIRST] = { 'i', 'i' },
	[0x458 - FIRST] = { 'j', 'j' },
	[0x461 - FIRST] = { 'W', 'w' },
	[0x475 - FIRST] = { 'v', 'v' },
	[0x4AF - FIRST] = { 'y', 'y' },
	[0x4BB - FIRST] = { 'h', 0 },
	[0x4CF - FIRST] = { 'l', 'i' },
	[0x501 - FIRST] = { 'd', 0 },
	[0x50D - FIRST] = { 'G', 'g' },
	[0x51B - FIRST] = { 'q', 'q' },
	[0x51D - FIRST] = { 'w', 'w' },
	/* Armenian */
	[0x566 - FIRST] = { 'q', 0 },
	[0x56C - FIRST] = { 0, 'l' },
	[0x570 - FIRST] = { 'h', 0 },
	[0x575 - FIRST] = { 'j', 0 },
	[0x578 - FIRST] = { 'n', 0 },
	[0x57C - FIRST] = { 'n', 0 },
	[0x57D - FIRST] = { 'u', 'u' },
	[0x57F - FIRST] = { 0, 's' },
	[0x581 - FIRST] = { 'g', 0 },
	[0x585 - FIRST] = { 'o', 'o' },
};

static const char cherokee[CHEROKEE_LAST - CHEROKEE_FIRST + 1] = {
	[0x00] = 'd', [0x01] = 'r', [0x02] = 't', [0x05] = 'i', [0x09] = 'y', [0x0A] = 'a',
	[0x0B] = 'j', [0x0C] = 'e', [0x13] = 'w', [0x17] = 'm', [0x1B] = 'h', [0x1D] = 'y',
	[0x20] = 'g', [0x22] = 'h', [0x23] = 'z', [0x2F] = 'b', [0x32] = 'r', [0x34] = 'w',
	[0x35] = 's', [0x39] = 'v', [0x3A] = 's', [0x3E] = 'l', [0x3F] = 'c', [0x42] = 'p',
	[0x46] = 'k', [0x54] = 'b',
};

/* Small capitals. */
static const char phonetic[PHONETIC_LAST - PHONETIC_FIRST + 1] = {
	[0x00] = 'a', [0x04] = 'c', [0x05] = 'd', [0x07] = 'e', [0x0A] = 'j',
	[0x0B] = 'k', [0x0D] = 'm', [0x0F] = 'o', [0x18] = 'p', [0x1B] = 't',
	[0x1C] = 'u', [0x20] = 'v', [0x21] = 'w', [0x22] = 'z',
};

/* Digits and signs that are read as letters; 'l' is also 'i'. */
static const char leet[128] = {
	['0'] = 'o', ['1'] = 'l', ['3'] = 'e', ['4'] = 'a',
	['5'] = 's', ['7'] = 't', ['@'] = 'a', ['$'] = 's',
};

static const struct {
	uint32_t first, last;
	unsigned script;
	const char *name;
} scripts[] = {
	{ 'a', 'z', LATIN, NULL },
	{ 0x250, 0x2AF, OTHER, NULL },
	{ 0x370, 0x3FF, GREEK, "Greek" },
	{ 0x400, 0x52F, CYRILLIC, "Cyrillic" },
	{ 0x530, 0x58F, ARMENIAN, "Armenian" },
	{ 0x13A0, 0x13FF, CHEROKEE, "Cherokee" },
	{ 0x1D00, 0x1D7F, OTHER, NULL },
	{ 0x1F00, 0x1FFF, GREEK, "Greek" },
	{ 0xAB70, 0xABBF, CHEROKEE, "Cherokee" },
};

/* The row of scripts, or COUNT_OF(scripts). */
static size_t script_of(uint32_t c)
{
	size_t i = 0;
	while (i < COUNT_OF(scripts) && (c < scripts[i].first || c > scripts[i].last))
		i++;
	return i;
}

static struct look look_of(uint32_t c)
{
	char only = '\0';
	if (c >= FIRST && c <= LAST)
		return letters[c - FIRST];
	if (c >= CHEROKEE_FIRST && c <= CHEROKEE_LAST)
		only = cherokee[c - CHEROKEE_FIRST];
	else if (c >= PHONETIC_FIRST && c <= PHONETIC_LAST)
		only = phonetic[c - PHONETIC_FIRST];
	return (struct look){ only, only };
}

static bool is_rough(char letter)
{
	return letter >= 'A' && letter <= 'Z';
}

static char lower(char letter)
{
	return is_rough(letter) ? (char)(letter + ('a' - 'A')) : letter;
}

struct maker {
	struct arena *arena;
	struct part *part; /* or NULL: the key stands for itself */
	struct str key;
	char *at;
	size_t len, cap;
	uint32_t *from, *until; /* or NULL */
};

/* Where in the original a stretch of the key stands. */
static struct span origin(struct maker *make, size_t at)
{
	size_t start = part_from(make->part, at);
	return (struct span){ (uint32_t)start, (uint32_t)fold_end(make->part->text, start) };
}

static inline void put(struct maker *make, char letter, struct span source)
{
	char *last = make->at + make->len - 1;
	bool is_joined = make->len &&
			 ((letter == 'n' && *last == 'r') || (letter == 'v' && *last == 'v'));
	if (is_joined)
		*last = letter == 'n' ? 'm' : 'w';
	else
		make->at[make->len++] = letter == 'i' ? 'l' : letter;
	if (make->from && !is_joined)
		make->from[make->len - 1] = source.start;
	if (make->until)
		make->until[make->len - 1] = source.end;
}

/* A character beyond ASCII: the letter it looks like, or itself. */
static void put_wide(struct maker *make, struct str bytes, bool is_capital, struct span source)
{
	size_t len;
	struct look look = look_of(utf8_next(bytes, &len));
	char letter = is_capital || !look.small ? look.capital : lower(look.small);
	if (letter) {
		put(make, letter, source);
		return;
	}
	for (size_t i = 0; i < bytes.len; i++)
		put(make, bytes.at[i], source);
}

static bool is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       (unsigned char)c >= 0x80;
}

/* What a label "xn--…" shows, in `out`; 0: it is none. */
static size_t shown(struct arena *arena, struct str label, char out[SHOWN_MAX])
{
	struct arena_mark mark = arena_mark(arena);
	struct str other = { 0 };
	size_t len = 0;
	if (idn_other(arena, label, &other))
		other = fold(arena, other, '\0');
	while (len < other.len && len < SHOWN_MAX && is_host_char(other.at[len])) {
		out[len] = other.at[len];
		len++;
	}
	arena_reset(arena, mark);
	return len == other.len ? len : 0;
}

/* A label in Punycode, as what it shows, which as a whole stands for the whole label. Returns how
 * many bytes of the key that was; 0: there is none. */
static size_t put_label(struct maker *make, size_t at)
{
	char bytes[SHOWN_MAX];
	struct str label = str_first(str_skip(make->key, at), LABEL_MAX), rest;
	struct span source = { 0 };
	size_t len = 0;
	if (!str_starts(label, STR("xn--")) || (at && is_host_char(make->key.at[at - 1])))
		return 0;
	while (len < label.len && is_host_char(label.at[len]))
		len++;
	label.len = len;
	rest = (struct str){ bytes, shown(make->arena, label, bytes) };
	if (rest.len == 0)
		return 0;
	if (make->len + rest.len + make->key.len - at + FOLD_PAD > make->cap) {
		make->at = arena_grow(make->arena, make->at, make->cap, 2 * make->cap + SHOWN_MAX);
		make->cap = 2 * make->cap + SHOWN_MAX;
	}
	if (make->until)
		source = (struct span){ origin(make, at).start, origin(make, at + len - 1).end };
	for (size_t one; rest.len; rest = str_skip(rest, one)) {
		utf8_next(rest, &one);
		if (one == 1)
			put(make, rest.at[0], source);
		else
			put_wide(make, str_first(rest, one), false, source);
	}
	return len;
}

/* "p@ypal", but not "@paypal" and "me@paypal.example". */
static bool is_letter_sign(const struct maker *make, size_t at)
{
	struct part *part = make->part;
	if (!(kind_before(make->key, at) & KIND_WORD))
		return false;
	return !part || (part->field != FIELD_URL && part->field != FIELD_LINK &&
			 !part_is_guarded(part, (struct span){ (uint32_t)at, (uint32_t)at + 1 }));
}

static size_t put_one(struct maker *make, size_t at)
{
	unsigned char c = (unsigned char)make->key.at[at];
	struct span source = { 0 };
	size_t len = c == 'x' ? put_label(make, at) : 0;
	if (len)
		return len;
	if (make->until)
		source = origin(make, at);
	if (c < 0x80) {
		bool is_leet = leet[c] && (c != '@' || is_letter_sign(make, at));
		put(make, is_leet ? leet[c] : (char)c, source);
		return 1;
	}
	struct look look = look_of(utf8_next(str_skip(make->key, at), &len));
	/* The case is no longer in the key; it is asked for only where it matters. */
	bool has_two = look.small && look.capital && lower(look.small) != look.capital;
	bool is_capital = has_two && make->part &&
			  kind_at(make->part->text, part_from(make->part, at)) & KIND_UPPER;
	put_wide(make, str_first(str_skip(make->key, at), len), is_capital, source);
	return len;
}

static struct str make_key(struct maker *make)
{
	make->cap = make->key.len + FOLD_PAD;
	make->at = arena_bytes(make->arena, make->cap);
	for (size_t at = 0; at < make->key.len;)
		at += put_one(make, at);
	memset(make->at + make->len, 0, FOLD_PAD);
	return (struct str){ make->at, make->len };
}

struct str look_key(struct arena *arena, struct str key)
{
	struct maker make = { .arena = arena, .key = key };
	return make_key(&make);
}

struct part look_part(struct part *part)
{
	struct maker make = { .arena = part->arena, .part = part, .key = part->key };
	return (struct part){
		.arena = part->arena,
		.field = part->field,
		.index = part->index,
		.sign = part->sign,
		.text = part->text,
		.key = make_key(&make),
	};
}

void look_map(struct part *look, struct part *part)
{
	uint32_t *from = NEW(part->arena, uint32_t, look->key.len + 1);
	uint32_t *until = NEW(part->arena, uint32_t, look->key.len + 1);
	struct maker make = {
		.arena = part->arena, .part = part, .key = part->key, .from = from, .until = until
	};
	look->key = make_key(&make);
	from[look->key.len] = until[look->key.len] = (uint32_t)part->text.len;
	look->from = from;
	look->until = until;
}

/* Of which scripts a text is, as bits, and how often digits and signs stand for letters. */
struct mix {
	unsigned scripts, signs;
	bool is_rough;
};

static void add_char(struct arena *arena, struct str one, struct mix *mix)
{
	size_t len;
	struct str key = fold(arena, one, '\0');
	if (key.len == 0)
		return;
	uint32_t c = utf8_next(key, &len);
	size_t row = script_of(c);
	if (row < COUNT_OF(scripts))
		mix->scripts |= scripts[row].script;
	mix->signs += c < 0x80 && leet[c];
	struct look look = look_of(c);
	char letter = kind_at(one, 0) & KIND_UPPER ? look.capital : look.small;
	mix->is_rough |= c >= 0x80 && (!letter || is_rough(letter));
}

static struct mix mix_of(struct arena *arena, struct str text)
{
	struct mix mix = { 0 };
	for (size_t at = 0, len; at < text.len; at += len) {
		struct arena_mark mark = arena_mark(arena);
		utf8_next(str_skip(text, at), &len);
		add_char(arena, str_first(str_skip(text, at), len), &mix);
		arena_reset(arena, mark);
	}
	return mix;
}

static bool is_mixed(struct arena *arena, const struct leaf *leaf, struct str written)
{
	struct mix mix = mix_of(arena, written), ours = mix_of(arena, leaf->plain);
	bool has_many = (mix.scripts & (mix.scripts - 1)) != 0;
	bool is_foreign = ours.scripts == LATIN && !(mix.scripts & LATIN) && !mix.is_rough;
	if (mix.scripts == 0 || str_starts(written, STR("xn--")))
		return false;
	return has_many || mix.signs > ours.signs || is_foreign;
}

/* Like the plain term itself, a blank as a hyphen? */
static bool is_same(struct str key, struct str plain)
{
	bool is_same = key.len == plain.len;
	for (size_t i = 0; is_same && i < key.len; i++)
		is_same = key.at[i] == plain.at[i] || (plain.at[i] == ' ' && key.at[i] == '-');
	return is_same;
}

static bool is_forged(const struct leaf *leaf, struct part *look, struct span key, struct span host)
{
	struct arena *arena = look->arena;
	struct span at = leaf->kind == LEAF_DOMAIN ? host : part_span(look, key);
	struct str written = { look->text.at + at.start, at.end - at.start };
	if (leaf->kind == LEAF_DOMAIN)
		return !host_is_below(arena, written, leaf->plain);
	struct str plain = fold(arena, written, key.start == 0 ? look->sign : '\0');
	if (is_same(plain, leaf->plain) || (leaf->is_token && plain.at[0] != leaf->plain.at[0]))
		return false;
	return str_starts(leaf->plain, STR("@")) || is_mixed(arena, leaf, written);
}

bool look_check(const struct leaf *leaf, struct part *look, struct span key, struct span *out)
{
	if (!check_leaf(leaf, look, key, out))
		return false;
	struct arena_mark mark = arena_mark(look->arena);
	bool is_hit = is_forged(leaf, look, key, *out);
	arena_reset(look->arena, mark);
	return is_hit;
}

/* A character that is not what it seems. */
static bool tell_char(struct arena *arena, struct str plain, struct str one, struct buf *out)
{
	size_t len;
	uint32_t c = utf8_next(one, &len);
	size_t row = script_of(c);
	char letter = c < 0x80 ? leet[c] : '\0';
	if (row < COUNT_OF(scripts) && scripts[row].name)
		buf_fmt(out, "%s " STR_FMT, scripts[row].name, STR_ARG(one));
	else if (c >= 0x80 && !str_eq(fold(arena, one, '\0'), one))
		buf_add(out, one);
	else if (letter && str_find(plain, one) == plain.len)
		buf_fmt(out, "%c for %c", (char)c,
			letter == 'l' && str_find_char(plain, 'l') == plain.len ? 'i' : letter);
	else
		return false;
	return true;
}

struct str look_tell(struct arena *arena, const struct leaf *leaf, struct str written)
{
	struct buf out = buf_new(arena, TOLD_MAX);
	struct str seen = written;
	bool is_told = false;
	if (leaf->kind == LEAF_DOMAIN && idn_other(arena, str_lower(arena, written), &seen) &&
	    str_find_nocase(written, STR("xn--")) == written.len)
		seen = written; /* it was in letters already */
	buf_add(&out, utf8_first(written, TOLD_MAX / 2));
	buf_add(&out, STR(" ("));
	for (size_t at = 0, len; at < seen.len && !is_told; at += len) {
		utf8_next(str_skip(seen, at), &len);
		is_told = tell_char(arena, leaf->plain, str_first(str_skip(seen, at), len), &out);
	}
	if (!is_told)
		buf_fmt(&out, "not " STR_FMT, STR_ARG(utf8_first(leaf->plain, TOLD_MAX / 4)));
	buf_char(&out, ')');
	return buf_str(&out);
}
