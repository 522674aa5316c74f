#include "charset.h"

#include "arena.h"
#include "utf8.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "entities.h"
#include "poison.h"

enum { NAME_MAX_LEN = 40, DECLARATION_MAX = 256 };

/* Texts that say by their first bytes what they are: byte order marks, and "<" or "<?" in
 * encodings that do not extend ASCII (XML 1.0, appendix F). Longer rows first. */
static const struct mark {
	struct str bytes;
	const char *name;
	size_t skip;
} marks[] = {
	{ STR_INIT("\x00\x00\xFE\xFF"), "UTF-32BE", 4 },
	{ STR_INIT("\xFF\xFE\x00\x00"), "UTF-32LE", 4 },
	{ STR_INIT("\x00\x00\x00<"), "UTF-32BE", 0 },
	{ STR_INIT("<\x00\x00\x00"), "UTF-32LE", 0 },
	{ STR_INIT("\x4C\x6F\xA7\x94"), "IBM037", 0 },
	{ STR_INIT("\xEF\xBB\xBF"), "UTF-8", 3 },
	{ STR_INIT("\xFE\xFF"), "UTF-16BE", 2 },
	{ STR_INIT("\xFF\xFE"), "UTF-16LE", 2 },
	{ STR_INIT("\x00<"), "UTF-16BE", 0 },
	{ STR_INIT("<\x00"), "UTF-16LE", 0 },
	{ STR_INIT("{\x00"), "UTF-16LE", 0 },
};

static void close_iconv(iconv_t *converter)
{
	if (*converter != (iconv_t)-1)
		iconv_close(*converter);
}

/* UTF-8 with some other bytes in it: those are read as windows-1252, the rest stays. A text all in
 * windows-1252 comes out right too, because its letters are hardly ever valid UTF-8. */
static struct str mixed(struct arena *arena, struct str body)
{
	char *out = arena_bytes(arena, body.len * 3 + 1), *to = out;
	while (body.len) {
		size_t len;
		uint32_t c = utf8_next(body, &len);
		if (c == UTF8_BAD && len == 1)
			to += utf8_put(entity_c1((unsigned char)body.at[0]), to);
		else
			to = mempcpy(to, body.at, len);
		body = str_skip(body, len);
	}
	return (struct str){ out, (size_t)(to - out) };
}

/* Encodings whose name is used for a larger one (WHATWG Encoding, 4.2), and those that `mixed`
 * reads. A NULL: UTF-8 or windows-1252. */
static const struct alias {
	const char *said, *meant;
} aliases[] = {
	{ "utf-8", NULL },
	{ "utf8", NULL },
	{ "us-ascii", NULL },
	{ "ascii", NULL },
	{ "iso-8859-1", NULL },
	{ "iso8859-1", NULL },
	{ "latin1", NULL },
	{ "latin-1", NULL },
	{ "windows-1252", NULL },
	{ "cp1252", NULL },
	{ "iso_8859-1", NULL },
	{ "iso88591", NULL },
	{ "l1", NULL },
	{ "cp819", NULL },
	{ "ibm819", NULL },
	{ "ansi_x3.4-1968", NULL },
	{ "x-cp1250", "CP1250" },
	{ "x-cp1251", "CP1251" },
	{ "x-mac-roman", "MACINTOSH" },
	{ "x-mac-cyrillic", "MAC-CYRILLIC" },
	{ "iso-8859-6-i", "ISO-8859-6" },
	{ "iso-8859-8-i", "ISO-8859-8" },
	{ "iso-8859-9", "WINDOWS-1254" },
	{ "latin5", "WINDOWS-1254" },
	{ "koi", "KOI8-R" },
	{ "koi8_r", "KOI8-R" },
	{ "iso-8859-11", "CP874" },
	{ "tis-620", "CP874" },
	{ "gb2312", "GB18030" },
	{ "gbk", "GB18030" },
	{ "x-gbk", "GB18030" },
	{ "chinese", "GB18030" },
	{ "gb_2312-80", "GB18030" },
	{ "shift_jis", "CP932" },
	{ "shift-jis", "CP932" },
	{ "x-sjis", "CP932" },
	{ "sjis", "CP932" },
	{ "ms_kanji", "CP932" },
	{ "x-euc-jp", "EUC-JP" },
	{ "euc-kr", "CP949" },
	{ "ks_c_5601-1987", "CP949" },
	{ "ks_c_5601-1989", "CP949" },
	{ "ksc5601", "CP949" },
	{ "ksc_5601", "CP949" },
	{ "korean", "CP949" },
	{ "windows-949", "CP949" },
	{ "big5", "BIG5-HKSCS" },
	{ "x-x-big5", "BIG5-HKSCS" },
	{ "cn-big5", "BIG5-HKSCS" },
};

