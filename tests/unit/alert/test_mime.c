#include "mime.h"

#include "test.h"
#include "render.h"
#include "utf8.h"

/* A small reader of mails, written from the RFCs and not from mime.c. */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* RFC 2045, 6.7 and, with is_word, RFC 2047, 4.2. */
static struct str unquote(struct arena *arena, struct str s, bool is_word)
{
	struct buf out = buf_new(arena, MIB);
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '=' && i + 2 < s.len && s.at[i + 1] == '\r') {
			i += 2;
		} else if (s.at[i] == '=' && i + 2 < s.len) {
			EXPECT(hex(s.at[i + 1]) >= 0 && hex(s.at[i + 2]) >= 0);
			buf_char(&out, (char)(hex(s.at[i + 1]) << 4 | hex(s.at[i + 2])));
			i += 2;
		} else {
			buf_char(&out, is_word && s.at[i] == '_' ? ' ' : s.at[i]);
		}
	}
	return buf_str(&out);
}

/* The value of a header, unfolded and with its encoded words decoded. */
static struct str header(struct arena *arena, struct str mail, const char *name)
{
	struct str key = str_fmt(arena, "\r\n%s:", name);
	struct str all = str_fmt(arena, "\r\n" STR_FMT, STR_ARG(mail));
	struct buf flat = buf_new(arena, MIB), out = buf_new(arena, MIB);
	struct str rest = str_skip(all, str_find(all, key) + key.len);
	while (rest.len &&
	       !(str_starts(rest, STR("\r\n")) && (rest.len < 3 || rest.at[2] != ' '))) {
		size_t took = str_starts(rest, STR("\r\n")) ? 2 : 1;
		if (took == 1)
			buf_char(&flat, rest.at[0]);
		rest = str_skip(rest, took);
	}
	rest = str_trim(buf_str(&flat));
	bool was_word = false;
	while (rest.len) {
		size_t open = str_find(rest, STR("=?UTF-8?Q?"));
		struct str before = str_first(rest, open);
		if (!was_word || str_trim(before).len || open == rest.len)
			buf_add(&out, before);
		rest = str_skip(rest, open);
		was_word = rest.len > 0;
		if (!was_word)
			break;
		struct str word = str_skip(rest, 10);
		size_t end = str_find(word, STR("?="));
		EXPECT(end + 12 <= 75);
		EXPECT(utf8_valid(unquote(arena, str_first(word, end), true)));
		buf_add(&out, unquote(arena, str_first(word, end), true));
		rest = str_skip(word, end + 2);
	}
	return buf_str(&out);
}

static struct str part(struct arena *arena, struct str mail, size_t number)
{
	const struct str mark = STR("boundary=\"");
	struct str rest = str_skip(mail, str_find(mail, mark) + mark.len);
	struct str token = str_first(rest, str_find_char(rest, '"'));
	struct str boundary = str_fmt(arena, "\r\n--" STR_FMT, STR_ARG(token));
	for (size_t i = 0; i <= number; i++)
		rest = str_skip(rest, str_find(rest, boundary) + boundary.len);
	struct str body = str_skip(rest, str_find(rest, STR("\r\n\r\n")) + 4);
	return unquote(arena, str_first(body, str_find(body, boundary)), false);
}

static void check_bytes(struct str mail)
{
	size_t column = 0, longest = 0, bare = 0, high = 0;
	for (size_t i = 0; i < mail.len; i++) {
		bool is_break = mail.at[i] == '\n' && i && mail.at[i - 1] == '\r';
		bare += mail.at[i] == '\n' && !is_break;
		bare += mail.at[i] == '\r' && (i + 1 == mail.len || mail.at[i + 1] != '\n');
		high += (unsigned char)mail.at[i] >= 0x7F || mail.at[i] == 0;
		column = is_break ? 0 : column + 1;
		longest = column - 1 > longest && column ? column - (mail.at[i] == '\r') : longest;
	}
	EXPECT_INT(bare, 0);
	EXPECT_INT(high, 0);
	EXPECT(longest <= 78);
	EXPECT(str_ends(mail, STR("--\r\n")));
}

static struct mail mail_of(struct str subject, struct str text)
{
	return (struct mail){
		.from = STR("Acme mentions <mentions@acme.example>"),
		.to = STR("social-team@acme.example"),
		.subject = subject,
		.message_id = STR("a91f.1.social-team@acme.example"),
		.text = text,
		.html = STR("<p>x</p>\n"),
		.date_ms = 1795342471000,
	};
}

