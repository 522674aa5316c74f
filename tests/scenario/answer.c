#include "story.h"

#include "config.h"
#include "url.h"

#include "poison.h"

/* What the other side will say: `answer` and its short form for a feed. */

enum { BODY_MAX = 1024 * 1024 };

struct str next_key(struct play *play, struct str *rest)
{
	struct str key = next_word(rest), ahead = *rest, address = next_word(&ahead);
	if (!str_eq(key, STR("mail")) || str_find_char(address, '@') == address.len)
		return key;
	*rest = ahead;
	return str_fmt(play->arena, "mail " STR_FMT, STR_ARG(address));
}

static void promise(struct play *play, const struct fake_answer *answer)
{
	struct fake_world *world = &play->world;
	world->answers = arena_more(play->arena, world->answers, world->n_answers,
				    &world->cap_answers, sizeof(*answer));
	world->answers[world->n_answers++] = *answer;
}

/* `Name: value`, as long as the name is a word. */
static bool is_header(struct str line)
{
	size_t colon = str_find(line, STR(": "));
	struct str name = str_first(line, colon);
	if (colon == line.len || name.len == 0)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-')
			return false;
	}
	return true;
}

/* Headers come first in a block; what follows is the body. */
static struct str take_headers(struct play *play, struct headers *out)
{
	struct str rest = play->step->block, ahead = rest, line;
	struct header *at = NULL;
	size_t cap = 0;
	while (str_cut(&ahead, '\n', &line) && is_header(line)) {
		size_t colon = str_find_char(line, ':');
		at = arena_more(play->arena, at, out->n, &cap, sizeof(*at));
		at[out->n++] = (struct header){ str_first(line, colon), str_skip(line, colon + 2) };
		rest = ahead;
	}
	out->at = at;
	return str_trim(rest).len ? rest : STR("");
}

/* What may stand behind a status: `after 5s`, `moved URL`. */
static bool read_options(struct play *play, struct str rest, struct fake_answer *answer)
{
	while (rest.len) {
		struct str word = next_word(&rest), value = next_word(&rest);
		if (str_eq(word, STR("after")) && duration_parse(value, &answer->after_ms))
			continue;
		if (!str_eq(word, STR("moved")) || value.len == 0)
			return play_fail(play, "not understood: " STR_FMT " " STR_FMT,
					 STR_ARG(word), STR_ARG(value));
		answer->response.moved = answer->response.url = value;
	}
	return true;
}

static bool no_answer(struct fake_answer *answer, struct str word, struct str rest)
{
	if (str_eq(word, STR("hang"))) {
		answer->is_silent = true;
		return true;
	}
	if (!str_eq(word, STR("error")))
		return false;
	struct str kind = next_word(&rest);
	err_set(&answer->response.err, str_eq(kind, STR("refused")) ? ERR_REFUSED : ERR_AGAIN,
		STR_FMT, STR_ARG(rest));
	return true;
}

bool step_answer(struct play *play, struct str rest)
{
	struct fake_answer answer = { .key = next_key(play, &rest) };
	struct str word = next_word(&rest);
	int64_t status;
	if (no_answer(&answer, word, rest)) {
		promise(play, &answer);
		return true;
	}
	if (!str_int(word, &status))
		return play_fail(play, "a status, `hang` or `error` is missing");
	answer.response.status = (int)status;
	if (str_starts(answer.key, STR("mail"))) {
		struct header *reply = NEW(play->arena, struct header, 1);
		reply->value = str_fmt(play->arena, STR_FMT " " STR_FMT, STR_ARG(word),
				       STR_ARG(rest));
		answer.response.headers = (struct headers){ reply, 1 };
	} else if (!read_options(play, rest, &answer)) {
		return false;
	} else {
		answer.response.body = take_headers(play, &answer.response.headers);
	}
	promise(play, &answer);
	return true;
}

static void put_tag(struct buf *out, const char *name, struct str text)
{
	if (text.len)
		buf_fmt(out, "<%s>" STR_FMT "</%s>", name, STR_ARG(text), name);
}

static void put_item(struct buf *out, struct str line)
{
	struct str field[4] = { { "", 0 } };
	for (size_t i = 0; i < COUNT_OF(field) && str_cut(&line, '|', &field[i]); i++)
		field[i] = str_trim(field[i]);
	buf_add(out, STR("<item><guid isPermaLink=\"false\">"));
	buf_add(out, field[0]);
	buf_add(out, STR("</guid>"));
	if (url_is_web(field[0]))
		put_tag(out, "link", field[0]);
	else
		buf_fmt(out, "<link>https://posts.example/" STR_FMT "</link>", STR_ARG(field[0]));
	put_tag(out, "title", field[1]);
	put_tag(out, "description", field[2]);
	put_tag(out, "author", field[3]);
	buf_add(out, STR("</item>\n"));
}

/* `feed URL`: 200 and an RSS of the block's lines, `GUID | TITLE | TEXT | AUTHOR`. */
bool step_feed(struct play *play, struct str rest)
{
	struct fake_answer answer = { .key = next_key(play, &rest), .response.status = 200 };
	struct buf body = buf_new(play->arena, BODY_MAX);
	struct str line, items = take_headers(play, &answer.response.headers);
	if (!read_options(play, rest, &answer))
		return false;
	buf_add(&body, STR("<rss version=\"2.0\"><channel><title>Posts</title>\n"));
	while (str_cut(&items, '\n', &line))
		if (str_trim(line).len)
			put_item(&body, line);
	buf_add(&body, STR("</channel></rss>\n"));
	answer.response.body = buf_str(&body);
	promise(play, &answer);
	return true;
}
