#include "spell.h"

#include "arena.h"
#include "utf8.h"

#include <assert.h>
#include <string.h>

#include "poison.h"

struct letter {
	bool is_set;
	uint8_t n;
	char as[LETTER_BYTES];
};

struct spell {
	struct arena *arena;
	struct letter letters[LETTERS];
	struct str elisions[ELISIONS_MAX];
	size_t n_elisions;
};

struct spell *spell_new(struct arena *arena)
{
	struct spell *spell = NEW(arena, struct spell, 1);
	spell->arena = arena;
	return spell;
}

void spell_letter(struct spell *spell, uint32_t letter, struct str as)
{
	assert(letter >= 0x80 && letter < LETTERS && as.len <= LETTER_BYTES);
	struct letter *own = &spell->letters[letter];
	*own = (struct letter){ .is_set = true, .n = (uint8_t)as.len };
	memcpy(own->as, as.at, as.len);
}

void spell_elision(struct spell *spell, struct str front)
{
	if (spell->n_elisions < ELISIONS_MAX)
		spell->elisions[spell->n_elisions++] = str_dup(spell->arena, front);
}

static struct str without_elision(const struct spell *spell, struct str text)
{
	size_t n = spell->n_elisions ? str_find_char(text, '\'') : text.len;
	for (size_t i = 0; n < text.len && i < spell->n_elisions; i++)
		if (str_eq(str_first(text, n), spell->elisions[i]))
			return str_skip(text, n + 1);
	return text;
}

struct str spell_word(const struct spell *spell, struct str text, char out[TOKEN_BYTES])
{
	size_t n = 0, len;
	text = without_elision(spell, text);
	for (size_t at = 0; at < text.len && n < TOKEN_BYTES; at += len) {
		uint32_t c = utf8_next(str_skip(text, at), &len);
		const struct letter *letter = c < LETTERS ? &spell->letters[c] : NULL;
		bool is_other = letter && letter->is_set;
		size_t size = is_other ? letter->n : len;
		memcpy(out + n, is_other ? letter->as : text.at + at, size);
		n += size;
	}
	return (struct str){ out, n };
}
