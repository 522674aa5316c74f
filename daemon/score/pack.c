/* How it works: a pack is a map of sections, each read by its row in `sections`. A term is cut into
 * tokens by the reader that will cut the texts, so that "user-friendly" in a pack and in a text
 * are the same two words; then its part is set in every lexicon that the pack belongs to. Later
 * packs set it again: the last one wins, part by part. */
#include "pack.h"

#include "arena.h"
#include "lines.h"
#include "spelling.h"

#include "poison.h"

enum { VALUE_MAX = 5, DEGREE_MAX = 3, WHY_MAX = 100 };

struct laying {
	struct lexicon *const *lexicons;
	size_t n;
	enum genre genre;
	struct problems *problems;
	struct str why;	   /* empty: by the kind of entry */
	bool has_language; /* the pack is of one */
};

struct reading {
	struct feeling feeling;
	bool has_negatable, is_negatable;
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

static bool set_valence(const struct laying *laying, const struct node *node, struct reading *out)
{
	double value;
	if (!read_number(laying, node, -VALUE_MAX, VALUE_MAX, &value))
		return false;
	out->feeling.neg = value < 0 ? -value : 0;
	out->feeling.pos = value > 0 ? value : 0;
	return true;
}

static bool set_neg(const struct laying *laying, const struct node *node, struct reading *out)
{
	return read_number(laying, node, 0, VALUE_MAX, &out->feeling.neg);
}

static bool set_pos(const struct laying *laying, const struct node *node, struct reading *out)
{
	return read_number(laying, node, 0, VALUE_MAX, &out->feeling.pos);
}

static bool set_emphasis(const struct laying *laying, const struct node *node, struct reading *out)
{
	return read_number(laying, node, -VALUE_MAX, VALUE_MAX, &out->feeling.emphasis);
}

static bool read_truth(const struct laying *laying, const struct node *node, bool *out)
{
	*out = node->kind == NODE_TEXT && str_eq(node->text, STR("true"));
	if (*out || (node->kind == NODE_TEXT && str_eq(node->text, STR("false"))))
		return true;
	problem_error(laying->problems, node->where, "not true or false");
	return false;
}

static bool set_negatable(const struct laying *laying, const struct node *node, struct reading *out)
{
	return out->has_negatable = read_truth(laying, node, &out->is_negatable);
}

static bool set_why(const struct laying *laying, const struct node *node, struct reading *out)
{
	if (node->kind != NODE_TEXT || node->text.len > WHY_MAX) {
		problem_error(laying->problems, node->where, "`why` is a text of at most %d bytes",
			      WHY_MAX);
		return false;
	}
	out->feeling.why = node->text;
	return true;
}

static const struct {
	struct str name;
	bool (*set)(const struct laying *, const struct node *, struct reading *);
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
		     struct reading *out)
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

static bool read_feeling(const struct laying *laying, const struct node *node, struct reading *out)
{
	*out = (struct reading){ 0 };
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

/* One that holds in all genres takes the place of those of one genre before it. */
static void set_entry(const struct laying *laying, const struct reading *reading,
		      struct lexicon *lexicon, struct entry *entry)
{
	struct feeling feeling = reading->feeling;
	if (feeling.why.len == 0)
		feeling.why = laying->why.len	? laying->why
			      : entry->is_style ? STR("style")
						: STR("lexicon");
	uint32_t number = lexicon_feel(lexicon, &feeling);
	for (int i = 0; i < GENRES; i++)
		if (laying->genre == GENRE_ANY || (int)laying->genre == i)
			entry->in[i] = number;
	if (reading->has_negatable)
		entry->is_negatable = reading->is_negatable;
}

static bool has_word(const struct term *term)
{
	for (size_t i = 0; i < term->n; i++)
		if (term->tokens[i].kind == TOKEN_WORD)
			return true;
	return false;
}

static void lay_word(const struct laying *laying, const struct node *key, const struct node *value)
{
	struct reading reading;
	struct term term;
	bool is_good = read_term(laying, key, &term);
	if (!read_feeling(laying, value, &reading) || !is_good)
		return;
	if (reading.feeling.emphasis != 0 && has_word(&term)) {
		problem_error(laying->problems, value->where,
			      "only signs and classes have `emphasis`, not words");
		return;
	}
	for (size_t i = 0; i < laying->n; i++)
		set_entry(laying, &reading, laying->lexicons[i],
			  lexicon_add(laying->lexicons[i], term.tokens, term.n, term.is_negated));
}

/* "2, not negatable" is what a map says as {valence: 2, negatable: false}. */
static void lay_line(const struct laying *laying, const struct node *key, struct node *value)
{
	struct node keys[2] = { { .kind = NODE_TEXT, .text = STR("valence") },
				{ .kind = NODE_TEXT, .text = STR("negatable") } };
	struct node values[2] = { *value, { .kind = NODE_TEXT, .text = STR("false") } };
	struct str firm = STR(", not negatable");
	if (!str_ends(value->text, firm)) {
		lay_word(laying, key, value);
		return;
	}
	values[0].text.len -= firm.len;
	*value = (struct node){
		.kind = NODE_MAP, .where = value->where, .n = 2, .keys = keys, .values = values
	};
	lay_word(laying, key, value);
}

/* A block of text, a term and its value a line: a tenth of the work for whoever reads the YAML. */
static void read_lines(const struct laying *laying, const struct node *block)
{
	struct str rest = block->text, line;
	struct lines_place place = lines_place_of(block);
	while (str_cut(&rest, '\n', &line)) {
		struct node key = { .kind = NODE_TEXT }, value = { .kind = NODE_TEXT };
		place.line++;
		if (str_trim(line).len == 0 || str_starts(line, STR("# ")))
			continue;
		if (!lines_split(line, &key.text, &value.text)) {
			problem_error(laying->problems, lines_where(&place, line, 0),
				      "a line is a term and its value");
			problem_hint(laying->problems, "like this: on hold: -3");
			continue;
		}
		key.where = lines_where(&place, line, 0);
		value.where = lines_where(&place, line, (size_t)(value.text.at - line.at));
		lay_line(laying, &key, &value);
	}
}

static void read_words(const struct laying *laying, const struct node *words)
{
	if (words->kind == NODE_TEXT && !words->is_plain) {
		read_lines(laying, words);
		return;
	}
	if (!is_map(laying, words, "words"))
		return;
	for (size_t i = 0; i < words->n; i++)
		lay_word(laying, &words->keys[i], &words->values[i]);
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
		for (size_t k = 0; k < laying->n; k++) {
			struct lexicon *lexicon = laying->lexicons[k];
			struct entry *entry = lexicon_add(lexicon, term.tokens, term.n, false);
			lexicon_grade(lexicon, entry)->degree = degree;
		}
	}
}

/* A word, and perhaps one that has to follow it: "better than" is "better … than" as well. */
static void read_comparatives(const struct laying *laying, const struct node *comparatives)
{
	struct term term;
	double value;
	if (!is_map(laying, comparatives, "comparatives"))
		return;
	for (size_t i = 0; i < comparatives->n; i++) {
		const struct node *key = &comparatives->keys[i];
		bool is_good = read_term(laying, key, &term);
		if (!read_number(laying, &comparatives->values[i], -VALUE_MAX, VALUE_MAX, &value) ||
		    !is_good)
			continue;
		if (term.n > 2) {
			problem_error(laying->problems, key->where,
				      "a comparative has two words at most: \"better than\"");
			continue;
		}
		for (size_t k = 0; k < laying->n; k++) {
			struct lexicon *lexicon = laying->lexicons[k];
			struct entry *entry = lexicon_add(lexicon, term.tokens, 1, term.is_negated);
			lexicon_compare(lexicon, entry, value,
					term.n > 1 ? lexicon_know(lexicon, &term.tokens[1]) : 0);
		}
	}
}

/* What the terms of a list are. */
enum part {
	PART_NEGATOR,
	PART_CONTRAST,
	PART_CLAUSE,
	PART_OPPOSITE,
	PART_VERB,
	PART_RELIEF,
	PART_RETRACTION,
};

static bool *part_of(struct entry *entry, enum part part)
{
	bool *const parts[] = {
		[PART_NEGATOR] = &entry->is_negator,
		[PART_CONTRAST] = &entry->is_contrast,
		[PART_CLAUSE] = &entry->is_clause,
		[PART_OPPOSITE] = &entry->is_opposite,
		[PART_VERB] = &entry->is_verb,
		[PART_RELIEF] = &entry->is_relief,
		[PART_RETRACTION] = &entry->is_retraction,
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

static void read_genre(const struct laying *laying, const struct node *genre)
{
	if (genre->kind == NODE_TEXT && genre_of(genre->text) < GENRES)
		return;
	problem_error(laying->problems, genre->where, "unknown genre");
	problem_hint(laying->problems, "a genre is social, news, software or any");
}

static void read_text(const struct laying *laying, const struct node *text)
{
	if (text->kind != NODE_TEXT)
		problem_error(laying->problems, text->where, "not a text");
}

static const struct {
	struct str name;
	void (*read)(const struct laying *, const struct node *); /* NULL: a list of terms */
	enum part part;						  /* that the terms are */
} sections[] = {
	{ STR_INIT("about"), read_text, 0 },
	{ STR_INIT("language"), read_text, 0 },
	{ STR_INIT("genre"), read_genre, 0 },
	{ STR_INIT("words"), read_words, 0 },
	{ STR_INIT("degrees"), read_degrees, 0 },
	{ STR_INIT("comparatives"), read_comparatives, 0 },
	{ STR_INIT("negators"), NULL, PART_NEGATOR },
	{ STR_INIT("reliefs"), NULL, PART_RELIEF },
	{ STR_INIT("retractions"), NULL, PART_RETRACTION },
	{ STR_INIT("verbs"), NULL, PART_VERB },
	{ STR_INIT("contrasts"), NULL, PART_CONTRAST },
	{ STR_INIT("clauses"), NULL, PART_CLAUSE },
	{ STR_INIT("opposites"), NULL, PART_OPPOSITE },
};
enum { N_SECTIONS = sizeof(sections) / sizeof(*sections) };

static void read_section(const struct laying *laying, const struct node *key,
			 const struct node *value)
{
	struct str known[N_SECTIONS + SPELLING_SECTIONS];
	for (size_t i = 0; i < N_SECTIONS; i++) {
		known[i] = sections[i].name;
		if (!str_eq(key->text, sections[i].name))
			continue;
		if (sections[i].read)
			sections[i].read(laying, value);
		else
			read_list(laying, value, sections[i].part);
		return;
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

static struct str header_of(const struct node *pack, struct str name)
{
	for (size_t i = 0; pack->kind == NODE_MAP && i < pack->n; i++)
		if (str_eq(pack->keys[i].text, name) && pack->values[i].kind == NODE_TEXT)
			return pack->values[i].text;
	return STR("");
}

struct str pack_lang(const struct node *pack)
{
	return header_of(pack, STR("language"));
}

enum genre pack_genre(const struct node *pack)
{
	enum genre genre = genre_of(header_of(pack, STR("genre")));
	return genre < GENRES ? genre : GENRE_ANY;
}

void pack_load(const struct node *pack, const struct pack_place *place, struct problems *problems)
{
	struct laying laying = { .lexicons = place->lexicons,
				 .n = place->n,
				 .genre = pack_genre(pack),
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

void pack_words(const struct node *words, const struct pack_place *place, struct problems *problems)
{
	read_words(&(struct laying){ .lexicons = place->lexicons,
				     .n = place->n,
				     .problems = problems,
				     .why = STR("your words") },
		   words);
}
