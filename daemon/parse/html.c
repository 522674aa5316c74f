#include "html.h"

#include "arena.h"
#include "ascii.h"
#include "url.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

/* How the scanner works: one pass from front to back, one output buffer that is never larger than
 * the input (plus a little for the two references that are longer than their names). Runs of plain
 * bytes are copied as a whole; a table of 256 classes says where a run ends. White space is not
 * written but remembered as a gap, and the gap is written before the next visible text: so folding
 * and trimming cost nothing, and a block's break wins over a blank. A tag ends at the first '>'
 * outside quotes; once a document has shown that its quotes do not pair, its tags end at the first
 * '>' (else each tag would be searched to the end of the document again). libxml2's HTML parser
 * was nine times slower, and its maintainers advise against it. */

enum class { PLAIN, SPACE, TAG, REFERENCE, SPECIAL };
enum gap { GAP_NONE, GAP_BLANK, GAP_BREAK };
enum { LINKS_MAX = 64, NAME_MAX_LEN = 16 };

static const unsigned char classes[256] = {
	['\0' ... ' '] = SPACE, [0x7F] = SPACE,	  ['<'] = TAG,	    ['&'] = REFERENCE,
	[0xC2] = SPECIAL,	[0xE2] = SPECIAL, [0xEF] = SPECIAL,
};

static const unsigned char weights[256] = {
	['\0' ... '\x1F'] = 2,
	[' '] = 1,
	[0x7F] = 2,
	['<'] = 2,
	['&'] = 2,
	[0xC2] = 2,
	[0xE2] = 2,
	[0xEF] = 2,
};

struct scan {
	const char *at, *end;
	const char *last_close; /* the last '>' of all, or NULL */
	char *out, *start;
	enum gap gap;
	const char *end_after_cdata; /* while in one: the end of what is around it */
	bool has_broken_quotes;
	struct arena *arena;
	struct str base;
	struct str *links;
	struct str *hrefs; /* the same as they were written, because resolving costs */
	size_t n_links;
};

static enum class class_of(char c) { return classes[(unsigned char)c]; }

static struct str rest_of(const struct scan *s)
{
	return (struct str){ s->at, (size_t)(s->end - s->at) };
}

static void gap(struct scan *s, enum gap gap)
{
	if (s->gap < gap)
		s->gap = gap;
}

static void put(struct scan *s, const char *at, size_t len)
{
	if (s->gap && s->out != s->start)
		*s->out++ = s->gap == GAP_BREAK ? '\n' : ' ';
	s->gap = GAP_NONE;
	memcpy(s->out, at, len);
	s->out += len;
}

/* Does the text so far end in a letter of a script that spells with joiners (or an emoji)? */
static bool is_joined_script(const struct scan *s)
{
	const char *at = s->out;
	while (at > s->start && ((unsigned char)at[-1] & 0xC0) == 0x80)
		at--;
	return at > s->start && !s->gap && (unsigned char)at[-1] >= 0xCD;
}

/* One code point that may be white space of another kind, or have no width. */
static void put_special(struct scan *s, struct str one)
{
	size_t len;
	switch (utf8_next(one, &len)) {
	case 0x00AD: /* soft hyphen */
	case 0x200B: /* zero-width space */
	case 0x200E: /* left-to-right and right-to-left mark */
	case 0x200F:
	case 0x2060: /* word joiner */
	case 0xFEFF: return;
	case 0x0085: /* next line */
	case 0x00A0: /* no-break space */
	case 0x2028: /* line and paragraph separator */
	case 0x2029: gap(s, GAP_BLANK); return;
	case 0x200C: /* zero-width non-joiner and joiner */
	case 0x200D:
		if (!is_joined_script(s))
			return;
		break;
	default: break;
	}
	put(s, one.at, one.len);
}

/* Text that a reference stands for. */
static void put_decoded(struct scan *s, const char *text, size_t len)
{
	if (len == 1 && class_of(text[0]) == SPACE)
		gap(s, GAP_BLANK);
	else if (class_of(text[0]) == SPECIAL)
		put_special(s, (struct str){ text, len });
	else
		put(s, text, len);
}

