/* Files and folders as sources.
 *
 * What is remembered of a file is its fingerprint: time, size and inode. It is taken before the
 * bytes are read, so a file that changes in between is read again next time. Of a folder it is
 * one line a file, "name time size"; a file whose line is not among those of last time is new. A
 * file that did not fit into this answer gets no line: it comes again. So does one that could not
 * be read; its line begins with a blank, which no name does, so that it is told once: as a header
 * "skipped", because one bad file is no reason to keep the others back. */
#include "transfer.h"

#include "buf.h"
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "poison.h"

enum { MARK_MAX = 8 * MIB };

struct folder {
	struct transfer *transfer;
	struct str path;
	struct str *names;
	size_t n, cap;
	struct str *known; /* lines of last time, sorted */
	size_t n_known;
	struct part *parts;
	struct header *skipped;
	size_t n_parts, n_skipped, bytes;
	struct buf mark;
	bool is_over; /* the rest comes next time */
};

static bool fail(struct err *err, struct str path, int why)
{
	bool is_ours = why == EACCES || why == EPERM || why == ENOTDIR || why == ELOOP;
	return err_set(err, is_ours ? ERR_REFUSED : ERR_AGAIN, STR_FMT ": %s", STR_ARG(path),
		       strerror(why));
}

static int64_t changed_ns(const struct stat *about)
{
	return (int64_t)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec;
}

static bool read_bytes(struct transfer *transfer, struct str path, size_t max, struct str *out,
		       struct err *err)
{
	if (file_read(transfer->arena, path, max, out, err))
		return true;
	if (err->kind == ERR_CONFIG)
		err->kind = ERR_AGAIN; /* it was there a moment ago */
	return false;
}

static void read_file(struct transfer *transfer, const struct stat *about)
{
	const struct request *request = transfer->request;
	struct response *response = &transfer->response;
	struct str mark = str_fmt(transfer->arena, "%" PRId64 " %" PRId64 " %" PRIu64,
				  changed_ns(about), (int64_t)about->st_size,
				  (uint64_t)about->st_ino);
	if (str_eq(mark, request->since)) {
		response->status = 304;
		response->mark = mark;
		return;
	}
	if (!read_bytes(transfer, request->url, transfer->body_max, &response->body,
			&response->err))
		return;
	response->status = 200;
	response->mark = mark;
}

static int by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void close_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

static bool list_names(struct folder *folder, struct err *err)
{
	struct arena *arena = folder->transfer->arena;
	const struct dirent *entry;
	CLEANUP(close_folder)
	DIR *dir = opendir(str_z(arena, folder->path));
	if (!dir)
		return fail(err, folder->path, errno);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if (folder->n == FILES_MAX)
			return err_set(err, ERR_LIMIT, STR_FMT ": more than %d files",
				       STR_ARG(folder->path), FILES_MAX);
		folder->names = arena_more(arena, folder->names, folder->n, &folder->cap,
					   sizeof(*folder->names));
		folder->names[folder->n++] = str_dup(arena, str_from(entry->d_name));
	}
	if (folder->n)
		qsort(folder->names, folder->n, sizeof(*folder->names), by_bytes);
	return true;
}

static void split_known(struct folder *folder)
{
	struct str rest = folder->transfer->request->since, line;
	size_t cap = 0;
	while (folder->n_known < FILES_MAX && str_cut(&rest, '\n', &line)) {
		folder->known = arena_more(folder->transfer->arena, folder->known, folder->n_known,
					   &cap, sizeof(*folder->known));
		folder->known[folder->n_known++] = line;
	}
	if (folder->n_known)
		qsort(folder->known, folder->n_known, sizeof(*folder->known), by_bytes);
}

/* A name may hold any byte but a slash: what would break a line is written as %XX. */
static struct str mark_line(struct arena *arena, struct str name, const struct stat *about)
{
	struct buf line = buf_new(arena, 4 * KIB);
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.at[i];
		if (c <= ' ' || c == '%' || c == 0x7f)
			buf_fmt(&line, "%%%02X", c);
		else
			buf_char(&line, name.at[i]);
	}
	buf_fmt(&line, " %" PRId64 " %" PRId64, changed_ns(about), (int64_t)about->st_size);
	return buf_str(&line);
}

