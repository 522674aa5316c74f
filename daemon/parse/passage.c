#include "passage.h"

#include "arena.h"
#include "hmac.h"
#include "html.h"
#include "utf8.h"

#include "poison.h"

/* How it works: a text is borrowed while it is one piece, and copied when there are several. Its
 * mode says how it will be read. A plain text becomes HTML at the first tag inside it: what came
 * before is escaped then, and what comes behind it as it comes. An HTML text is not escaped,
 * because in RSS the characters of an escaped description are the mark-up. */

static struct str escaped(struct arena *arena, struct str text)
{
	if (str_find_char(text, '<') == text.len && str_find_char(text, '&') == text.len)
		return text;
	struct buf out = buf_new(arena, FEED_BODY_MAX);
	while (text.len) {
		size_t n = 0;
		while (n < text.len && text.at[n] != '<' && text.at[n] != '&')
			n++;
		buf_add(&out, str_first(text, n));
		if (n < text.len)
			buf_add(&out, text.at[n] == '<' ? STR("&lt;") : STR("&amp;"));
		text = str_skip(text, n + 1);
	}
	return buf_str(&out);
}

static void add(struct arena *arena, struct passage *passage, struct str text)
{
	if (passage->text.len == 0 && passage->more.len == 0) {
		passage->text = text;
		return;
	}
	if (passage->more.len == 0) {
		passage->more = buf_new(arena, FEED_BODY_MAX);
		buf_add(&passage->more, passage->text);
		passage->text = STR("");
	}
	buf_add(&passage->more, text);
}

struct str passage_str(const struct passage *passage)
{
	return passage->more.len ? buf_str(&passage->more) : passage->text;
}

void passage_text(struct arena *arena, struct passage *passage, struct str text)
{
	add(arena, passage, passage->mode == PASSAGE_MARKUP ? escaped(arena, text) : text);
}

/* Mark-up in a text that was taken for plain: from here on it is HTML. */
static void become_markup(struct arena *arena, struct passage *passage)
{
	if (passage->mode != PASSAGE_TEXT)
		return;
	struct str before = escaped(arena, passage_str(passage));
	*passage = (struct passage){ .mode = PASSAGE_MARKUP, .text = before };
}

void passage_start(struct arena *arena, struct passage *passage, const struct element *element)
{
	struct str href = xml_attribute(element, NS_NONE, STR("href"));
	bool has_quote = str_find_char(href, '"') < href.len;
	become_markup(arena, passage);
	add(arena, passage, STR("<"));
	add(arena, passage, element->name);
	if (href.len && !has_quote) {
		add(arena, passage, STR(" href=\""));
		add(arena, passage, escaped(arena, href));
		add(arena, passage, STR("\""));
	}
	add(arena, passage, STR(">"));
}

void passage_end(struct arena *arena, struct passage *passage, struct str name)
{
	add(arena, passage, STR("</"));
	add(arena, passage, name);
	add(arena, passage, STR(">"));
}

static bool is_xml_type(struct str type)
{
	return str_eq_nocase(type, STR("xhtml")) || str_ends(type, STR("/xml")) ||
	       str_ends(type, STR("+xml"));
}

/* Atom 1.0, 4.1.3.3, and Atom 0.3's `mode`. */
static enum passage_mode atom_mode(const struct element *element)
{
	struct str type = xml_attribute(element, NS_NONE, STR("type"));
	struct str mode = xml_attribute(element, NS_NONE, STR("mode"));
	if (xml_attribute(element, NS_NONE, STR("src")).len)
		return PASSAGE_NOTHING;
	if (str_eq_nocase(mode, STR("base64")))
		return PASSAGE_BASE64;
	if (str_eq_nocase(type, STR("html")) || str_eq_nocase(type, STR("text/html")))
		return PASSAGE_HTML;
	if (is_xml_type(type))
		return str_eq_nocase(mode, STR("escaped")) ? PASSAGE_HTML : PASSAGE_MARKUP;
	bool is_text = type.len == 0 || str_eq_nocase(type, STR("text")) ||
		       str_starts_nocase(type, STR("text/")) ||
		       str_find_char(type, '/') == type.len;
	return is_text ? PASSAGE_TEXT : PASSAGE_BASE64;
}

static enum passage_mode mode_of(const struct meaning *meaning, const struct element *element)
{
	switch (meaning->reading) {
	case READ_TEXT: return PASSAGE_TEXT;
	case READ_HTML: break;
	case READ_ATOM: return atom_mode(element);
	}
	/* Media RSS, 3.4: a title or description of type plain is no HTML. */
	bool is_plain = meaning->ns == NS_MEDIA &&
			str_eq_nocase(xml_attribute(element, NS_NONE, STR("type")), STR("plain"));
	return is_plain ? PASSAGE_TEXT : PASSAGE_HTML;
}

/* What is seen or heard and not read. */
static bool is_media_type(struct str type)
{
	return str_starts_nocase(type, STR("image/")) || str_starts_nocase(type, STR("audio/")) ||
	       str_starts_nocase(type, STR("video/"));
}

struct passage passage_new(const struct meaning *meaning, const struct element *element)
{
	enum passage_mode mode = mode_of(meaning, element);
	struct str type = xml_attribute(element, NS_NONE, STR("type"));
	return (struct passage){ .mode = mode,
				 .is_declared = mode == PASSAGE_MARKUP,
				 .is_media = is_media_type(type) };
}

/* What is no base64 after all stays as it is; a picture says nothing. */
static struct str base64_text(struct arena *arena, struct str text, bool is_media)
{
	struct buf digits = buf_new(arena, FEED_BODY_MAX);
	struct str rest = text_fold(arena, text), part, decoded;
	while (str_cut(&rest, ' ', &part))
		buf_add(&digits, part);
	bool is_base64 = base64_decode(arena, buf_str(&digits), &decoded) && utf8_valid(decoded);
	if (is_base64)
		return decoded;
	return is_media ? STR("") : text;
}

/* A text said to be plain in which an element ends was escaped once too often. */
static bool looks_like_html(struct str text)
{
	size_t at = str_find(text, STR("</"));
	return at + 2 < text.len &&
	       ((text.at[at + 2] | 0x20) >= 'a' && (text.at[at + 2] | 0x20) <= 'z');
}

struct words passage_words(struct arena *arena, const struct passage *passage, bool is_title)
{
	struct words words = { .word.text = passage_str(passage) };
	if (passage->mode == PASSAGE_NOTHING)
		return (struct words){ 0 };
	if (passage->mode == PASSAGE_BASE64)
		words.word.text = base64_text(arena, words.word.text, passage->is_media);
	words.is_html = passage->mode != PASSAGE_TEXT ||
			(!is_title && looks_like_html(words.word.text));
	return words;
}
