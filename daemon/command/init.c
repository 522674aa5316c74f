#include "cli.h"

#include "arena.h"
#include "file.h"

#include "poison.h"

/* The commented starter configuration: to standard output, or into a file that is not there yet. */

static int run_init(struct cli *cli)
{
	struct str path = str_fmt(cli->arena, STR_FMT "/starter.yaml", STR_ARG(cli->data)), text;
	struct err err = { 0 };
	if (!file_read(cli->arena, path, MIB, &text, &err)) {
		cli_error("%s", err.text);
		return EXIT_NO;
	}
	if (cli->n_args == 0)
		return cli_print(text) ? EXIT_FINE : EXIT_NO;
	if (!cli_write_new(cli->args[0], text, cli->arena))
		return EXIT_NO;
	cli_print(str_fmt(cli->arena,
			  "Written. Put in your brand and your feeds, then:\n"
			  "  mentiond check -c " STR_FMT "\n  mentiond run -c " STR_FMT "\n",
			  STR_ARG(cli->args[0]), STR_ARG(cli->args[0])));
	return EXIT_FINE;
}

const struct command command_init = {
	.name = "init",
	.arguments = "[FILE]",
	.summary = "Write a commented configuration to start from.",
	.args_max = 1,
	.run = run_init,
};