/* The name to give iconv, or NULL for UTF-8 and windows-1252. */
static const char *meant(struct str said, char name[NAME_MAX_LEN])
{
	for (size_t i = 0; i < COUNT_OF(aliases); i++)
		if (str_eq_nocase(said, str_from(aliases[i].said)))
			return aliases[i].meant;
	if (said.len == 0 || said.len >= NAME_MAX_LEN || memchr(said.at, '/', said.len))
		return NULL;
	memcpy(name, said.at, said.len);
	name[said.len] = '\0';
	return name;
}

/* One byte is skipped and U+FFFD written for what the encoding does not know. iconv itself lets
 * numbers beyond Unicode pass. */
static bool convert(struct arena *arena, struct str body, const char *from, struct str *out)
{
	CLEANUP(close_iconv)
	iconv_t converter = iconv_open("UTF-8", from);
	if (converter == (iconv_t)-1)
		return false;
	size_t room = body.len * 3 + 16, left = body.len;
	char *start = arena_bytes(arena, room), *to = start, *at = (char *)body.at;
	while (left && iconv(converter, &at, &left, &to, &room) == (size_t)-1) {
		if (errno == E2BIG || room < 4)
			break;
		size_t bad = utf8_put(UTF8_BAD, to);
		to += bad;
		room -= bad;
		at++;
		left--;
	}
	*out = utf8_clean(arena, (struct str){ start, (size_t)(to - start) });
	return true;
}

/* What stands behind `key` and '=', with or without quotes; empty when the key is not there. */
static struct str parameter(struct str text, struct str key)
{
	struct str rest = str_skip(text, str_find_nocase(text, key) + key.len);
	rest = str_trim(rest);
	if (!str_starts(rest, STR("=")))
		return STR("");
	rest = str_trim(str_skip(rest, 1));
	if (str_starts(rest, STR("\"")) || str_starts(rest, STR("'")))
		return str_first(str_skip(rest, 1), str_find_char(str_skip(rest, 1), rest.at[0]));
	size_t len = 0;
	while (len < rest.len && !strchr(" \t\r\n;,?>", rest.at[len]))
		len++;
	return str_first(rest, len);
}

static struct str declared(struct str body, struct str content_type)
{
	struct str of_http = parameter(content_type, STR("charset"));
	struct str head = str_trim(str_first(body, DECLARATION_MAX));
	if (of_http.len)
		return of_http;
	head = str_first(head, str_find(head, STR("?>")));
	return str_starts(head, STR("<?xml")) ? parameter(head, STR("encoding")) : STR("");
}

/* Encodings that hide everything in seven bits, and so look like valid UTF-8. */
static bool is_seven_bit(struct str name)
{
	return str_starts_nocase(name, STR("iso-2022")) || str_starts_nocase(name, STR("hz")) ||
	       str_eq_nocase(name, STR("utf-7"));
}

struct str charset_utf8(struct arena *arena, struct str body, struct str content_type)
{
	char buffer[NAME_MAX_LEN];
	struct str out;
	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		if (!str_starts(body, marks[i].bytes))
			continue;
		body = str_skip(body, marks[i].skip);
		bool is_utf8 = strcmp(marks[i].name, "UTF-8") == 0;
		if (!is_utf8 && convert(arena, body, marks[i].name, &out))
			return out;
		break;
	}
	struct str said = declared(body, content_type);
	if (!is_seven_bit(said) && utf8_valid(body))
		return str_dup(arena, body);
	const char *name = meant(said, buffer);
	if (name && convert(arena, body, name, &out))
		return out;
	return mixed(arena, body);
}
