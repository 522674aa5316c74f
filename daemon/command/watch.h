/* watch - the parts of `mentiond watch`; for its own files only. */
#ifndef WATCH_H
#define WATCH_H

#include "cli.h"

struct flow;

/* watch_config.c: the configuration that watches the terms: a brand for each of them, the services
 * of `watch: true`, one channel. For the screen, or to be run as a daemon. False after an error was
 * printed. */
bool watch_config(const struct cli *cli, bool is_for_daemon, struct buf *out);

/* watch_screen.c: what stands at the bottom of the terminal, and what is said of failures. Follows
 * the log of the flow. Without a terminal each source's first failure is a line on standard error.
 */
struct screen;
struct screen *screen_open(const struct plan *plan, struct arena *arena);
void screen_use(struct screen *screen, struct flow *flow); /* whose next poll is told */
void screen_draw(struct screen *screen);
bool screen_has_answer(const struct screen *screen); /* of at least one source */
void screen_close(struct screen *screen); /* the terminal is as it was */

#endif
