/* token - a text cut into words, classes and signs, as the lexicon knows them.
 *
 * A word is lower case with straight apostrophes, runs of one letter cut to two. A link, a user, a
 * number and a masked brand are classes: "<url>", "<user>", "<num>", "<brand>". A rating is a word:
 * "<high>", "<low>".
 * Memory: none. Thread: any. Failure: none; what is no token is skipped. */
#ifndef TOKEN_H
#define TOKEN_H

#include "mention.h"

enum {
	TOKEN_BYTES = 48, /* a longer word is no word of any lexicon */
};

enum token_kind {
	TOKEN_WORD,  /* also emoji and emoticons */
	TOKEN_CLASS, /* <url> <user> <num> <brand> */
	TOKEN_SIGN,  /* parts a sentence: a comma, a dash, a bracket */
	TOKEN_STOP,  /* ends the sentence: . ; : ! !! ? ?? ?! ... */
};

struct token {
	enum token_kind kind;
	uint32_t start, end; /* bytes of the text */
	bool is_loud;	     /* in capitals */
	bool is_name;	     /* begins with a capital */
	bool is_stretched;   /* "sooo", or an emoji many times */
	bool is_tag;	     /* text begins with '#' */
	uint8_t first;	     /* emoji: bytes of the first code point; else 0 */
	uint8_t len;
	char text[TOKEN_BYTES];
};

struct token_reader {
	struct str text;
	const struct hit *mask; /* in order of place */
	size_t n_mask;
	size_t at;
	size_t brand_end; /* of the last one read */
	bool has_classes; /* "<url>" as written is the class: for terms of a pack */
};

bool token_next(struct token_reader *reader, struct token *out);

#endif