static void one_mail_byte_for_byte(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	const struct header extra[] = { { STR("Auto-Submitted"), STR("auto-generated") } };
	struct mail mail = mail_of(STR("[acme] negative: \"Gr\xC3\xBC\xC3\x9F"
				       "e\""),
				   STR("a=b \n.\n"));
	struct str out;
	struct err err = { 0 };
	mail.extra = (struct headers){ extra, 1 };
	if (!EXPECT(mime_compose(&mail, arena, &out, &err)))
		return;
	EXPECT_STR(out, STR("From: Acme mentions <mentions@acme.example>\r\n"
			    "To: social-team@acme.example\r\n"
			    "Subject: =?UTF-8?Q?=5Bacme=5D_negative=3A_=22Gr=C3=BC=C3=9Fe=22?=\r\n"
			    "Date: Sun, 22 Nov 2026 10:14:31 +0000\r\n"
			    "Message-ID: <a91f.1.social-team@acme.example>\r\n"
			    "Auto-Submitted: auto-generated\r\n"
			    "MIME-Version: 1.0\r\n"
			    "Content-Type: multipart/alternative;\r\n"
			    " boundary=\"=_mentiond_a74c3df3b6639fbd\"\r\n"
			    "\r\n"
			    "--=_mentiond_a74c3df3b6639fbd\r\n"
			    "Content-Type: text/plain; charset=utf-8\r\n"
			    "Content-Transfer-Encoding: quoted-printable\r\n"
			    "\r\n"
			    "a=3Db=20\r\n"
			    "=2E\r\n"
			    "\r\n"
			    "--=_mentiond_a74c3df3b6639fbd\r\n"
			    "Content-Type: text/html; charset=utf-8\r\n"
			    "Content-Transfer-Encoding: quoted-printable\r\n"
			    "\r\n"
			    "<p>x</p>\r\n"
			    "\r\n"
			    "--=_mentiond_a74c3df3b6639fbd--\r\n"));
}

static uint64_t seed = 7;

static uint64_t chance(uint64_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (seed >> 33) % below;
}

static struct str random_text(struct arena *arena, size_t n, bool has_lines)
{
	static const char *const pieces[] = { "a",
					      "Z",
					      "0",
					      "=",
					      "?",
					      "_",
					      "=?",
					      "?=",
					      "From ",
					      ".",
					      "\"",
					      "<",
					      "\xC3\xA4",
					      "\xE6\x9C\x80",
					      "\xF0\x9F\x91\x8D",
					      "word ",
					      "--",
					      "(",
					      "\\",
					      "=?UTF-8?Q?x?=",
					      "\n" };
	struct buf out = buf_new(arena, MIB);
	for (size_t i = 0; i < n; i++) {
		if (chance(4) == 0)
			buf_char(&out, ' ');
		buf_add(&out, str_from(pieces[chance(COUNT_OF(pieces) - !has_lines)]));
	}
	return buf_str(&out);
}

/* Blanks at the ends of a header belong to nobody; CRLF is how lines end in a mail. */
static void what_goes_in_comes_out(void)
{
	for (size_t round = 0; round < 500; round++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct str subject = str_trim(random_text(arena, chance(60), false));
		struct str body = random_text(arena, chance(600), true);
		struct str text = str_fmt(arena, STR_FMT "\n", STR_ARG(body)), line;
		struct mail mail = mail_of(subject, text);
		struct str out;
		struct err err = { 0 };
		if (!EXPECT(mime_compose(&mail, arena, &out, &err)))
			return;
		check_bytes(out);
		EXPECT_STR(header(arena, out, "Subject"), subject);
		body = part(arena, out, 0);
		struct buf back = buf_new(arena, MIB);
		while (str_cut(&body, '\r', &line))
			buf_add(&back, line);
		EXPECT_STR(buf_str(&back), text);
		if (test_bad)
			return;
	}
}

