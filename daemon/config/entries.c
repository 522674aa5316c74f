/* entries.c - the entries of `sources:` and `channels:`.
 *
 * Each has common keys, read by the rows here, and one key that names its kind, whose rows were
 * handed in; config.h tells which value goes to which row. */
#include "inside.h"

#include "arena.h"

#include <string.h>

#include "poison.h"

/* Everything that is the same for the two sections. */
struct shelf {
	const struct reading *reading;
	const char *noun; /* "source" */
	const char *wants;
	const struct config_kind *kinds;
	size_t n_kinds;
	const struct option *rows; /* common keys */
	bool has_rows_beside;
	const struct option *kind_keys; /* that no row reads, though they may stand in an entry */
};

static const struct choice side_choices[] = { { "external", SIDE_EXTERNAL },
					      { "internal", SIDE_INTERNAL },
					      { 0 } };

static const struct choice genre_choices[] = { { "any", GENRE_ANY },
					       { "social", GENRE_SOCIAL },
					       { "news", GENRE_NEWS },
					       { "software", GENRE_SOFTWARE },
					       { 0 } };

static const struct choice trust_choices[] = { { "local", TRUST_LOCAL },
					       { "remote", TRUST_REMOTE },
					       { 0 } };

static const struct option source_rows[] = {
	{ "name", OPT_TEXT, offsetof(struct source_decl, base.name),
	  .doc = "Its name; when not given, its host or file." },
	{ "side", OPT_CHOICE, offsetof(struct source_decl, side), .def = "external",
	  .choices = side_choices, .doc = "Whether the public reads there." },
	{ "every", OPT_DURATION, offsetof(struct source_decl, every_ms), .min = 100,
	  .max = INT64_MAX, .doc = "A fixed interval." },
	{ "baseline", OPT_TEXT, offsetof(struct source_decl, baseline),
	  .doc = "What the first poll alerts: silent, all, or what is younger than a duration." },
	{ "tags", OPT_LIST, offsetof(struct source_decl, tags), .doc = "Words of your own." },
	{ "lang", OPT_TEXT, offsetof(struct source_decl, lang), .doc = "The language there." },
	{ "genre", OPT_CHOICE, offsetof(struct source_decl, genre), .def = "any",
	  .choices = genre_choices, .doc = "How people write there, for the sentiment." },
	{ "headers", OPT_NODE, offsetof(struct source_decl, headers),
	  .doc = "Header fields to send." },
	{ "user", OPT_TEXT, offsetof(struct source_decl, user), .doc = "Name to log in with." },
	{ "password", OPT_SECRET, offsetof(struct source_decl, password),
	  .doc = "Password to log in with." },
	{ "ca", OPT_PATH, offsetof(struct source_decl, ca),
	  .doc = "File of trusted certificates." },
	{ "trust", OPT_CHOICE, offsetof(struct source_decl, trust), .def = "local",
	  .choices = trust_choices,
	  .doc = "remote: what its service found is a mention, also when we find no term in it." },
	{ 0 },
};

static const struct option channel_rows[] = {
	{ "side", OPT_CHOICE, offsetof(struct channel_decl, side), .def = "internal",
	  .choices = side_choices, .doc = "Whether people outside read it." },
	{ "quiet", OPT_LATER, 0, .doc = "Hours without messages." },
	{ "digest", OPT_LATER, 0, .doc = "Messages collected." },
	{ "rate", OPT_LATER, 0, .doc = "Most messages an hour." },
	{ "fallback", OPT_LATER, 0, .doc = "Who is told when this fails." },
	{ "group_wait", OPT_LATER, 0, .def = "0s", .doc = "Wait for more of the same story." },
	{ 0 },
};

static struct str kind_names(const struct shelf *shelf)
{
	struct buf names = buf_new(shelf->reading->arena, KIB);
	for (size_t i = 0; i < shelf->n_kinds; i++)
		buf_fmt(&names, i ? ", %s" : "%s", shelf->kinds[i].name);
	return buf_str(&names);
}

