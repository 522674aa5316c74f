#include "host.h"

#include "arena.h"

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "poison.h"

static void notify(const char *state)
{
#ifdef HAVE_SYSTEMD
	sd_notify(0, state);
#else
	(void)state;
#endif
}

static void notify_status(const char *before, struct str status)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(1 * KIB);
	notify(str_z(arena, str_fmt(arena, "%sSTATUS=" STR_FMT, before, STR_ARG(status))));
}

void host_ready(struct str status)
{
	notify_status("READY=1\n", status);
}

void host_status(struct str status)
{
	notify_status("", status);
}

void host_reloading(void)
{
	notify("RELOADING=1");
}

void host_stopping(void)
{
	notify("STOPPING=1");
}

void host_alive(void)
{
	notify("WATCHDOG=1");
}
