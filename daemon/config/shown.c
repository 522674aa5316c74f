/* shown.c - the lines of a file as problems may print them.
 *
 * A message prints the source line, and somebody pastes it into a ticket. So what stands behind a
 * key that sounds like a secret is masked, whatever is wrong in that line: the key may be unknown
 * or misspelt, the line may be no YAML at all. Therefore this looks at text and not at the tree,
 * and rather masks too much: the rest of the line, and lines below that are indented deeper.
 * {file: PATH}, {env: NAME} and {credential: NAME} stay. Of a `url:` the path is masked (at chat
 * services it is the secret), of every URL the user, the password and the query. */
#include "inside.h"

#include "arena.h"

#include <string.h>

#include "poison.h"

struct masking {
	char *out;
	size_t len;
	bool is_below; /* lines indented deeper than `column` belong to a secret */
	size_t column;
};

/* Parts of the words, so that most ways to misspell them sound the same. */
static const struct str secret_parts[] = {
	STR_INIT("pass"),   STR_INIT("pasw"),	 STR_INIT("sword"),    STR_INIT("pwd"),
	STR_INIT("secr"),   STR_INIT("secet"),	 STR_INIT("sercet"),   STR_INIT("token"),
	STR_INIT("apikey"), STR_INIT("api-key"), STR_INIT("api_key"),  STR_INIT("authoriz"),
	STR_INIT("cookie"), STR_INIT("bearer"),	 STR_INIT("authoris"),
};
static const struct str url_parts[] = { STR_INIT("url"), STR_INIT("webhook"), STR_INIT("://") };

static bool starts_with_any(struct str rest, const struct str *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((rest.at[0] | 0x20) == (parts[i].at[0] | 0x20) &&
		    str_starts_nocase(rest, parts[i]))
			return true;
	return false;
}

/* Of "key" alone only the whole word, for it is a part of many. */
static bool is_key_name(struct str name)
{
	struct str end = name.len > 3 ? str_skip(name, name.len - 4) : name;
	return str_eq_nocase(name, STR("key")) || str_eq_nocase(end, STR("_key")) ||
	       str_eq_nocase(end, STR("-key"));
}

bool shown_is_secret_param(struct str name)
{
	return is_key_name(name) || shown_is_secret_name(name);
}

bool shown_is_secret_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (starts_with_any(str_skip(name, i), secret_parts, COUNT_OF(secret_parts)))
			return true;
	return false;
}

#define LETTER(c) (1u << ((c) - 'a'))

/* The second letters of those parts and of "key", by the first. */
static const uint32_t seconds['z' - 'a' + 1] = {
	['a' - 'a'] = LETTER('p') | LETTER('u'),
	['b' - 'a'] = LETTER('e'),
	['c' - 'a'] = LETTER('o'),
	['k' - 'a'] = LETTER('e'),
	['p' - 'a'] = LETTER('a') | LETTER('w'),
	['s' - 'a'] = LETTER('e') | LETTER('w'),
	['t' - 'a'] = LETTER('o'),
	['u' - 'a'] = LETTER('r'),
	['w' - 'a'] = LETTER('e'),
};

static bool may_begin_part(char first, char second)
{
	unsigned a = (unsigned)((first | 0x20) - 'a'), b = (unsigned)((second | 0x20) - 'a');
	if (first == ':')
		return second == '/';
	return a < COUNT_OF(seconds) && b < COUNT_OF(seconds) && (seconds[a] >> b & 1);
}

/* Most lines hold no part of a secret's name and no address at all: long lists of words do not. */
static bool may_hold_secret(struct str line)
{
	for (size_t i = 0; i + 1 < line.len; i++) {
		if (!may_begin_part(line.at[i], line.at[i + 1]))
			continue;
		struct str rest = str_skip(line, i);
		if (starts_with_any(rest, secret_parts, COUNT_OF(secret_parts)) ||
		    starts_with_any(rest, url_parts, COUNT_OF(url_parts)) ||
		    str_starts_nocase(rest, STR("key")))
			return true;
	}
	return false;
}

static void put(struct masking *m, struct str text)
{
	if (text.len)
		memcpy(m->out + m->len, text.at, text.len);
	m->len += text.len;
}

/* One star a character, so that carets still stand where they should. */
static void put_masked(struct masking *m, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		if (((unsigned char)c & 0xC0) != 0x80)
			m->out[m->len++] = c == ' ' || c == '\t' || c == '\r' ? c : '*';
	}
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

static struct str skip_blanks(struct str s)
{
	while (s.len && (s.at[0] == ' ' || s.at[0] == '\t'))
		s = str_skip(s, 1);
	return s;
}

/* {file: …} and its sisters tell where the secret is, and not the secret. */
static bool is_reference(struct str value)
{
	static const struct str kinds[] = { STR_INIT("file:"), STR_INIT("env:"),
					    STR_INIT("credential:") };
	value = skip_blanks(value);
	if (value.len == 0 || value.at[0] != '{')
		return false;
	value = skip_blanks(str_skip(value, 1));
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_starts(value, kinds[i]))
			return true;
	return false;
}

