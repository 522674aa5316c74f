#include "flow_parts.h"

#include "clock.h"
#include "log.h"
#include "render.h"
#include "words.h"

#include "poison.h"

/* What store_commit asks of us inside its transaction, once for each mention that is news: decide,
 * and render what is to be sent, so that the rows become durable together with the mention. */

enum { DOCUMENT_MAX = 4 * MIB };

struct str judge_story(void *ctx, const struct mention *mention, struct arena *arena)
{
	(void)ctx;
	return story_id(mention->item, arena);
}

static struct str joined(struct strs names, struct arena *arena)
{
	struct buf out = buf_new(arena, 64 * KIB);
	for (size_t i = 0; i < names.n; i++)
		buf_fmt(&out, i ? "," STR_FMT : STR_FMT, STR_ARG(names.at[i]));
	return buf_str(&out);
}

static void fill(const struct alert *alert, const struct verdict *verdict, struct arena *arena,
		 struct judgement *out)
{
	struct buf document = buf_new(arena, DOCUMENT_MAX);
	struct json json = json_new(&document);
	const struct sentiment *shown = words_sentiment(alert);
	render_json(alert, &json);
	out->brands = joined(alert->brands, arena);
	out->rules = joined(alert->rules, arena);
	out->severity = severity_name(alert->severity);
	out->tone = tone_name(shown->tone);
	out->score = shown->score;
	out->silent = verdict->silent;
	out->document = buf_str(&document);
}

static void tell(const struct judged *judged, struct str source)
{
	const struct judgement *said = &judged->said;
	const struct log_field edited = judged->is_edited ? KV_Z("edited", "yes")
							  : (struct log_field){ 0 };
	if (said->silent.len) {
		LOG(silent, KV("id", said->short_id), KV("brand", said->brands),
		    KV("source", source), KV("why", said->silent), edited);
		return;
	}
	LOG(mention, KV("id", said->short_id), KV("brand", said->brands), KV("rule", said->rules),
	    KV("severity", said->severity), KV("sentiment", said->tone), KV("source", source),
	    KV("url", judged->item->url), edited);
}

void judge_tell(const struct judging *judging)
{
	for (size_t i = 0; i < judging->n; i++)
		tell(&judging->judged[i], judging->job->source->name);
}

/* What is logged is on the disk: the lines wait for the end of the transaction. */
static void remember(struct judging *judging, const struct judgement *said,
		     const struct mention *mention)
{
	struct arena *arena = judging->job->arena;
	judging->judged = arena_more(arena, judging->judged, judging->n, &judging->cap,
				     sizeof(*judging->judged));
	judging->judged[judging->n++] = (struct judged){ mention->item, *said, mention->is_edited };
}

/* By the numbers of the plan's channels; one that is in no plan any more does not matter. */
static const int64_t *told_by_number(const struct plan *plan, const struct judgement *said,
				     struct arena *arena)
{
	int64_t *told_ms = NEW(arena, int64_t, plan->n_channels);
	for (size_t i = 0; i < said->n_told; i++) {
		const struct channel *channel = plan_channel(plan, said->told[i].channel);
		if (channel)
			told_ms[channel - plan->channels] = said->told[i].at_ms;
	}
	return told_ms;
}

bool judge(void *ctx, const struct mention *mention, struct arena *arena, struct judgement *out,
	   struct err *err)
{
	struct judging *judging = ctx;
	const struct plan *plan = judging->job->plan;
	const struct source *source = judging->job->source;
	struct verdict verdict;
	struct alert alert;
	unsigned char chance[10];
	int64_t now = clock_wall_ms();
	(void)err;
	clock_random(chance, sizeof(chance));
	out->id = alert_id(now, chance, arena);
	out->short_id = alert_short_id(out->number, arena);
	decide(&(struct decide_case){ &plan->decide, source, mention, now,
				      told_by_number(plan, out, arena) },
	       arena, &verdict);
	if (verdict.n_rules == 0 && verdict.silent.len == 0)
		verdict.silent = STR("no rule takes it");
	const struct alert_facts facts = {
		plan, source, mention, &verdict, out->id, out->short_id, out->story, now,
	};
	alert_make(&facts, arena, &alert);
	fill(&alert, &verdict, arena, out);
	if (verdict.silent.len == 0)
		out->rows = alert_rows(plan, &alert, verdict.to, verdict.n_to, arena, &out->n_rows);
	remember(judging, out, mention);
	return true;
}
