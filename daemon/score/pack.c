/* How it works: a pack is a map of sections, each read by its row in `sections`. A term is cut into
 * tokens by the reader that will cut the texts, so that "user-friendly" in a pack and in a text
 * are the same two words; then its part is set in every lexicon that the pack belongs to. Later
 * packs set it again: the last one wins, part by part. */
#include "pack.h"

#include "arena.h"
#include "spelling.h"

#include "poison.h"

enum { VALUE_MAX = 5, DEGREE_MAX = 3, WHY_MAX = 100 };

struct laying {
	struct lexicon *const *lexicons;
	size_t n;
	struct problems *problems;
	struct str why;	   /* empty: by the kind of entry */
	bool has_language; /* the pack is of one */
};

struct feeling {
	double neg, pos, emphasis;
	bool has_negatable, is_negatable;
	struct str why;
};

struct term {
	struct token tokens[ENTRY_WORDS];
	size_t n;
	bool is_negated;
};

static bool read_term(const struct laying *laying, const struct node *node, struct term *out)
{
	struct token more;
	struct token_reader reader = { .text = node->text, .has_classes = true };
	out->n = 0;
	out->is_negated = str_starts(node->text, STR("NOT_"));
	if (out->is_negated)
		reader.text = str_skip(node->text, 4);
	while (out->n < ENTRY_WORDS && token_next(&reader, &out->tokens[out->n]))
		out->n++;
	if (node->kind != NODE_TEXT || out->n == 0)
		problem_error(laying->problems, node->where, "a term needs at least one word");
	else if (token_next(&reader, &more))
		problem_error(laying->problems, node->where, "a term has at most %d words",
			      ENTRY_WORDS);
	else
		return true;
	return false;
}

/* Decimal numbers as people write them: -2, 1.5, .5. No exponent, no locale. */
static bool read_decimal(struct str text, double *out)
{
	bool is_below = str_starts(text, STR("-"));
	double value = 0, unit = 1;
	size_t digits = 0;
	bool has_point = false;
	if (is_below || str_starts(text, STR("+")))
		text = str_skip(text, 1);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		if (c == '.' && !has_point) {
			has_point = true;
			continue;
		}
		if (c < '0' || c > '9' || ++digits > 12)
			return false;
		value = value * 10 + (c - '0');
		unit *= has_point ? 10 : 1;
	}
	*out = (is_below ? -value : value) / unit;
	return digits > 0;
}

static bool read_number(const struct laying *laying, const struct node *node, double least,
			double most, double *out)
{
	double value;
	if (node->kind != NODE_TEXT || !read_decimal(node->text, &value)) {
		problem_error(laying->problems, node->where, "not a number");
		problem_hint(laying->problems, "a value is written like -2 or 1.5");
		return false;
	}
	if (value < least || value > most) {
		problem_error(laying->problems, node->where,
			      "the value " STR_FMT " is not between %g and %g", STR_ARG(node->text),
			      least, most);
		return false;
	}
	*out = value;
	return true;
}

static bool set_valence(const struct laying *laying, const struct node *node, struct feeling *out)
{
	double value;
	if (!read_number(laying, node, -VALUE_MAX, VALUE_MAX, &value))
		return false;
	out->neg = value < 0 ? -value : 0;
	out->pos = value > 0 ? value : 0;
	return true;
}

static bool set_neg(const struct laying *laying, const struct node *node, struct feeling *out)
{
	return read_number(laying, node, 0, VALUE_MAX, &out->neg);
}

static bool set_pos(const struct laying *laying, const struct node *node, struct feeling *out)
{
	return read_number(laying, node, 0, VALUE_MAX, &out->pos);
}

static bool set_emphasis(const struct laying *laying, const struct node *node, struct feeling *out)
{
	return read_number(laying, node, -VALUE_MAX, VALUE_MAX, &out->emphasis);
}

static bool read_truth(const struct laying *laying, const struct node *node, bool *out)
{
	*out = node->kind == NODE_TEXT && str_eq(node->text, STR("true"));
	if (*out || (node->kind == NODE_TEXT && str_eq(node->text, STR("false"))))
		return true;
	problem_error(laying->problems, node->where, "not true or false");
	return false;
}

static bool set_negatable(const struct laying *laying, const struct node *node, struct feeling *out)
{
	return out->has_negatable = read_truth(laying, node, &out->is_negatable);
}

