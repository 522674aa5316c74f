#include "fixture.h"

#include "room.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "poison.h"

static bool says(const char *what)
{
	bool is_said = strstr(err.text, what) != NULL;
	if (!is_said)
		fprintf(stderr, "    \"%s\" does not say \"%s\"\n", err.text, what);
	return is_said;
}

static mode_t mode_of(const char *end)
{
	char name[128];
	struct stat about = { 0 };
	snprintf(name, sizeof(name), "%s%s", path, end);
	EXPECT(stat(name, &about) == 0);
	return about.st_mode & 0777;
}

static void makes_private_files(void)
{
	umask(0);
	begin();
	EXPECT_INT(lease_of("hn").epoch, 1);
	EXPECT_INT(mode_of(""), 0600);
	EXPECT_INT(mode_of("-wal"), 0600);
	EXPECT_INT(mode_of("-shm"), 0600);
	EXPECT_INT(mode_of("-lock"), 0600);
	end();
	umask(022);
}

static void refuses_what_is_no_place(void)
{
	static const struct {
		const char *where, *says;
		bool is_read_only;
	} cases[] = {
		{ "postgresql://x", "is not sqlite:PATH", false },
		{ "sqlite:", "is not sqlite:PATH", false },
		{ "", "is not sqlite:PATH", false },
		{ "sqlite:/no/such/folder/m.db", "folder /no/such/folder/: No such file", false },
		{ "sqlite:/no/such/folder/m.db", "mkdir -p /no/such/folder", false },
		{ "sqlite:/no/such/m.db", "`mentiond run` makes it", true },
		{ "sqlite:/proc/m.db", "cannot be made", false },
		{ "sqlite:/proc/version/m.db", "Not a directory", false },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].where);
		EXPECT(!store_open(str_from(cases[i].where), cases[i].is_read_only, &store, &err));
		EXPECT(says(cases[i].says));
		EXPECT(store == NULL);
	}
}

static void lives_in_memory_too(void)
{
	arena = arena_new(KIB);
	MUST(store_open(STR("sqlite::memory:"), false, &store, &err));
	EXPECT_INT(lease_of("hn").epoch, 1);
	store_close(&store);
	EXPECT(access(":memory:", F_OK) != 0 && access(":memory:-lock", F_OK) != 0);
	arena_free(&arena);
}

static void has_one_writer_and_many_readers(void)
{
	struct store *other = NULL, *reader = NULL;
	struct source_row *sources = NULL;
	size_t n_sources = 0;
	begin();
	lease_of("before");
	EXPECT(!store_open(str_from(where), false, &other, &err));
	EXPECT_INT(err.kind, ERR_CONFIG);
	EXPECT(says("another mentiond"));
	MUST(store_open(str_from(where), true, &reader, &err));
	lease_of("after");
	MUST(store_sources(reader, arena, &sources, &n_sources, &err));
	EXPECT_INT(n_sources, 2);
	EXPECT(!store_lease_renew(reader, STR("a"), 1, &err));
	EXPECT_INT(err.kind, ERR_SYSTEM);
	EXPECT(says("may not be written"));
	store_close(&reader);
	reopen();
	MUST(store_sources(store, arena, &sources, &n_sources, &err));
	EXPECT_INT(n_sources, 2);
	end();
}

static void reads_after_the_writer_has_gone(void)
{
	struct source_row *sources = NULL;
	size_t n_sources = 0;
	begin();
	lease_of("hn");
	store_close(&store);
	MUST(store_open(str_from(where), true, &store, &err));
	MUST(store_sources(store, arena, &sources, &n_sources, &err));
	EXPECT_INT(n_sources, 1);
	end();
}

/* The file as another version left it. */
static void set_version(int version)
{
	struct sql *sql;
	char text[64];
	store_close(&store);
	MUST(sql_open(str_from(path), SQL_WRITE, &sql, &err));
	snprintf(text, sizeof(text), "PRAGMA user_version = %d", version);
	MUST(sql_script(sql, text, &err));
	sql_close(&sql);
}

static void refuses_other_versions(void)
{
	begin();
	set_version(STORE_SCHEMA + 1);
	EXPECT(!open_it());
	EXPECT_INT(err.kind, ERR_SYSTEM);
	EXPECT(says("newer mentiond") && says(path));
	EXPECT(!store_open(str_from(where), true, &store, &err));
	EXPECT(says("newer mentiond"));
	set_version(0);
	EXPECT(!store_open(str_from(where), true, &store, &err));
	EXPECT(says("start `mentiond run` once"));
	end();
}

static void fills_an_empty_file(void)
{
	arena = arena_new(KIB);
	folder_new();
	close(open(path, O_CREAT | O_WRONLY, 0600));
	MUST(open_it());
	EXPECT_INT(lease_of("hn").epoch, 1);
	reopen();
	EXPECT_INT(lease_of("hn").epoch, 2);
	end();
}

static void overwrite(long at, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	EXPECT(pwrite(fd, bytes, len, at) == (ssize_t)len);
	close(fd);
}

