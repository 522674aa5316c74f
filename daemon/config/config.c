#include "config.h"

#include "arena.h"
#include "inside.h"

#include "poison.h"

#define AT(member) offsetof(struct config, member)

/* The sections. What is text or number goes straight to its place, the rest to its reader. */
static const struct option section_rows[] = {
	{ "brands", OPT_NODE, offsetof(struct sections, brands), .must = true,
	  .doc = "what we listen for, such as brands: {acme: {any: [Acme]}}" },
	{ "sources", OPT_NODE, offsetof(struct sections, sources), .must = true,
	  .doc = "where we listen, such as sources: [{feed: \"https://…\"}]" },
	{ "rules", OPT_NODE, offsetof(struct sections, rules), .must = true,
	  .doc = "what we make of it, such as rules: [{name: rest, to: [ops]}]" },
	{ "channels", OPT_NODE, offsetof(struct sections, channels), .must = true,
	  .doc = "who is told, such as channels: {ops: {syslog: true}}" },
	{ "lists", OPT_NODE, offsetof(struct sections, lists), .doc = "Named lists of terms." },
	{ "people", OPT_NODE, offsetof(struct sections, people), .doc = "Lists of authors." },
	{ "mute", OPT_NODE, offsetof(struct sections, mute), .doc = "Brands nobody hears of." },
	{ "mail", OPT_NODE, offsetof(struct sections, mail), .doc = "How e-mail is sent." },
	{ "store", OPT_NODE, offsetof(struct sections, store), .doc = "Where all is kept." },
	{ "poll", OPT_NODE, offsetof(struct sections, poll),
	  .doc = "How often sources are asked." },
	{ "net", OPT_NODE, offsetof(struct sections, net), .doc = "How we reach the network." },
	{ "log", OPT_NODE, offsetof(struct sections, log), .doc = "Where log lines go." },
	{ "health", OPT_NODE, offsetof(struct sections, health), .doc = "Who hears of failures." },
	{ "sentiment", OPT_NODE, offsetof(struct sections, sentiment), .doc = "Words of feeling." },
	{ "keep", OPT_NODE, offsetof(struct sections, keep), .doc = "How long things are kept." },
	{ "ignore", OPT_NODE, offsetof(struct sections, ignore), .doc = "What is left out." },
	{ "include", OPT_NODE, offsetof(struct sections, include), .doc = "More files." },
	{ "escalate", OPT_LATER, 0, .doc = "Who is told when nobody acknowledges." },
	{ 0 },
};

static const struct option plain_rows[] = {
	{ "control", OPT_PATH, AT(control), .def = "/run/mentiond/control.sock",
	  .doc = "Socket where commands meet the daemon." },
	{ "workers", OPT_INT, AT(workers), .max = 256,
	  .doc = "Threads; 0: none besides the loop." },
	{ 0 },
};

/* What was read before its meaning is looked at. */
struct opened {
	struct str path;
	const struct node *root;
	bool is_whole; /* every include was read */
	const struct config_kinds *kinds;
};

static void understand(struct arena *arena, const struct opened *opened, struct config *out,
		       struct problems *problems)
{
	struct reading reading = { arena, problems, !opened->is_whole,
				   opened->kinds->skips_secrets };
	struct sections sections = { 0 };
	struct config config = { .path = str_dup(arena, opened->path),
				 .workers = -1,
				 .store = STR("sqlite:/var/lib/mentiond/mentiond.db") };
	struct option_set sets[] = { { section_rows, &sections }, { plain_rows, &config } };
	options_read_sets(&reading, opened->root, sets, COUNT_OF(sets));
	reading.is_partial = false;
	settings_read(&reading, &sections, &config);
	brands_read(&reading, &sections, &config);
	sources_read(&reading, &sections, opened->kinds, &config);
	channels_read(&reading, &sections, opened->kinds, &config);
	rules_read(&reading, &sections, &config);
	mutes_read(&reading, &sections, &config);
	if (opened->is_whole) {
		names_check(&reading, &config);
		reach_check(&reading, &config);
	}
	*out = config;
}

bool config_load(struct arena *arena, struct str path, const struct config_kinds *kinds,
		 struct config *out, struct problems *problems)
{
	struct reading reading = { .arena = arena, .problems = problems };
	struct opened opened = { .path = path, .kinds = kinds };
	size_t errors = problems->errors;
	opened.root = include_all(&reading, path, &opened.is_whole);
	if (opened.root)
		understand(arena, &opened, out, problems);
	return opened.root && problems->errors == errors;
}

bool config_parse(struct arena *arena, const struct text_file *file,
		  const struct config_kinds *kinds, struct config *out, struct problems *problems)
{
	struct opened opened = { .path = file->path, .is_whole = true, .kinds = kinds };
	size_t errors = problems->errors;
	opened.root = yaml_parse(arena, file->path, file->text, problems);
	if (opened.root)
		understand(arena, &opened, out, problems);
	return opened.root && problems->errors == errors;
}
