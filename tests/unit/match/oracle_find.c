#include "oracle_find.h"

#include "buf.h"

#include <stdlib.h>
#include <string.h>

#include "poison.h"

void oracle_add(struct arena *arena, struct oracle_hits *hits, struct oracle_hit hit)
{
	hits->at = arena_more(arena, hits->at, hits->n, &hits->cap, sizeof(hit));
	hits->at[hits->n++] = hit;
}

static bool is_word(uint32_t c)
{
	return class_of(c) & IS_WORD;
}

/* Borders in a row of characters: between two that belong together there is none. */
static bool is_border_before(const uint32_t *c, size_t start)
{
	return start == 0 || !is_word(c[start - 1]) ||
	       ((class_of(c[start - 1]) | class_of(c[start])) & IS_NO_SPACE);
}

static bool is_border_after(const uint32_t *c, size_t n, size_t end)
{
	if (end == n || !is_word(c[end]))
		return true;
	return !(class_of(c[end]) & IS_MARK) &&
	       ((class_of(c[end - 1]) | class_of(c[end])) & IS_NO_SPACE);
}

static bool is_handle_or_hashtag(const uint32_t *c, size_t n)
{
	bool is_one = n > 1 && (c[0] == '@' || c[0] == '#') && (is_word(c[1]) || c[1] == '_');
	for (size_t i = 0; i < n; i++)
		is_one &= c[i] != ' ';
	return is_one;
}

static bool is_whole_token(const uint32_t *c, size_t n, size_t start, size_t end, bool is_open)
{
	if (start > 0 && c[start - 1] == '_')
		return false;
	if (is_open || end == n)
		return true;
	if (c[end] == '_' || (c[start] == '#' && is_word(c[end])))
		return false;
	return c[start] == '#' || !(c[end] == '.' || c[end] == '-' || c[end] == '@') ||
	       end + 1 == n || !(is_word(c[end + 1]) || c[end + 1] == '_');
}

/* A word inside an address is none; but a field that is an address is searched as it is. */
static bool is_guarded(const struct oracle_part *part, size_t start, size_t end)
{
	const struct oracle_text *t = &part->text;
	if (part->field == FIELD_URL || part->field == FIELD_LINK)
		return false;
	for (size_t i = 0; i < t->n_guards; i++) {
		size_t from = t->guards[i].start, to = t->guards[i].end;
		if (start >= from && end <= to && end - start < to - from)
			return true;
	}
	return false;
}

static struct str quoted(struct arena *arena, struct str text, bool is_blank_loose)
{
	struct buf out = buf_new(arena, 8 * KIB);
	for (size_t i = 0; i < text.len; i++) {
		bool is_plain = (unsigned char)text.at[i] >= 0x80 || text.at[i] == ' ' ||
				strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789_",
				       text.at[i]);
		if (text.at[i] == ' ' && is_blank_loose)
			buf_add(&out, STR("[ -]"));
		else if (is_plain)
			buf_char(&out, text.at[i]);
		else
			buf_fmt(&out, "\\%c", text.at[i]);
	}
	return buf_str(&out);
}

/* The places of a pattern, overlapping ones too. */
static bool next_place(const pcre2_code *code, struct str text, size_t *from, struct stretch *at)
{
	if (!regex_find(code, text, *from, at))
		return false;
	*from = at->start + 1;
	while (*from < text.len && ((unsigned char)text.at[*from] & 0xC0) == 0x80)
		++*from;
	return true;
}

static size_t char_at(const uint32_t *at, size_t n, size_t byte)
{
	size_t i = 0;
	while (i < n && at[i] < byte)
		i++;
	return i;
}

/* What a term is searched by. */
struct oracle_search {
	pcre2_code *code;
	struct str text;
	bool is_open_left, is_open_right, is_token;
};

static struct oracle_search search_of(struct arena *arena, const struct oracle_term *term)
{
	struct oracle_search w = { .text = term->text };
	if (str_starts(w.text, STR("*"))) {
		w.is_open_left = true;
		w.text = str_skip(w.text, 1);
	} else if (str_ends(w.text, STR("*"))) {
		w.is_open_right = true;
		w.text.len--;
	}
	struct oracle_text key = oracle_text(arena, w.text, '\0');
	w.is_token = is_handle_or_hashtag(key.c, key.n);
	struct str pattern = quoted(arena, key.utf8, true);
	w.code = regex(pattern.at, pattern.len);
	return w;
}

static void find_word(struct arena *arena, struct oracle_term *term, const struct oracle_part *part,
		      struct oracle_hits *out)
{
	const struct oracle_text *t = &part->text;
	struct stretch at;
	if (!term->search) {
		term->search = calloc(1, sizeof(*term->search));
		*term->search = search_of(arena, term);
	}
	const struct oracle_search w = *term->search;
	for (size_t from = 0; next_place(w.code, t->utf8, &from, &at);) {
		size_t start = char_at(t->at, t->n, at.start), end = char_at(t->at, t->n, at.end);
		bool is_left = w.is_open_left || is_border_before(t->c, start) || t->is_step[start];
		bool is_right = w.is_open_right || is_border_after(t->c, t->n, end) ||
				(!w.is_token && t->is_step[end]);
		if (!is_left || !is_right || is_guarded(part, start, end) ||
		    (w.is_token && !is_whole_token(t->c, t->n, start, end, w.is_open_right)))
			continue;
		while (w.is_open_left && start && is_word(t->c[start - 1]) &&
		       !(class_of(t->c[start - 1]) & IS_NO_SPACE))
			start--;
		while (w.is_open_right && end < t->n &&
		       ((w.is_token && t->c[end] == '_') ||
			(is_word(t->c[end]) &&
			 (!(class_of(t->c[end]) & IS_NO_SPACE) || class_of(t->c[end]) & IS_MARK))))
			end++;
		oracle_add(arena, out,
			   (struct oracle_hit){ part->field, part->index, t->from[start],
						t->until[end - 1], term->text, false });
	}
}