static void reference(struct scan *s)
{
	char text[8];
	size_t len, took = 1;
	if (html_entity(rest_of(s), text, &len, &took))
		put_decoded(s, text, len);
	else
		put(s, "&", 1);
	s->at += took;
}

static void special(struct scan *s)
{
	size_t len = (unsigned char)*s->at == 0xC2 ? 2 : 3;
	struct str one = str_first(rest_of(s), len);
	s->at += one.len;
	put_special(s, one);
}

/* Sixteen bytes that are compared at once: a vector, as gcc and clang know it. */
typedef unsigned char stride __attribute__((vector_size(16)));

/* Is all of a stride plain, with single blanks? It says what `weights` says. */
static bool is_plain_stride(const char *at)
{
	stride c, before;
	uint64_t halves[2];
	memcpy(&c, at, sizeof(c));
	memcpy(&before, at - 1, sizeof(before));
	stride found = (stride)((c < ' ') | (c == 0x7F) | (c == '<') | (c == '&') | (c == 0xC2) |
				(c == 0xE2) | (c == 0xEF) | ((c == ' ') & (before == ' ')));
	memcpy(halves, &found, sizeof(halves));
	return (halves[0] | halves[1]) == 0;
}

/* Plain bytes and single blanks between them. The weights (plain 0, blank 1, all else 2) of two
 * neighbours add up to 2 where the run ends, so that the loop has no branch a word's length could
 * mislead. */
static void plain(struct scan *s)
{
	const char *at = s->at + 1;
	while (s->end - at >= (ptrdiff_t)sizeof(stride) && is_plain_stride(at))
		at += sizeof(stride);
	unsigned before = at[-1] == ' ', weight;
	for (; at < s->end; at++) {
		weight = weights[(unsigned char)*at];
		if (weight + before >= 2)
			break;
		before = weight;
	}
	put(s, s->at, (size_t)(at - s->at) - before);
	if (before)
		gap(s, GAP_BLANK);
	s->at = at;
}

/* The names of block elements by their first letter. */
static const char *const blocks[26] = {
	['a' - 'a'] = "address article aside ",
	['b' - 'a'] = "br blockquote body ",
	['c' - 'a'] = "center caption ",
	['d' - 'a'] = "div dd dt dl details dialog dir ",
	['f' - 'a'] = "figure figcaption footer form fieldset ",
	['h' - 'a'] = "h1 h2 h3 h4 h5 h6 hr header hgroup head html ",
	['l' - 'a'] = "li legend ",
	['m' - 'a'] = "main menu ",
	['n' - 'a'] = "nav ",
	['o' - 'a'] = "ol option optgroup ",
	['p' - 'a'] = "p pre ",
	['s' - 'a'] = "section select summary ",
	['t' - 'a'] = "td tr th table tbody tfoot thead title ",
	['u' - 'a'] = "ul ",
};

static bool is_block(struct str name)
{
	const char *list = blocks[name.at[0] - 'a'];
	while (list && *list) {
		size_t same = 0;
		while (same < name.len && list[same] == name.at[same])
			same++;
		if (same == name.len && list[same] == ' ')
			return true;
		list = strchr(list, ' ') + 1;
	}
	return false;
}

/* Elements whose content is no text. */
static bool is_dropped(struct str name)
{
	return str_eq(name, STR("script")) || str_eq(name, STR("style")) ||
	       str_eq(name, STR("template"));
}

/* The '>' that ends the tag at s->at, or NULL. */
static const char *tag_end(struct scan *s)
{
	if (s->at >= s->last_close)
		return NULL;
	for (const char *at = s->at; at < s->end && !s->has_broken_quotes; at++) {
		if (*at == '>')
			return at;
		if (*at != '"' && *at != '\'')
			continue;
		at = memchr(at + 1, *at, (size_t)(s->end - at) - 1);
		if (!at)
			break;
	}
	s->has_broken_quotes = true;
	return memchr(s->at, '>', (size_t)(s->end - s->at));
}

static struct str tag_name(const char *at, const char *end, char lower[NAME_MAX_LEN])
{
	size_t len = 0;
	while (at < end && len < NAME_MAX_LEN && class_of(*at) == PLAIN && *at != '/' && *at != '>')
		lower[len++] = (char)(ascii_is_letter(*at++) ? at[-1] | 0x20 : at[-1]);
	return (struct str){ lower, len };
}

