/* Punycode, RFC 3492, with the parameters of its section 5. */
#include "idn.h"

#include "buf.h"
#include "utf8.h"

#include "poison.h"

enum {
	BASE = 36,
	T_MIN = 1,
	T_MAX = 26,
	SKEW = 38,
	DAMP = 700,
	FIRST_BIAS = 72,
	FIRST_CODE = 0x80,
	LABEL_MAX = 63,
	NAME_MAX_BYTES = 1024,
};

static uint32_t adapt(uint32_t delta, uint32_t points, bool is_first)
{
	uint32_t k = 0;
	delta = is_first ? delta / DAMP : delta / 2;
	delta += delta / points;
	for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t threshold(uint32_t k, uint32_t bias)
{
	if (k <= bias + T_MIN)
		return T_MIN;
	return k >= bias + T_MAX ? T_MAX : k - bias;
}

static char digit(uint32_t value)
{
	return (char)(value < 26 ? 'a' + value : '0' + (value - 26));
}

static bool value_of(char c, uint32_t *value)
{
	if (c >= 'a' && c <= 'z')
		*value = (uint32_t)(c - 'a');
	else if (c >= '0' && c <= '9')
		*value = (uint32_t)(c - '0') + 26;
	else
		return false;
	return true;
}

struct points {
	uint32_t at[LABEL_MAX];
	uint32_t n;
};

static bool read_points(struct str label, struct points *points)
{
	size_t len;
	for (points->n = 0; label.len; label = str_skip(label, len)) {
		if (points->n == LABEL_MAX)
			return false;
		points->at[points->n++] = utf8_next(label, &len);
	}
	return true;
}

static void put_number(struct buf *out, uint32_t q, uint32_t bias)
{
	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = threshold(k, bias);
		if (q < t)
			break;
		buf_char(out, digit(t + (q - t) % (BASE - t)));
		q = (q - t) / (BASE - t);
	}
	buf_char(out, digit(q));
}

static uint32_t next_code(const struct points *points, uint32_t least)
{
	uint32_t next = UINT32_MAX;
	for (uint32_t i = 0; i < points->n; i++)
		if (points->at[i] >= least && points->at[i] < next)
			next = points->at[i];
	return next;
}

static bool encode(struct str label, struct buf *out)
{
	struct points points;
	uint32_t basic = 0, code = FIRST_CODE, delta = 0, bias = FIRST_BIAS;
	if (!read_points(label, &points))
		return false;
	buf_add(out, STR("xn--"));
	for (uint32_t i = 0; i < points.n; i++)
		if (points.at[i] < FIRST_CODE) {
			buf_char(out, (char)points.at[i]);
			basic++;
		}
	if (basic)
		buf_char(out, '-');
	/* At most 63 points below 0x110000: the sums stay below 2^32 (63 * 0x110000). */
	for (uint32_t done = basic; done < points.n; delta++, code++) {
		uint32_t next = next_code(&points, code);
		delta += (next - code) * (done + 1);
		code = next;
		for (uint32_t i = 0; i < points.n; i++) {
			delta += points.at[i] < code;
			if (points.at[i] != code)
				continue;
			put_number(out, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
	return true;
}

static bool get_number(struct str *rest, uint32_t bias, uint32_t *i)
{
	uint32_t weight = 1, value, step;
	for (uint32_t k = BASE;; k += BASE) {
		if (rest->len == 0 || !value_of(rest->at[0], &value) ||
		    __builtin_mul_overflow(value, weight, &step) ||
		    __builtin_add_overflow(*i, step, i))
			return false;
		*rest = str_skip(*rest, 1);
		uint32_t t = threshold(k, bias);
		if (value < t)
			return true;
		if (__builtin_mul_overflow(weight, BASE - t, &weight))
			return false;
	}
}

static void insert(struct points *points, uint32_t at, uint32_t code)
{
	for (uint32_t i = points->n; i > at; i--)
		points->at[i] = points->at[i - 1];
	points->at[at] = code;
	points->n++;
}

/* rest: the label behind "xn--". */
static bool decode(struct str rest, struct buf *out)
{
	struct points points = { 0 };
	uint32_t code = FIRST_CODE, i = 0, bias = FIRST_BIAS;
	size_t basic = rest.len;
	while (basic && rest.at[basic - 1] != '-')
		basic--;
	if (basic && !read_points(str_first(rest, basic - 1), &points))
		return false;
	for (rest = str_skip(rest, basic); rest.len; i++) {
		uint32_t before = i, n = points.n + 1;
		if (n > LABEL_MAX || !get_number(&rest, bias, &i))
			return false;
		bias = adapt(i - before, n, before == 0);
		if (__builtin_add_overflow(code, i / n, &code) || code > 0x10FFFF)
			return false;
		i %= n;
		insert(&points, i, code);
	}
	for (uint32_t k = 0; k < points.n; k++) {
		char utf8[4];
		buf_add(out, (struct str){ utf8, utf8_put(points.at[k], utf8) });
	}
	return true;
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	return true;
}

bool idn_other(struct arena *arena, struct str domain, struct str *out)
{
	struct buf buf = buf_new(arena, NAME_MAX_BYTES);
	struct str rest = domain, label;
	bool has_other = false, to_ascii = !is_ascii(domain), is_first = true;
	for (; str_cut(&rest, '.', &label); is_first = false) {
		bool differs = to_ascii ? !is_ascii(label) : str_starts(label, STR("xn--"));
		if (!is_first)
			buf_char(&buf, '.');
		if (!differs)
			buf_add(&buf, label);
		else if (to_ascii ? !encode(label, &buf) : !decode(str_skip(label, 4), &buf))
			return false;
		has_other |= differs;
	}
	*out = buf_str(&buf);
	return has_other && !buf.is_full;
}
