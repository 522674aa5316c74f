/* store - opening and closing.
 *
 * The file is made here and not by SQLite, so that it is born with mode 0600 whatever the umask;
 * SQLite gives its log the same mode. PATH-lock keeps a second writer out: leases would sort two
 * daemons out, but SQLite before 3.51.3 can damage a file that two connections write. A lock of
 * its own, because closing any other descriptor of the database would drop SQLite's locks.
 * A file of a newer schema, or of another program, is refused before anything in it is touched. */
#include "room.h"

#include "arena.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "poison.h"

enum { NO_LOCK = -1 };

static bool folder_check(struct arena *arena, struct str path, struct err *err)
{
	struct stat about;
	struct str before = file_beside(arena, path, STR(""));
	const char *folder = before.len ? str_z(arena, before) : ".";
	if (stat(folder, &about) == 0)
		return true;
	return err_set(err, ERR_CONFIG,
		       "store: folder %s: %s; make it (mkdir -p %s) or name another", folder,
		       strerror(errno), folder);
}

/* Opens or makes it, for our eyes only. */
static bool file_make(const char *path, int flags, int *fd, struct err *err)
{
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | flags, 0600);
	if (*fd >= 0 || errno == EEXIST)
		return true;
	return err_set(err, errno == EACCES || errno == EROFS ? ERR_CONFIG : ERR_SYSTEM,
		       "store %s cannot be made: %s (user id %u needs to write in its folder)",
		       path, strerror(errno), (unsigned)geteuid());
}

static bool lock_take(struct arena *arena, struct str path, int *lock, struct err *err)
{
	const char *name = str_z(arena, str_fmt(arena, STR_FMT "-lock", STR_ARG(path)));
	if (!file_make(name, 0, lock, err))
		return false;
	if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	return err_set(err, errno == EWOULDBLOCK ? ERR_CONFIG : ERR_SYSTEM, "store " STR_FMT ": %s",
		       STR_ARG(path),
		       errno == EWOULDBLOCK ? "another mentiond is working with it"
					    : strerror(errno));
}

/* Everything a file on disk needs before SQLite sees it. */
static bool prepare(struct store *store, struct arena *arena, struct str path, struct err *err)
{
	int fd = -1;
	if (!folder_check(arena, path, err) || !lock_take(arena, path, &store->lock, err) ||
	    !file_make(str_z(arena, path), O_EXCL, &fd, err))
		return false;
	if (fd >= 0)
		close(fd);
	return true;
}

static bool version_check(struct store *store, bool is_read_only, struct err *err)
{
	int64_t version = 0;
	if (!schema_version(store->sql, &version, err))
		return false;
	if (version > STORE_SCHEMA)
		return err_set(
			err, ERR_SYSTEM,
			"store %s was written by a newer mentiond (schema %d, this one knows "
			"%d); install that one, or name another store",
			sql_path(store->sql), (int)version, STORE_SCHEMA);
	if (is_read_only && version < STORE_SCHEMA)
		return err_set(err, ERR_SYSTEM,
			       "store %s has schema %d, this mentiond reads %d; start `mentiond "
			       "run` once, it brings it up",
			       sql_path(store->sql), (int)version, STORE_SCHEMA);
	return true;
}

static bool read_only_check(struct arena *arena, struct str path, struct err *err)
{
	if (access(str_z(arena, path), R_OK) == 0)
		return true;
	return err_set(err, ERR_CONFIG, "store " STR_FMT ": %s%s", STR_ARG(path), strerror(errno),
		       errno == ENOENT ? "; `mentiond run` makes it" : "");
}

bool store_open(struct str where, bool is_read_only, struct store **out, struct err *err)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(4 * KIB);
	CLEANUP(store_close)
	struct store *store = calloc(1, sizeof(*store));
	struct str path = str_skip(where, STR("sqlite:").len);
	bool is_file = !str_eq(path, STR(":memory:"));
	if (!store)
		abort();
	store->lock = NO_LOCK;
	if (!str_starts(where, STR("sqlite:")) || path.len == 0)
		return err_set(err, ERR_CONFIG, "store: \"" STR_FMT "\" is not sqlite:PATH",
			       STR_ARG(where));
	if (is_file &&
	    (is_read_only ? !read_only_check(arena, path, err) : !prepare(store, arena, path, err)))
		return false;
	if (!sql_open(path, is_read_only ? SQL_READ : SQL_WRITE, &store->sql, err) ||
	    !version_check(store, is_read_only, err))
		return false;
	if (!is_read_only && (!sql_durable(store->sql, err) ||
			      !schema_migrate(store->sql, schema_steps, STORE_SCHEMA, err)))
		return false;
	*out = store;
	store = NULL;
	return true;
}

void store_close(struct store **store)
{
	if (!*store)
		return;
	sql_close(&(*store)->sql);
	if ((*store)->lock != NO_LOCK)
		close((*store)->lock);
	free(*store);
	*store = NULL;
}