/* Does the value begin, or go on, in the next line? */
static bool is_open(struct str value)
{
	value = str_trim(value);
	if (value.len == 0)
		return true;
	bool is_quoted = value.at[0] == '"' || value.at[0] == '\'';
	return is_quoted && str_find_char(str_skip(value, 1), value.at[0]) + 1 == value.len;
}

/* A name at the front of `rest` where a key may stand; what is behind its colon in *value. */
static bool cut_key(struct str rest, bool is_first, struct str *name, struct str *value)
{
	bool is_quoted = rest.len && (rest.at[0] == '"' || rest.at[0] == '\'');
	struct str word = str_skip(rest, is_quoted);
	size_t n = 0;
	while (n < word.len && is_name_char(word.at[n]))
		n++;
	struct str behind = str_skip(word, n + is_quoted);
	struct str after = skip_blanks(behind);
	*name = str_first(word, n);
	if (n == 0 || after.len == 0)
		return false;
	bool is_marked = after.at[0] == ':' || after.at[0] == '=';
	*value = str_skip(after, is_marked);
	return is_marked || (is_first && after.len < behind.len);
}

/* The user and password of https://user:password@host/, when they stand at the front. */
static size_t user_part(struct str rest)
{
	size_t end = 0;
	for (size_t i = 0; i < rest.len; i++) {
		char c = rest.at[i];
		if (c == '@')
			end = i;
		if (c == '/' || c == ' ' || c == '"' || c == '\'' || c == '?' || c == '#')
			break;
	}
	return end;
}

/* Behind the host of a `url:`. */
static size_t url_head(struct str value)
{
	size_t start = str_find(value, STR("://"));
	if (start >= value.len)
		return value.len;
	size_t slash = str_find_char(str_skip(value, start + 3), '/');
	return start + 3 + slash + 1;
}

static size_t url_tail(struct str rest)
{
	size_t n = 0;
	while (n < rest.len && rest.at[n] != ' ' && rest.at[n] != '"' && rest.at[n] != '\'' &&
	       rest.at[n] != ',' && rest.at[n] != '}')
		n++;
	return n;
}

static bool can_precede_key(char c)
{
	return c == ' ' || c == '\t' || c == '{' || c == ',' || c == '[';
}

/* Keys whose address is the secret at chat services: `url:`, a `webhook:` in short, and `urll:`. */
static bool is_url_name(struct str name, struct str value)
{
	return (str_starts_nocase(name, STR("url")) || str_starts_nocase(name, STR("webhook"))) &&
	       !str_starts(skip_blanks(value), STR("{"));
}

/* Behind "://": the user and the query are masked, the rest can be read. Returns their length. */
static size_t put_url(struct masking *m, struct str rest)
{
	size_t user = user_part(rest);
	struct str address = str_first(str_skip(rest, user), url_tail(str_skip(rest, user)));
	size_t query = str_find_char(address, '?');
	put_masked(m, str_first(rest, user));
	put(m, str_first(address, query + 1));
	put_masked(m, str_skip(address, query + 1));
	return user + address.len;
}

/* Copies the line up to a secret and masks the rest. True: the value may go on in lines below. */
static bool put_line(struct masking *m, struct str line)
{
	size_t indent = line.len - skip_blanks(line).len;
	size_t i = 0;
	while (i < line.len) {
		struct str rest = str_skip(line, i), name, value;
		if (line.at[i] == ':' && str_starts(rest, STR("://"))) {
			put(m, str_first(rest, 3));
			i += 3 + put_url(m, str_skip(rest, 3));
			continue;
		}
		bool is_start = i == 0 || can_precede_key(line.at[i - 1]);
		if (is_start && cut_key(rest, i == indent, &name, &value)) {
			size_t head = rest.len - value.len;
			if (shown_is_secret_param(name) && !is_reference(value)) {
				m->column = is_open(value) ? indent : i;
				put(m, str_first(rest, head));
				put_masked(m, value);
				return true;
			}
			if (is_url_name(name, value) && user_part(value) == 0) {
				head += url_head(value);
				size_t tail = url_tail(str_skip(rest, head));
				put(m, str_first(rest, head));
				put_masked(m, str_first(str_skip(rest, head), tail));
				i += head + tail;
				continue;
			}
		}
		m->out[m->len++] = line.at[i++];
	}
	return false;
}

struct str shown_text(struct arena *arena, struct str text)
{
	struct masking m = { .out = arena_bytes(arena, text.len + 1) };
	struct str rest = text, line;
	while (str_cut(&rest, '\n', &line)) {
		size_t indent = line.len - skip_blanks(line).len;
		bool is_blank = indent == line.len;
		if (m.is_below && (is_blank || indent > m.column)) {
			put_masked(&m, line);
		} else {
			m.is_below = may_hold_secret(line);
			if (m.is_below)
				m.is_below = put_line(&m, line);
			else
				put(&m, line);
		}
		if (rest.at)
			m.out[m.len++] = '\n';
	}
	return (struct str){ m.out, m.len };
}
