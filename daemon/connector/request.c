#include "parts.h"

#include "arena.h"
#include "buf.h"
#include "json_write.h"
#include "url.h"

#include "poison.h"

/* A request out of the templates of an `asking`. What is empty is left out: so an optional key, a
 * cursor of the first page, or a since that is not known yet need no line of their own. */

enum {
	URL_MAX = 16 * KIB,
	BODY_MAX = 256 * KIB,
	VALUE_MAX = 32 * KIB, /* of a header */
};

/* Does the scalar stand among json_strings? Doubled braces are holes to be undone as well. */
static bool has_holes(const struct node *node)
{
	return str_find_char(node->text, '{') < node->text.len ||
	       str_find_char(node->text, '}') < node->text.len;
}

struct filling {
	const struct asking *asking;
	const struct scope *scope;
	struct arena *arena;
	size_t n_strings; /* of json_strings, used so far */
};

static struct str filled(struct filling *f, const struct template *template, enum encoding encoding)
{
	return template_fill(template, f->scope, encoding, f->arena);
}

/* The names of parameters stand in the file; they are encoded as a text of a query is. */
static struct str encoded(struct filling *f, struct str name)
{
	struct piece piece = { .text = name };
	struct template_line line = { &piece, 1 };
	struct template template = { .lines = &line, .n = 1 };
	return filled(f, &template, ENCODE_QUERY);
}

static void put_pairs(struct filling *f, const struct pairs *pairs, char before, struct buf *out)
{
	for (size_t i = 0; i < pairs->n; i++) {
		struct str value = filled(f, &pairs->at[i].value, ENCODE_QUERY);
		if (value.len == 0)
			continue;
		if (before)
			buf_char(out, before);
		buf_add(out, encoded(f, pairs->at[i].name));
		buf_char(out, '=');
		buf_add(out, value);
		before = '&';
	}
}

/* What would end a line of HTTP, or be no part of one. */
static bool has_control(struct str text, unsigned char least)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < least || text.at[i] == 0x7F)
			return true;
	return false;
}

static bool fill_url(struct filling *f, struct str *out, struct err *err)
{
	struct buf buf = buf_new(f->arena, URL_MAX);
	struct str url = filled(f, &f->asking->url, ENCODE_URL);
	buf_add(&buf, url);
	put_pairs(f, &f->asking->query, str_find_char(url, '?') < url.len ? '&' : '?', &buf);
	if (url.len == 0)
		return err_set(err, ERR_CONFIG,
			       "the request has no URL: one of its holes is empty");
	if (buf.is_full)
		return err_set(err, ERR_LIMIT, "a URL of more than %d bytes", URL_MAX);
	*out = buf_str(&buf);
	return true;
}

bool asking_is_url(struct str text)
{
	return url_is_web(text) && !has_control(text, '!');
}

static bool fill_headers(struct filling *f, struct str type, struct headers *out, struct err *err)
{
	const struct pairs *pairs = &f->asking->headers;
	struct header *headers = NEW(f->arena, struct header, pairs->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < pairs->n; i++) {
		struct str value = filled(f, &pairs->at[i].value, ENCODE_NONE);
		if (value.len == 0)
			continue;
		if (value.len > VALUE_MAX || has_control(value, ' '))
			return err_set(err, ERR_CONFIG,
				       "header " STR_FMT " is too long, or has a line break in it",
				       STR_ARG(str_first(pairs->at[i].name, 60)));
		if (str_eq_nocase(pairs->at[i].name, STR("Content-Type")))
			type = STR("");
		headers[n++] = (struct header){ pairs->at[i].name, value };
	}
	if (type.len)
		headers[n++] = (struct header){ STR("Content-Type"), type };
	*out = (struct headers){ headers, n };
	return true;
}

static size_t digits(struct str text)
{
	size_t n = 0;
	while (n < text.len && text.at[n] >= '0' && text.at[n] <= '9')
		n++;
	return n;
}

