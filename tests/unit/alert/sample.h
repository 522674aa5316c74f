/* sample - one mention with everything an alert can show; a test changes what it is about. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "alert.h"

struct sample {
	struct alert alert;
	struct mention mention;
	struct item item;
	struct brand_hit brand;
	struct hit hits[4];
	struct evidence evidence[4];
	struct str brand_names[1], rule_names[1];
};

static inline void sample_hit(struct sample *s, const char *word, const char *term)
{
	size_t at = str_find(s->item.text, str_from(word));
	s->hits[s->brand.n++] = (struct hit){ .field = FIELD_TEXT,
					      .start = (uint32_t)at,
					      .end = (uint32_t)(at + str_from(word).len),
					      .term = str_from(term) };
}

static inline void sample_evidence(struct sample *s, const char *words, double value)
{
	size_t at = str_find(s->item.text, str_from(words));
	s->evidence[s->brand.sentiment.n++] = (struct evidence){
		.field = FIELD_TEXT,
		.start = (uint32_t)at,
		.end = (uint32_t)(at + str_from(words).len),
		.text = str_from(words),
		.value = value,
		.why = STR("lexicon")
	};
	s->mention.sentiment = s->brand.sentiment;
}

static inline void sample_init(struct sample *s)
{
	*s = (struct sample){ 0 };
	s->item = (struct item){
		.id = STR("41999001"),
		.url = STR("https://news.example/item?id=41999001&p=2"),
		.title = STR("Acme ate my invoice"),
		.text = STR("We have been on three billing tools in as many years. In September we "
			    "moved to Acme for the whole team, and last week it ate my invoice. "
			    "Support is silent for two days now, and nobody answers the phone. "
			    "Has anybody else been through this?"),
		.author = STR("bob"),
		.place = STR("r/sysadmin"),
		.lang = STR("en"),
		.published_ms = 1795342080000,
	};
	s->brand_names[0] = STR("acme");
	s->rule_names[0] = STR("complaint");
	s->brand = (struct brand_hit){ .name = s->brand_names[0], .hits = s->hits };
	s->brand.sentiment = (struct sentiment){ TONE_NEGATIVE, -0.62, s->evidence, 0 };
	s->mention = (struct mention){ .item = &s->item, .brands = &s->brand, .n_brands = 1 };
	sample_hit(s, "Acme", "Acme");
	sample_evidence(s, "ate my invoice", -1.6);
	sample_evidence(s, "silent", -1.2);
	s->alert = (struct alert){
		.kind = ALERT_MENTION,
		.id = STR("01KANTSX2TB7G3M4N5P6Q7R8S9"),
		.short_id = STR("s3bd"),
		.story = STR("7c2e0a1b2c3d4e5f"),
		.reason = STR("first"),
		.mention = &s->mention,
		.brands = { s->brand_names, 1 },
		.rules = { s->rule_names, 1 },
		.severity = SEVERITY_HIGH,
		.source = STR("reddit"),
		.posted_ms = 1795342080000,
		.seen_ms = 1795342449000,
		.sent_ms = 1795342471000,
	};
}

/* A fault of ours: no mention, a title and a text. */
static inline void sample_health(struct sample *s)
{
	sample_init(s);
	s->alert.kind = ALERT_HEALTH;
	s->alert.mention = NULL;
	s->alert.brands.n = s->alert.rules.n = 0;
	s->alert.story = s->alert.reason = s->alert.source = STR("");
	s->alert.title = STR("source failing: lobsters (HTTP 503 since 06:10)");
	s->alert.text = STR("It failed 3 times in a row.\nNext try in 15 min.");
}

#endif
