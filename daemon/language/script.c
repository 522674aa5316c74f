#include "script.h"

#include "poison.h"

/* In order of code points. */
static const struct {
	uint32_t from, to;
	enum script script;
} ranges[] = {
	{ 'A', 'Z', SCRIPT_LATIN },	     { 'a', 'z', SCRIPT_LATIN },
	{ 0xAA, 0xAA, SCRIPT_LATIN },	     { 0xBA, 0xBA, SCRIPT_LATIN },
	{ 0xC0, 0xD6, SCRIPT_LATIN },	     { 0xD8, 0xF6, SCRIPT_LATIN },
	{ 0xF8, 0x24F, SCRIPT_LATIN },	     { 0x370, 0x3FF, SCRIPT_GREEK },
	{ 0x400, 0x481, SCRIPT_CYRILLIC },   { 0x48A, 0x52F, SCRIPT_CYRILLIC },
	{ 0x531, 0x58A, SCRIPT_ARMENIAN },   { 0x5D0, 0x5F2, SCRIPT_HEBREW },
	{ 0x620, 0x64A, SCRIPT_ARABIC },     { 0x671, 0x678, SCRIPT_ARABIC },
	{ 0x679, 0x679, SCRIPT_URDU },	     { 0x67E, 0x67E, SCRIPT_PERSIAN },
	{ 0x686, 0x686, SCRIPT_PERSIAN },    { 0x688, 0x688, SCRIPT_URDU },
	{ 0x691, 0x691, SCRIPT_URDU },	     { 0x698, 0x698, SCRIPT_PERSIAN },
	{ 0x6A9, 0x6A9, SCRIPT_PERSIAN },    { 0x6AF, 0x6AF, SCRIPT_PERSIAN },
	{ 0x6BA, 0x6BE, SCRIPT_URDU },	     { 0x6C1, 0x6C3, SCRIPT_URDU },
	{ 0x6CC, 0x6CC, SCRIPT_PERSIAN },    { 0x6D2, 0x6D3, SCRIPT_URDU },
	{ 0x900, 0x97F, SCRIPT_DEVANAGARI }, { 0x980, 0x9FF, SCRIPT_BENGALI },
	{ 0xA00, 0xA7F, SCRIPT_GURMUKHI },   { 0xA80, 0xAFF, SCRIPT_GUJARATI },
	{ 0xB80, 0xBFF, SCRIPT_TAMIL },	     { 0xC00, 0xC7F, SCRIPT_TELUGU },
	{ 0xC80, 0xCFF, SCRIPT_KANNADA },    { 0xD00, 0xD7F, SCRIPT_MALAYALAM },
	{ 0xD80, 0xDFF, SCRIPT_SINHALA },    { 0xE01, 0xE4E, SCRIPT_THAI },
	{ 0xE81, 0xECD, SCRIPT_LAO },	     { 0x1000, 0x109F, SCRIPT_BURMESE },
	{ 0x10A0, 0x10FF, SCRIPT_GEORGIAN }, { 0x1100, 0x11FF, SCRIPT_HANGUL },
	{ 0x1780, 0x17D3, SCRIPT_KHMER },    { 0x1E00, 0x1EFF, SCRIPT_LATIN },
	{ 0x1F00, 0x1FFF, SCRIPT_GREEK },    { 0x3041, 0x3096, SCRIPT_KANA },
	{ 0x30A1, 0x30FA, SCRIPT_KANA },     { 0x3131, 0x318E, SCRIPT_HANGUL },
	{ 0x3400, 0x4DBF, SCRIPT_HAN },	     { 0x4E00, 0x9FFF, SCRIPT_HAN },
	{ 0xAC00, 0xD7A3, SCRIPT_HANGUL },   { 0xF900, 0xFAFF, SCRIPT_HAN },
	{ 0xFF66, 0xFF9D, SCRIPT_KANA },     { 0x20000, 0x3134F, SCRIPT_HAN },
};

enum script script_of(uint32_t c)
{
	size_t low = 0, high = COUNT_OF(ranges);
	if (c < 0x80)
		return (c | 32) >= 'a' && (c | 32) <= 'z' ? SCRIPT_LATIN : SCRIPT_NONE;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (c > ranges[mid].to)
			low = mid + 1;
		else
			high = mid;
	}
	return low < COUNT_OF(ranges) && c >= ranges[low].from ? ranges[low].script : SCRIPT_NONE;
}

