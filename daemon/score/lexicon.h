/* lexicon - what is known about the words of one language.
 *
 * One lexicon holds everything a text of that language is looked up in: the language's packs, the
 * packs of no language and the author's own words, each laid over those before it.
 * Memory: the plan's arena, immutable once sealed. Thread: loading one, looking up any. */
#ifndef LEXICON_H
#define LEXICON_H

#include "feelings.h"
#include "spell.h"
#include "token.h"

enum { ENTRY_WORDS = 4, THANS = 3 };

/* Of few terms: how much stronger they make what follows, and whom they compare. */
struct grading {
	double degree;	/* factor on the feeling that follows; 0: none */
	double compare; /* good (or bad) for who stands before it and the reverse behind; 0: none */
	uint32_t than[THANS]; /* one of them has to follow a few words on; all 0: none has to */
};

/* A term and the parts it can play; one term may play several. */
struct entry {
	const struct grading *grading; /* never NULL */
	uint32_t in[GENRES]; /* feelings by how the text is written, for lexicon_feeling; 0: none */
	uint32_t phrase;     /* where its words are, if it has several */
	uint8_t n;	     /* words */
	uint8_t style;	     /* number among the style entries, below STYLE_MAX */
	bool is_negated;     /* NOT_ in front: holds only where a negator reaches */
	bool is_style;	     /* counts once a text */
	bool is_negatable;   /* a negator before it turns it */
	bool is_negator;
	bool is_verb; /* a negator behind it turns it, too */
	bool is_contrast;
	bool is_clause;	    /* what follows is about something else: "while" */
	bool is_opposite;   /* what is said holds not for who is named next: "unlike" */
	bool is_relief;	    /* takes away what is bad: "solved"; a negator that does: "without" */
	bool is_retraction; /* at the end of a sentence takes back its praise: "…, NOT!" */
};

enum { STYLE_MAX = 64 };

struct lexicon;

/* Is made in `work`, whose lifetime ends with the loading; lexicon_seal moves it to `home`, each
 * part just as large as it has to be. After that nothing is added. */
struct lexicon *lexicon_new(struct arena *home, struct arena *work, struct str lang);
void lexicon_seal(struct lexicon *lexicon);
struct str lexicon_lang(const struct lexicon *lexicon);

/* How the language spells, to be said before any entry is added. A letter below LETTERS that is
 * also written as one or two others, or left out (`as` is empty), is the same to the lexicon;
 * `as` is no longer than the letter in UTF-8. What stands before an apostrophe and is elided is
 * no part of the word. */
void lexicon_letter(struct lexicon *lexicon, uint32_t letter, struct str as);
void lexicon_elision(struct lexicon *lexicon, struct str front);

/* Do two negators still negate: "non ... mai"? */
void lexicon_set_concord(struct lexicon *lexicon);
bool lexicon_has_concord(const struct lexicon *lexicon);

/* Is every noun written with a capital, so that it tells no name? */
void lexicon_set_capitals(struct lexicon *lexicon);
bool lexicon_has_capitals(const struct lexicon *lexicon);

/* The number of a word, which may stand in no entry. */
uint32_t lexicon_know(struct lexicon *lexicon, const struct token *token);

/* The entry of these tokens, made on first sight; to be written to until the next one is added. */
struct entry *lexicon_add(struct lexicon *lexicon, const struct token *tokens, size_t n,
			  bool is_negated);
struct grading *lexicon_grade(struct lexicon *lexicon, struct entry *entry);
/* `than` is one word more that may follow, the last of THANS in the place of the one before. */
void lexicon_compare(struct lexicon *lexicon, struct entry *entry, double value, uint32_t than);

/* A number for entry.in; the same for the same feeling. */
uint32_t lexicon_feel(struct lexicon *lexicon, const struct feeling *feeling);
/* What the entry feels in a text of this genre, or NULL. */
const struct feeling *lexicon_feeling(const struct lexicon *lexicon, const struct entry *entry,
				      enum genre genre);

/* A word's number, or 0 when it is part of no entry. Tries the token as it is, then a hashtag
 * without its sign, a stretched word with single letters, then with one double letter less, a
 * joined emoji by its first part. */
uint32_t lexicon_word(const struct lexicon *lexicon, const struct token *token);

/* What the entry is looked up for. */
struct lookup {
	enum genre genre;
	bool is_negated; /* a negator reaches the place */
};

/* The longest entry that begins with words[0] and plays a part there, or NULL. */
const struct entry *lexicon_find(const struct lexicon *lexicon, const uint32_t *words, size_t n,
				 struct lookup lookup);

#endif
