/* player - plays a scripted conversation: what is to be asked, and what is answered.
 *
 * Between two steps only the text of the state is kept, as after a restart. */
#ifndef PLAYER_H
#define PLAYER_H

#include "config.h"
#include "parts.h"
#include "test.h"

#include <string.h>

/* 2026-11-22T12:00:00Z */
#define PLAY_NOW_MS INT64_C(1795348800000)

enum { PLAY_HEADERS = 4, PLAY_TERMS = 8, PLAY_PARAMS = 6 };

struct step_of {
	const char *name;
	int64_t later_s;    /* that pass before it */
	const char *url;    /* that is asked; NULL: whatever */
	const char *header; /* "Name: value" that the request has; "!Name": has not */
	const char *body;   /* of the request */
	int status;	    /* of the answer; 0: none comes */
	const char *answer; /* its body */
	const char *headers[PLAY_HEADERS];
	enum err_kind kind; /* ERR_NONE: it goes well */
	const char *says;   /* is in the error, or in the first bad */
	size_t items, bad;
	bool goes_on, is_first, was_cut;
	int64_t rest_s;
	const char *why; /* is in rest_why */
};

struct play {
	const char *yaml;
	const char *terms[PLAY_TERMS];
	const char *params[PLAY_PARAMS]; /* "name=value"; "!name=value": a secret */
	struct arena *home;
	struct connector_use use;
	char *state;
	int64_t now_ms;
};

static inline struct params play_params(struct play *play)
{
	struct param *list = NEW(play->home, struct param, PLAY_PARAMS);
	size_t n = 0;
	for (; n < PLAY_PARAMS && play->params[n]; n++) {
		struct str value = str_from(play->params[n]), name;
		str_cut(&value, '=', &name);
		list[n].is_secret = str_starts(name, STR("!"));
		list[n].name = str_skip(name, list[n].is_secret);
		list[n].value = value;
	}
	return (struct params){ list, n };
}

static inline struct strs play_terms(struct play *play)
{
	struct str *list = NEW(play->home, struct str, PLAY_TERMS);
	size_t n = 0;
	for (; n < PLAY_TERMS && play->terms[n]; n++)
		list[n] = str_from(play->terms[n]);
	return (struct strs){ list, n };
}

static inline void play_problems(const struct problems *problems)
{
	for (size_t i = 0; i < problems->n; i++)
		fprintf(stderr, "%u: " STR_FMT "\n", problems->at[i].where.line,
			STR_ARG(problems->at[i].what));
}

/* Binds once more, as after a change of the configuration; the state stays. */
static inline bool play_bind(struct play *play)
{
	struct problems problems = problems_new(play->home);
	const struct node *node = yaml_parse(play->home, STR("x.yaml"), str_from(play->yaml),
					     &problems);
	struct connector *connector = node ? connector_load(play->home, node, &problems) : NULL;
	struct connector_wish wish = { .given = play_params(play), .terms = play_terms(play) };
	bool is_fine = connector &&
		       connector_bind(play->home, connector, &wish, &problems, &play->use);
	play_problems(&problems);
	return EXPECT(is_fine);
}

static inline bool play_begin(struct play *play)
{
	play->home = arena_new(16 * KIB);
	play->state = strdup("");
	play->now_ms = PLAY_NOW_MS;
	return play_bind(play);
}

static inline void play_end(struct play *play)
{
	free(play->state);
	arena_free(&play->home);
}

static inline bool play_has(struct str text, const char *part)
{
	return str_find(text, str_from(part)) < text.len || !*part;
}

static inline void play_expect_header(const struct request *request, const char *want)
{
	struct str value = str_from(want), name;
	bool is_unwanted = *want == '!';
	value = str_skip(value, is_unwanted);
	str_cut(&value, ':', &name);
	struct str found = { 0 };
	for (size_t i = 0; i < request->headers.n; i++)
		if (str_eq(request->headers.at[i].name, name))
			found = request->headers.at[i].value;
	if (is_unwanted)
		EXPECT(!found.at);
	else
		EXPECT_STR(found, str_trim(value));
}

static inline struct response play_response(const struct step_of *step, struct arena *arena)
{
	struct header *headers = NEW(arena, struct header, PLAY_HEADERS);
	struct response response = { .status = step->status,
				     .body = str_from(step->answer),
				     .headers = { headers, 0 } };
	for (size_t i = 0; i < PLAY_HEADERS && step->headers[i]; i++) {
		struct str value = str_from(step->headers[i]), name;
		str_cut(&value, ':', &name);
		headers[response.headers.n++] = (struct header){ name, str_trim(value) };
	}
	if (step->status == 0)
		err_set(&response.err, ERR_AGAIN, "no connection");
	return response;
}

static inline void play_expect(const struct step_of *step, const struct heard *heard, bool is_fine,
			       const struct err *err)
{
	EXPECT(is_fine == (step->kind == ERR_NONE));
	EXPECT_INT(is_fine ? ERR_NONE : err->kind, step->kind);
	struct str said = str_from(is_fine ? heard->first_bad.text : err->text);
	if (step->says && !EXPECT(play_has(said, step->says)))
		fprintf(stderr, "    said \"" STR_FMT "\"\n", STR_ARG(said));
	EXPECT_INT(heard->items.n, step->items);
	EXPECT_INT(heard->bad, step->bad);
	EXPECT(heard->goes_on == step->goes_on);
	EXPECT(heard->is_first == step->is_first);
	EXPECT(heard->was_cut == step->was_cut);
	EXPECT_INT(heard->rest_ms / 1000, step->rest_s);
	if (step->why)
		EXPECT(play_has(heard->rest_why, step->why));
}

static inline void play_step(struct play *play, const struct step_of *step)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(16 * KIB);
	struct request request = { 0 };
	struct heard heard = { 0 };
	struct err err = { 0 };
	CASE(step->name);
	play->now_ms += step->later_s * 1000;
	struct str state = str_from(play->state);
	if (!EXPECT(connector_ask(&play->use, state, play->now_ms, arena, &request, &err))) {
		fprintf(stderr, "    %s\n", err.text);
		return;
	}
	if (step->url)
		EXPECT_STR(request.url, str_from(step->url));
	if (step->header)
		play_expect_header(&request, step->header);
	if (step->body)
		EXPECT_STR(request.body, str_from(step->body));
	const struct response response = play_response(step, arena);
	const struct connector_answer answer = { .response = &response,
						 .state = state,
						 .asked_ms = play->now_ms,
						 .now_ms = play->now_ms + 500 };
	bool is_fine = connector_hear(&play->use, &answer, arena, &heard, &err);
	play_expect(step, &heard, is_fine, &err);
	char *kept = strndup(heard.state.at, heard.state.len);
	free(play->state);
	play->state = kept;
}

static inline void play_all(struct play *play, const struct step_of *steps, size_t n)
{
	if (play_begin(play))
		for (size_t i = 0; i < n; i++)
			play_step(play, &steps[i]);
	play_end(play);
}

#endif
