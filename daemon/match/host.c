/* How it works: around the label that was found the whole host is read, to both sides, and dots
 * that were made harmless count as dots. So "blog.acme.example" ends in ".acme.example", while
 * "notacme.example" and "acme.example.evil.test" read as what they are. What stands in front of
 * the host then tells whether it is one at all: in a path or a query it is not, and in front of
 * an '@' it is only a name that somebody chose. */
#include "check.h"

#include "fold.h"
#include "utf8.h"

#include <string.h>

#include "poison.h"

enum { HOST_MAX = 255, LABEL_MAX = 64, LOOK_BACK = 512 };

struct host {
	struct span at; /* in the key */
	char name[HOST_MAX];
	size_t len;
	size_t label; /* where the label that was found is in name */
};

static const struct str dots[] = { STR_INIT("."), STR_INIT("[.]"), STR_INIT("(.)"),
				   STR_INIT("[dot]"), STR_INIT("(dot)") };

static size_t dot_before(struct str key, size_t at)
{
	for (size_t i = 0; i < COUNT_OF(dots); i++)
		if (str_ends(str_first(key, at), dots[i]))
			return dots[i].len;
	return 0;
}

static size_t dot_after(struct str key, size_t at)
{
	for (size_t i = 0; i < COUNT_OF(dots); i++)
		if (str_starts(str_skip(key, at), dots[i]))
			return dots[i].len;
	return 0;
}

static bool is_host_kind(uint8_t kind, char c)
{
	return kind & KIND_WORD || c == '-' || c == '_';
}

/* A label is at most 63 bytes (RFC 1035); what is longer reads as a wrong one.
 * Host characters before `at`; in a host of ASCII a letter of another script is none. */
static size_t label_before(struct str key, size_t at, bool is_ascii)
{
	size_t start = at;
	while (start && at - start < LABEL_MAX) {
		uint8_t kind = kind_before(key, start);
		if (!is_host_kind(kind, key.at[start - 1]) || (is_ascii && kind & KIND_NO_SPACE))
			break;
		do
			start--;
		while (!utf8_is_start(key, start));
	}
	return at - start;
}

static size_t label_after(struct str key, size_t at, bool is_ascii)
{
	size_t end = at, len;
	while (end < key.len && end - at < LABEL_MAX) {
		uint8_t kind = kind_of(utf8_next(str_skip(key, end), &len));
		if (!is_host_kind(kind, key.at[end]) || (is_ascii && kind & KIND_NO_SPACE))
			break;
		end += len;
	}
	return end - at;
}

/* Where the host begins: labels with dots between them, back from the label. */
static size_t host_start(struct str key, size_t at, bool is_ascii)
{
	size_t start = at - label_before(key, at, is_ascii), dot, label;
	while (start && at - start < HOST_MAX && (dot = dot_before(key, start)) > 0 &&
	       (label = label_before(key, start - dot, is_ascii)) > 0)
		start -= dot + label;
	return start;
}

static size_t host_end(struct str key, size_t at, bool is_ascii)
{
	size_t end = at + label_after(key, at, is_ascii), dot, label;
	while (end < key.len && end - at < HOST_MAX && (dot = dot_after(key, end)) > 0 &&
	       (label = label_after(key, end + dot, is_ascii)) > 0)
		end += dot + label;
	return end;
}

/* The name with plain dots; false when it is too long to be one. */
static bool read_host(struct str key, struct span label, bool is_ascii, struct host *host)
{
	host->at.start = (uint32_t)host_start(key, label.start, is_ascii);
	host->at.end = (uint32_t)host_end(key, label.end, is_ascii);
	host->len = 0;
	for (size_t at = host->at.start; at < host->at.end;) {
		size_t dot = dot_after(key, at);
		if (host->len == HOST_MAX)
			return false;
		if (at == label.start)
			host->label = host->len;
		host->name[host->len++] = dot ? '.' : key.at[at];
		at += dot ? dot : 1;
	}
	return true;
}

/* "//name:password@" in front of the real host? */
static bool is_user_part(struct str key, size_t end)
{
	for (size_t at = end; at < key.len && at - end < HOST_MAX; at++) {
		if (key.at[at] == '@')
			return true;
		if (strchr("/?# <>\"", key.at[at]))
			return false;
	}
	return false;
}

/* Back from the host to the start of its word: does a URL begin there, whose authority ended
 * before? from: behind the sign in front of the host. */
static bool is_in_path(struct str key, size_t from)
{
	size_t least = from > LOOK_BACK ? from - LOOK_BACK : 0;
	bool has_slash = false, has_dot = false;
	for (size_t at = from; at > least; at--) {
		char c = key.at[at - 1];
		if (strchr(" <>\"()[]{}|,;", c))
			break;
		if (c == '/' && at > 1 && key.at[at - 2] == '/')
			return has_slash || key.at[from - 1] != '@';
		has_slash |= c == '/' || c == '?' || c == '#';
		has_dot |= c == '.' && has_slash;
	}
	return has_slash && has_dot;
}

/* Is a host of a link, of an e-mail address, or one that is written alone? */
static bool is_host_place(struct str key, struct span at)
{
	if (at.end < key.len && key.at[at.end] == '@')
		return false;
	if (str_ends(str_first(key, at.start), STR("//")))
		return !is_user_part(key, at.end);
	return at.start == 0 || !is_in_path(key, at.start);
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	return true;
}

bool check_host(const struct leaf *leaf, struct part *part, struct span label, struct span *out)
{
	struct host host;
	if (!read_host(part->key, label, leaf->is_ascii, &host) || host.len < leaf->text.len)
		return false;
	size_t start = host.len - leaf->text.len;
	if (memcmp(host.name + start, leaf->text.at, leaf->text.len) != 0 ||
	    (start && host.name[start - 1] != '.') || host.label != start + leaf->lead ||
	    !is_host_place(part->key, host.at))
		return false;
	struct span span = part_span(part, host.at);
	struct str written = { part->text.at + span.start, span.end - span.start };
	if (is_ascii(written) != leaf->is_ascii)
		return false;
	*out = span;
	return true;
}
