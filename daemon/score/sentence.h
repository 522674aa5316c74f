/* sentence - from the words of one sentence to evidence.
 *
 * Memory: evidence in the arena of the telling; its texts are slices of the field and the pack.
 * Thread: each telling one at a time. Failure: none; ceilings cut. */
#ifndef SENTENCE_H
#define SENTENCE_H

#include "lexicon.h"

enum {
	SENTENCE_MAX = 128,  /* tokens; a longer sentence counts as two */
	EVIDENCE_MAX = 1000, /* of one text */
};

struct place { /* a token, without its bytes */
	uint32_t start, end, word;
	uint32_t clause; /* counted through the whole text, only for an aim */
	enum token_kind kind;
	bool is_loud, is_stretched;
	bool is_toward; /* the brand that is asked about */
	bool is_rival;	/* another brand */
	bool is_name;	/* somebody or something else, by a handle or a capital */
	bool is_contrast;
};

struct sentence {
	enum field field;
	struct str text;	  /* the whole field */
	const struct hit *toward; /* the brand's hits in the field, in order */
	size_t n_toward;
	bool is_aimed;	 /* clauses and names are wanted */
	uint32_t token;	 /* the number of the first place in the text */
	uint32_t clause; /* of the next place */
	struct place places[SENTENCE_MAX];
	size_t n;
};

struct aim;

struct telling {
	const struct lexicon *lexicon;
	struct aim *aim; /* NULL: all counts alike */
	enum genre genre;
	struct arena *arena;
	struct evidence *evidence;
	size_t n, cap;
	size_t begin;	 /* evidence of the sentence before begins there */
	uint64_t styles; /* the style entries already told, a bit each */
	struct {
		size_t evidence; /* its place is kept, its value comes last */
		double emphasis;
	} stresses[STYLE_MAX];
	size_t n_stresses;
};

/* The next sentence of the field, whose sentences are read into one struct; false when there is
 * none. */
bool sentence_read(const struct lexicon *lexicon, struct token_reader *reader,
		   struct sentence *sentence);
void sentence_tell(const struct sentence *sentence, struct telling *telling);

#endif
