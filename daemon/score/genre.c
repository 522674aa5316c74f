/* How it works: a piece of news is known by what it lacks. It speaks to nobody and of nobody in the
 * first person, greets nobody by a handle, shouts nothing and smiles at nothing. */
#include "genre.h"

#include <string.h>

#include "poison.h"

enum { LEAST_WORDS = 4, LOOKED_AT_MAX = 400 };

enum genre genre_of(struct str name)
{
	static const struct str names[GENRES] = {
		[GENRE_ANY] = STR_INIT("any"),
		[GENRE_SOCIAL] = STR_INIT("social"),
		[GENRE_NEWS] = STR_INIT("news"),
		[GENRE_SOFTWARE] = STR_INIT("software"),
	};
	for (int i = 0; i < GENRES; i++)
		if (str_eq(names[i], name))
			return (enum genre)i;
	return GENRES;
}

/* Who speaks, and to whom: in the languages that have packs, by the length of the word. */
static bool is_personal(struct str word)
{
	static const char *const words[] = {
		[1] = "i u ",
		[2] = "im id me my we us ur hi du je ma tu yo eu io ",
		[3] = "i'm i'd ive our you lol omg wtf pls plz hey ich mir dir wir uns "
		      "moi mon mes mis meu mio mia ",
		[4] = "i've i'll mine ours your lmao mich mein dich j'ai nous vous ",
		[5] = "we're we've yours thank meine minha ",
		[6] = "myself you're you've please thanks ",
		[8] = "yourself ",
	};
	if (word.len >= sizeof(words) / sizeof(*words) || !words[word.len])
		return false;
	for (const char *at = words[word.len]; *at; at += word.len + 1)
		if (memcmp(at, word.at, word.len) == 0)
			return true;
	return false;
}

static bool is_of_post(const struct token *token)
{
	unsigned char c = token->len ? (unsigned char)token->text[0] : 0;
	struct str text = { token->text, token->len };
	if (token->kind == TOKEN_CLASS)
		return str_eq(text, STR("<user>"));
	if (token->kind == TOKEN_STOP)
		return c == '!' || str_eq(text, STR("??")) || str_eq(text, STR("?!"));
	bool is_sign = c < '0' || (c > '9' && c < 'a') || (c > 'z' && c < 0x80);
	return token->kind == TOKEN_WORD && (token->is_tag || token->is_stretched || token->first ||
					     is_sign || is_personal(text));
}

/* A headline begins with a capital, or a number. */
static bool is_opening(const struct token *token)
{
	return token->is_name || token->kind != TOKEN_WORD;
}

/* Most posts tell by one byte what they are, one that is not the brand's. */
static bool has_post_sign(const struct token_reader *reader)
{
	struct str text = reader->text;
	size_t next = 0, left = LOOKED_AT_MAX;
	for (size_t i = 0; i < text.len && left > 0; i++, left--) {
		for (; next < reader->n_mask && reader->mask[next].start <= i; next++)
			if (reader->mask[next].end > i)
				i = reader->mask[next].end;
		char c = i < text.len ? text.at[i] : '\0';
		if (c == '@' || c == '#' || c == '!' || (unsigned char)c >= 0xF0)
			return true;
	}
	return false;
}

/* What is quoted is not how the text itself is written. */
static bool is_quoting(struct str text, size_t from, size_t to, bool was)
{
	for (size_t i = from; i < to; i++) {
		struct str rest = str_skip(text, i);
		if (rest.at[0] == '"')
			was = !was;
		else if (str_starts(rest, STR("\xE2\x80\x9C")))
			was = true;
		else if (str_starts(rest, STR("\xE2\x80\x9D")))
			was = false;
	}
	return was;
}

enum genre genre_guess(const struct token_reader *readers, size_t n)
{
	struct token token;
	size_t words = 0, seen = 0;
	for (size_t i = 0; i < n; i++)
		if (has_post_sign(&readers[i]))
			return GENRE_SOCIAL;
	for (size_t i = 0; i < n; i++) {
		struct token_reader reader = readers[i];
		bool is_quoted = false;
		for (size_t end = 0; seen++ < LOOKED_AT_MAX && token_next(&reader, &token);
		     end = token.end) {
			is_quoted = is_quoting(reader.text, end, token.start, is_quoted);
			if ((!is_quoted && is_of_post(&token)) ||
			    (words == 0 && !is_opening(&token)))
				return GENRE_SOCIAL;
			words += token.kind == TOKEN_WORD || token.kind == TOKEN_CLASS;
		}
	}
	return words < LEAST_WORDS ? GENRE_SOCIAL : GENRE_NEWS;
}