/* Exactly one key of the entry names a kind. */
static const struct node *kind_find(const struct shelf *shelf, const struct node *map,
				    struct where where, size_t *kind)
{
	const struct node *found = NULL;
	struct problems *problems = shelf->reading->problems;
	for (size_t i = 0; i < shelf->n_kinds; i++) {
		const struct node *value = node_get(map, shelf->kinds[i].name);
		if (value && found) {
			problem_error(problems, where, "a %s of two kinds: \"%s\" and \"%s\"",
				      shelf->noun, shelf->kinds[*kind].name, shelf->kinds[i].name);
			problem_hint(problems, "make two entries of it");
			return found;
		}
		if (value) {
			found = value;
			*kind = i;
		}
	}
	if (!found) {
		problem_error(problems, where, "no kind of %s is named here", shelf->noun);
		problem_hint(problems, "one key must be of: " STR_FMT, STR_ARG(kind_names(shelf)));
	}
	return found;
}

static const struct node *empty_map(const struct reading *reading, struct where where)
{
	struct node *map = NEW(reading->arena, struct node, 1);
	*map = (struct node){ .kind = NODE_MAP, .where = where };
	return map;
}

static const struct option *kind_keys(struct arena *arena, const struct config_kind *kinds,
				      size_t n_kinds)
{
	struct option *rows = NEW(arena, struct option, n_kinds + 1);
	for (size_t i = 0; i < n_kinds; i++)
		rows[i] = (struct option){ kinds[i].name, OPT_NODE, 0, .doc = "" };
	return rows;
}

static void kind_read(const struct shelf *shelf, const struct config_kind *kind,
		      const struct node *value, struct where where, void *settings)
{
	const struct reading *reading = shelf->reading;
	const struct option *rows = kind->options;
	struct option_set set = { rows, settings };
	bool is_on = false, is_bool = value->is_plain && node_is_bool(value, &is_on);
	bool has_rows = rows && rows->key;
	if (has_rows ? is_bool && !is_on && rows->type != OPT_BOOL : !is_on) {
		problem_error(reading->problems, value->where, "\"%s\" wants true%s", kind->name,
			      has_rows ? " or a map" : "");
		problem_hint(reading->problems, "a %s that is not wanted is left out", shelf->noun);
		return;
	}
	if (!has_rows)
		return;
	if (value->kind == NODE_MAP) {
		options_read_sets(reading, value, &set, 1);
		return;
	}
	if (is_on && rows->type != OPT_BOOL) {
		options_read_sets(reading, empty_map(reading, where), &set, 1);
		return;
	}
	struct option first = *rows;
	first.key = kind->name;
	options_defaults(reading->arena, (struct option[]){ first, { 0 } }, settings);
	option_read(reading, &first, where, value, settings);
	set.rows++;
	if (!shelf->has_rows_beside)
		options_read_sets(reading, empty_map(reading, where), &set, 1);
}

static void entry_read(const struct shelf *shelf, const struct node *map, struct where where,
		       struct kind_decl *base)
{
	const struct reading *reading = shelf->reading;
	const struct node *ignored = NULL;
	if (!node_wants(reading, map, NODE_MAP, shelf->wants))
		return;
	const struct node *value = kind_find(shelf, map, where, &base->kind);
	struct option_set sets[] = { { shelf->kind_keys, &ignored },
				     { NULL, NULL },
				     { shelf->rows, base } };
	if (value) {
		const struct config_kind *kind = &shelf->kinds[base->kind];
		base->settings = arena_alloc(reading->arena, kind->size ? kind->size : 1);
		kind_read(shelf, kind, value, where, base->settings);
		if (shelf->has_rows_beside && value->kind != NODE_MAP && kind->options &&
		    kind->options->key)
			sets[1] = (struct option_set){ kind->options + 1, base->settings };
	}
	options_read_sets(reading, map, sets, COUNT_OF(sets));
}

static bool is_header_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.at[i] <= ' ' || (unsigned char)name.at[i] >= 0x7f ||
		    strchr("()<>@,;:\\\"/[]?={}", name.at[i]))
			return false;
	return name.len > 0;
}

