/* Sentences of our own in every language, and what is of none. */
#include "language.h"

#include "test.h"

#include "buf.h"

#include <string.h>

static struct str guess(const char *text)
{
	struct language_text one = { .text = str_from(text) };
	struct language_guess out;
	language_guess(&one, 1, STR(""), &out);
	return out.lang;
}

static const struct {
	const char *lang, *text;
} sentences[] = {
	{ "en", "The new Nimbora kettle stopped working after two days and nobody answers." },
	{ "en", "Does anyone else have trouble logging in this morning?" },
	{ "en", "lol my order still isn't here, thanks for nothing guys" },
	{ "de", "Mein neuer Wasserkocher ist schon nach zwei Tagen kaputt gegangen." },
	{ "de", "Warum geht bei euch eigentlich nie jemand ans Telefon?" },
	{ "de", "Bin echt begeistert, die Lieferung kam heute schon an!" },
	{ "fr", "Ma bouilloire est tombée en panne au bout de deux jours, quelle honte." },
	{ "fr", "Je ne comprends pas pourquoi personne ne répond au téléphone." },
	{ "es", "El hervidor dejó de funcionar a los dos días y nadie me contesta." },
	{ "es", "¿Por qué siempre tardan tanto en responder los mensajes?" },
	{ "it", "Il bollitore si è rotto dopo due giorni e nessuno mi risponde." },
	{ "it", "Sono molto contenta del servizio, la consegna è arrivata oggi." },
	{ "pt", "A chaleira deixou de funcionar depois de dois dias e ninguém responde." },
	{ "pt", "Não consigo entrar na minha conta desde ontem, alguém pode ajudar?" },
	{ "nl", "De waterkoker was na twee dagen al stuk en niemand neemt de telefoon op." },
	{ "nl", "Ik ben heel tevreden over deze winkel, alles werd snel bezorgd." },
	{ "sv", "Vattenkokaren gick sönder efter två dagar och ingen svarar i telefon." },
	{ "da", "Elkedlen gik i stykker efter to dage, og der er ingen, der svarer mig." },
	{ "nb", "Vannkokeren sluttet å virke etter to dager, og ingen svarer når jeg ringer." },
	{ "fi", "Vedenkeitin meni rikki kahdessa päivässä eikä kukaan vastaa minulle." },
	{ "pl", "Czajnik zepsuł się po dwóch dniach i nikt nie odbiera telefonu." },
	{ "cs",
	  "Konvice přestala po dvou dnech fungovat a nikdo mi nebere telefon, to je ostuda." },
	{ "sk", "Kanvica sa po dvoch dňoch pokazila a nikto mi neodpovedá na správy." },
	{ "hu", "A vízforraló két nap után elromlott, és senki sem veszi fel a telefont." },
	{ "tr", "Su ısıtıcısı iki gün sonra bozuldu ve kimse telefona bakmıyor." },
	{ "ro", "Fierbătorul s-a stricat după două zile și nimeni nu răspunde la telefon." },
	{ "ca", "El bullidor s'ha espatllat al cap de dos dies i ningú no contesta." },
	{ "id", "Ketel ini sudah rusak setelah dua hari dan tidak ada yang menjawab." },
	{ "vi", "Ấm đun nước bị hỏng sau hai ngày mà không ai trả lời tôi." },
	{ "ru", "Чайник сломался через два дня, а на мои вопросы никто ничего не ответил." },
	{ "uk", "Чайник зламався через два дні, і ніхто не відповідає на дзвінки." },
	{ "bg", "Чайникът се счупи след два дни и никой не вдига телефона." },
	{ "sr", "Чајник се покварио после два дана и нико се не јавља на телефон." },
	{ "el", "Ο βραστήρας χάλασε σε δύο μέρες και κανείς δεν απαντά." },
	{ "ar", "تعطلت الغلاية بعد يومين ولا أحد يرد على رسائلي" },
	{ "fa",
	  "کتری بعد از دو روز خراب شد و کسی پاسخ نمی‌دهد" },
	{ "ur", "کیتلی دو دن میں خراب ہو گئی اور کوئی جواب نہیں دیتا ہے" },
	{ "he", "הקומקום התקלקל אחרי יומיים ואף אחד לא עונה" },
	{ "hi", "केतली दो दिन में खराब हो गई और कोई जवाब नहीं देता" },
	{ "th", "กาต้มน้ำเสียหลังจากสองวันและไม่มีใครตอบ" },
	{ "ja", "電気ケトルが二日で壊れたのに、誰も返事をくれません。" },
	{ "zh", "电水壶用了两天就坏了，没有人回复我。" },
	{ "zh", "這個水壺用了兩天就壞了，客服都不回覆。" },
	{ "ko", "주전자가 이틀 만에 고장 났는데 아무도 대답하지 않아요." },
};

