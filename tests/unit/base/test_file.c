#include "file.h"

#include "test.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "poison.h"

static struct str temporary(struct arena *arena, struct str bytes)
{
	char path[] = "/tmp/mentiond-test-XXXXXX";
	int fd = mkstemp(path);
	EXPECT(fd >= 0 && write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len);
	close(fd);
	return str_dup(arena, str_from(path));
}

static void whole_files_are_read(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct err err = { 0 };
	struct str text = STR("");
	size_t sizes[] = { 0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 300000 };
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		char *bytes = arena_bytes(arena, sizes[i] + 1);
		memset(bytes, 'f', sizes[i]);
		struct str path = temporary(arena, (struct str){ bytes, sizes[i] });
		EXPECT(file_read(arena, path, sizes[i], &text, &err));
		EXPECT_STR(text, ((struct str){ bytes, sizes[i] }));
		unlink(path.at);
	}
}

static void the_ceiling_holds(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct err err = { 0 };
	struct str text = STR("untouched");
	struct str path = temporary(arena, STR("12345"));
	EXPECT(!file_read(arena, path, 4, &text, &err));
	EXPECT_INT(err.kind, ERR_LIMIT);
	EXPECT_STR(text, STR("untouched"));
	unlink(path.at);
	EXPECT(!file_read(arena, STR("/dev/zero"), MIB, &text, &err));
	EXPECT_INT(err.kind, ERR_LIMIT);
}

static void what_is_no_file_is_told(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct err err = { 0 };
	struct str text = STR("");
	EXPECT(!file_read(arena, STR("/nowhere/at-all"), MIB, &text, &err));
	EXPECT_INT(err.kind, ERR_CONFIG);
	EXPECT(str_find(str_from(err.text), STR("/nowhere/at-all")) == 0);
	EXPECT(!file_read(arena, STR("/tmp"), MIB, &text, &err));
	EXPECT_STR(str_from(err.text), STR("/tmp: is a folder"));
}

static void standard_input_is_a_file_too(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct err err = { 0 };
	struct str text = STR("");
	struct str path = temporary(arena, STR("from standard input"));
	int fd = open(path.at, O_RDONLY);
	EXPECT(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	close(fd);
	EXPECT(file_read_or_stdin(arena, STR("-"), MIB, &text, &err));
	EXPECT_STR(text, STR("from standard input"));
	EXPECT(file_read_or_stdin(arena, path, MIB, &text, &err));
	EXPECT_STR(text, STR("from standard input"));
	unlink(path.at);
}

static void paths_are_seen_from_the_file_that_names_them(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	EXPECT_STR(file_beside(arena, STR("/etc/m/a.yaml"), STR("b.yaml")), STR("/etc/m/b.yaml"));
	EXPECT_STR(file_beside(arena, STR("a.yaml"), STR("b.yaml")), STR("b.yaml"));
	EXPECT_STR(file_beside(arena, STR("/etc/a.yaml"), STR("/b.yaml")), STR("/b.yaml"));
}

int main(void)
{
	RUN(whole_files_are_read);
	RUN(the_ceiling_holds);
	RUN(what_is_no_file_is_told);
	RUN(standard_input_is_a_file_too);
	RUN(paths_are_seen_from_the_file_that_names_them);
	return test_end();
}
