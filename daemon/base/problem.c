#include "problem.h"

#include "arena.h"
#include "escape.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "poison.h"

enum { LINE_SHOWN = 160 };

struct problems problems_new(struct arena *arena)
{
	return (struct problems){ .arena = arena };
}

static struct str line_of(const struct text_file *file, uint32_t line)
{
	struct str rest = file->text, part = STR("");
	for (uint32_t i = 0; i < line; i++)
		if (!str_cut(&rest, '\n', &part))
			return STR("");
	return str_ends(part, STR("\r")) ? str_first(part, part.len - 1) : part;
}

/* The file itself may be gone when the problem is printed: its path and the line are kept. */
static void keep_place(struct problems *problems, struct problem *problem)
{
	const struct text_file *file = problem->where.file;
	if (!file)
		return;
	struct text_file *kept = NEW(problems->arena, struct text_file, 1);
	kept->path = str_dup(problems->arena, file->path);
	kept->text = STR("");
	problem->line = utf8_first(line_of(file, problem->where.line), LINE_SHOWN);
	problem->line = str_dup(problems->arena, utf8_clean(problems->arena, problem->line));
	problem->where.file = kept;
}

static void tell(struct problems *problems, enum problem_weight weight, struct where where,
		 const char *format, va_list args)
{
	char text[1024];
	problems->errors += weight == PROBLEM_ERROR;
	if (problems->n == PROBLEMS_SHOWN) {
		problems->untold++;
		return;
	}
	vsnprintf(text, sizeof(text), format, args);
	problems->at = arena_more(problems->arena, problems->at, problems->n, &problems->cap,
				  sizeof(*problems->at));
	struct problem *problem = &problems->at[problems->n++];
	*problem = (struct problem){
		.weight = weight,
		.where = where,
		.what = str_dup(problems->arena, utf8_clean(problems->arena, str_from(text))),
		.hint = STR(""),
		.line = STR(""),
	};
	keep_place(problems, problem);
}

void problem_error(struct problems *problems, struct where where, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	tell(problems, PROBLEM_ERROR, where, format, args);
	va_end(args);
}

void problem_warn(struct problems *problems, struct where where, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	tell(problems, PROBLEM_WARNING, where, format, args);
	va_end(args);
}

void problem_hint(struct problems *problems, const char *format, ...)
{
	char text[512];
	va_list args;
	if (problems->n == 0 || problems->untold)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	problems->at[problems->n - 1].hint = str_dup(problems->arena, str_from(text));
}

void problem_suggest(struct problems *problems, struct str word, const struct str *choices,
		     size_t n)
{
	struct str near = str_nearest(word, choices, n);
	if (near.len)
		problem_hint(problems, "did you mean \"" STR_FMT "\"?", STR_ARG(near));
}

static int by_place(const void *left, const void *right)
{
	const struct problem *a = left, *b = right;
	struct str a_path = a->where.file ? a->where.file->path : STR("");
	struct str b_path = b->where.file ? b->where.file->path : STR("");
	int order = str_cmp(a_path, b_path);
	if (order)
		return order;
	if (a->where.line != b->where.line)
		return a->where.line < b->where.line ? -1 : 1;
	return (a->where.column > b->where.column) - (a->where.column < b->where.column);
}

/* The source line, and a caret under the column; a tab is shown as one blank, so they align. */
static void print_place(const struct problem *problem, struct buf *out)
{
	struct str rest = problem->line;
	buf_fmt(out, "%5u | ", problem->where.line);
	escape_terminal(out, rest);
	buf_add(out, STR("\n      | "));
	for (uint32_t i = 1; i < problem->where.column && rest.len; i++) {
		size_t len;
		utf8_next(rest, &len);
		buf_char(out, ' ');
		rest = str_skip(rest, len);
	}
	buf_char(out, '^');
}

static void print_one(const struct problem *problem, struct buf *out, bool has_colour)
{
	bool is_error = problem->weight == PROBLEM_ERROR;
	if (problem->where.file) {
		escape_terminal(out, problem->where.file->path);
		if (problem->where.line)
			buf_fmt(out, ":%u:%u", problem->where.line, problem->where.column);
		buf_add(out, STR(": "));
	}
	if (has_colour)
		buf_add(out, is_error ? STR("\033[31m") : STR("\033[33m"));
	buf_add(out, is_error ? STR("error: ") : STR("warning: "));
	if (has_colour)
		buf_add(out, STR("\033[0m"));
	escape_terminal(out, problem->what);
	if (problem->where.file && problem->where.line) {
		buf_char(out, '\n');
		print_place(problem, out);
	}
	if (problem->hint.len) {
		buf_add(out, problem->where.line ? STR(" ") : STR("; "));
		escape_terminal(out, problem->hint);
	}
	buf_char(out, '\n');
}

void problems_print(const struct problems *problems, struct buf *out, bool has_colour)
{
	struct problem *sorted = NEW(problems->arena, struct problem, problems->n);
	for (size_t i = 0; i < problems->n; i++)
		sorted[i] = problems->at[i];
	if (problems->n)
		qsort(sorted, problems->n, sizeof(*sorted), by_place);
	for (size_t i = 0; i < problems->n; i++)
		print_one(&sorted[i], out, has_colour);
	if (problems->untold)
		buf_fmt(out, "and %zu more\n", problems->untold);
}
