#include "charset.h"

#include "arena.h"
#include "utf8.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "entities.h"
#include "poison.h"

enum { NAME_MAX_LEN = 40, DECLARATION_MAX = 512 };

/* Byte order marks; longer rows first. And EBCDIC's "<?xm" (XML 1.0, appendix F). */
static const struct mark {
	struct str bytes;
	const char *name;
	size_t skip;
} marks[] = {
	{ STR_INIT("\x00\x00\xFE\xFF"), "UTF-32BE", 4 },
	{ STR_INIT("\xFF\xFE\x00\x00"), "UTF-32LE", 4 },
	{ STR_INIT("\xEF\xBB\xBF"), "UTF-8", 3 },
	{ STR_INIT("\xFE\xFF"), "UTF-16BE", 2 },
	{ STR_INIT("\xFF\xFE"), "UTF-16LE", 2 },
	{ STR_INIT("\x4C\x6F\xA7\x94"), "IBM037", 0 },
};

/* The encodings that do not extend ASCII, by the zeros among the bytes of what a text without mark
 * begins with: white space, or '<' or '{' and one more character of ASCII. */
static const struct zeros {
	const char *name;
	unsigned zeros; /* bit 0: the first byte is one */
} by_zeros[] = {
	{ "UTF-32BE", 0x7 },
	{ "UTF-32LE", 0xE },
	{ "UTF-16BE", 0x5 },
	{ "UTF-16LE", 0xA },
};

static const char *wide_name(struct str body)
{
	unsigned zeros = 0;
	for (size_t i = 0; i < 4 && body.len >= 4; i++)
		zeros |= (unsigned)(body.at[i] == 0) << i;
	for (size_t i = 0; zeros && i < COUNT_OF(by_zeros); i++)
		if (by_zeros[i].zeros == zeros)
			return by_zeros[i].name;
	return NULL;
}

static void close_iconv(iconv_t *converter)
{
	if (*converter != (iconv_t)-1)
		iconv_close(*converter);
}

/* An emoji as Java and old databases write it: both halves of its UTF-16 pair as if they were
 * characters (CESU-8, Unicode TR 26). */
static bool is_pair(struct str s, uint32_t *c)
{
	unsigned char b[6];
	if (s.len < sizeof(b))
		return false;
	memcpy(b, s.at, sizeof(b));
	*c = 0x10000 + ((b[1] & 0x0Fu) << 16 | (b[2] & 0x3Fu) << 10) +
	     ((b[4] & 0x0Fu) << 6 | (b[5] & 0x3Fu));
	return b[0] == 0xED && (b[1] & 0xF0) == 0xA0 && (b[2] & 0xC0) == 0x80 && b[3] == 0xED &&
	       (b[4] & 0xF0) == 0xB0 && (b[5] & 0xC0) == 0x80;
}

/* UTF-8 with some other bytes in it: those are read as windows-1252, the rest stays. A text all in
 * windows-1252 comes out right too, because its letters are hardly ever valid UTF-8. */
static struct str mixed(struct arena *arena, struct str body)
{
	char *out = arena_bytes(arena, body.len * 3 + 1), *to = out;
	while (body.len) {
		size_t len;
		uint32_t pair;
		bool is_bad = utf8_next(body, &len) == UTF8_BAD && len == 1;
		if (!is_bad) {
			to = mempcpy(to, body.at, len);
		} else if (is_pair(body, &pair)) {
			to += utf8_put(pair, to);
			len = 6;
		} else {
			to += utf8_put(entity_c1((unsigned char)body.at[0]), to);
		}
		body = str_skip(body, len);
	}
	return (struct str){ out, (size_t)(to - out) };
}

/* Encodings whose name is used for a larger one (WHATWG Encoding, 4.2), those that iconv knows by
 * another name, and those that `mixed` reads: NULL means windows-1252 there. Texts in UTF-16 and
 * UTF-32 are known by their first bytes alone. Names stand without what is between their parts. */
