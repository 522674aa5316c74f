/* command - the subcommands and what they get from the command line.
 *
 * One file a subcommand in daemon/command/, one row in the table. Options may stand before or
 * behind the arguments; `--` ends them. Thread: the loop (main). Exit status: the enum. */
#ifndef COMMAND_H
#define COMMAND_H

#include "str.h"

enum {
	EXIT_FINE = 0,
	EXIT_NO = 1,	  /* it ran and the answer is no */
	EXIT_USAGE = 2,	  /* wrong usage */
	EXIT_CONFIG = 78, /* bad configuration (EX_CONFIG) */
};

struct cli_option {
	const char *name;  /* "--url" */
	const char *value; /* "URL", or NULL for a switch */
	const char *doc;
	bool is_list; /* it may be given several times; the values come joined by newlines */
};

struct cli {
	const struct command *command;
	struct arena *arena; /* the process's */
	struct str config;   /* -c FILE, or empty: the default place */
	bool has_config;     /* -c was given */
	struct str data;     /* folder of the shipped rules, always set */
	struct str *args;    /* without options */
	size_t n_args;
	struct str *values; /* as command->options; a switch that was given has the value "1" */
	bool has_colour;    /* standard output is a terminal and NO_COLOR is not set */
	bool wants_help;
};

struct command {
	const char *name, *arguments, *summary;
	const struct cli_option *options; /* ends with a NULL name; may be NULL */
	size_t args_min, args_max;
	int (*run)(struct cli *cli);
};

/* The value of an option, or the empty slice with at == NULL when it was not given. */
struct str cli_value(const struct cli *cli, const char *name);
bool cli_has(const struct cli *cli, const char *name);

/* A finished text to standard output or error; false when nobody reads it (then exit quietly). */
bool cli_print(struct str text);
void cli_error(const char *format, ...) PRINTF_LIKE(1, 2);

extern const struct command command_run, command_watch, command_check, command_try, command_parse,
	command_status, command_reload, command_poll, command_list, command_show, command_why,
	command_dead, command_send_test, command_init, command_import, command_export, command_tone,
	command_learn, command_connector;

#endif
