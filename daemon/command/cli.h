/* cli - what the subcommands share; for this room and main.c. */
#ifndef CLI_H
#define CLI_H

#include "command.h"
#include "json_write.h"
#include "plan.h"
#include "store.h"

#define CONFIG_DEFAULT "/etc/mentiond/mentiond.yaml"

/* Runs a command with the words behind its name; the exit status. */
int cli_run(const struct command *command, struct arena *arena, int n, const char *const *words);
void cli_usage(const struct command *const *commands);

/* The plan of -c FILE; NULL after the problems were printed to standard error. */
struct plan *cli_plan(const struct cli *cli, bool shows_warnings);
/* The same without its secrets, and without its warnings. */
struct plan *cli_outline(const struct cli *cli);
/* The plan of -c FILE or of the default place; without any, one of the shipped packs alone. */
struct plan *cli_plan_or_bare(const struct cli *cli);
void cli_problems(struct problems *problems, bool is_wanted);

/* A file that is not there yet; false after an error was printed. */
bool cli_write_new(struct str path, struct str text, struct arena *arena);

/* The store of the configuration, read-only; NULL after an error was printed. */
struct store *cli_store(const struct cli *cli, struct plan **plan);

/* A label as people give it: negative, neutral or positive, in any case. */
bool cli_label(struct str word, enum tone *out);

/* One line to the running daemon, its answer to standard output. False: no daemon there, and
 * errno tells why (*status untouched, nothing printed). */
bool cli_control(const struct cli *cli, struct str path, struct str line, int *status);

struct connector;

/* The connector of a name or path; NULL after its problems were printed to standard error. */
const struct connector *cli_connector(const struct cli *cli, struct arena *arena, struct str name,
				      struct str *path);

/* `connector run NAME`: the exit status. */
int cli_connector_run(struct cli *cli);

/* An item in a table: when and what, and below it by whom and where. */
struct cli_row {
	int64_t ms;
	struct str title, author, link;
};
void cli_row(struct buf *out, const struct cli_row *row);
void cli_item_row(struct buf *out, const struct item *item);
/* An item as an object with the keys of an entry of `parse --json`, or as a line of items. */
enum cli_keys { KEYS_OF_ENTRY, KEYS_OF_LINE };
void cli_item_json(struct json *json, const struct item *item, enum cli_keys keys);

/* A sentiment with its evidence and the end of the line; toward: empty where there is only one. */
void cli_tone(const struct sentiment *sentiment, struct str toward, struct buf *out);

/* A stored mention for people: its title or first words, and its topics; why it is one; all. */
void cli_document_line(struct str document, struct buf *out);
void cli_document_reasons(struct str document, struct buf *out);
void cli_document(struct str document, struct buf *out);

#endif
