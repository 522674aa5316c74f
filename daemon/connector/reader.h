/* reader - a map of the file read by a table of rows: key, what reads it, where it goes.
 *
 * What is wrong is told where it stands and reading goes on, so that all of it is told in one go.
 * Memory: what is read, in `home`; it borrows the file's nodes. Thread: the loop. Failure:
 * problems. */
#ifndef READER_H
#define READER_H

#include "pace.h"
#include "parts.h"

struct reader {
	struct arena *home;
	struct problems *problems;
};

struct row;
typedef void row_reader(const struct reader *r, const struct row *row, const struct node *value,
			void *out);

struct word {
	const char *text;
	int value;
};

struct row {
	const char *key;
	row_reader *read;
	size_t offset;		  /* of what it fills in */
	size_t has;		  /* of a bool that is set when it was given; 0: none */
	bool must;		  /* it must be there */
	int64_t min, max;	  /* of a number */
	const struct word *words; /* of a choice, up to one without a text */
};

/* Rows for one struct; several of them are read from the same map. */
struct row_set {
	const struct row *rows;
	size_t n;
	void *out;
};

void rows_read(const struct reader *r, const struct node *map, const struct row_set *sets,
	       size_t n);

bool reader_wants(const struct reader *r, const struct node *node, enum node_kind kind,
		  const char *what);
/* One node, or each of a list of them. */
struct nodes reader_each(const struct node *node);
/* A letter or _, then letters, digits, - and _. */
bool reader_name(const struct reader *r, const struct node *node);

/* What the value is written to is named behind each. */
row_reader read_text;	  /* struct str, not empty */
row_reader read_web;	  /* struct str: http or https */
row_reader read_truth;	  /* bool */
row_reader read_number;	  /* int64_t within min and max */
row_reader read_size;	  /* size_t within min and max */
row_reader read_duration; /* int64_t ms */
row_reader read_word;	  /* int: of words */
row_reader read_path;	  /* struct path */
row_reader read_names;	  /* struct strs: names for holes, each once */
row_reader read_params;	  /* struct params: names and their texts */
row_reader read_template; /* struct template of a request */
row_reader read_choice;	  /* struct choice_of: templates of an item, the first that is not empty */

bool rate_read(const struct reader *r, const struct node *node, struct rate *out);

/* asking.c */
extern const struct row_set asking_rows; /* its `out` is to be set: struct asking */
void asking_check(const struct reader *r, const struct node *map, struct asking *asking);
row_reader read_asking; /* struct asking */
void asking_names(const struct asking *asking, template_name *tell, void *ctx);

/* course.c: how the requests of a conversation follow each other */
row_reader read_terms, read_login, read_since, read_pages, read_limits, read_budget, read_fail;
row_reader read_prepare;

/* arrays.c */
extern const struct row_set array_rows; /* struct array_map */

/* names.c: every hole knows its name, and every name its hole. NULL: no such list is given. */
void holes_check(const struct reader *r, const struct connector *connector,
		 const struct node *needs, const struct node *optional);

#endif
