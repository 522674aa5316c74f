/* file - a whole file into an arena. Thread: any. Failure: CONFIG (not there, not readable),
 * LIMIT (larger than max), SYSTEM. */
#ifndef FILE_H
#define FILE_H

#include "err.h"
#include "str.h"

bool file_read(struct arena *arena, struct str path, size_t max, struct str *out,
	       struct err *err) MUST_CHECK;
/* "-" or a path: the whole of standard input, or the file. */
bool file_read_or_stdin(struct arena *arena, struct str path, size_t max, struct str *out,
			struct err *err) MUST_CHECK;
/* `path` seen from the folder of the file `from`; an absolute path stays. */
struct str file_beside(struct arena *arena, struct str from, struct str path);

#endif
