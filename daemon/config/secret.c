#include "inside.h"

#include "arena.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "poison.h"

enum { SECRET_BYTES_MAX = 64 * KIB, SHOWN_MAX = 200 };

/* A secret being fetched: its row's name for messages, and where it was written. */
struct errand {
	const struct reading *reading;
	const char *name;
	struct where where;
	struct str reference; /* PATH or NAME */
};

static bool fail(const struct errand *errand, const char *what)
{
	problem_error(errand->reading->problems, errand->where, "\"%s\": %s", errand->name, what);
	return false;
}

/* The path stands in `reference` once more: only it is told, never what the file holds. */
static bool from_path(const struct errand *errand, struct str path, struct str *out)
{
	struct err err = { 0 };
	if (!file_read(errand->reading->arena, path, SECRET_BYTES_MAX, out, &err))
		return fail(errand, err.text);
	return true;
}

static bool from_file(const struct errand *errand, struct str *out)
{
	struct arena *arena = errand->reading->arena;
	struct stat about;
	struct str path = errand->where.file
				  ? file_beside(arena, errand->where.file->path, errand->reference)
				  : errand->reference;
	if (stat(str_z(arena, path), &about) == 0 && (about.st_mode & S_IROTH)) {
		fail(errand, "everybody on this machine can read that file");
		problem_hint(errand->reading->problems, "chmod 0640 " STR_FMT, STR_ARG(path));
		return false;
	}
	return from_path(errand, path, out);
}

static bool from_env(const struct errand *errand, struct str *out)
{
	struct arena *arena = errand->reading->arena;
	const char *value = getenv(str_z(arena, errand->reference));
	if (!value) {
		fail(errand, "this environment variable is not set");
		return false;
	}
	*out = str_dup(arena, str_from(value));
	return true;
}

static bool from_credential(const struct errand *errand, struct str *out)
{
	struct arena *arena = errand->reading->arena;
	struct str folder = str_from(getenv("CREDENTIALS_DIRECTORY"));
	struct str name = errand->reference;
	if (folder.len == 0) {
		fail(errand, "there are no credentials ($CREDENTIALS_DIRECTORY is not set)");
		problem_hint(errand->reading->problems,
			     "systemd hands them over by LoadCredential=" STR_FMT ":PATH",
			     STR_ARG(str_first(name, SHOWN_MAX)));
		return false;
	}
	if (str_find_char(name, '/') < name.len || str_eq(name, STR("..")))
		return fail(errand, "a credential has a plain name without /");
	struct str path = str_fmt(arena, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(name));
	return from_path(errand, path, out);
}

static const struct way {
	struct str name;
	bool (*read)(const struct errand *errand, struct str *out);
} ways[] = {
	{ STR_INIT("file"), from_file },
	{ STR_INIT("env"), from_env },
	{ STR_INIT("credential"), from_credential },
};

/* Editors end a file with a newline; a secret has none. */
static struct str cut_newline(struct str text)
{
	if (str_ends(text, STR("\n")))
		text.len--;
	if (str_ends(text, STR("\r")))
		text.len--;
	return text;
}

static bool is_one_line(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ' && text.at[i] != '\t')
			return false;
	return true;
}

static bool fetch(const struct errand *errand, const struct way *way, struct str *out)
{
	struct str text;
	if (errand->reading->skips_secrets) {
		*out = STR("https://secret.invalid/"); /* it may stand where a URL is wanted */
		return true;
	}
	if (!way->read(errand, &text))
		return false;
	text = cut_newline(text);
	if (text.len == 0)
		return fail(errand, "the secret is empty");
	if (!is_one_line(text))
		return fail(errand, "the secret holds a line break or a control character");
	*out = text;
	return true;
}

bool secret_is_place(const struct node *value)
{
	if (value->kind != NODE_MAP || value->n != 1)
		return false;
	for (size_t i = 0; i < COUNT_OF(ways); i++)
		if (str_eq(value->keys[0].text, ways[i].name))
			return true;
	return false;
}

bool secret_read(const struct reading *reading, const char *name, struct where key,
		 const struct node *value, struct str *out)
{
	static const char *const hint =
		"write {file: PATH}, {env: NAME} or {credential: NAME} instead";
	if (value->kind != NODE_MAP || value->n != 1 || value->values[0].kind != NODE_TEXT) {
		problem_error(reading->problems, key,
			      value->kind == NODE_TEXT ? "\"%s\": a secret is never written inline"
						       : "\"%s\" wants a secret's place",
			      name);
		problem_hint(reading->problems, "%s", hint);
		return false;
	}
	struct errand errand = { reading, name, value->values[0].where, value->values[0].text };
	for (size_t i = 0; i < COUNT_OF(ways); i++)
		if (str_eq(value->keys[0].text, ways[i].name))
			return fetch(&errand, &ways[i], out);
	problem_error(reading->problems, key, "\"%s\" wants a secret's place", name);
	problem_hint(reading->problems, "%s", hint);
	return false;
}