static bool has_control(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f)
			return true;
	return false;
}

static void header_read(const struct reading *reading, const struct node *key,
			const struct node *value, struct header *out)
{
	struct problems *problems = reading->problems;
	out->name = key->text;
	if (!is_header_name(key->text)) {
		problem_error(problems, key->where, "this is no name of a header field");
		return;
	}
	if (value->kind != NODE_TEXT || shown_is_secret_name(key->text)) {
		secret_read(reading, str_z(reading->arena, key->text), key->where, value,
			    &out->value);
		return;
	}
	if (has_control(value->text))
		problem_error(problems, value->where, "a header field is one line");
	out->value = value->text;
}

static void headers_read(const struct reading *reading, struct source_decl *source)
{
	const struct node *map = source->headers;
	if (!map || !node_wants(reading, map, NODE_MAP,
				"\"headers\" wants a map of names to texts or secrets"))
		return;
	struct header *headers = NEW(reading->arena, struct header, map->n);
	for (size_t i = 0; i < map->n; i++)
		header_read(reading, &map->keys[i], &map->values[i], &headers[i]);
	source->header_list = (struct headers){ headers, map->n };
}

static void baseline_read(const struct reading *reading, const struct node *map,
			  struct source_decl *source)
{
	if (source->baseline.len == 0)
		return;
	source->has_baseline = true;
	if (str_eq(source->baseline, STR("silent")) || str_eq(source->baseline, STR("all")) ||
	    duration_parse(source->baseline, &source->baseline_ms))
		return;
	problem_error(reading->problems, node_get(map, "baseline")->where,
		      "\"baseline\" wants silent, all or a duration");
	problem_hint(reading->problems, "24h alerts what is younger than a day");
}

void sources_read(const struct reading *reading, const struct sections *sections,
		  const struct config_kinds *kinds, struct config *out)
{
	const struct shelf shelf = { reading,
				     "source",
				     "a source is a map, such as {feed: URL}",
				     kinds->sources,
				     kinds->n_sources,
				     source_rows,
				     true,
				     kind_keys(reading->arena, kinds->sources, kinds->n_sources) };
	const struct node *list = sections->sources;
	if (!list || !node_wants(reading, list, NODE_LIST, "\"sources\" wants a list of sources"))
		return;
	if (list->n == 0)
		problem_error(reading->problems, list->where, "there are no sources here");
	out->sources = NEW(reading->arena, struct source_decl, list->n);
	out->n_sources = list->n;
	for (size_t i = 0; i < list->n; i++) {
		struct source_decl *source = &out->sources[i];
		const struct node *map = &list->values[i];
		source->base.where = map->where;
		entry_read(&shelf, map, map->where, &source->base);
		baseline_read(reading, map, source);
		headers_read(reading, source);
		languages_check(reading, map);
		if (source->password.len && source->user.len == 0)
			problem_error(reading->problems, map->where,
				      "a \"password\" without a \"user\"");
	}
}

void channels_read(const struct reading *reading, const struct sections *sections,
		   const struct config_kinds *kinds, struct config *out)
{
	const struct shelf shelf = { reading,
				     "channel",
				     "a channel is a map, such as {syslog: true}",
				     kinds->channels,
				     kinds->n_channels,
				     channel_rows,
				     false,
				     kind_keys(reading->arena, kinds->channels,
					       kinds->n_channels) };
	const struct node *map = sections->channels;
	if (!map ||
	    !node_wants(reading, map, NODE_MAP, "\"channels\" wants a map of names to channels"))
		return;
	if (map->n == 0)
		problem_error(reading->problems, map->where, "there are no channels here");
	out->channels = NEW(reading->arena, struct channel_decl, map->n);
	out->n_channels = map->n;
	for (size_t i = 0; i < map->n; i++) {
		struct channel_decl *channel = &out->channels[i];
		channel->base.name = map->keys[i].text;
		channel->base.where = map->keys[i].where;
		entry_read(&shelf, &map->values[i], map->keys[i].where, &channel->base);
	}
}
