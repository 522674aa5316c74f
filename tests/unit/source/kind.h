/* kind - a source of a kind by its name, with its one setting, as configuration would make it. */
#ifndef TEST_KIND_H
#define TEST_KIND_H

#include "source.h"

#include "test.h"

#include <string.h>

static inline struct source source_of(struct arena *arena, const char *name, const char *setting)
{
	size_t i = 0;
	while (source_kinds[i] && strcmp(source_kinds[i]->name, name) != 0)
		i++;
	const struct source_kind *kind = source_kinds[i];
	char *settings = arena_alloc(arena, kind->settings_size);
	*(struct str *)(void *)(settings + kind->options[0].offset) = str_from(setting);
	return (struct source){ .name = STR("it"), .kind = kind, .settings = settings };
}

static inline struct str header_of(const struct request *request, struct str name)
{
	for (size_t i = 0; i < request->headers.n; i++)
		if (str_eq_nocase(request->headers.at[i].name, name))
			return request->headers.at[i].value;
	return STR("(none)");
}

#endif