static const char UTF[] = "", HZ[] = "HZ";
static const struct alias {
	const char *said, *meant;
} aliases[] = {
	{ "utf8", UTF },
	{ "u8", UTF },
	{ "cp65001", UTF },
	{ "utf16", UTF },
	{ "utf16le", UTF },
	{ "utf16be", UTF },
	{ "utf32", UTF },
	{ "unicode", UTF },
	{ "ucs2", UTF },
	{ "ucs4", UTF },
	{ "usascii", NULL },
	{ "ascii", NULL },
	{ "ansix341968", NULL },
	{ "iso88591", NULL },
	{ "isoir100", NULL },
	{ "88591", NULL },
	{ "latin1", NULL },
	{ "l1", NULL },
	{ "windows1252", NULL },
	{ "win1252", NULL },
	{ "cp1252", NULL },
	{ "xcp1252", NULL },
	{ "cp819", NULL },
	{ "ibm819", NULL },
	{ "utf7", "UTF-7" },
	{ "unicode11utf7", "UTF-7" },
	{ "hz", HZ },
	{ "hzgb", HZ },
	{ "hzgb2312", HZ },
	{ "macroman", "MACINTOSH" },
	{ "xmacroman", "MACINTOSH" },
	{ "maccyrillic", "MAC-CYRILLIC" },
	{ "xmaccyrillic", "MAC-CYRILLIC" },
	{ "maccenteuro", "MAC-CENTRALEUROPE" },
	{ "maclatin2", "MAC-CENTRALEUROPE" },
	{ "maciceland", "MAC-IS" },
	{ "iso88596i", "ISO-8859-6" },
	{ "iso88598i", "ISO-8859-8" },
	{ "iso88599", "CP1254" },
	{ "88599", "CP1254" },
	{ "latin5", "CP1254" },
	{ "l9", "ISO-8859-15" },
	{ "koi", "KOI8-R" },
	{ "koi8r", "KOI8-R" },
	{ "koi8u", "KOI8-U" },
	{ "ptcp154", "PT154" },
	{ "cp154", "PT154" },
	{ "kz1048", "RK1048" },
	{ "iso885911", "CP874" },
	{ "tis620", "CP874" },
	{ "thai", "CP874" },
	{ "gb2312", "GB18030" },
	{ "gb231280", "GB18030" },
	{ "gb23121980", "GB18030" },
	{ "euccn", "GB18030" },
	{ "gbk", "GB18030" },
	{ "xgbk", "GB18030" },
	{ "cp936", "GB18030" },
	{ "chinese", "GB18030" },
	{ "gb18030", "GB18030" },
	{ "gb180302000", "GB18030" },
	{ "shiftjis", "CP932" },
	{ "xsjis", "CP932" },
	{ "sjis", "CP932" },
	{ "mskanji", "CP932" },
	{ "windows31j", "CP932" },
	{ "eucjp", "EUC-JP" },
	{ "xeucjp", "EUC-JP" },
	{ "ujis", "EUC-JP" },
	{ "csiso2022jp", "ISO-2022-JP-2" },
	{ "iso2022kr", "ISO-2022-KR" },
	{ "csiso2022kr", "ISO-2022-KR" },
	{ "euckr", "CP949" },
	{ "ksc5601", "CP949" },
	{ "ksc56011987", "CP949" },
	{ "ksc56011989", "CP949" },
	{ "ksx1001", "CP949" },
	{ "korean", "CP949" },
	{ "big5", "BIG5-HKSCS" },
	{ "big5hkscs", "BIG5-HKSCS" },
	{ "big5tw", "BIG5-HKSCS" },
	{ "csbig5", "BIG5-HKSCS" },
	{ "xxbig5", "BIG5-HKSCS" },
	{ "cnbig5", "BIG5-HKSCS" },
};

/* Numbered encodings, whatever stands before the number. */
static const struct family {
	struct str said;
	const char *meant;
} families[] = {
	{ STR_INIT("iso8859"), "ISO-8859-" },
	{ STR_INIT("8859"), "ISO-8859-" },
	{ STR_INIT("windows"), "CP" },
	{ STR_INIT("win"), "CP" },
	{ STR_INIT("xcp"), "CP" },
	{ STR_INIT("cp"), "CP" },
	{ STR_INIT("ms"), "CP" },
	{ STR_INIT("ibm0"), "CP" },
	{ STR_INIT("ibm"), "CP" },
	{ STR_INIT("csibm"), "CP" },
	{ STR_INIT(""), "CP" },
};

/* The letters and digits of a name, small; empty when it is too long for a name. */
static struct str squeezed(struct str said, char out[NAME_MAX_LEN])
{
	size_t n = 0;
	for (size_t i = 0; i < said.len && said.len < NAME_MAX_LEN; i++) {
		char c = said.at[i], small = (char)(c | 0x20);
		if ((c >= '0' && c <= '9') || (small >= 'a' && small <= 'z'))
			out[n++] = c >= 'A' ? small : c;
	}
	return (struct str){ out, n };
}

static const char *numbered(struct arena *arena, struct str name)
{
	enum { DIGITS_MAX = 5 };
	for (size_t i = 0; i < COUNT_OF(families); i++) {
		struct str number = str_skip(name, families[i].said.len);
		int64_t value;
		if (str_starts(name, families[i].said) && number.len <= DIGITS_MAX &&
		    str_int(number, &value) && value > 0)
			return str_fmt(arena, "%s" STR_FMT "%c", families[i].meant, STR_ARG(number),
				       0)
				.at;
	}
	return NULL;
}

/* The name to give iconv, or UTF, HZ, or NULL for windows-1252. What nobody knows is UTF, because
 * that says nothing either: a text in UTF-8 was known by its bytes. */
