/* How it works: each token is told, and behind it the pair that it makes with the one before. A
 * sign or a stop parts what stands on its sides. */
#include "gram.h"

#include <string.h>

#include "poison.h"

struct gram_reader gram_reader_new(const struct score_field *fields, size_t n)
{
	return (struct gram_reader){ .fields = fields, .n = n };
}

static bool is_word(const struct token *token)
{
	return (token->kind == TOKEN_WORD || token->kind == TOKEN_CLASS) && token->len &&
	       token->len < TOKEN_BYTES;
}

/* Of the stops those that say how something is said. */
static bool is_mark(const struct token *token)
{
	char last = token->len ? token->text[token->len - 1] : '\0';
	return token->kind == TOKEN_STOP && (last == '!' || last == '?' || token->len == 3);
}

static void make_pair(struct gram_reader *reader, const struct token *before)
{
	memcpy(reader->pair, before->text, before->len);
	reader->pair[before->len] = ' ';
	memcpy(reader->pair + before->len + 1, reader->now.text, reader->now.len);
	reader->pair_len = (size_t)before->len + 1 + reader->now.len;
	reader->pair_start = before->start;
	reader->has_pair = true;
}

/* The next token that is a gram; has_pair says whether it follows on one. */
static bool next_token(struct gram_reader *reader)
{
	struct token before = reader->now;
	bool has_before = reader->is_in_field && is_word(&before);
	while (token_next(&reader->tokens, &reader->now)) {
		if (has_before && is_word(&reader->now))
			make_pair(reader, &before);
		reader->is_in_field = true;
		if (is_word(&reader->now) || is_mark(&reader->now))
			return true;
		has_before = false;
	}
	reader->is_in_field = false;
	return false;
}

static bool next_field(struct gram_reader *reader)
{
	if (reader->at == reader->n)
		return false;
	const struct score_field *field = &reader->fields[reader->at++];
	reader->tokens = (struct token_reader){ .text = str_first(field->text, UINT32_MAX),
						.mask = field->mask,
						.n_mask = field->n_mask };
	return true;
}

bool gram_next(struct gram_reader *reader, struct gram *out)
{
	bool is_pair = reader->has_pair;
	while (!is_pair && !next_token(reader))
		if (!next_field(reader))
			return false;
	out->field = reader->fields[reader->at - 1].field;
	out->end = reader->now.end;
	out->start = is_pair ? reader->pair_start : reader->now.start;
	out->text = is_pair ? (struct str){ reader->pair, reader->pair_len }
			    : (struct str){ reader->now.text, reader->now.len };
	if (is_pair)
		reader->has_pair = false;
	return true;
}

bool gram_written(struct str term, char bytes[GRAM_BYTES], struct str *out)
{
	struct token_reader reader = { .text = term, .has_classes = true };
	struct token token;
	size_t n = 0, len = 0;
	while (n < 2 && token_next(&reader, &token)) {
		if (!is_word(&token) && (n || !is_mark(&token)))
			return false;
		if (n++)
			bytes[len++] = ' ';
		memcpy(bytes + len, token.text, token.len);
		len += token.len;
		if (!is_word(&token))
			break;
	}
	*out = (struct str){ bytes, len };
	return n > 0 && !token_next(&reader, &token);
}
