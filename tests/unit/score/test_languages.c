/* What the shipped packs make of a text in each of their languages, and that every pack is in
 * order: sorted, nothing twice, and no term that no text can match. */
#include "score.h"

#include "test.h"

#include "buf.h"
#include "file.h"

#include "formula.h"
#include "mini_yaml.h"

#include <glob.h>
#include <math.h>
#include <string.h>

static struct arena *arena;

static const struct {
	const char *lang, *text;
	enum tone tone;
	const char *evidence;
} cases[] = {
	/* German */
	{ "de", "Der Kundendienst von Nordwerk ist eine Katastrophe, seit Wochen keine Antwort.",
	  TONE_NEGATIVE,
	  "Katastrophe -2.00 lexicon; seit Wochen -1.40 lexicon; keine Antwort -1.40 lexicon" },
	{ "de", "Geht gar nicht! Nie wieder Nordwerk.", TONE_NEGATIVE,
	  "Geht gar nicht -1.60 lexicon; ! -0.30 style; Nie wieder -0.80 lexicon" },
	{ "de", "Die neue App gefällt mir nicht.", TONE_NEGATIVE,
	  "gefällt -1.48 lexicon, negated by \"nicht\"" },
	{ "de", "Mir gefällt die neue App sehr gut.", TONE_POSITIVE,
	  "gefällt +2.00 lexicon; sehr gut +1.90 lexicon" },
	{ "de", "Das funktioniert bei mir leider nicht mehr, schade.", TONE_NEGATIVE,
	  "funktioniert -1.18 lexicon, negated by \"leider nicht\"; schade -1.40 lexicon" },
	{ "de", "Gut ist das nicht, aber auch nicht schlecht.", TONE_NEUTRAL,
	  "Gut -1.05 lexicon, negated by \"nicht\", before \"aber\"; schlecht +0.40 lexicon, "
	  "negated by \"auch nicht\", after \"aber\"" },
	{ "de", "Schoener Laden, nette Leute, sehr zu empfehlen", TONE_POSITIVE,
	  "Schoener +2.00 lexicon; nette +2.00 lexicon; sehr zu empfehlen +2.00 lexicon" },
	{ "de", "SCHEISSE, schon wieder ein Absturz", TONE_NEGATIVE,
	  "SCHEISSE -2.40 lexicon, in capitals; schon wieder -0.80 lexicon; Absturz -0.55 "
	  "lexicon" },
	{ "de", "Suuuper Service, vielen Dank! :-)", TONE_POSITIVE,
	  "Suuuper Service +1.92 lexicon, stretched; vielen Dank +2.00 lexicon; ! +0.30 style; :-) "
	  "+2.00 lexicon" },
	{ "de", "Nordwerk eröffnet im Mai eine Filiale in Kassel.", TONE_UNKNOWN, "" },
	{ "de", "Das Essen war lecker, doch die Bedienung unfreundlich.", TONE_MIXED,
	  "lecker +1.73 lexicon, before \"doch\"; unfreundlich -2.00 lexicon, after \"doch\"" },
	{ "de", "Der Hammer, so muss das! 😍", TONE_POSITIVE,
	  "Der Hammer +2.00 lexicon; so muss das +2.00 lexicon; ! +0.30 style; 😍 +3.00 lexicon" },
	/* French */
	{ "fr", "Plus jamais chez Valmont, service client inexistant.", TONE_NEGATIVE,
	  "Plus jamais chez -2.20 lexicon; service client inexistant -2.20 lexicon" },
	{ "fr", "J'aime pas du tout la nouvelle version.", TONE_NEGATIVE,
	  "J'aime -1.63 lexicon, negated by \"pas du tout\"" },
	{ "fr", "J’adore, c’est génial !", TONE_POSITIVE,
	  "J’adore +2.20 lexicon; génial +2.60 lexicon; ! +0.30 style" },
	{ "fr", "j'adore, c'est genial !", TONE_POSITIVE,
	  "j'adore +2.20 lexicon; genial +2.60 lexicon; ! +0.30 style" },
	{ "fr", "L'appli ne marche plus depuis la mise à jour, n'importe quoi.", TONE_NEGATIVE,
	  "ne marche plus -2.20 lexicon; n'importe quoi -2.20 lexicon" },
	{ "fr", "Pas mal, mais un peu cher.", TONE_NEUTRAL,
	  "Pas mal +1.35 lexicon, before \"mais\"; cher -1.84 lexicon, weaker by \"un peu\", after "
	  "\"mais\"" },
	{ "fr", "C'est l'enfer pour joindre quelqu'un chez Valmont", TONE_NEGATIVE,
	  "l'enfer -2.60 lexicon" },
	{ "fr", "Ce n'est jamais bon et ça fonctionne toujours pas", TONE_NEGATIVE,
	  "bon -1.33 lexicon, negated by \"jamais\"; fonctionne toujours pas -2.20 lexicon" },
	{ "fr", "Livraison rapide, équipe très sympa, je recommande", TONE_POSITIVE,
	  "Livraison rapide +1.80 lexicon; sympa +2.86 lexicon, stronger by \"très\"; je "
	  "recommande +2.20 lexicon" },
	{ "fr", "Valmont ouvre un magasin à Nantes en mars.", TONE_UNKNOWN, "" },
	{ "fr", "Trooop bien 😍", TONE_POSITIVE,
	  "Trooop bien +3.12 lexicon, stretched; 😍 +3.00 lexicon" },
	{ "fr", "Je ne recommande pas ce vendeur.", TONE_NEGATIVE,
	  "ne recommande pas -2.20 lexicon" },
	/* Spanish */
	{ "es", "No funciona nada, sois una vergüenza.", TONE_NEGATIVE,
	  "No funciona nada -2.20 lexicon; una vergüenza -2.60 lexicon" },
	{ "es", "Nunca más compro en Solmar, me cobraron dos veces.", TONE_NEGATIVE,
	  "Nunca más -2.60 lexicon; me cobraron -2.20 lexicon" },
	{ "es", "No me gusta nada la nueva versión", TONE_NEGATIVE, "No me gusta -1.40 lexicon" },
	{ "es", "Me encanta, el envío rapidísimo y la atención genial", TONE_POSITIVE,
	  "Me encanta +2.20 lexicon; rapidísimo +2.20 lexicon; genial +2.60 lexicon" },
	{ "es", "la atencion de Solmar es pesima", TONE_NEGATIVE, "pesima -2.60 lexicon" },
	{ "es", "No es nada bueno", TONE_NEGATIVE, "nada bueno -1.40 lexicon" },
	{ "es", "Llevo dos semanas esperando y nadie responde", TONE_NEGATIVE,
	  "Llevo dos -2.20 lexicon; esperando -0.60 lexicon; nadie responde -2.20 lexicon" },
	{ "es", "No está mal, aunque un poco caro", TONE_NEUTRAL,
	  "No está mal +1.35 lexicon, before \"aunque\"; caro -1.22 lexicon, weaker by \"un "
	  "poco\", after \"aunque\"" },
	{ "es", "Solmar abre una tienda en Murcia en abril.", TONE_UNKNOWN, "" },
	{ "es", "Qué asco de servicio 😡", TONE_NEGATIVE,
	  "Qué asco -2.60 lexicon; 😡 -3.00 lexicon" },
	{ "es", "Muchas gracias, problema resuelto en cinco minutos", TONE_POSITIVE,
	  "Muchas gracias +2.20 lexicon; problema resuelto +1.80 lexicon" },
	{ "es", "BUENÍSIMOOOO", TONE_POSITIVE, "BUENÍSIMOOOO +3.12 lexicon, stretched" },
	/* Italian */
	{ "it", "Non funziona mai, che schifo di servizio.", TONE_NEGATIVE,
	  "Non funziona mai -2.20 lexicon; che schifo -2.60 lexicon" },
	{ "it", "Mai più con Bellavia, soldi buttati", TONE_NEGATIVE,
	  "Mai più -2.60 lexicon; soldi buttati -2.20 lexicon" },
	{ "it", "Non mi piace per niente", TONE_NEGATIVE, "Non mi piace -1.40 lexicon" },
	{ "it", "Bellissimooo, davvero complimenti!", TONE_POSITIVE,
	  "Bellissimooo +3.12 lexicon, stretched; complimenti +2.86 lexicon, stronger by "
	  "\"davvero\"; ! +0.30 style" },
	{ "it", "L'assistenza è pessima, nessuno risponde da giorni", TONE_NEGATIVE,
	  "pessima -2.60 lexicon; nessuno risponde -2.20 lexicon; da giorni -1.40 lexicon" },
	{ "it", "Tutto perfetto, consegna rapida e venditore gentilissimo", TONE_POSITIVE,
	  "Tutto perfetto +1.80 lexicon; consegna rapida +1.80 lexicon; gentilissimo +2.60 "
	  "lexicon" },
	{ "it", "Non è mai buono", TONE_NEGATIVE, "buono -1.33 lexicon, negated by \"mai\"" },
	{ "it", "Un'app inutile", TONE_NEGATIVE, "inutile -2.20 lexicon" },
	{ "it", "Bellavia apre un negozio a Lecce in aprile.", TONE_UNKNOWN, "" },
	{ "it", "Niente male, però un po' caro", TONE_NEUTRAL,
	  "Niente male +1.35 lexicon, before \"però\"; caro -1.22 lexicon, weaker by \"un po\", "
	  "after \"però\"" },
	{ "it", "e comodissima, ma perche si blocca sempre?", TONE_MIXED,
	  "comodissima +2.60 lexicon; ma perche -1.40 lexicon; si blocca sempre -2.20 lexicon" },
	{ "it", "Non vedo l'ora di provarlo ❤", TONE_POSITIVE,
	  "Non vedo l'ora +2.20 lexicon; ❤ +3.00 lexicon" },
	/* Portuguese */
	{ "pt", "Não funciona, péssimo atendimento da Alvora.", TONE_NEGATIVE,
	  "Não funciona -2.20 lexicon; péssimo atendimento -2.20 lexicon" },
	{ "pt", "nao funciona, pessimo atendimento", TONE_NEGATIVE,
	  "nao funciona -2.20 lexicon; pessimo atendimento -2.20 lexicon" },
	{ "pt", "Nunca mais compro na Alvora", TONE_NEGATIVE, "Nunca mais compro -2.60 lexicon" },
	{ "pt", "Não gosto nada desta versão", TONE_NEGATIVE, "Não gosto -1.40 lexicon" },
	{ "pt", "Amei, chegou antes do prazo e muito bem embalado", TONE_POSITIVE,
	  "Amei +2.20 lexicon; chegou antes do prazo +1.80 lexicon; muito bem +1.80 lexicon" },
	{ "pt", "A Alvora abre uma loja em Braga em maio.", TONE_UNKNOWN, "" },
	{ "pt", "Que vergonha, o app trava toda hora", TONE_NEGATIVE,
	  "Que vergonha -2.60 lexicon; trava toda hora -2.20 lexicon" },
	{ "pt", "Valeu a pena, super recomendo!", TONE_POSITIVE,
	  "Valeu a pena +1.80 lexicon; super recomendo +2.20 lexicon; ! +0.30 style" },
	{ "pt", "O produto é bom, mas a entrega demorou demais", TONE_NEUTRAL,
	  "bom +1.35 lexicon, before \"mas\"; demorou -1.75 lexicon, after \"mas\"" },
	{ "pt", "Não é nada mau", TONE_POSITIVE, "nada mau +1.80 lexicon" },
	{ "pt", "Perfeitooo 😍", TONE_POSITIVE,
	  "Perfeitooo +3.12 lexicon, stretched; 😍 +3.00 lexicon" },
	{ "pt", "Estou esperando há três semanas, ninguém responde", TONE_NEGATIVE,
	  "Estou esperando -2.20 lexicon; ninguém responde -2.20 lexicon" },
};
enum { N_CASES = sizeof(cases) / sizeof(*cases), PACKS_MAX = 32 };