/* `&copy=` in a link is no © (13.2.5.73). */
struct str html_attribute(struct arena *arena, struct str value)
{
	char *out = arena_bytes(arena, value.len + value.len / 2 + 8), *to = out;
	while (value.len) {
		char text[8];
		size_t len, took, run = str_find_char(value, '&');
		to = mempcpy(to, value.at, run);
		value = str_skip(value, run);
		if (!html_entity(value, text, &len, &took) || value.at[took - 1] != ';') {
			text[0] = '&';
			len = took = value.len != 0;
		}
		to = mempcpy(to, text, len);
		value = str_skip(value, took);
	}
	return (struct str){ out, (size_t)(to - out) };
}

/* What stands behind the '=' of an attribute, without its quotes. */
static struct str attribute_value(struct str value)
{
	if (str_starts(value, STR("\"")) || str_starts(value, STR("'"))) {
		struct str inside = str_skip(value, 1);
		return str_trim(str_first(inside, str_find_char(inside, value.at[0])));
	}
	size_t len = 0;
	while (len < value.len && class_of(value.at[len]) != SPACE)
		len++;
	return str_first(value, len);
}

/* The value of href among the attributes, or empty. */
static struct str href_of(struct str attributes)
{
	for (struct str rest = attributes; rest.len;) {
		size_t at = str_find_nocase(rest, STR("href"));
		struct str behind = str_trim(str_skip(rest, at + 4));
		bool is_alone = at > 0 && class_of(rest.at[at - 1]) == SPACE;
		if (is_alone && str_starts(behind, STR("=")))
			return attribute_value(str_trim(str_skip(behind, 1)));
		rest = str_skip(rest, at + 4);
	}
	return STR("");
}

static bool has(const struct str *list, size_t n, struct str one)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], one))
			return true;
	return false;
}

static void keep_link(struct scan *s, struct str attributes)
{
	struct str href = href_of(attributes);
	if (href.len == 0 || href.at[0] == '#' || s->n_links == LINKS_MAX ||
	    has(s->hrefs, s->n_links, href))
		return;
	s->hrefs[s->n_links] = href;
	struct arena_mark mark = arena_mark(s->arena);
	if (str_find_char(href, '&') < href.len)
		href = html_attribute(s->arena, href);
	href = url_resolve(s->arena, s->base, href);
	if (url_is_web(href) && !has(s->links, s->n_links, href))
		s->links[s->n_links++] = href;
	else
		arena_reset(s->arena, mark);
}

/* Past the end tag of an element that is dropped with its content, or to the end. */
static void skip_content(struct scan *s, struct str name)
{
	while (s->at < s->end) {
		const char *at = memchr(s->at, '<', (size_t)(s->end - s->at));
		s->at = at ? at + 1 : s->end;
		struct str rest = rest_of(s);
		if (str_starts(rest, STR("/")) && str_starts_nocase(str_skip(rest, 1), name)) {
			at = memchr(s->at, '>', rest.len);
			s->at = at ? at + 1 : s->end;
			return;
		}
	}
}

/* Reads on to where a CDATA ends; there `html_text` goes on behind it. */
static void cdata(struct scan *s)
{
	s->at += 9;
	struct str rest = rest_of(s);
	size_t len = str_find(rest, STR("]]>"));
	if (s->end_after_cdata || len == rest.len)
		return;
	s->end_after_cdata = s->end;
	s->end = s->at + len;
}

/* "<!--", "<![CDATA[", "<!DOCTYPE", "<?": all go with their content, but CDATA is text. */
static void declaration(struct scan *s)
{
	struct str rest = rest_of(s);
	if (str_starts(rest, STR("<![CDATA["))) {
		cdata(s);
		return;
	}
	bool is_comment = str_starts(rest, STR("<!--"));
	struct str close = is_comment ? STR("-->") : STR(">");
	size_t skipped = is_comment ? 4 : 2;
	size_t at = skipped + str_find(str_skip(rest, skipped), close) + close.len;
	s->at += at < rest.len ? at : rest.len;
}