/* A number by the grammar of RFC 8259, 6. */
static bool is_number(struct str text)
{
	text = str_skip(text, str_starts(text, STR("-")));
	size_t whole = digits(text);
	if (whole == 0 || (whole > 1 && text.at[0] == '0'))
		return false;
	text = str_skip(text, whole);
	if (str_starts(text, STR("."))) {
		size_t fraction = digits(str_skip(text, 1));
		if (fraction == 0)
			return false;
		text = str_skip(text, 1 + fraction);
	}
	if (str_starts_nocase(text, STR("e"))) {
		text = str_skip(text, 1);
		text = str_skip(text, str_starts(text, STR("+")) || str_starts(text, STR("-")));
		size_t exponent = digits(text);
		return exponent && exponent == text.len;
	}
	return text.len == 0;
}

/* What a plain scalar means in JSON although it is text here: nobody else guesses types. */
static bool is_literal(const struct node *node)
{
	return node->is_plain &&
	       (is_number(node->text) || str_eq(node->text, STR("true")) ||
		str_eq(node->text, STR("false")) || str_eq(node->text, STR("null")));
}

/* The text of a scalar; false: it has holes, and is empty. */
static bool scalar_text(struct filling *f, const struct node *node, struct str *out)
{
	*out = node->text;
	if (!has_holes(node))
		return true;
	*out = filled(f, &f->asking->json_strings[f->n_strings++], ENCODE_NONE);
	return out->len > 0;
}

/* The value as it stands: a number may have more digits than any of ours. */
static void put_literal(struct json *json, struct str text)
{
	if (json->needs_comma)
		buf_char(json->buf, ',');
	json->needs_comma = true;
	buf_add(json->buf, text);
}

static void put_node(struct filling *f, const struct node *node, const struct str *key,
		     struct json *json);

static void put_children(struct filling *f, const struct node *node, struct json *json)
{
	bool is_map = node->kind == NODE_MAP;
	json_open(json, is_map ? '{' : '[');
	for (size_t i = 0; i < node->n; i++)
		put_node(f, &node->values[i], is_map ? &node->keys[i].text : NULL, json);
	json_close(json, is_map ? '}' : ']');
}

/* The YAML reader bounds the depth. */
static void put_node(struct filling *f, const struct node *node, const struct str *key,
		     struct json *json)
{
	struct str text;
	if (node->kind == NODE_TEXT && !scalar_text(f, node, &text))
		return;
	if (key)
		json_key(json, str_z(f->arena, *key));
	if (node->kind != NODE_TEXT)
		put_children(f, node, json);
	else if (is_literal(node))
		put_literal(json, text);
	else
		json_text(json, text);
}

static struct str fill_body(struct filling *f, struct str *type, struct buf *buf)
{
	const struct asking *asking = f->asking;
	struct json json = json_new(buf);
	*type = STR("");
	if (asking->json) {
		*type = STR("application/json");
		put_node(f, asking->json, NULL, &json);
	} else if (asking->form.n) {
		*type = STR("application/x-www-form-urlencoded");
		put_pairs(f, &asking->form, 0, buf);
	} else {
		buf_add(buf, filled(f, &asking->body, ENCODE_NONE));
	}
	return buf_str(buf);
}

bool asking_fill(const struct asking *asking, const struct scope *scope, struct arena *arena,
		 struct request *out, struct err *err)
{
	struct filling f = { asking, scope, arena, 0 };
	struct request request = { .kind = REQUEST_HTTP };
	struct buf buf = buf_new(arena, BODY_MAX);
	struct str type, basic = filled(&f, &asking->basic, ENCODE_NONE);
	request.body = fill_body(&f, &type, &buf);
	if (buf.is_full)
		return err_set(err, ERR_LIMIT, "a request body of more than %d bytes", BODY_MAX);
	if (!fill_url(&f, &request.url, err) || !fill_headers(&f, type, &request.headers, err))
		return false;
	if (basic.len && str_cut(&basic, ':', &request.user))
		request.password = basic;
	request.method = asking->method.len		? asking->method
			 : type.len || request.body.len ? STR("POST")
							: STR("GET");
	*out = request;
	return true;
}
