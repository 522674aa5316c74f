#include "cli.h"

#include "arena.h"
#include "escape.h"
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "poison.h"

/* Options every command knows, before its own. */
static const struct cli_option common[] = {
	{ "-c", "FILE", "The configuration (default " CONFIG_DEFAULT ")." },
	{ "--data", "DIR", "The folder of the shipped rules (also MENTIOND_DATA)." },
	{ "--help", NULL, "This text." },
	{ 0 },
};

static size_t count(const struct cli_option *options)
{
	size_t n = 0;
	while (options && options[n].name)
		n++;
	return n;
}

static const struct cli_option *find(const struct cli_option *options, struct str name)
{
	for (; options && options->name; options++)
		if (str_eq(str_from(options->name), name))
			return options;
	return NULL;
}

struct str cli_value(const struct cli *cli, const char *name)
{
	const struct cli_option *option = find(cli->command->options, str_from(name));
	return option ? cli->values[option - cli->command->options] : (struct str){ NULL, 0 };
}

bool cli_has(const struct cli *cli, const char *name)
{
	return cli_value(cli, name).at != NULL;
}

bool cli_print(struct str text)
{
	return fwrite(text.at, 1, text.len, stdout) == text.len && fflush(stdout) == 0;
}

void cli_error(const char *format, ...)
{
	char text[2048];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	struct buf out = buf_new(arena, 16 * KIB);
	struct str rest = str_from(text), line;
	bool is_first = true;
	while (str_cut(&rest, '\n', &line)) {
		buf_add(&out, is_first ? STR("mentiond: ") : STR("\n"));
		escape_terminal(&out, line);
		is_first = false;
	}
	fprintf(stderr, STR_FMT "\n", STR_ARG(buf_str(&out)));
}

static void help_options(const struct cli_option *options)
{
	for (; options && options->name; options++) {
		char left[64];
		snprintf(left, sizeof(left), "%s%s%s", options->name, options->value ? " " : "",
			 options->value ? options->value : "");
		printf("  %-18s %s\n", left, options->doc);
	}
}

static void help(const struct command *command)
{
	printf("usage: mentiond %s [OPTIONS]%s%s\n\n%s\n\n", command->name,
	       command->arguments[0] ? " " : "", command->arguments, command->summary);
	help_options(command->options);
	help_options(common);
}

void cli_usage(const struct command *const *commands)
{
	puts("mentiond hears when somebody speaks about your brand, and tells the right people.\n"
	     "\n"
	     "usage: mentiond COMMAND [OPTIONS] [ARGUMENTS]\n");
	for (; *commands; commands++)
		printf("  %-10s %s\n", (*commands)->name, (*commands)->summary);
	puts("\n"
	     "mentiond COMMAND --help tells more; man mentiond tells all.\n"
	     "New here?  mentiond watch \"your brand\"     who speaks about you, right now\n"
	     "           mentiond init mentiond.yaml    a commented configuration to start from");
}

/* One option: "--name value" or "--name=value". Returns how many words it took; 0 is an error. */
static int take_option(struct cli *cli, const char *const *words, int n)
{
	struct str word = str_from(words[0]), name = str_first(word, str_find_char(word, '='));
	const struct cli_option *own = find(cli->command->options, name);
	const struct cli_option *option = own ? own : find(common, name);
	bool has_inline = name.len < word.len;
	if (!option || (has_inline && !option->value)) {
		cli_error("%s: unknown option; mentiond %s --help lists them", words[0],
			  cli->command->name);
		return 0;
	}
	if (option->value && !has_inline && n < 2) {
		cli_error("%s wants a value behind it: %s %s", option->name, option->name,
			  option->value);
		return 0;
	}
	struct str value = !option->value ? STR("1")
			   : has_inline	  ? str_skip(word, name.len + 1)
					  : str_from(words[1]);
	struct str *place = own ? &cli->values[own - cli->command->options] : NULL;
	if (own && own->is_list && place->at)
		*place = str_fmt(cli->arena, STR_FMT "\n" STR_FMT, STR_ARG(*place), STR_ARG(value));
	else if (own)
		*place = value;
	else if (option == &common[0])
		cli->config = value;
	else if (option == &common[1])
		cli->data = value;
	else
		cli->wants_help = true;
	return option->value && !has_inline ? 2 : 1;
}