static void names_each_language(void)
{
	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++) {
		CASE(sentences[i].text);
		EXPECT_STR(guess(sentences[i].text), str_from(sentences[i].lang));
	}
}

/* Rather none than a wrong one. */
static void is_silent_where_it_cannot_know(void)
{
	static const char *const texts[] = {
		"",
		" \t\n",
		"Nimbora",
		"ok",
		"12345 67,8 %",
		"!!! ??? ...",
		"😡😡😡 👍🏽 ❤️",
		"https://example.org/warum/ist/das/nicht/da?und=doch",
		"@die_bahn @und_der_rest #warum #nicht #heute",
		"jo@example.org www.example.de/der/die/das",
		"東京都",
		"Nimbora 東京 Москва Αθήνα",
		/* two languages, each half */
		"Das ist doch nicht euer Ernst, oder? Why would anyone pay for that?",
		"Чайник сломался, my kettle broke",
		/* languages we do not name, transliterations */
		"Chaynik slomalsya cherez dva dnya i nikto ne otvechaet na zvonki",
		"Veekeetja läks kahe päevaga katki ja keegi ei vasta mulle",
		"Tējkanna sabojājās pēc divām dienām, un neviens neatbild",
		"Чайнік зламаўся праз два дні, і ніхто не адказвае на званкі",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		CASE(texts[i]);
		EXPECT_STR(guess(texts[i]), STR(""));
	}
}

