#include "err.h"

#include "test.h"

#include <string.h>

#include "poison.h"

static void kind_and_text_are_kept(void)
{
	struct err err = { 0 };
	EXPECT(!err_set(&err, ERR_AGAIN, "status %d", 503));
	EXPECT_INT(err.kind, ERR_AGAIN);
	EXPECT_STR(str_from(err.text), STR("status 503"));
}

static void callers_add_in_front_and_keep_the_kind(void)
{
	struct err err = { 0 };
	err_set(&err, ERR_DATA, "no feed");
	EXPECT(!err_in(&err, "source %s", "blog"));
	EXPECT(!err_in(&err, "poll"));
	EXPECT_INT(err.kind, ERR_DATA);
	EXPECT_STR(str_from(err.text), STR("poll: source blog: no feed"));
}

static void long_texts_are_cut_and_ended(void)
{
	struct err err = { 0 };
	char text[2000];
	memset(text, 'z', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, ERR_DATA, "%s", text);
	EXPECT_INT(strlen(err.text), sizeof(err.text) - 1);
	err_in(&err, "%s", text);
	EXPECT_INT(strlen(err.text), sizeof(err.text) - 1);
	err_set(&err, ERR_DATA, "short");
	for (int i = 0; i < 200; i++)
		err_in(&err, "again %d", i);
	EXPECT(strlen(err.text) < sizeof(err.text));
	EXPECT(str_starts(str_from(err.text), STR("again 199: again 198")));
}

int main(void)
{
	RUN(kind_and_text_are_kept);
	RUN(callers_add_in_front_and_keep_the_kind);
	RUN(long_texts_are_cut_and_ended);
	return test_end();
}
