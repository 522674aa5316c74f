#include "fit.h"

#include <math.h>

#include "poison.h"

enum { EPOCHS = 40 };

static const double rate = 0.3, scale_least = 0.25, scale_most = 1;

/* One feature's weights, and the squares of its gradients so far. */
struct cell {
	double weight[2], square[2]; /* for negative, for positive */
	double seen;		     /* texts that have it */
};

struct model {
	struct cell *grams;
	struct cell bias;
	double scale, scale_square; /* of the base */
	double ridge;
};

static void step(double *weight, double *square, double gradient)
{
	*square += gradient * gradient;
	*weight -= rate * gradient / sqrt(*square + 1e-8);
}

static void train(struct model *model, const struct fit_text *text)
{
	double z[2], wrong[2];
	for (int side = 0; side < 2; side++) {
		z[side] = model->bias.weight[side] + (side ? 1 : -1) * model->scale * text->base;
		for (size_t i = 0; i < text->n; i++)
			z[side] += model->grams[text->grams[i]].weight[side];
	}
	double top = fmax(0, fmax(z[0], z[1]));
	double sum = exp(-top) + exp(z[0] - top) + exp(z[1] - top);
	for (int side = 0; side < 2; side++) {
		bool is_it = text->tone == (side ? TONE_POSITIVE : TONE_NEGATIVE);
		wrong[side] = exp(z[side] - top) / sum - is_it;
		step(&model->bias.weight[side], &model->bias.square[side], wrong[side]);
	}
	step(&model->scale, &model->scale_square, (wrong[1] - wrong[0]) * text->base);
	model->scale = fmin(fmax(model->scale, scale_least), scale_most);
	for (size_t i = 0; i < text->n; i++) {
		struct cell *cell = &model->grams[text->grams[i]];
		for (int side = 0; side < 2; side++)
			step(&cell->weight[side], &cell->square[side],
			     wrong[side] + model->ridge * cell->weight[side] / cell->seen);
	}
}

void fit(struct arena *arena, const struct fit_text *texts, size_t n, size_t n_grams, double ridge,
	 struct fit_weight *out)
{
	struct arena_mark mark = arena_mark(arena);
	struct model model = { .grams = NEW(arena, struct cell, n_grams),
			       .scale = 0.7,
			       .ridge = ridge };
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < texts[i].n; j++)
			model.grams[texts[i].grams[j]].seen++;
	for (int epoch = 0; epoch < EPOCHS; epoch++)
		for (size_t i = 0; i < n; i++)
			train(&model, &texts[i]);
	for (size_t i = 0; i < n_grams; i++)
		out[i] = (struct fit_weight){ model.grams[i].weight[0] / model.scale,
					      model.grams[i].weight[1] / model.scale };
	arena_reset(arena, mark);
}