static void refuses_what_is_no_store(void)
{
	char noise[4096];
	struct sql *sql;
	memset(noise, 'x', sizeof(noise));
	folder_new();
	overwrite(0, noise, sizeof(noise));
	EXPECT(!open_it());
	EXPECT_INT(err.kind, ERR_SYSTEM);
	EXPECT(says("is damaged, or no store") && says(path));
	unlink(path);
	overwrite(0, "", 0);
	MUST(sql_open(str_from(path), SQL_WRITE, &sql, &err));
	MUST(sql_script(sql, "CREATE TABLE recipes (cake TEXT)", &err));
	sql_close(&sql);
	EXPECT(!open_it());
	EXPECT_INT(err.kind, ERR_CONFIG);
	EXPECT(says("another program"));
	folder_remove();
}

static void tells_of_damaged_pages(void)
{
	char noise[4096];
	struct stat about;
	struct source_row *sources = NULL;
	size_t n_sources = 0;
	begin();
	lease_of("hn");
	store_close(&store);
	memset(noise, 0x5a, sizeof(noise));
	EXPECT(stat(path, &about) == 0);
	for (long at = 4096; at < about.st_size; at += 4096)
		overwrite(at, noise, sizeof(noise));
	EXPECT(!open_it() || !store_sources(store, arena, &sources, &n_sources, &err));
	EXPECT_INT(err.kind, ERR_SYSTEM);
	EXPECT(says("is damaged; move it away") && says(path));
	end();
}

static const char *const steps[] = {
	"CREATE TABLE pet (name TEXT) STRICT; INSERT INTO pet VALUES ('Rex');",
	"ALTER TABLE pet ADD COLUMN legs INTEGER NOT NULL DEFAULT 4;",
	"UPDATE pet SET legs = 3; CREATE TABLE toy (name TEXT);",
	"CREATE TABLE bed (name TEXT); CREATE TABLE pet (oops TEXT);",
};

static int64_t number_in(struct sql *sql, const char *text)
{
	int64_t number = -1;
	EXPECT(sql_get(sql, text, WITH_NOTHING, &number, &err));
	return number;
}

static void migrates_step_by_step(void)
{
	static const char legs[] = "SELECT legs FROM pet", tables[] = "SELECT count(*) FROM "
								      "sqlite_schema";
	static const char version[] = "PRAGMA user_version";
	struct sql *sql;
	folder_new();
	overwrite(0, "", 0);
	MUST(sql_open(str_from(path), SQL_WRITE, &sql, &err));
	MUST(schema_migrate(sql, steps, 1, &err));
	EXPECT_INT(number_in(sql, version), 1);
	MUST(schema_migrate(sql, steps, 3, &err));
	EXPECT_INT(number_in(sql, version), 3);
	EXPECT_INT(number_in(sql, legs), 3);
	MUST(schema_migrate(sql, steps, 3, &err));
	CASE("a step that fails leaves the file as it was");
	EXPECT(!schema_migrate(sql, steps, 4, &err));
	EXPECT(says("to schema 4"));
	EXPECT_INT(number_in(sql, version), 3);
	EXPECT_INT(number_in(sql, tables), 2);
	sql_close(&sql);
	folder_remove();
}

/* A store of the first release: its places are kept, and what is new in them is empty. */
static void takes_over_an_old_store(void)
{
	struct sql *sql;
	struct source_row *rows = NULL;
	size_t n = 0;
	folder_new();
	overwrite(0, "", 0);
	MUST(sql_open(str_from(path), SQL_WRITE, &sql, &err));
	MUST(schema_migrate(sql, schema_steps, 1, &err));
	MUST(sql_script(sql,
			"INSERT INTO source (name, side, node, epoch, etag, due_ms)"
			" VALUES ('feed:a', 0, 'x', 7, x'61', 42)",
			&err));
	MUST(schema_migrate(sql, schema_steps, STORE_SCHEMA, &err));
	sql_close(&sql);
	arena = arena_new(64 * KIB);
	MUST(open_it());
	MUST(store_sources(store, arena, &rows, &n, &err));
	EXPECT_INT(n, 1);
	EXPECT_STR(rows[0].place.etag, STR("a"));
	EXPECT_INT(rows[0].place.due_ms, 42);
	EXPECT_INT(rows[0].place.wait_ms | rows[0].place.skip_hours | rows[0].place.skip_days, 0);
	end();
}

int main(void)
{
	RUN(makes_private_files);
	RUN(takes_over_an_old_store);
	RUN(refuses_what_is_no_place);
	RUN(lives_in_memory_too);
	RUN(has_one_writer_and_many_readers);
	RUN(reads_after_the_writer_has_gone);
	RUN(refuses_other_versions);
	RUN(fills_an_empty_file);
	RUN(refuses_what_is_no_store);
	RUN(tells_of_damaged_pages);
	RUN(migrates_step_by_step);
	return test_end();
}
