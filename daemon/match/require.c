/* How it works: the pattern is read from left to right. Each piece is known either exactly, as a
 * small set of texts of which it is one, or by a set of texts of which one is in it, or not at all.
 * In a sequence exact pieces grow together until something inexact stands between; the best of
 * these runs is what the whole requires. Of alternatives the union is required, if each has one.
 *
 * Upper and lower case need no care: all is folded at the end, and folding makes equal whatever
 * PCRE2 takes as equal without case. Whatever is not known for sure ends the reading with "nothing
 * required": a wrong guess would lose matches. PCRE2 itself only tells a first and a last byte. */
#include "require.h"

#include "arena.h"
#include "ascii.h"
#include "fold.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

enum { SET_MAX = 32, TEXT_MAX = 64, CLASS_MAX = 4, DEPTH_MAX = 30, KEY_MIN = 2, COUNT_MAX = 9999 };

struct set {
	const struct str *at;
	size_t n;
};

struct value {
	struct set exact; /* it is one of these; empty: not known exactly */
	struct set best;  /* one of these is in it; empty: none known */
};

struct parse {
	struct arena *arena;
	struct str rest;
	bool is_unknown;
	unsigned depth;
};

static struct value alternatives(struct parse *p);

static struct value anything(void)
{
	return (struct value){ 0 };
}

static struct value exactly(struct parse *p, struct str text)
{
	struct str *one = NEW(p->arena, struct str, 1);
	*one = text;
	return (struct value){ .exact = { one, 1 } };
}

static struct value nothing(struct parse *p)
{
	return exactly(p, STR(""));
}

static struct value unknown(struct parse *p)
{
	p->is_unknown = true;
	return anything();
}

static bool eat(struct parse *p, struct str what)
{
	if (!str_starts(p->rest, what))
		return false;
	p->rest = str_skip(p->rest, what.len);
	return true;
}

static size_t shortest(struct set set)
{
	size_t least = set.n ? SIZE_MAX : 0;
	for (size_t i = 0; i < set.n; i++)
		least = set.at[i].len < least ? set.at[i].len : least;
	return least;
}

/* The longer the shortest text, the rarer; then the fewer, the better. */
static struct set better(struct set a, struct set b)
{
	size_t a_len = shortest(a), b_len = shortest(b);
	if (a_len == b_len)
		return a.n && (a.n <= b.n || b.n == 0) ? a : b;
	return a_len > b_len ? a : b;
}

static struct set required(struct value value)
{
	struct set set = value.exact.n ? value.exact : value.best;
	return shortest(set) ? set : (struct set){ 0 };
}

static struct set joined(struct parse *p, struct set a, struct set b)
{
	struct str *at = NEW(p->arena, struct str, a.n + b.n);
	for (size_t i = 0; i < a.n + b.n; i++)
		at[i] = i < a.n ? a.at[i] : b.at[i - a.n];
	return (struct set){ at, a.n + b.n };
}

/* Each of a followed by each of b; empty when that would be too much. */
static struct set product(struct parse *p, struct set a, struct set b)
{
	if (a.n * b.n > SET_MAX)
		return (struct set){ 0 };
	struct str *at = NEW(p->arena, struct str, a.n * b.n);
	for (size_t i = 0; i < a.n * b.n; i++) {
		struct str left = a.at[i / b.n], right = b.at[i % b.n];
		if (left.len + right.len > TEXT_MAX)
			return (struct set){ 0 };
		at[i] = str_fmt(p->arena, STR_FMT STR_FMT, STR_ARG(left), STR_ARG(right));
	}
	return (struct set){ at, a.n * b.n };
}

static struct value either(struct parse *p, struct value a, struct value b)
{
	struct set one = required(a), two = required(b);
	if (a.exact.n && b.exact.n && a.exact.n + b.exact.n <= SET_MAX)
		return (struct value){ .exact = joined(p, a.exact, b.exact) };
	if (one.n == 0 || two.n == 0 || one.n + two.n > SET_MAX)
		return anything();
	return (struct value){ .best = joined(p, one, two) };
}

