#include "clause.h"

#include "poison.h"

enum { SUBJECT_REACH = 8 };

static bool is_toward(struct sentence *sentence, const struct token *token)
{
	while (sentence->n_toward && sentence->toward->end <= token->start) {
		sentence->toward++;
		sentence->n_toward--;
	}
	return sentence->n_toward && sentence->toward->start < token->end;
}

/* A capital says nothing in a shouted word, nor in a known one where every sentence has one, nor in
 * a language that gives one to every noun. */
static bool is_name(const struct lexicon *lexicon, const struct sentence *sentence,
		    const struct token *token)
{
	if (token->kind == TOKEN_CLASS)
		return token->text[1] == 'u';
	if (lexicon_has_capitals(lexicon))
		return false;
	bool is_first = sentence->n == 0 && sentence->places[0].word;
	return token->kind == TOKEN_WORD && token->is_name && !token->is_loud && !is_first &&
	       token->len > 1 && token->text[1] != '\'';
}

static bool is_brand(const struct place *place)
{
	return place->is_toward || place->is_rival;
}

/* "Acme, Globex and Initech" stand in one clause. */
static void join_brands(struct sentence *sentence)
{
	struct place *place = &sentence->places[sentence->n];
	if (sentence->n < 2 || !is_brand(place) || !is_brand(place - 2) ||
	    place[-1].kind == TOKEN_STOP)
		return;
	sentence->clause = place[-1].clause = place->clause = place[-2].clause;
}

/* A sign ends a clause, a word like "while" begins one. */
void clause_look(const struct lexicon *lexicon, struct sentence *sentence,
		 const struct token *token)
{
	struct place *place = &sentence->places[sentence->n];
	const struct entry *entry = lexicon_find(lexicon, &place->word, 1, (struct lookup){ 0 });
	bool is_named = token->kind == TOKEN_CLASS && token->text[1] == 'b';
	sentence->clause += entry && entry->is_clause;
	place->clause = sentence->clause;
	sentence->clause += token->kind == TOKEN_SIGN || token->kind == TOKEN_STOP;
	place->is_toward = is_named && is_toward(sentence, token);
	place->is_rival = is_named && !place->is_toward;
	place->is_name = is_name(lexicon, sentence, token);
	place->is_contrast = entry && entry->is_contrast;
	join_brands(sentence);
}

bool clause_has_subject(const struct sentence *sentence, size_t at)
{
	size_t least = at > SUBJECT_REACH ? at - SUBJECT_REACH : 0;
	for (size_t i = at; i > least && sentence->places[i - 1].kind != TOKEN_SIGN; i--)
		if (sentence->places[i - 1].is_toward)
			return true;
		else if (sentence->places[i - 1].is_rival)
			return false;
	return false;
}

bool clause_has_object(const struct sentence *sentence, size_t at)
{
	for (size_t i = at; i < sentence->n && i < at + SUBJECT_REACH; i++)
		if (sentence->places[i].is_toward)
			return true;
		else if (sentence->places[i].is_rival || sentence->places[i].kind == TOKEN_SIGN)
			return false;
	return false;
}