/* What people write into posts beside words, and how they write words. */
static void reads_posts(void)
{
	static const struct {
		const char *lang, *text;
	} cases[] = {
		{ "en",
		  "RT @der_die_das: this is the worst app ever 😡 https://example.de/und #warum" },
		{ "de", "@the_best_of_you wieso ist das schon wieder kaputt?? #fail "
			"https://t.example/x" },
		{ "en", "SOOOOO HAPPY WITH MY NEW PHONE!!!!!!" },
		{ "de", "DAS IST JA WOHL NICHT EUER ERNST" },
		{ "fr", "C’est vraiment n’importe quoi, j’ai attendu deux heures" },
		{ "fr", "C'est tre\xCC\x80s de\xCC\x81"
			"cevant, la qualite\xCC\x81 est nulle" },
		{ "tr", "İKİ GÜNDÜR KİMSE CEVAP VERMİYOR ARTIK" },
		{ "ru", "ПОЧЕМУ НИКТО НЕ ОТВЕЧАЕТ НА ЗВОНКИ" },
		{ "ja", "Nimbora の新しい app がとても使いやすいです https://example.org" },
		{ "zh", "刚买的Nimbora手机很好用，推荐给大家😀" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CASE(cases[i].text);
		EXPECT_STR(guess(cases[i].text), str_from(cases[i].lang));
	}
}

static void a_name_is_no_evidence(void)
{
	struct str text = STR("Warum Nicht Heute's kettle is great and so is theirs");
	const struct hit mask[] = { { .start = 0, .end = 17 } };
	struct language_text one = { text, mask, 1 };
	struct language_guess out;
	language_guess(&one, 1, STR("en"), &out);
	EXPECT_STR(out.lang, STR("en"));
	EXPECT(out.fits_expected);
	one.text = str_first(text, 19);
	language_guess(&one, 1, STR("en"), &out);
	EXPECT_STR(out.lang, STR(""));
	EXPECT(out.fits_expected);
}

static void several_texts_are_one(void)
{
	const struct language_text both[] = { { .text = STR("Kettle broken") },
					      { .text = STR("nobody answers the phone there") } };
	struct language_guess out;
	language_guess(both, 2, STR(""), &out);
	EXPECT_STR(out.lang, STR("en"));
	language_guess(NULL, 0, STR("en"), &out);
	EXPECT_STR(out.lang, STR(""));
	EXPECT(out.fits_expected);
}

static void says_what_fits(void)
{
	static const struct {
		const char *expected, *text;
		bool fits;
	} cases[] = {
		{ "en", "sucks", true },
		{ "en-GB", "What a lovely little kettle this is", true },
		{ "EN", "What a lovely little kettle this is", true },
		{ "en", "😡 12 https://example.org", true },
		{ "en", "danke schön", false },
		{ "de", "danke schön", true },
		{ "en", "Чайник", false },
		{ "en", "ケトル", false },
		{ "en", "Warum geht bei euch eigentlich nie jemand ans Telefon?", false },
		{ "de", "Does anyone else have trouble logging in this morning?", false },
		{ "et", "Veekeetja läks kahe päevaga katki ja keegi ei vasta mulle", true },
		{ "et", "What a lovely little kettle this is", false },
		{ "", "What a lovely little kettle this is", false },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct language_text one = { .text = str_from(cases[i].text) };
		struct language_guess out;
		CASE(cases[i].text);
		language_guess(&one, 1, str_from(cases[i].expected), &out);
		EXPECT_INT(out.fits_expected, cases[i].fits);
	}
}

/* Long words, long runs, broken UTF-8, a cut in the middle of a letter: nothing is read beyond. */
static void bears_everything(void)
{
	enum { SIZE = 100 * 1024 };
	char *bytes = malloc(SIZE);
	static const char *const patterns[] = { "a",
						"ab",
						"\xFF",
						"\xC3",
						"a'",
						"\xE2\x82",
						"'",
						"@a",
						"a.b ",
						"und ",
						"\xF0\x9F\x98\xA1",
						"\xCC\x81",
						"\xC2\xA0" };
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		size_t len = strlen(patterns[i]);
		struct language_guess out;
		for (size_t at = 0; at < SIZE; at++)
			bytes[at] = patterns[i][at % len];
		for (size_t cut = SIZE; cut > SIZE - 5; cut--) {
			const struct hit mask[] = { { .start = 3, .end = 2000 } };
			struct language_text one = { { bytes, cut }, mask, 1 };
			language_guess(&one, 1, STR("en"), &out);
			one.n_mask = 0;
			one.text.len = cut - SIZE + 5;
			language_guess(&one, 1, STR("en"), &out);
			CASE(patterns[i]);
			EXPECT(out.lang.len == 0);
		}
	}
	free(bytes);
}

static void noise_is_no_language(void)
{
	uint32_t state = 7;
	for (size_t round = 0; round < 300; round++) {
		char bytes[200];
		for (size_t i = 0; i < sizeof(bytes); i++) {
			state = state * 1664525 + 1013904223;
			bytes[i] = (char)(state >> 24);
		}
		struct language_text one = { .text = { bytes, sizeof(bytes) } };
		struct language_guess out;
		language_guess(&one, 1, STR(""), &out);
		EXPECT(out.lang.len == 0 || out.lang.len == 2);
	}
}

static void names_for_people(void)
{
	EXPECT_STR(language_name(STR("de")), STR("German"));
	EXPECT_STR(language_name(STR("pt-BR")), STR("Portuguese"));
	EXPECT_STR(language_name(STR("ZH")), STR("Chinese"));
	EXPECT_STR(language_name(STR("tlh")), STR("tlh"));
	EXPECT_STR(language_name(STR("")), STR(""));
	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++)
		EXPECT(language_name(str_from(sentences[i].lang)).len > 2);
}

int main(void)
{
	RUN(names_each_language);
	RUN(is_silent_where_it_cannot_know);
	RUN(reads_posts);
	RUN(a_name_is_no_evidence);
	RUN(several_texts_are_one);
	RUN(says_what_fits);
	RUN(bears_everything);
	RUN(noise_is_no_language);
	RUN(names_for_people);
	return test_end();
}