/* The characters of the original, for terms that want them as they are. */
static void find_exact(struct arena *arena, struct oracle_term *term,
		       const struct oracle_part *part, struct oracle_hits *out)
{
	const struct oracle_text *t = &part->text;
	uint32_t *c = NEW(arena, uint32_t, t->original.len + 1);
	uint32_t *at_byte = NEW(arena, uint32_t, t->original.len + 1);
	size_t n = 0, n_term = 0;
	uint32_t first[4] = { 0 };
	for (size_t at = 0, len; at < t->original.len; at += len) {
		at_byte[n] = (uint32_t)at;
		c[n++] = code_at(t->original, at, &len);
	}
	for (size_t at = 0, len; at < term->text.len && n_term < 4; at += len)
		first[n_term++] = code_at(term->text, at, &len);
	at_byte[n] = (uint32_t)t->original.len;
	bool is_token = is_handle_or_hashtag(first, n_term);
	for (size_t start = 0; start < n; start++) {
		size_t end_byte = at_byte[start] + term->text.len;
		size_t end = char_at(at_byte, n, end_byte);
		size_t key = 0, key_end = 0;
		if (!str_starts(str_skip(t->original, at_byte[start]), term->text))
			continue;
		while (key < t->n && t->from[key] < at_byte[start])
			key++;
		for (key_end = key; key_end < t->n && t->from[key_end] < end_byte;)
			key_end++;
		bool is_left = is_border_before(c, start) || t->is_step[key];
		bool is_right = is_border_after(c, n, end) || (!is_token && t->is_step[key_end]);
		if (is_left && is_right && !is_guarded(part, key, key_end) &&
		    (!is_token || is_whole_token(c, n, start, end, false)))
			oracle_add(arena, out,
				   (struct oracle_hit){ part->field, part->index, at_byte[start],
							(uint32_t)end_byte, term->text, false });
	}
}

#define DOT "(?:\\.|\\[\\.\\]|\\(\\.\\)|\\[dot\\]|\\(dot\\))"
#define HOST \
	"(?:(?![\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Thai}\\p{Hangul}])[\\p{L}\\p{N}\\p{M}_-])"

/* Does a path, a query or a user's name stand around the host? */
static bool is_no_host(struct str text, struct stretch at)
{
	static const char before[] =
		"(?:^|[ \\n<>\"()\\[\\]{}|,;])(?:[a-z]+://)?"
		"[^ \\n<>\"()\\[\\]{}|,;/]*\\.[^ \\n<>\"()\\[\\]{}|,;/]*"
		"[/?#](?:[^ \\n<>\"()\\[\\]{}|,;]*[^ \\n<>\"()\\[\\]{}|,;/])?/?$";
	static const char user[] = "^[^/?# <>\"]*@";
	static pcre2_code *is_path, *is_user;
	struct stretch found;
	struct str front = str_first(text, at.start), rest = str_skip(text, at.end);
	if (!is_path) {
		is_path = regex(before, strlen(before));
		is_user = regex(user, strlen(user));
	}
	if (str_starts(rest, STR("@")))
		return true;
	if (str_ends(front, STR("//")))
		return regex_find(is_user, rest, 0, &found);
	return regex_find(is_path, front, 0, &found);
}

static void find_domain(struct arena *arena, struct oracle_term *term,
			const struct oracle_part *part, struct oracle_hits *out)
{
	struct str text = part->text.original;
	struct stretch at;
	if (!term->search) {
		struct buf pattern = buf_new(arena, 8 * KIB);
		buf_add(&pattern, STR("(?i)(?<!" HOST ")(?<!" HOST "\\.)(?:" HOST "+" DOT ")*"));
		for (struct str rest = term->text, label; str_cut(&rest, '.', &label);) {
			buf_add(&pattern, quoted(arena, label, false));
			buf_add(&pattern, rest.at ? STR(DOT) : STR(""));
		}
		buf_add(&pattern, STR("(?!" HOST "|" DOT HOST ")"));
		term->search = calloc(1, sizeof(*term->search));
		term->search->code = regex(pattern.at, pattern.len);
	}
	for (size_t from = 0; regex_find(term->search->code, text, from, &at); from = at.end)
		if (!is_no_host(text, at))
			oracle_add(arena, out,
				   (struct oracle_hit){ part->field, part->index,
							(uint32_t)at.start, (uint32_t)at.end,
							term->text, false });
}

void oracle_find(struct arena *arena, struct oracle_term *term, const struct oracle_part *part,
		 struct oracle_hits *out)
{
	if (term->kind == ORACLE_WORD)
		find_word(arena, term, part, out);
	else if (term->kind == ORACLE_EXACT)
		find_exact(arena, term, part, out);
	else
		find_domain(arena, term, part, out);
}

void oracle_search_free(struct oracle_search **search)
{
	if (*search)
		pcre2_code_free((*search)->code);
	free(*search);
	*search = NULL;
}