static bool is_known(const struct folder *folder, struct str line)
{
	return folder->n_known &&
	       bsearch(&line, folder->known, folder->n_known, sizeof(line), by_bytes);
}

static void remember(struct folder *folder, struct str line)
{
	if (folder->mark.len)
		buf_char(&folder->mark, '\n');
	buf_add(&folder->mark, line);
}

static void skip(struct folder *folder, struct str name, struct str line, const char *why)
{
	struct arena *arena = folder->transfer->arena;
	struct str told = str_fmt(arena, " " STR_FMT, STR_ARG(line));
	remember(folder, told);
	if (is_known(folder, told))
		return;
	folder->skipped[folder->n_skipped++] = (struct header){
		STR("skipped"), str_fmt(arena, STR_FMT ": %s", STR_ARG(name), why)
	};
}

/* True: the file is told now or was told before, so its line is remembered. */
static bool take_file(struct folder *folder, struct str name, struct str path, struct str line)
{
	size_t max = folder->transfer->body_max;
	struct err err;
	struct str body;
	if (is_known(folder, line))
		return true;
	if (folder->is_over)
		return false;
	struct arena_mark before = arena_mark(folder->transfer->arena);
	bool is_read = read_bytes(folder->transfer, path, max - folder->bytes, &body, &err);
	if (is_read) {
		folder->parts[folder->n_parts++] = (struct part){ name, body };
		folder->bytes += body.len;
		return true;
	}
	arena_reset(folder->transfer->arena, before);
	if (err.kind == ERR_LIMIT && folder->n_parts)
		folder->is_over = true;
	else
		skip(folder, name, line, err.text);
	return false;
}

static void visit(struct folder *folder, struct str name)
{
	struct arena *arena = folder->transfer->arena;
	struct stat about = { 0 };
	struct str path = str_fmt(arena, STR_FMT "/" STR_FMT, STR_ARG(folder->path), STR_ARG(name));
	bool is_there = stat(str_z(arena, path), &about) == 0;
	int why = errno;
	struct str line = mark_line(arena, name, &about);
	if (!is_there)
		skip(folder, name, line, strerror(why));
	else if (S_ISREG(about.st_mode) && take_file(folder, name, path, line))
		remember(folder, line);
}

static void read_folder(struct transfer *transfer)
{
	struct arena *arena = transfer->arena;
	struct response *response = &transfer->response;
	struct str since = transfer->request->since;
	struct folder folder = { .transfer = transfer, .path = transfer->request->url };
	folder.mark = buf_new(arena, MARK_MAX);
	if (!list_names(&folder, &response->err))
		return;
	split_known(&folder);
	folder.parts = NEW(arena, struct part, folder.n);
	folder.skipped = NEW(arena, struct header, folder.n);
	for (size_t i = 0; i < folder.n; i++)
		visit(&folder, folder.names[i]);
	/* The first look at an empty folder is an answer too, and leaves a mark: from then on a
	 * file is new. */
	if (folder.mark.len == 0)
		buf_char(&folder.mark, ' ');
	bool is_news = folder.n_parts || folder.n_skipped || since.len == 0;
	response->status = is_news ? 200 : 304;
	response->mark = buf_str(&folder.mark);
	response->headers = (struct headers){ folder.skipped, folder.n_skipped };
	response->parts = folder.parts;
	response->n_parts = folder.n_parts;
}

void local_read(struct transfer *transfer)
{
	const struct request *request = transfer->request;
	struct response *response = &transfer->response;
	struct stat about;
	response->url = request->url;
	if (stat(str_z(transfer->arena, request->url), &about) != 0)
		fail(&response->err, request->url, errno);
	else if (S_ISDIR(about.st_mode))
		read_folder(transfer);
	else if (S_ISREG(about.st_mode))
		read_file(transfer, &about);
	else
		err_set(&response->err, ERR_REFUSED, STR_FMT ": neither a file nor a folder",
			STR_ARG(request->url));
}
