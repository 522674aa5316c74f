/* passage - the text of one element while it comes in, with the mark-up inside it.
 *
 * Whether the feed calls it xhtml or just forgot to escape it: elements in a text are written into
 * it as HTML. Memory: the arena given; may borrow the text it was given. */
#ifndef PASSAGE_H
#define PASSAGE_H

#include "buf.h"

#include "draft.h"
#include "elements.h"

/* How a collected text is written and read: as it is; as HTML; or, once there is mark-up in it,
 * as HTML in which characters must be escaped. */
enum passage_mode { PASSAGE_TEXT, PASSAGE_HTML, PASSAGE_MARKUP, PASSAGE_BASE64, PASSAGE_NOTHING };

struct passage {
	enum passage_mode mode;
	bool is_declared; /* the feed itself says that there is mark-up in it */
	bool is_media;	  /* and here, that it is no text at all */
	struct str text;  /* while it is one piece */
	struct buf more;  /* when there are several */
};

/* An empty one, to be read as the element's meaning and attributes say. */
struct passage passage_new(const struct meaning *meaning, const struct element *element);
void passage_text(struct arena *arena, struct passage *passage, struct str text);
/* A start tag and an end tag inside it. */
void passage_start(struct arena *arena, struct passage *passage, const struct element *element);
void passage_end(struct arena *arena, struct passage *passage, struct str name);

struct str passage_str(const struct passage *passage);
struct words passage_words(struct arena *arena, const struct passage *passage, bool is_title);

#endif
