#include "fixture.h"

#include "poison.h"

static struct spending *rows;
static size_t n_rows;

static void recall(int64_t since_slot)
{
	rows = NULL;
	n_rows = 0;
	MUST(store_spent(store, since_slot, arena, &rows, &n_rows, &err));
}

static void adds_up_by_key_and_slot(void)
{
	const struct spending spent[] = {
		{ 7, 100, 1, 20 }, { 7, 100, 1, 20 },  { 7, 101, 1, 0 },
		{ 9, 100, 5, 0 },  { 7, 100, 0, -15 },
	};
	begin();
	MUST(store_spend(store, spent, COUNT_OF(spent), &err));
	reopen();
	recall(100);
	EXPECT_INT(n_rows, 3);
	EXPECT_INT(rows[0].key, 7);
	EXPECT_INT(rows[0].requests, 2);
	EXPECT_INT(rows[0].items, 25);
	EXPECT_INT(rows[1].slot, 101);
	EXPECT_INT(rows[2].key, 9);
	EXPECT_INT(rows[2].requests, 5);
	recall(101);
	EXPECT_INT(n_rows, 1);
	end();
}

static void forgets_what_no_rate_asks_for(void)
{
	const struct spending spent[] = { { 7, 100, 1, 0 }, { 7, 101, 1, 0 } };
	const struct purge before = { .spent_ms = INT64_C(101) * SPENDING_SLOT_MS };
	begin();
	MUST(store_spend(store, spent, COUNT_OF(spent), &err));
	MUST(store_purge(store, &before, &err));
	recall(0);
	EXPECT_INT(n_rows, 1);
	EXPECT_INT(rows[0].slot, 101);
	end();
}

/* The whole key, also its highest bit. */
static void keeps_every_key(void)
{
	const struct spending spent = { UINT64_MAX - 1, 100, 1, 0 };
	begin();
	MUST(store_spend(store, &spent, 1, &err));
	recall(0);
	EXPECT(rows[0].key == UINT64_MAX - 1);
	end();
}

int main(void)
{
	RUN(adds_up_by_key_and_slot);
	RUN(forgets_what_no_rate_asks_for);
	RUN(keeps_every_key);
	return test_end();
}
