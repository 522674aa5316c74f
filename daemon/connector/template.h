/* template - text with holes (mentiond-connectors(7)).
 *
 *	https://x.example/{$user.name|or:i}/{id}     {{ and }} are braces
 *	{=x} raw   {x|after:/}   {sha1:key+secret+now}   {hmac_sha256:app_secret,token}
 *
 * A line with an empty hole is dropped as a whole; a text whose lines are all dropped is empty.
 * In a request a bare name is a name of the scope; in an item it is a path into the element, and a
 * text without braces is such a path as a whole.
 * Memory: a template in `home`, with its texts; a text that is filled in is in the arena, or is
 * borrowed from the scope when it is one value as it stands. Thread: any. Failure: of reading. */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "node.h"
#include "path.h"

enum filter_kind {
	FILTER_AFTER,  /* behind the last …; the whole when it is not there */
	FILTER_BEFORE, /* in front of the first …; the whole when it is not there */
	FILTER_STARTS, /* the value if it begins so, else empty */
	FILTER_OR,     /* … in place of an empty value */
	FILTER_TAG,    /* as a hashtag without its sign: letters and digits only, run together */
	FILTER_QUERY,  /* the parameter … of a URL, decoded; empty when it has none */
	FILTER_LOWER,
	FILTER_JOIN, /* all that the path finds, with … between; without it the first */
};

struct filter {
	enum filter_kind kind;
	struct str argument;
};

enum {
	HOLE_ARGUMENTS_MAX = 8,
	FILTERS_MAX = 8,
	FILLED_MAX = 1024 * 1024, /* bytes of a text; a line that does not fit is dropped */
};
enum hole_function { HOLE_PLAIN, HOLE_SHA1, HOLE_HMAC_SHA256 };

struct hole {
	enum hole_function function;
	bool is_raw;
	const struct path *paths; /* one, or the arguments of the function */
	size_t n;
	const struct filter *filters;
	size_t n_filters;
	struct where where;
};

struct piece {
	struct str text;
	const struct hole *hole; /* NULL: text */
};

struct template_line {
	const struct piece *pieces;
	size_t n;
};

struct template
{
	const struct template_line *lines;
	size_t n; /* 0: not given */
	bool has_holes;
	struct where where;
};

enum template_kind { TEMPLATE_REQUEST, TEMPLATE_ITEM };

bool template_read(struct arena *home, enum template_kind kind, const struct node *text,
		   struct template *out, struct problems *problems) MUST_CHECK;

/* How holes are written into the place where they stand. */
enum encoding {
	ENCODE_NONE,
	ENCODE_URL,   /* behind the host: all but the unreserved of RFC 3986, 2.3; the host and a
			 hole at the very front stand as they are */
	ENCODE_QUERY, /* the text too, as far as a query needs it; also of a form */
};
/* {=x} stays as it is, but for bytes that no URL may hold. */
struct str template_fill(const struct template *template, const struct scope *scope,
			 enum encoding encoding, struct arena *arena);

/* Calls back for each name (not path) that the template needs, to check them while loading. */
typedef void template_name(void *ctx, struct str name, struct where where);
void template_names(const struct template *template, template_name *tell, void *ctx);

#endif
