/* How it works: the sentences number their words and clauses; the brand's own are noted, and a word
 * of feeling counts by the clause it stands in, its distance to the nearest of them, and its side:
 * what is said of somebody mostly stands behind the name. */
#include "aim.h"

#include "arena.h"

#include <math.h>

#include "poison.h"

/* As measured on news of several companies and persons; the last so that a word right beside the
 * name does not decide alone. */
static const double apart = 0.35, of_rival = 0.05, behind = 1.3, before = 0.8;
static const double nearest = 3, halved_at = 6; /* words */
static const double most = 2;

struct aim aim_new(struct arena *arena)
{
	return (struct aim){
		.spots = NEW(arena, struct spot, AIM_SPOTS),
		.rivals = NEW(arena, uint32_t, AIM_SPOTS),
	};
}

void aim_look(struct aim *aim, const struct sentence *sentence)
{
	for (size_t i = 0; i < sentence->n; i++) {
		const struct place *place = &sentence->places[i];
		aim->has_name |= place->is_name;
		aim->has_contrast |= place->is_contrast;
		aim->clauses = place->clause + 1;
		if (place->is_toward && aim->n < AIM_SPOTS)
			aim->spots[aim->n++] = (struct spot){ sentence->token + (uint32_t)i,
							      place->clause };
		if (place->is_rival && aim->n_rivals < AIM_SPOTS)
			aim->rivals[aim->n_rivals++] = place->clause;
	}
}

bool aim_holds(const struct aim *aim, enum genre genre)
{
	bool is_rival = genre == GENRE_NEWS || aim->has_contrast;
	return aim->n && aim->clauses > 1 && (aim->n_rivals || (aim->has_name && is_rival));
}

/* What is said of another brand is hardly said of this one. */
static bool is_rivals(const struct aim *aim, uint32_t clause)
{
	for (size_t i = 0; i < aim->n_rivals; i++)
		if (aim->rivals[i] == clause)
			return true;
	return false;
}

struct distance aim_distance(const struct aim *aim, uint32_t token, uint32_t clause)
{
	struct distance out = { UINT32_MAX, true, 0 };
	bool is_behind = false;
	for (size_t i = 0; i < aim->n; i++) {
		const struct spot *spot = &aim->spots[i];
		uint32_t words = token > spot->token ? token - spot->token : spot->token - token;
		bool is_apart = spot->clause != clause;
		if (is_apart > out.is_apart || (is_apart == out.is_apart && words >= out.words))
			continue;
		out.words = words;
		out.is_apart = is_apart;
		is_behind = token > spot->token;
	}
	double place = out.is_apart ? is_rivals(aim, clause) ? of_rival : apart : 1;
	out.weight = nearest * place * (is_behind ? behind : before) / (1 + out.words / halved_at);
	out.weight = fmin(most, out.weight);
	return out;
}