static const char *meant(struct arena *arena, struct str said)
{
	char name[NAME_MAX_LEN];
	struct str key = squeezed(said, name);
	for (size_t i = 0; i < COUNT_OF(aliases); i++)
		if (str_eq(key, str_from(aliases[i].said)))
			return aliases[i].meant;
	if (str_starts(key, STR("iso2022jp")))
		return "ISO-2022-JP-2";
	const char *number = key.len ? numbered(arena, key) : UTF;
	if (number || memchr(said.at, '/', said.len))
		return number ? number : UTF;
	return str_fmt(arena, STR_FMT "%c", STR_ARG(said), 0).at;
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

/* What the XML declaration names, also behind what a server wrote before it. */
static struct str declared(struct str body)
{
	struct str head = str_first(body, DECLARATION_MAX);
	head = str_skip(head, str_find_nocase(head, STR("<?xml")));
	return parameter(str_first(head, str_find(head, STR("?>"))), STR("encoding"));
}

/* Pairs of seven-bit bytes between ~{ and ~} (RFC 1843): those of GB 2312 without their high bit.
 */
static struct str hz_to_gb(struct arena *arena, struct str body)
{
	char *out = arena_bytes(arena, body.len + 1), *to = out;
	bool is_gb = false;
	while (body.len) {
		char next = body.len > 1 ? body.at[1] : '\0';
		bool is_escape = body.at[0] == '~' && (next == '{' || next == '}' || next == '~');
		if (is_escape && next == '~')
			*to++ = '~';
		else if (is_escape)
			is_gb = next == '{';
		else
			*to++ = is_gb && body.at[0] > ' ' ? (char)(body.at[0] | 0x80) : body.at[0];
		is_gb = is_gb && body.at[0] != '\n';
		body = str_skip(body, is_escape ? 2 : 1);
	}
	return (struct str){ out, (size_t)(to - out) };
}

/* EBCDIC has many variants; what a declaration is written with is the same in all. */
static struct str ebcdic(struct arena *arena, struct str body, struct str plain)
{
	struct str out;
	struct str said = declared(plain);
	const char *name = said.len ? meant(arena, said) : NULL;
	bool is_variant = name && name != UTF && name != HZ && convert(arena, body, name, &out) &&
			  str_starts(out, STR("<?xml"));
	return is_variant ? out : plain;
}

/* The text as its first bytes say it is. */
static bool by_first_bytes(struct arena *arena, struct str *body, struct str *out)
{
	const char *name = wide_name(*body);
	for (size_t i = 0; !name && i < COUNT_OF(marks); i++) {
		if (!str_starts(*body, marks[i].bytes))
			continue;
		name = marks[i].name;
		*body = str_skip(*body, marks[i].skip);
	}
	if (!name || strcmp(name, "UTF-8") == 0 || !convert(arena, *body, name, out))
		return false;
	if (strcmp(name, "IBM037") == 0)
		*out = ebcdic(arena, *body, *out);
	return true;
}

/* UTF-8 in which a byte here and there is none: what hardly ever happens to be valid stands in it
 * many times as often as what is not. */
static bool is_nearly_utf8(struct str body)
{
	enum { MANY = 8 };
	size_t good = 0, bad = 0, len;
	for (; body.len; body = str_skip(body, len)) {
		bool is_bad = utf8_next(body, &len) == UTF8_BAD && len == 1;
		bad += is_bad;
		good += !is_bad && len > 1;
	}
	return good > bad * MANY;
}

/* Without the front of a character whose rest was cut off. */
static struct str whole(struct str body)
{
	size_t n = body.len;
	while (n > 0 && body.len - n < 3 && ((unsigned char)body.at[n - 1] & 0xC0) == 0x80)
		n--;
	bool is_start = n > 0 && (unsigned char)body.at[n - 1] >= 0xC2;
	return is_start && !utf8_valid(str_skip(body, n - 1)) ? str_first(body, n - 1) : body;
}

/* Encodings that hide everything in seven bits, and so look like valid UTF-8. */
static bool is_seven_bit(const char *name)
{
	return name && (name == HZ || str_starts_nocase(str_from(name), STR("iso-2022")) ||
			strcmp(name, "UTF-7") == 0);
}

struct str charset_utf8(struct arena *arena, struct str body, struct str content_type)
{
	struct str out;
	if (by_first_bytes(arena, &body, &out))
		return out;
	const struct str said[] = { parameter(content_type, STR("charset")), declared(body) };
	bool is_utf8 = utf8_valid(body);
	struct str kept = whole(body);
	if (!is_utf8 && is_nearly_utf8(kept))
		return mixed(arena, kept);
	for (size_t i = 0; i < COUNT_OF(said); i++) {
		const char *name = said[i].len ? meant(arena, said[i]) : UTF;
		if (name == UTF || (is_utf8 && !is_seven_bit(name)))
			continue;
		if (!name)
			break;
		struct str text = name == HZ ? hz_to_gb(arena, body) : body;
		if (convert(arena, text, name == HZ ? "GB18030" : name, &out))
			return out;
	}
	return is_utf8 ? str_dup(arena, body) : mixed(arena, body);
}
