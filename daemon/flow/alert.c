#include "flow.h"

#include "arena.h"
#include "log.h"

#include "poison.h"

const struct source source_nowhere = { .name = STR_INIT("command line") };

static struct strs brand_names(const struct mention *mention, struct arena *arena)
{
	struct str *names = NEW(arena, struct str, mention->n_brands);
	for (size_t i = 0; i < mention->n_brands; i++)
		names[i] = mention->brands[i].name;
	return (struct strs){ names, mention->n_brands };
}

static struct strs rule_names(const struct verdict *verdict, struct arena *arena)
{
	struct str *names = NEW(arena, struct str, verdict->n_rules);
	for (size_t i = 0; i < verdict->n_rules; i++)
		names[i] = verdict->rules[i]->name;
	return (struct strs){ names, verdict->n_rules };
}

void alert_make(const struct alert_facts *facts, struct arena *arena, struct alert *out)
{
	const struct mention *mention = facts->mention;
	*out = (struct alert){
		.kind = ALERT_MENTION,
		.id = facts->id,
		.short_id = facts->short_id,
		.story = facts->story,
		.reason = mention->is_edited ? STR("edited") : STR("first"),
		.mention = mention,
		.brands = brand_names(mention, arena),
		.rules = rule_names(facts->verdict, arena),
		.tags = facts->verdict->tags,
		.severity = facts->verdict->severity,
		.source = facts->source->name,
		.side = facts->source->side,
		.title = mention->item->title,
		.text = mention->item->text,
		.posted_ms = mention->item->published_ms,
		.seen_ms = facts->seen_ms,
		.sent_ms = facts->seen_ms,
	};
}

static bool render_row(const struct channel *channel, const struct alert *alert,
		       struct str recipient, struct arena *arena, struct delivery *row)
{
	struct err err = { 0 };
	row->alert = alert->id;
	row->channel = channel->name;
	row->recipient = recipient;
	row->born_ms = alert->seen_ms;
	if (channel->kind->render(channel, alert, arena, row, &err))
		return true;
	LOG(render_failed, KV("channel", channel->name), KV("id", alert->id),
	    KV_Z("why", err.text));
	return false;
}

struct delivery *alert_rows(const struct plan *plan, const struct alert *alert, const uint32_t *to,
			    size_t n_to, struct arena *arena, size_t *n)
{
	struct delivery *rows = NULL;
	size_t cap = 0;
	*n = 0;
	for (size_t i = 0; i < n_to; i++) {
		const struct channel *channel = &plan->channels[to[i]];
		struct strs recipients = channel->kind->recipients(channel, arena);
		for (size_t j = 0; j < recipients.n; j++) {
			rows = arena_more(arena, rows, *n, &cap, sizeof(*rows));
			struct delivery *row = &rows[*n];
			*row = (struct delivery){ 0 };
			row->id = str_fmt(arena, "msg_" STR_FMT "_%zu", STR_ARG(alert->id), *n + 1);
			*n += render_row(channel, alert, recipients.at[j], arena, row);
		}
	}
	return rows;
}