static bool set_why(const struct laying *laying, const struct node *node, struct feeling *out)
{
	if (node->kind != NODE_TEXT || node->text.len > WHY_MAX) {
		problem_error(laying->problems, node->where, "`why` is a text of at most %d bytes",
			      WHY_MAX);
		return false;
	}
	out->why = node->text;
	return true;
}

static const struct {
	struct str name;
	bool (*set)(const struct laying *, const struct node *, struct feeling *);
} word_keys[] = {
	{ STR_INIT("valence"), set_valence },
	{ STR_INIT("neg"), set_neg },
	{ STR_INIT("pos"), set_pos },
	{ STR_INIT("emphasis"), set_emphasis },
	{ STR_INIT("negatable"), set_negatable },
	{ STR_INIT("why"), set_why },
};
enum { N_WORD_KEYS = sizeof(word_keys) / sizeof(*word_keys) };

static void tell_unknown(const struct laying *laying, const struct node *key,
			 const struct str *known, size_t n)
{
	problem_error(laying->problems, key->where, "unknown key \"" STR_FMT "\"",
		      STR_ARG(key->text));
	problem_suggest(laying->problems, key->text, known, n);
}

static bool read_key(const struct laying *laying, const struct node *key, const struct node *value,
		     struct feeling *out)
{
	struct str known[N_WORD_KEYS];
	for (size_t i = 0; i < N_WORD_KEYS; i++) {
		if (str_eq(key->text, word_keys[i].name))
			return word_keys[i].set(laying, value, out);
		known[i] = word_keys[i].name;
	}
	tell_unknown(laying, key, known, N_WORD_KEYS);
	return false;
}

static bool read_feeling(const struct laying *laying, const struct node *node, struct feeling *out)
{
	*out = (struct feeling){ 0 };
	if (node->kind == NODE_TEXT)
		return set_valence(laying, node, out);
	if (node->kind != NODE_MAP) {
		problem_error(laying->problems, node->where, "not a number, nor a map of numbers");
		return false;
	}
	bool is_good = true;
	for (size_t i = 0; i < node->n; i++)
		if (!read_key(laying, &node->keys[i], &node->values[i], out))
			is_good = false;
	return is_good;
}

static bool is_map(const struct laying *laying, const struct node *node, const char *name)
{
	if (node->kind != NODE_MAP)
		problem_error(laying->problems, node->where, "`%s` is a map of terms", name);
	return node->kind == NODE_MAP;
}

static struct str why_of(const struct laying *laying, const struct entry *entry)
{
	if (laying->why.len)
		return laying->why;
	return entry->is_style ? STR("style") : STR("lexicon");
}

static void set_entry(const struct laying *laying, struct lexicon *lexicon, const struct term *term,
		      const struct feeling *feeling)
{
	struct entry *entry = lexicon_add(lexicon, term->tokens, term->n, term->is_negated);
	entry->has_feeling = true;
	entry->neg = feeling->neg;
	entry->pos = feeling->pos;
	entry->emphasis = feeling->emphasis;
	entry->why = feeling->why.len ? lexicon_keep(lexicon, feeling->why) : why_of(laying, entry);
	if (feeling->has_negatable)
		entry->is_negatable = feeling->is_negatable;
}

static bool has_word(const struct term *term)
{
	for (size_t i = 0; i < term->n; i++)
		if (term->tokens[i].kind == TOKEN_WORD)
			return true;
	return false;
}

static void read_words(const struct laying *laying, const struct node *words)
{
	struct feeling feeling;
	struct term term;
	if (!is_map(laying, words, "words"))
		return;
	for (size_t i = 0; i < words->n; i++) {
		bool is_good = read_term(laying, &words->keys[i], &term);
		if (!read_feeling(laying, &words->values[i], &feeling) || !is_good)
			continue;
		if (feeling.emphasis != 0 && has_word(&term)) {
			problem_error(laying->problems, words->values[i].where,
				      "only signs and classes have `emphasis`, not words");
			continue;
		}
		for (size_t k = 0; k < laying->n; k++)
			set_entry(laying, laying->lexicons[k], &term, &feeling);
	}
}

static void read_degrees(const struct laying *laying, const struct node *degrees)
{
	struct term term;
	double degree;
	if (!is_map(laying, degrees, "degrees"))
		return;
	for (size_t i = 0; i < degrees->n; i++) {
		bool is_good = read_term(laying, &degrees->keys[i], &term);
		if (!read_number(laying, &degrees->values[i], 0, DEGREE_MAX, &degree) || !is_good)
			continue;
		for (size_t k = 0; k < laying->n; k++)
			lexicon_add(laying->lexicons[k], term.tokens, term.n, false)->degree =
				degree;
	}
}