static bool take_words(struct cli *cli, int n, const char *const *words)
{
	bool takes_options = true;
	for (int i = 0; i < n;) {
		struct str word = str_from(words[i]);
		if (takes_options && str_eq(word, STR("--"))) {
			takes_options = false;
			i++;
		} else if (takes_options && word.len > 1 && word.at[0] == '-') {
			int took = take_option(cli, words + i, n - i);
			if (took == 0)
				return false;
			i += took;
		} else {
			cli->args[cli->n_args++] = word;
			i++;
		}
	}
	return true;
}

/* Where the shipped rules are, when neither --data nor the environment says so. */
static struct str data_folder(struct arena *arena)
{
	struct str places[] = { str_from(DATA_INSTALLED), str_from(DATA_SOURCE) };
	const char *named = getenv("MENTIOND_DATA");
	if (named && *named)
		return str_from(named);
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		struct str packs = str_fmt(arena, STR_FMT "/sentiment", STR_ARG(places[i]));
		if (access(str_z(arena, packs), R_OK) == 0)
			return places[i];
	}
	return places[0];
}

static void tell_usage(const struct command *command)
{
	cli_error("usage: mentiond %s%s%s\nmentiond %s --help tells more", command->name,
		  command->arguments[0] ? " " : "", command->arguments, command->name);
}

int cli_run(const struct command *command, struct arena *arena, int n, const char *const *words)
{
	struct cli cli = {
		.command = command,
		.arena = arena,
		.data = data_folder(arena),
		.args = NEW(arena, struct str, (size_t)n),
		.values = NEW(arena, struct str, count(command->options)),
		.has_colour = terminal_has_colour(STDOUT_FILENO),
	};
	if (!take_words(&cli, n, words))
		return EXIT_USAGE;
	if (cli.wants_help) {
		help(command);
		return EXIT_FINE;
	}
	cli.has_config = cli.config.len != 0;
	if (!cli.has_config)
		cli.config = STR(CONFIG_DEFAULT);
	if (cli.n_args < command->args_min || cli.n_args > command->args_max) {
		tell_usage(command);
		return EXIT_USAGE;
	}
	return command->run(&cli);
}

struct plan *cli_plan(const struct cli *cli, bool shows_warnings)
{
	struct problems problems = problems_new(cli->arena);
	struct plan *plan = plan_load(cli->config, cli->data, &problems);
	cli_problems(&problems, shows_warnings || !plan);
	return plan;
}

struct plan *cli_outline(const struct cli *cli)
{
	struct problems problems = problems_new(cli->arena);
	struct plan *plan = plan_outline(cli->config, cli->data, &problems);
	cli_problems(&problems, !plan);
	return plan;
}

struct plan *cli_plan_or_bare(const struct cli *cli)
{
	if (cli->has_config || access(str_z(cli->arena, cli->config), F_OK) == 0)
		return cli_plan(cli, false);
	struct problems problems = problems_new(cli->arena);
	struct plan *plan = plan_bare(cli->data, &problems);
	cli_problems(&problems, true);
	return plan;
}

bool cli_write_new(struct str path, struct str text, struct arena *arena)
{
	int fd = open(str_z(arena, path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (fd < 0) {
		cli_error(STR_FMT ": %s", STR_ARG(path),
			  errno == EEXIST ? "it is there already; nothing was written"
					  : strerror(errno));
		return false;
	}
	ssize_t wrote = write(fd, text.at, text.len);
	bool is_whole = wrote >= 0 && (size_t)wrote == text.len;
	if (close(fd) != 0 || !is_whole) {
		cli_error(STR_FMT ": %s", STR_ARG(path), strerror(errno));
		return false;
	}
	return true;
}

void cli_problems(struct problems *problems, bool is_wanted)
{
	struct buf out = buf_new(problems->arena, MIB);
	if (!is_wanted || problems->n == 0)
		return;
	problems_print(problems, &out, terminal_has_colour(STDERR_FILENO));
	fwrite(out.at, 1, out.len, stderr);
}