struct shipped {
	const char *names[PACKS_MAX];
	const struct node *at[PACKS_MAX];
	size_t n;
};

static struct shipped load_all(void)
{
	struct shipped packs = { 0 };
	glob_t found = { 0 };
	EXPECT_INT(glob(PACKS "/*.yaml", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc && packs.n < PACKS_MAX; i++) {
		struct str path = str_dup(arena, str_from(found.gl_pathv[i])), text;
		struct err err;
		if (!EXPECT(file_read(arena, path, 1024 * 1024, &text, &err)))
			exit(1);
		packs.names[packs.n] = str_z(arena, path);
		packs.at[packs.n++] = mini_yaml(arena, path, text);
	}
	globfree(&found);
	return packs;
}

static const struct scorer *scorer_of(const struct node *const *packs, size_t n)
{
	struct problems problems = problems_new(arena);
	struct scorer *scorer = NULL;
	struct buf told = buf_new(arena, 4096);
	EXPECT(score_load(arena, packs, n, NULL, &problems, &scorer));
	problems_print(&problems, &told, false);
	EXPECT_STR(buf_str(&told), STR(""));
	if (!scorer)
		exit(1);
	return scorer;
}

static struct sentiment judge_as(const struct scorer *scorer, struct str lang, enum genre genre,
				 struct str text)
{
	struct score_field field = { .field = FIELD_TEXT, .text = text };
	struct sentiment out;
	score_text(scorer, arena,
		   &(struct score_ask){ .fields = &field, .n = 1, .lang = lang, .genre = genre },
		   &out);
	return out;
}

static struct sentiment judge(const struct scorer *scorer, struct str lang, struct str text)
{
	return judge_as(scorer, lang, GENRE_ANY, text);
}

static struct str told(const struct sentiment *sentiment)
{
	struct buf buf = buf_new(arena, 4096);
	for (size_t i = 0; i < sentiment->n; i++)
		buf_fmt(&buf, "%s" STR_FMT " %+.2f " STR_FMT, i ? "; " : "",
			STR_ARG(sentiment->evidence[i].text), sentiment->evidence[i].value,
			STR_ARG(sentiment->evidence[i].why));
	return buf_str(&buf);
}

static void tells_tone_and_evidence(void)
{
	struct shipped packs = load_all();
	const struct scorer *scorer = scorer_of(packs.at, packs.n);
	for (size_t i = 0; i < N_CASES; i++) {
		CASE(cases[i].text);
		struct sentiment got = judge(scorer, str_from(cases[i].lang),
					     str_from(cases[i].text));
		EXPECT_STR(tone_name(got.tone), tone_name(cases[i].tone));
		EXPECT_STR(told(&got), str_from(cases[i].evidence));
		EXPECT_STR(tone_name(got.tone), tone_name(formula_tone(&got)));
		EXPECT(fabs(got.score - formula_score(&got)) <= 0.0051);
	}
}

static void no_language_reads_another(void)
{
	static const char *const native[] = { "awful",	  "schlecht", "nul",
					      "cabreado", "schifo",   "ruim" };
	static const char *const langs[] = { "en", "de", "fr", "es", "it", "pt" };
	struct shipped packs = load_all();
	const struct scorer *scorer = scorer_of(packs.at, packs.n);
	for (size_t i = 0; i < sizeof(native) / sizeof(*native); i++)
		for (size_t k = 0; k < sizeof(langs) / sizeof(*langs); k++) {
			CASE(native[i]);
			struct sentiment got = judge(scorer, str_from(langs[k]),
						     str_from(native[i]));
			EXPECT_STR(tone_name(got.tone), i == k ? STR("negative") : STR("unknown"));
		}
}

static void knows_what_it_speaks(void)
{
	struct shipped packs = load_all();
	const struct scorer *scorer = scorer_of(packs.at, packs.n);
	EXPECT(score_speaks(scorer, STR("en")));
	EXPECT(score_speaks(scorer, STR("de-AT")));
	EXPECT(!score_speaks(scorer, STR("nl")));
	EXPECT(!score_speaks(scorer, STR("und")));
	EXPECT(!score_speaks(scorer, STR("")));
}

static void emoji_hold_in_all_languages(void)
{
	static const char *const langs[] = { "en", "de", "fr", "es", "it", "pt", "nl", "und" };
	struct shipped packs = load_all();
	const struct scorer *scorer = scorer_of(packs.at, packs.n);
	for (size_t i = 0; i < sizeof(langs) / sizeof(*langs); i++) {
		CASE(langs[i]);
		struct sentiment got = judge(scorer, str_from(langs[i]), STR("😡 :-("));
		EXPECT_STR(told(&got), STR("😡 -3.00 lexicon; :-( -2.00 lexicon"));
	}
}

static const struct node *section(const struct node *pack, const char *name)
{
	for (size_t i = 0; i < pack->n; i++)
		if (str_eq(pack->keys[i].text, str_from(name)))
			return &pack->values[i];
	return NULL;
}

static void expect_sorted(const struct node *list)
{
	const struct node *terms = list->keys ? list->keys : list->values;
	for (size_t i = 1; i < list->n; i++)
		if (!EXPECT(str_cmp(terms[i - 1].text, terms[i].text) < 0))
			fprintf(stderr, "  " STR_FMT "\n", STR_ARG(terms[i].text));
}

static void packs_are_sorted(void)
{
	static const char *const names[] = { "negators", "verbs", "contrasts", "elisions",
					     "words" };
	struct shipped packs = load_all();
	for (size_t i = 0; i < packs.n * 5; i++) {
		const struct node *list = section(packs.at[i / 5], names[i % 5]);
		CASE(packs.names[i / 5]);
		if (list)
			expect_sorted(list);
	}
}

/* The value that a word has in the pack, where it is one number. */
static bool plain_value(const struct node *node, double *out)
{
	if (node->kind == NODE_TEXT)
		*out = strtod(str_z(arena, node->text), NULL);
	return node->kind == NODE_TEXT && *out != 0;
}

static bool has_class(struct str key)
{
	return str_find_char(key, '<') < key.len || str_starts(key, STR("NOT_"));
}

/* Nor does it matter that a term is written with a letter three times: it is stretched then. */
static bool is_near(double got, double value)
{
	return fabs(got - value) < 0.006 || fabs(got - value * 1.2) < 0.006;
}

/* How those write whom the pack is for. */
static enum genre genre_of(const struct node *pack)
{
	const struct node *genre = section(pack, "genre");
	if (genre && str_eq(genre->text, STR("news")))
		return GENRE_NEWS;
	if (genre && str_eq(genre->text, STR("software")))
		return GENRE_SOFTWARE;
	return GENRE_SOCIAL;
}

/* Each term is found in the text that is only this term, with its own value: nothing hides it,
 * cuts it in pieces or says otherwise further down. */
static void every_term_can_match(void)
{
	struct shipped packs = load_all();
	for (size_t i = 0; i < packs.n; i++) {
		const struct node *words = section(packs.at[i], "words");
		const struct node *language = section(packs.at[i], "language");
		struct str lang = language ? language->text : STR("und");
		const struct scorer *scorer = scorer_of(&packs.at[i], 1);
		for (size_t k = 0; words && k < words->n; k++) {
			struct str key = words->keys[k].text;
			double value;
			if (has_class(key) || !plain_value(&words->values[k], &value))
				continue;
			struct sentiment got = judge_as(scorer, lang, genre_of(packs.at[i]), key);
			CASE(str_z(arena, key));
			EXPECT_INT(got.n, 1);
			EXPECT(got.n == 1 && got.evidence[0].end == key.len &&
			       is_near(got.evidence[0].value, value));
		}
	}
}

/* The brand is the first word, and the rival, if one is known, the one at that place. */
static struct str told_toward(const struct scorer *scorer, struct str lang, struct str text,
			      struct str rival)
{
	struct hit mask[] = {
		{ .field = FIELD_TEXT, .end = (uint32_t)str_find_char(text, ' ') },
		{ .field = FIELD_TEXT, .start = (uint32_t)str_find(text, rival) },
	};
	mask[1].end = mask[1].start + (uint32_t)rival.len;
	struct score_field field = { FIELD_TEXT, text, mask, rival.len ? 2 : 1 };
	struct sentiment out;
	score_text(scorer, arena,
		   &(struct score_ask){ .fields = &field,
					.n = 1,
					.lang = lang,
					.genre = GENRE_SOCIAL,
					.toward = mask,
					.n_toward = 1 },
		   &out);
	return told(&out);
}

/* A capital names somebody else in French, in German it is any noun; a known rival is one in both.
 */
static void nouns_are_no_names_in_german(void)
{
	struct shipped packs = load_all();
	const struct scorer *scorer = scorer_of(packs.at, packs.n);
	EXPECT_STR(
		told_toward(scorer, STR("de"), STR("Solmar ist super, aber die Lieferung nervt"),
			    STR("")),
		STR("super +1.73 lexicon, before \"aber\"; nervt -2.00 lexicon, after \"aber\""));
	EXPECT_STR(told_toward(scorer, STR("de"), STR("Solmar ist super, aber Alvora nervt"),
			       STR("Alvora")),
		   STR("super +3.45 lexicon, before \"aber\", 2 words away; nervt -0.20 lexicon, "
		       "after \"aber\", 6 words away in another clause"));
	EXPECT_STR(told_toward(scorer, STR("fr"), STR("Solmar est super, mais Alvora est nul"),
			       STR("")),
		   STR("super +3.30 lexicon, before \"mais\", 2 words away; est nul -2.22 lexicon, "
		       "after \"mais\", 6 words away in another clause"));
}

/* Comparisons and clauses are told apart in every language. */
static void tells_brands_apart(void)
{
	static const struct {
		const char *lang, *text, *rival, *want;
	} told[] = {
		{ "de", "Solmar ist besser als Alvora", "Alvora",
		  "besser +2.50 compared, the brand before" },
		{ "de", "Solmar ist viel langsamer als Alvora", "Alvora",
		  "langsamer -2.88 compared, the brand before, stronger by \"viel\"" },
		{ "de", "Solmar funktioniert super während Alvora nervt", "Alvora",
		  "funktioniert super +3.20 lexicon, 1 word away; nervt -0.17 lexicon, 5 words "
		  "away "
		  "in another clause" },
		{ "fr", "Solmar est mieux que Alvora", "Alvora",
		  "mieux +2.50 compared, the brand before" },
		{ "fr", "Solmar est super et Alvora est nul", "Alvora",
		  "super +4.40 lexicon, 2 words away; est nul -0.28 lexicon, 5 words away in "
		  "another "
		  "clause" },
		{ "es", "Solmar es mejor que Alvora", "Alvora",
		  "mejor +2.50 compared, the brand before" },
		{ "es", "Solmar vence a Alvora", "Alvora",
		  "vence +2.50 compared, the brand before" },
		{ "it", "Solmar batte Alvora", "Alvora", "batte +2.50 compared, the brand before" },
		{ "pt", "Solmar é pior do que Alvora", "Alvora",
		  "pior -2.50 compared, the brand before" },
	};
	struct shipped packs = load_all();
	const struct scorer *scorer = scorer_of(packs.at, packs.n);
	for (size_t i = 0; i < COUNT_OF(told); i++) {
		CASE(told[i].text);
		EXPECT_STR(told_toward(scorer, str_from(told[i].lang), str_from(told[i].text),
				       str_from(told[i].rival)),
			   str_from(told[i].want));
	}
}

int main(void)
{
	arena = arena_new(1024 * 1024);
	RUN(tells_tone_and_evidence);
	RUN(no_language_reads_another);
	RUN(knows_what_it_speaks);
	RUN(emoji_hold_in_all_languages);
	RUN(nouns_are_no_names_in_german);
	RUN(tells_brands_apart);
	RUN(packs_are_sorted);
	RUN(every_term_can_match);
	arena_free(&arena);
	return test_end();
}
