/* json_write - writing JSON (RFC 8259) into a buffer; commas and escapes are not the caller's care.
 *
 *	struct json json = json_new(&buf);
 *	json_open(&json, '{');
 *	json_key(&json, "id");
 *	json_text(&json, id);
 *	json_close(&json, '}');
 *
 * Thread: the buffer's. Failure: the buffer's is_full. */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include "buf.h"
#include "item.h"

struct json {
	struct buf *buf;
	bool needs_comma;
};

struct json json_new(struct buf *buf);
void json_open(struct json *json, char bracket);  /* '{' or '[' */
void json_close(struct json *json, char bracket); /* '}' or ']' */
void json_key(struct json *json, const char *key);
void json_text(struct json *json, struct str s);
void json_int(struct json *json, int64_t value);
void json_number(struct json *json, double value); /* at most 3 decimals, no trailing zeros */
void json_bool(struct json *json, bool value);
void json_null(struct json *json);

/* Key and value in one call; json_put_some leaves out an empty text. */
void json_put(struct json *json, const char *key, struct str s);
void json_put_some(struct json *json, const char *key, struct str s);
void json_put_texts(struct json *json, const char *key, struct strs list);
void json_put_int(struct json *json, const char *key, int64_t value);
void json_put_time(struct json *json, const char *key, int64_t ms); /* RFC 3339; absent: left out */

#endif
