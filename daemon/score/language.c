#include "language.h"

#include "arena.h"
#include "lexicon.h"
#include "utf8.h"

#include "poison.h"

/* The commonest words, those of chat included. A word of several languages stands in each, so that
 * it decides nothing between them. */
static const struct {
	struct str lang, words;
} languages[LANGUAGES] = {
	{ STR_INIT("en"),
	  STR_INIT("the a an and of to in is it i you that this for on was are with my me your we "
		   "they he she be have has had not but so just at from as by if or what when how "
		   "why who all can will would do does don't it's i'm no up out get got now about "
		   "there their them been more than too again am were did after one new only our "
		   "us its some any over really still because into here then could should") },
	{ STR_INIT("de"),
	  STR_INIT("der die das und ist ich nicht ein eine einen einem einer zu den dem mit auf "
		   "von für im es sie er wir ihr auch was war sind hat habe haben wie bei noch "
		   "nur oder aber aus wenn dass so an nach schon mehr mal kein keine wird kann "
		   "sich des als am um heute wieder mir mich dich du ja nein doch hier jetzt da "
		   "immer sehr man über vor bin ne in zum zur") },
	{ STR_INIT("fr"),
	  STR_INIT("le la les de des du un une et est à a en que qui dans pour pas je tu il elle "
		   "nous vous ils ce cette ces c'est j'ai sur au aux avec plus ne mais ou où sont "
		   "par son sa ses mon ma mes se on y tout fait être suis comme si me te lui bien "
		   "très même quand avoir était ça sans faire") },
	{ STR_INIT("es"),
	  STR_INIT("el la los las de que y a en un una es no se por con para lo del al me mi tu su "
		   "te le más pero como yo si ya está esta este eso esto hay muy todo son ser "
		   "cuando porque qué sin sobre o nos les mis he ha hoy también estoy") },
	{ STR_INIT("it"),
	  STR_INIT("il lo la i gli le di che e è a in un una non per con si mi ti ci da del della "
		   "dei nel al alla sono ho ha hai come ma più anche se questo questa io tu lui "
		   "lei noi o perché quando tutto c'è solo cosa fare ancora poi molto") },
	{ STR_INIT("pt"),
	  STR_INIT("o a os as de que e do da em um uma é não no na para com por se me eu você ele "
		   "ela mais mas dos das ao meu minha seu sua tá já muito como foi ser ter isso "
		   "esse essa está quando só tudo bem nos nas pra vou também são") },
	{ STR_INIT("nl"),
	  STR_INIT("de het een en van ik is dat die in te op niet zijn met voor er aan je maar om "
		   "was ook als dan naar we wat heeft bij nog uit door zo geen mijn hij ze hebben "
		   "deze kan wel over word wordt heb nu of") },
	{ STR_INIT("sv"),
	  STR_INIT("och att det är som en på jag inte för med har den av till om ett men var de så "
		   "vi du han hon kan ska när från min mig dig också bara eller nu i alla efter") },
	{ STR_INIT("pl"),
	  STR_INIT(
		  "i w na się nie z to że do jest jak a o co po tak ale mi za od już by dla czy ja "
		  "ten ta mnie tylko być są tym ma jej jego bardzo mam będzie") },
	{ STR_INIT("tr"),
	  STR_INIT("ve bir bu da de ne için çok ben sen o ile gibi var daha ama mi en kadar değil "
		   "her şey diye yok olan beni bana şu ki mı olarak sonra") },
};

struct voters {
	struct lexicon *words;
	uint16_t *of; /* by word number: a bit a language */
};

static size_t count_words(void)
{
	size_t n = 0;
	struct str rest, word;
	for (size_t i = 0; i < LANGUAGES; i++)
		for (rest = languages[i].words; str_cut(&rest, ' ', &word);)
			n++;
	return n;
}

struct voters *voters_new(struct arena *arena)
{
	size_t n = count_words();
	struct voters *voters = NEW(arena, struct voters, 1);
	voters->words = lexicon_new(arena, STR(""), n);
	voters->of = NEW(arena, uint16_t, n + 1);
	for (size_t i = 0; i < LANGUAGES; i++) {
		struct token_reader reader = { .text = languages[i].words };
		struct token token;
		while (token_next(&reader, &token)) {
			uint32_t word = lexicon_add(voters->words, &token, 1, false)->words[0];
			voters->of[word] |= (uint16_t)(1u << i);
		}
	}
	return voters;
}

void language_vote(const struct voters *voters, struct token_reader reader, struct ballot *ballot)
{
	struct token token;
	size_t len;
	while (ballot->words < VOTERS_MAX && token_next(&reader, &token)) {
		if (token.kind != TOKEN_WORD || token.first)
			continue;
		uint32_t mask = voters->of[lexicon_word(voters->words, &token)];
		for (size_t i = 0; mask; i++, mask >>= 1)
			ballot->votes[i] += mask & 1;
		ballot->words++;
		ballot->foreign += utf8_next((struct str){ token.text, token.len }, &len) >= 0x250;
	}
}

struct str language_winner(const struct ballot *ballot, struct str usual)
{
	size_t best = LANGUAGES, most = 0;
	if (ballot->foreign * 2 > ballot->words)
		return STR("");
	for (size_t i = 0; i < LANGUAGES; i++) {
		bool is_usual = str_eq(languages[i].lang, usual);
		if (ballot->votes[i] > most || (ballot->votes[i] == most && is_usual)) {
			most = ballot->votes[i];
			best = i;
		}
	}
	return most && best < LANGUAGES ? languages[best].lang : usual;
}
