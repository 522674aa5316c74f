#include "check_feed.h"

#include "url.h"
#include "utf8.h"

#include <assert.h>

#include "poison.h"

static void check_word(struct str text)
{
	assert(text.len <= FEED_BODY_MAX);
	assert(utf8_valid(text));
}

/* What people read has no control characters but the break. */
static void check_text(struct str text)
{
	check_word(text);
	for (size_t i = 0; i < text.len; i++)
		assert(((unsigned char)text.at[i] >= ' ' && text.at[i] != 0x7F) ||
		       text.at[i] == '\n');
}

static void check_entry(const struct entry *entry)
{
	check_word(entry->id);
	check_word(entry->link);
	check_word(entry->language);
	check_text(entry->title);
	check_text(entry->author);
	check_text(entry->summary);
	check_text(entry->content);
	assert(entry->summary.len <= FEED_TEXT_MAX);
	assert(entry->content.len <= FEED_TEXT_MAX);
	for (size_t i = 0; i < entry->categories.n; i++)
		check_text(entry->categories.at[i]);
	for (size_t i = 0; i < entry->links.n; i++)
		assert(url_is_web(entry->links.at[i]));
}

void check_feed(const struct feed *feed)
{
	assert(feed->n <= FEED_ITEMS_MAX);
	assert(feed->dropped == 0 || feed->n == FEED_ITEMS_MAX);
	assert(feed->ttl_ms >= 0);
	assert(feed->skip_hours >> 24 == 0 && feed->skip_days >> 7 == 0);
	check_text(feed->title);
	check_text(feed->subtitle);
	check_word(feed->link);
	for (size_t i = 0; i < feed->n; i++)
		check_entry(&feed->entries[i]);
}