/* What the terms of a list are. */
enum part { PART_NEGATOR, PART_CONTRAST, PART_VERB };

static bool *part_of(struct entry *entry, enum part part)
{
	bool *const parts[] = {
		[PART_NEGATOR] = &entry->is_negator,
		[PART_CONTRAST] = &entry->is_contrast,
		[PART_VERB] = &entry->is_verb,
	};
	return parts[part];
}

static void read_list(const struct laying *laying, const struct node *list, enum part part)
{
	struct term term;
	if (list->kind != NODE_LIST) {
		problem_error(laying->problems, list->where, "not a list of terms");
		return;
	}
	for (size_t i = 0; i < list->n; i++) {
		if (!read_term(laying, &list->values[i], &term))
			continue;
		for (size_t k = 0; k < laying->n; k++)
			*part_of(lexicon_add(laying->lexicons[k], term.tokens, term.n, false),
				 part) = true;
	}
}

static void read_negators(const struct laying *laying, const struct node *list)
{
	read_list(laying, list, PART_NEGATOR);
}

static void read_contrasts(const struct laying *laying, const struct node *list)
{
	read_list(laying, list, PART_CONTRAST);
}

static void read_verbs(const struct laying *laying, const struct node *list)
{
	read_list(laying, list, PART_VERB);
}

static void read_text(const struct laying *laying, const struct node *text)
{
	if (text->kind != NODE_TEXT)
		problem_error(laying->problems, text->where, "not a text");
}

static const struct {
	struct str name;
	void (*read)(const struct laying *, const struct node *);
} sections[] = {
	{ STR_INIT("about"), read_text },	   { STR_INIT("language"), read_text },
	{ STR_INIT("words"), read_words },	   { STR_INIT("negators"), read_negators },
	{ STR_INIT("verbs"), read_verbs },	   { STR_INIT("degrees"), read_degrees },
	{ STR_INIT("contrasts"), read_contrasts },
};
enum { N_SECTIONS = sizeof(sections) / sizeof(*sections) };

static void read_section(const struct laying *laying, const struct node *key,
			 const struct node *value)
{
	struct str known[N_SECTIONS + SPELLING_SECTIONS];
	for (size_t i = 0; i < N_SECTIONS; i++) {
		known[i] = sections[i].name;
		if (str_eq(key->text, sections[i].name)) {
			sections[i].read(laying, value);
			return;
		}
	}
	for (size_t i = 0; i < SPELLING_SECTIONS; i++)
		known[N_SECTIONS + i] = spelling_section(i);
	if (!spelling_knows(key->text))
		tell_unknown(laying, key, known, N_SECTIONS + SPELLING_SECTIONS);
	else if (!laying->has_language)
		problem_error(laying->problems, key->where,
			      "only a pack with a `language` can have `" STR_FMT "`",
			      STR_ARG(key->text));
}

struct str pack_lang(const struct node *pack)
{
	for (size_t i = 0; pack->kind == NODE_MAP && i < pack->n; i++)
		if (str_eq(pack->keys[i].text, STR("language")) &&
		    pack->values[i].kind == NODE_TEXT)
			return pack->values[i].text;
	return STR("");
}

size_t pack_terms(const struct node *pack)
{
	size_t n = 0;
	for (size_t i = 0; pack->kind == NODE_MAP && i < pack->n; i++)
		n += pack->values[i].n;
	return n;
}

void pack_load(const struct node *pack, struct lexicon *const *lexicons, size_t n,
	       struct problems *problems)
{
	struct laying laying = { .lexicons = lexicons,
				 .n = n,
				 .problems = problems,
				 .has_language = pack_lang(pack).len > 0 };
	if (pack->kind != NODE_MAP) {
		problem_error(problems, pack->where, "a sentiment pack is a map");
		return;
	}
	for (size_t i = 0; i < pack->n; i++)
		read_section(&laying, &pack->keys[i], &pack->values[i]);
}

void pack_language(const struct node *pack, struct lexicon *lexicon, struct problems *problems)
{
	for (size_t i = 0; pack->kind == NODE_MAP && i < pack->n; i++)
		if (spelling_knows(pack->keys[i].text))
			spelling_read(&pack->keys[i], &pack->values[i], lexicon, problems);
}

void pack_words(const struct node *words, struct lexicon *const *lexicons, size_t n,
		struct problems *problems)
{
	read_words(&(struct laying){ .lexicons = lexicons,
				     .n = n,
				     .problems = problems,
				     .why = STR("your words") },
		   words);
}