/* Where a script is written by more than one language it is given to the one that is read most. */
static const struct str langs[SCRIPT_COUNT] = {
	[SCRIPT_HANGUL] = STR_INIT("ko"),    [SCRIPT_GREEK] = STR_INIT("el"),
	[SCRIPT_HEBREW] = STR_INIT("he"),    [SCRIPT_ARMENIAN] = STR_INIT("hy"),
	[SCRIPT_GEORGIAN] = STR_INIT("ka"),  [SCRIPT_DEVANAGARI] = STR_INIT("hi"),
	[SCRIPT_BENGALI] = STR_INIT("bn"),   [SCRIPT_GURMUKHI] = STR_INIT("pa"),
	[SCRIPT_GUJARATI] = STR_INIT("gu"),  [SCRIPT_TAMIL] = STR_INIT("ta"),
	[SCRIPT_TELUGU] = STR_INIT("te"),    [SCRIPT_KANNADA] = STR_INIT("kn"),
	[SCRIPT_MALAYALAM] = STR_INIT("ml"), [SCRIPT_SINHALA] = STR_INIT("si"),
	[SCRIPT_THAI] = STR_INIT("th"),	     [SCRIPT_LAO] = STR_INIT("lo"),
	[SCRIPT_BURMESE] = STR_INIT("my"),   [SCRIPT_KHMER] = STR_INIT("km"),
};

/* A sign of Han stands for some letters of an alphabet, a syllable for two. Of Han alone a few may
 * be Japanese names; Japanese texts have a tenth of kana, and Chinese ones a の for fashion. */
enum { HAN_WEIGHT = 3, SYLLABLE_WEIGHT = 2, HAN_MIN = 6, KANA_SHARE = 10, LETTERS_MIN = 4 };

static struct str lang_of_han(uint32_t han, uint32_t kana)
{
	if (kana * KANA_SHARE >= han)
		return STR("ja");
	return kana <= 1 && han >= HAN_MIN ? STR("zh") : STR("");
}

static struct str lang_of_arabic(uint32_t all, uint32_t persian, uint32_t urdu)
{
	if (urdu * 20 >= all)
		return STR("ur");
	if (persian * 20 >= all)
		return STR("fa");
	return persian + urdu == 0 ? STR("ar") : STR("");
}

struct script_verdict script_judge(const uint32_t letters[SCRIPT_COUNT])
{
	uint32_t han = letters[SCRIPT_HAN], kana = letters[SCRIPT_KANA];
	uint32_t persian = letters[SCRIPT_PERSIAN], urdu = letters[SCRIPT_URDU];
	uint32_t arabic = letters[SCRIPT_ARABIC] + persian + urdu;
	uint32_t weight[SCRIPT_COUNT], all = 0;
	enum script most = SCRIPT_LATIN;
	for (size_t i = 0; i < SCRIPT_COUNT; i++)
		weight[i] = letters[i];
	weight[SCRIPT_HAN] = han * HAN_WEIGHT + kana * SYLLABLE_WEIGHT;
	weight[SCRIPT_HANGUL] *= SYLLABLE_WEIGHT;
	weight[SCRIPT_ARABIC] = arabic;
	weight[SCRIPT_KANA] = weight[SCRIPT_PERSIAN] = weight[SCRIPT_URDU] = 0;
	for (size_t i = 0; i < SCRIPT_COUNT; i++) {
		all += weight[i];
		if (weight[i] > weight[most])
			most = (enum script)i;
	}
	if (weight[most] == 0 || weight[most] * 3 < all * 2)
		return (struct script_verdict){ SCRIPT_NONE, STR("") };
	if (weight[most] < LETTERS_MIN)
		return (struct script_verdict){ most, STR("") };
	if (most == SCRIPT_HAN)
		return (struct script_verdict){ most, lang_of_han(han, kana) };
	if (most == SCRIPT_ARABIC)
		return (struct script_verdict){ most, lang_of_arabic(arabic, persian, urdu) };
	return (struct script_verdict){ most, langs[most] };
}