static void addresses(void)
{
	static const struct {
		const char *text, *name, *address; /* address NULL: refused */
	} cases[] = {
		{ "a@b.example", "", "a@b.example" },
		{ " a@b.example ", "", "a@b.example" },
		{ "<a@b.example>", "", "a@b.example" },
		{ "root@localhost", "", "root@localhost" },
		{ "Acme mentions <a.b+c@b-c.example>", "Acme mentions", "a.b+c@b-c.example" },
		{ "\"Acme, Inc.\" <a@b.example>", "Acme, Inc.", "a@b.example" },
		{ "Gr\xC3\xBC\xC3\x9F"
		  "e <a@b.example>",
		  "Gr\xC3\xBC\xC3\x9F"
		  "e",
		  "a@b.example" },
		{ "", NULL, NULL },
		{ "a", NULL, NULL },
		{ "@b.example", NULL, NULL },
		{ "a@", NULL, NULL },
		{ "a@b@c.example", NULL, NULL },
		{ "a b@c.example", NULL, NULL },
		{ "a@b.example, c@d.example", NULL, NULL },
		{ "a@b..example", NULL, NULL },
		{ "a@-b.example", NULL, NULL },
		{ "a@b.example.", NULL, NULL },
		{ ".a@b.example", NULL, NULL },
		{ "a..b@c.example", NULL, NULL },
		{ "a@b_c.example", NULL, NULL },
		{ "\xC3\xA4@b.example", NULL, NULL },
		{ "a@b\xC3\xA4.example", NULL, NULL },
		{ "a@[127.0.0.1]", NULL, NULL },
		{ "a@b.example> SIZE=1", NULL, NULL },
		{ "x <a@b.example", NULL, NULL },
		{ "x <a@b.example> y", NULL, NULL },
		{ "x\" y <a@b.example>", NULL, NULL },
		{ "x <y> <a@b.example>", NULL, NULL },
		{ "a@b.example\r\nRCPT TO:<x@y.example>", NULL, NULL },
		{ "A\nBcc: x@y.example <a@b.example>", NULL, NULL },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct str name = STR("untouched"), address = STR("untouched");
		bool is_good = mail_address(str_from(cases[i].text), &name, &address);
		CASE(cases[i].text);
		EXPECT(is_good == (cases[i].address != NULL));
		EXPECT_STR(name, is_good ? str_from(cases[i].name) : STR("untouched"));
		EXPECT_STR(address, is_good ? str_from(cases[i].address) : STR("untouched"));
	}
}

static void senders_names(void)
{
	static const struct {
		const char *name, *from, *want;
	} cases[] = {
		{ "bare", "a@b.example", "From: a@b.example\r\n" },
		{ "words", "Acme mentions <a@b.example>", "From: Acme mentions <a@b.example>\r\n" },
		{ "quoted", "Acme, Inc. <a@b.example>", "From: \"Acme, Inc.\" <a@b.example>\r\n" },
		{ "encoded",
		  "Gr\xC3\xBC\xC3\x9F"
		  "e <a@b.example>",
		  "From: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?= <a@b.example>\r\n" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct mail mail = mail_of(STR("x"), STR("x"));
		struct str out = STR("");
		struct err err = { 0 };
		CASE(cases[i].name);
		mail.from = str_from(cases[i].from);
		EXPECT(mime_compose(&mail, arena, &out, &err));
		EXPECT(str_starts(out, str_from(cases[i].want)));
	}
}

static void refuses_what_would_forge(void)
{
	const struct header bad_name[] = { { STR("X Y"), STR("z") } };
	const struct header bad_value[] = { { STR("X-Y"), STR("z\r\nBcc: v@w.example") } };
	struct mail good = mail_of(STR("x"), STR("x")), mails[8];
	for (size_t i = 0; i < COUNT_OF(mails); i++)
		mails[i] = good;
	mails[0].subject = STR("a\nBcc: v@w.example");
	mails[1].subject = (struct str){ "a\0b", 3 };
	mails[2].from = STR("a@b.example\r\nBcc: v@w.example");
	mails[3].to = STR("a@b.example, v@w.example");
	mails[4].message_id = STR("a b@c.example");
	mails[5].message_id = STR("a>\r\nBcc: v@w.example");
	mails[6].extra = (struct headers){ bad_name, 1 };
	mails[7].extra = (struct headers){ bad_value, 1 };
	for (size_t i = 0; i < COUNT_OF(mails); i++) {
		CLEANUP(arena_free)
		struct arena *arena = arena_new(KIB);
		struct str out = STR("untouched");
		struct err err = { 0 };
		EXPECT(!mime_compose(&mails[i], arena, &out, &err));
		EXPECT_INT(err.kind, ERR_DATA);
		EXPECT_STR(out, STR("untouched"));
	}
}

static void has_a_ceiling(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct mail mail = mail_of(STR("x"), random_text(arena, 60000, true));
	struct str out;
	struct err err = { 0 };
	EXPECT(!mime_compose(&mail, arena, &out, &err));
	EXPECT_INT(err.kind, ERR_LIMIT);
}

int main(void)
{
	RUN(one_mail_byte_for_byte);
	RUN(what_goes_in_comes_out);
	RUN(addresses);
	RUN(senders_names);
	RUN(refuses_what_would_forge);
	RUN(has_a_ceiling);
	return test_end();
}