/* A tag that the end of the document cut off goes; `a <b` is text. */
static void unclosed(struct scan *s)
{
	struct str rest = rest_of(s);
	bool is_last = str_find_char(str_skip(rest, 1), '<') + 1 == rest.len;
	if (!is_last || (rest.at[1] != '/' && str_find_char(rest, '=') == rest.len)) {
		put(s, "<", 1);
		s->at++;
		return;
	}
	s->at = s->end;
}

static void element(struct scan *s)
{
	char lower[NAME_MAX_LEN];
	bool is_end = s->at[1] == '/';
	const char *name_at = s->at + 1 + is_end, *end = tag_end(s);
	if (!end) {
		unclosed(s);
		return;
	}
	struct str name = tag_name(name_at, end, lower);
	if (str_find_char(name, '@') < name.len) {
		put(s, "<", 1);
		s->at++;
		return;
	}
	const char *behind = name_at + name.len;
	s->at = end + 1;
	if (is_block(name))
		gap(s, GAP_BREAK);
	if (is_end)
		return;
	if (is_dropped(name))
		skip_content(s, name);
	else if (s->links && name.at[0] == 'a' && behind < end)
		keep_link(s, (struct str){ behind, (size_t)(end - behind) });
}

static void markup(struct scan *s)
{
	const char *next = s->at + 1;
	if (next < s->end && (*next == '!' || *next == '?')) {
		declaration(s);
		return;
	}
	if (next < s->end && *next == '/')
		next++;
	if (next < s->end && ascii_is_letter(*next)) {
		element(s);
		return;
	}
	put(s, "<", 1);
	s->at++;
}

/* Behind the "]]>"; false when there is no more. */
static bool leave_cdata(struct scan *s)
{
	if (!s->end_after_cdata)
		return false;
	s->at = s->end + 3;
	s->end = s->end_after_cdata;
	s->end_after_cdata = NULL;
	return s->at < s->end;
}

static void blank(struct scan *s)
{
	gap(s, GAP_BLANK);
	s->at++;
}

struct str html_text(struct arena *arena, struct str html, struct str base, struct strs *links)
{
	static void (*const by_class[])(struct scan * s) = {
		[PLAIN] = plain,	 [SPACE] = blank,     [TAG] = markup,
		[REFERENCE] = reference, [SPECIAL] = special,
	};
	struct str found[LINKS_MAX], hrefs[LINKS_MAX];
	if (links)
		*links = (struct strs){ NULL, 0 };
	if (html.len == 0)
		return STR("");
	/* The longest growth: "&nGt;" is 5 bytes and its text 6. */
	char *out = arena_bytes(arena, html.len + html.len / 5 + 1);
	struct scan s = {
		.at = html.at,
		.end = html.at + html.len,
		.out = out,
		.start = out,
		.last_close = memrchr(html.at, '>', html.len),
		.arena = arena,
		.base = base,
		.links = links ? found : NULL,
		.hrefs = hrefs,
	};
	while (s.at < s.end || leave_cdata(&s))
		by_class[class_of(*s.at)](&s);
	if (s.n_links) {
		struct str *kept = NEW(arena, struct str, s.n_links);
		memcpy(kept, found, s.n_links * sizeof(*found));
		*links = (struct strs){ kept, s.n_links };
	}
	return (struct str){ out, (size_t)(s.out - out) };
}

static bool is_folded(struct str text)
{
	bool was_space = true;
	for (size_t i = 0; i < text.len; i++) {
		bool is_space = class_of(text.at[i]) == SPACE;
		if (is_space && (was_space || text.at[i] != ' '))
			return false;
		was_space = is_space;
	}
	return text.len == 0 || !was_space;
}

struct str text_fold(struct arena *arena, struct str text)
{
	if (is_folded(text))
		return text;
	char *out = arena_bytes(arena, text.len), *to = out;
	for (size_t i = 0; i < text.len; i++) {
		bool is_space = class_of(text.at[i]) == SPACE;
		if (!is_space)
			*to++ = text.at[i];
		else if (to > out && to[-1] != ' ')
			*to++ = ' ';
	}
	if (to > out && to[-1] == ' ')
		to--;
	return (struct str){ out, (size_t)(to - out) };
}