/* "[" is eaten. A small plain class is a set of characters, any other some character. */
static struct value class(struct parse *p)
{
	struct value value = { 0 };
	bool is_plain = !eat(p, STR("^"));
	for (bool is_first = true; p->rest.len; is_first = false) {
		size_t len;
		if (!is_first && eat(p, STR("]")))
			return is_plain && value.exact.n <= CLASS_MAX ? value : anything();
		if (str_starts(p->rest, STR("[:")) || str_starts(p->rest, STR("[.")) ||
		    str_starts(p->rest, STR("[=")))
			return unknown(p);
		bool is_escape = eat(p, STR("\\"));
		if (p->rest.len == 0 || (is_escape && strchr("QEcox0123456789", p->rest.at[0])))
			return unknown(p);
		if (is_escape || p->rest.at[0] == '-')
			is_plain = false;
		utf8_next(p->rest, &len);
		struct value one = exactly(p, str_first(p->rest, len));
		p->rest = str_skip(p->rest, len);
		if (is_plain && value.exact.n <= CLASS_MAX)
			value.exact = joined(p, value.exact, one.exact);
	}
	return unknown(p);
}

/* "\" is eaten. */
static struct value escape(struct parse *p)
{
	char c = p->rest.len ? p->rest.at[0] : '\0';
	struct str letter = str_first(p->rest, 1);
	p->rest = str_skip(p->rest, 1);
	if (c > ' ' && c < 0x7F && !ascii_is_alnum(c))
		return exactly(p, letter);
	if (c && strchr("bBAzZGK", c))
		return nothing(p);
	if (c && strchr("dDwWsShHvVRXtnrfea", c))
		return anything();
	if (c != 'p' && c != 'P')
		return unknown(p);
	size_t end = str_starts(p->rest, STR("{")) ? str_find_char(p->rest, '}') : 0;
	if (end >= p->rest.len)
		return unknown(p);
	p->rest = str_skip(p->rest, end + 1);
	return anything();
}

/* The name of a group and what ends it: "(?<*" for one is no name but another kind of lookbehind.
 */
static bool eat_name(struct parse *p)
{
	size_t n = 0;
	while (n < p->rest.len && (ascii_is_alnum(p->rest.at[n]) || p->rest.at[n] == '_'))
		n++;
	p->rest = str_skip(p->rest, n);
	return n > 0 && eat(p, STR(">"));
}

/* "i", "-i", "ims" …: flags that change no literal; "x" would. */
static void eat_flags(struct parse *p)
{
	while (p->rest.len && strchr("imsUJ-", p->rest.at[0]))
		p->rest = str_skip(p->rest, 1);
}

/* "(" is eaten. */
static struct value group(struct parse *p)
{
	bool is_look = false;
	if (++p->depth > DEPTH_MAX || str_starts(p->rest, STR("*")))
		return unknown(p);
	if (eat(p, STR("?"))) {
		is_look = eat(p, STR("=")) || eat(p, STR("!")) || eat(p, STR("<=")) ||
			  eat(p, STR("<!"));
		if (is_look || eat(p, STR(":")) || eat(p, STR(">"))) {
			/* nothing more to its head */
		} else if (eat(p, STR("<")) || eat(p, STR("P<"))) {
			if (!eat_name(p))
				return unknown(p);
		} else {
			eat_flags(p);
			if (eat(p, STR(")"))) {
				p->depth--;
				return nothing(p);
			}
			if (!eat(p, STR(":")))
				return unknown(p);
		}
	}
	struct value value = alternatives(p);
	if (!eat(p, STR(")")))
		return unknown(p);
	p->depth--;
	return is_look ? nothing(p) : value;
}

static struct value atom(struct parse *p)
{
	size_t len;
	if (eat(p, STR("(")))
		return group(p);
	if (eat(p, STR("[")))
		return class(p);
	if (eat(p, STR("\\")))
		return escape(p);
	if (eat(p, STR(".")))
		return anything();
	if (eat(p, STR("^")) || eat(p, STR("$")))
		return nothing(p);
	if (strchr("*+?{", p->rest.at[0]))
		return unknown(p);
	utf8_next(p->rest, &len);
	struct value value = exactly(p, str_first(p->rest, len));
	p->rest = str_skip(p->rest, len);
	return value;
}

