#include "parts.h"

#include "arena.h"

#include "poison.h"

enum { TAG_MAX = 35 }; /* RFC 5646, 4.4.1 */

/* What some services write in place of a tag (the names of ISO 639, in English). */
static const struct language {
	struct str name, tag;
} languages[] = {
#define L(name, tag)                          \
	{                                     \
		STR_INIT(name), STR_INIT(tag) \
	}
	L("afrikaans", "af"),	  L("albanian", "sq"),	  L("arabic", "ar"),
	L("armenian", "hy"),	  L("azerbaijani", "az"), L("basque", "eu"),
	L("belarusian", "be"),	  L("bengali", "bn"),	  L("bosnian", "bs"),
	L("brazilian", "pt-BR"),  L("bulgarian", "bg"),	  L("catalan", "ca"),
	L("chinese", "zh"),	  L("croatian", "hr"),	  L("czech", "cs"),
	L("danish", "da"),	  L("dutch", "nl"),	  L("english", "en"),
	L("estonian", "et"),	  L("finnish", "fi"),	  L("french", "fr"),
	L("galician", "gl"),	  L("georgian", "ka"),	  L("german", "de"),
	L("greek", "el"),	  L("gujarati", "gu"),	  L("hebrew", "he"),
	L("hindi", "hi"),	  L("hungarian", "hu"),	  L("icelandic", "is"),
	L("indonesian", "id"),	  L("irish", "ga"),	  L("italian", "it"),
	L("japanese", "ja"),	  L("kannada", "kn"),	  L("kazakh", "kk"),
	L("korean", "ko"),	  L("koreana", "ko"),	  L("kurdish", "ku"),
	L("latam", "es-419"),	  L("latvian", "lv"),	  L("lithuanian", "lt"),
	L("macedonian", "mk"),	  L("malay", "ms"),	  L("malayalam", "ml"),
	L("maltese", "mt"),	  L("marathi", "mr"),	  L("mongolian", "mn"),
	L("nepali", "ne"),	  L("norwegian", "no"),	  L("persian", "fa"),
	L("polish", "pl"),	  L("portuguese", "pt"),  L("punjabi", "pa"),
	L("romanian", "ro"),	  L("russian", "ru"),	  L("schinese", "zh-Hans"),
	L("serbian", "sr"),	  L("sinhala", "si"),	  L("slovak", "sk"),
	L("slovenian", "sl"),	  L("somali", "so"),	  L("spanish", "es"),
	L("swahili", "sw"),	  L("swedish", "sv"),	  L("tamil", "ta"),
	L("tchinese", "zh-Hant"), L("telugu", "te"),	  L("thai", "th"),
	L("tibetan", "bo"),	  L("turkish", "tr"),	  L("ukrainian", "uk"),
	L("urdu", "ur"),	  L("uzbek", "uz"),	  L("vietnamese", "vi"),
	L("welsh", "cy"),
#undef L
};

/* und, mul, zxx and the private qaa to qtz (ISO 639-2) name no language. */
static bool says_nothing(struct str tag)
{
	static const struct str none[] = { STR_INIT("und"), STR_INIT("mul"), STR_INIT("zxx") };
	for (size_t i = 0; i < COUNT_OF(none); i++)
		if (str_eq_nocase(tag, none[i]))
			return true;
	return tag.len == 3 && (tag.at[0] | 32) == 'q' && (tag.at[1] | 32) <= 't';
}

static bool is_tag(struct str tag)
{
	struct str rest = tag, part;
	bool is_first = true;
	while (str_cut(&rest, '-', &part)) {
		if (part.len < (is_first ? 2 : 1) || part.len > (is_first ? 3 : 8))
			return false;
		for (size_t i = 0; i < part.len; i++) {
			char c = (char)(part.at[i] | 32);
			bool is_digit = part.at[i] >= '0' && part.at[i] <= '9' && !is_first;
			if (!is_digit && (c < 'a' || c > 'z'))
				return false;
		}
		is_first = false;
	}
	return tag.len <= TAG_MAX;
}

struct str lang_tag(struct str text, struct arena *arena)
{
	text = str_trim(text);
	for (size_t i = 0; i < COUNT_OF(languages); i++)
		if (str_eq_nocase(text, languages[i].name))
			return languages[i].tag;
	if (str_find_char(text, '_') < text.len) {
		char *dashed = arena_bytes(arena, text.len);
		for (size_t i = 0; i < text.len; i++)
			dashed[i] = text.at[i] == '_' ? '-' : text.at[i];
		text.at = dashed;
	}
	return is_tag(text) && !says_nothing(text) ? text : STR("");
}