static bool count(struct parse *p, unsigned *n)
{
	struct str before = p->rest;
	for (*n = 0;
	     p->rest.len && p->rest.at[0] >= '0' && p->rest.at[0] <= '9' && *n < COUNT_MAX;) {
		*n = *n * 10 + (unsigned)(p->rest.at[0] - '0');
		p->rest = str_skip(p->rest, 1);
	}
	return p->rest.len < before.len;
}

/* {n}, {n,}, {n,m} and nothing else: newer versions of PCRE2 read more into braces than older. */
static bool braces(struct parse *p, unsigned *least, unsigned *most)
{
	if (!count(p, least))
		return false;
	*most = *least;
	if (eat(p, STR(",")) && !count(p, most))
		*most = COUNT_MAX;
	return eat(p, STR("}"));
}

static void quantifier(struct parse *p, unsigned *least, unsigned *most)
{
	*least = *most = 1;
	if (eat(p, STR("*"))) {
		*least = 0;
		*most = COUNT_MAX;
	} else if (eat(p, STR("+"))) {
		*most = COUNT_MAX;
	} else if (eat(p, STR("?"))) {
		*least = 0;
	} else if (!eat(p, STR("{"))) {
		return;
	} else if (!braces(p, least, most)) {
		p->is_unknown = true;
	}
	if (!eat(p, STR("?")))
		eat(p, STR("+"));
}

struct run {
	struct set exact, best;
	bool is_exact;
};

static void append(struct parse *p, struct run *run, struct value value)
{
	struct set longer = { 0 };
	if (value.exact.n)
		longer = product(p, run->exact, value.exact);
	if (longer.n) {
		run->exact = longer;
		return;
	}
	run->is_exact = false;
	run->best = better(run->best, required((struct value){ .exact = run->exact }));
	run->best = better(run->best, required(value));
	run->exact = value.exact.n ? value.exact : nothing(p).exact;
}

static struct value sequence(struct parse *p)
{
	struct run run = { .exact = nothing(p).exact, .is_exact = true };
	while (!p->is_unknown && p->rest.len && p->rest.at[0] != '|' && p->rest.at[0] != ')') {
		unsigned least, most;
		struct value value = atom(p);
		quantifier(p, &least, &most);
		if (least == 0 && most == 1 && value.exact.n && value.exact.n < SET_MAX)
			value = either(p, value, nothing(p));
		else if (least == 0)
			value = anything();
		append(p, &run, value);
		if (most > 1)
			append(p, &run, anything());
	}
	if (run.is_exact)
		return (struct value){ .exact = run.exact };
	return (struct value){ .best = better(run.best,
					      required((struct value){ .exact = run.exact })) };
}

static struct value alternatives(struct parse *p)
{
	struct value value = sequence(p);
	while (!p->is_unknown && eat(p, STR("|")))
		value = either(p, value, sequence(p));
	return value;
}

/* Then the text has one of the others whenever it has this one. */
static bool has_one_inside(const struct str *keys, size_t n, struct str key)
{
	for (size_t i = 0; i < n; i++)
		if (str_find(key, keys[i]) < key.len)
			return true;
	return false;
}

struct strs require_texts(struct arena *arena, struct str pattern)
{
	struct parse p = { .arena = arena, .rest = pattern };
	struct set set = required(alternatives(&p));
	return p.is_unknown || p.rest.len ? (struct strs){ 0 } : (struct strs){ set.at, set.n };
}

struct strs require_keys(struct arena *arena, struct str pattern)
{
	struct strs texts = require_texts(arena, pattern);
	struct str *keys = NEW(arena, struct str, texts.n);
	size_t n = 0;
	for (size_t i = 0; i < texts.n; i++) {
		struct str key = fold(arena, texts.at[i], '\0');
		if (key.len < KEY_MIN)
			return (struct strs){ 0 };
		if (!has_one_inside(keys, n, key))
			keys[n++] = key;
	}
	return (struct strs){ keys, n };
}
