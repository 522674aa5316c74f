#include "net.h"

#include "arena.h"
#include "clock.h"
#include "fake.h"
#include "hash.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "poison.h"

/* A list of transfers, in the order in which they were asked for. */

enum { SPIN_MAX = 100000, WORKER_WAIT_MS = 10 };

struct transfer {
	struct transfer *next;
	const struct request *request;
	struct arena *arena;
	net_done *done;
	void *ctx;
	bool has_left;
	struct fake_answer answer; /* once it has left */
	size_t number;		   /* in world->requests */
	int64_t due_ms;
};

struct net {
	struct fake_world *world;
	struct transfer *first;
	size_t n;
	int wake;  /* eventfd: workers wait in true time */
	int spins; /* turns in which nothing happened and no time passed */
};

static struct fake_world *next_world;

void fake_world_use(struct fake_world *world)
{
	next_world = world;
}

bool net_open(const struct net_options *options, struct net **out, struct err *err)
{
	struct net *net = calloc(1, sizeof(*net));
	(void)options, (void)err;
	assert(net && next_world);
	net->world = next_world;
	net->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	assert(net->wake >= 0);
	*out = net;
	return true;
}

void net_close(struct net **net)
{
	struct transfer *transfer = (*net)->first, *next;
	for (; transfer; transfer = next) {
		next = transfer->next;
		free(transfer);
	}
	close((*net)->wake);
	free(*net);
	*net = NULL;
}

void net_send(struct net *net, enum net_side side, const struct request *request,
	      struct arena *arena, net_done *done, void *ctx)
{
	struct transfer *transfer = calloc(1, sizeof(*transfer)), **end = &net->first;
	(void)side;
	assert(transfer);
	*transfer = (struct transfer){
		.request = request, .arena = arena, .done = done, .ctx = ctx
	};
	while (*end)
		end = &(*end)->next;
	*end = transfer;
	net->n++;
}

/* All requests of a story leave at once: none waits for its host. */
void net_hold(struct net *net, struct str url, int64_t wait_ms)
{
	(void)net, (void)url, (void)wait_ms;
}

static struct str key_of(const struct request *request, struct arena *arena)
{
	switch (request->kind) {
	case REQUEST_SMTP: return str_fmt(arena, "mail " STR_FMT, STR_ARG(request->mail_to));
	case REQUEST_DATAGRAM: return STR("syslog");
	case REQUEST_WRITE: return STR("stdout");
	default: return str_dup(arena, request->url);
	}
}

bool fake_key_covers(struct str key, struct str request)
{
	if (str_ends(key, STR("*")))
		return str_starts(request, str_first(key, key.len - 1));
	return str_eq(key, request) || (str_starts(request, key) && request.at[key.len] == ' ');
}

/* The latest promise counts; one for just this key before one for many. */
static bool find_answer(struct fake_world *world, struct str key, struct fake_answer *out)
{
	const struct fake_answer *best = NULL;
	for (size_t i = world->n_answers; i-- > 0;) {
		const struct fake_answer *answer = &world->answers[i];
		if (!fake_key_covers(answer->key, key) || (best && !str_eq(answer->key, key)))
			continue;
		best = answer;
		if (str_eq(answer->key, key))
			break;
	}
	*out = best ? *best : (struct fake_answer){ 0 };
	return best != NULL;
}

static struct headers copy_headers(struct headers headers, struct arena *arena)
{
	struct header *at = NEW(arena, struct header, headers.n);
	for (size_t i = 0; i < headers.n; i++)
		at[i] = (struct header){ str_dup(arena, headers.at[i].name),
					 str_dup(arena, headers.at[i].value) };
	return (struct headers){ at, headers.n };
}

static void leave(struct net *net, struct transfer *transfer)
{
	struct fake_world *world = net->world;
	struct arena *arena = world->arena;
	const struct request *request = transfer->request;
	struct str key = key_of(request, arena);
	world->requests = arena_more(arena, world->requests, world->n_requests,
				     &world->cap_requests, sizeof(*world->requests));
	transfer->number = world->n_requests++;
	world->requests[transfer->number] = (struct fake_request){
		.key = key,
		.at_ms = clock_mono_ms(),
		.headers = copy_headers(request->headers, arena),
		.body = str_dup(arena, request->body),
	};
	transfer->has_left = true;
	/* Local receivers take what they get, unless the story says otherwise. */
	bool is_local = request->kind == REQUEST_DATAGRAM || request->kind == REQUEST_WRITE;
	if (!find_answer(world, key, &transfer->answer)) {
		transfer->answer.is_silent = !is_local;
		transfer->answer.response.status = is_local ? 200 : 0;
		if (!is_local)
			world->unanswered = key;
	}
	transfer->due_ms = clock_mono_ms() + transfer->answer.after_ms;
}

/* A file is known again by its bytes. */
static void mark_file(const struct request *request, struct response *response, struct arena *arena)
{
	struct str mark = str_fmt(arena, "%016llx", (unsigned long long)hash_str(response->body));
	if (request->kind != REQUEST_READ || response->status != 200)
		return;
	response->mark = mark;
	if (!str_eq(request->since, mark))
		return;
	response->status = 304;
	response->body = STR("");
}

static void hand_over(struct net *net, struct transfer *transfer)
{
	struct fake_world *world = net->world;
	struct arena *arena = transfer->arena;
	const struct response *said = &transfer->answer.response;
	struct response *response = NEW(arena, struct response, 1);
	struct fake_request *request = &world->requests[transfer->number];
	*response = *said;
	response->headers = copy_headers(said->headers, arena);
	response->body = str_dup(arena, said->body);
	response->moved = str_dup(arena, said->moved);
	response->hops = said->moved.len > 0;
	response->url = str_dup(arena, said->url.len ? said->url : transfer->request->url);
	response->took_ms = transfer->answer.after_ms;
	mark_file(transfer->request, response, arena);
	request->is_taken = response->status >= 200 && response->status < 300;
	world->has_stopped |= world->stop_at.len && fake_key_covers(world->stop_at, request->key);
	transfer->done(transfer->ctx, response);
}

/* Takes out the first transfer whose answer is due. */
static struct transfer *take_due(struct net *net, int64_t now)
{
	for (struct transfer **at = &net->first; *at; at = &(*at)->next) {
		struct transfer *transfer = *at;
		if (!transfer->has_left || transfer->answer.is_silent || transfer->due_ms > now)
			continue;
		*at = transfer->next;
		net->n--;
		return transfer;
	}
	return NULL;
}

static bool move(struct net *net)
{
	bool has_moved = false;
	struct transfer *transfer;
	for (transfer = net->first; transfer; transfer = transfer->next)
		if (!transfer->has_left)
			leave(net, transfer);
	while ((transfer = take_due(net, clock_mono_ms()))) {
		hand_over(net, transfer);
		free(transfer);
		has_moved = true;
	}
	return has_moved;
}

static bool wait_for_workers(struct net *net)
{
	struct pollfd woken = { .fd = net->wake, .events = POLLIN };
	eventfd_t ignored;
	if (!net->world->is_busy(net->world->ctx))
		return false;
	poll(&woken, 1, WORKER_WAIT_MS);
	eventfd_read(net->wake, &ignored);
	return true;
}

static void jump(struct net *net, int64_t timeout_ms)
{
	int64_t now = clock_mono_ms(), left = net->world->until_ms - now;
	int64_t by = timeout_ms < 0 || timeout_ms > left ? left : timeout_ms;
	for (const struct transfer *at = net->first; at; at = at->next)
		if (!at->answer.is_silent && at->due_ms - now < by)
			by = at->due_ms - now;
	net->world->is_quiet = left <= 0 && timeout_ms != 0;
	net->spins = by > 0 ? 0 : net->spins + 1;
	fake_clock_pass(by > 0 ? by : 0);
}

bool net_wait(struct net *net, int64_t timeout_ms, struct err *err)
{
	net->world->is_quiet = false;
	bool has_moved = move(net);
	if (net->world->has_stopped)
		return err_set(err, ERR_SYSTEM, "the story stops here");
	if (has_moved || wait_for_workers(net))
		return true;
	jump(net, timeout_ms);
	if (net->spins > SPIN_MAX)
		return err_set(err, ERR_SYSTEM, "the loop turns and turns, and no time passes");
	return true;
}

void net_wake(struct net *net)
{
	eventfd_write(net->wake, 1);
}

size_t net_pending(const struct net *net)
{
	return net->n;
}

bool net_configure(struct net *net, const struct net_options *options, struct err *err)
{
	(void)net, (void)options, (void)err;
	return true;
}

bool net_watch(struct net *net, int fd, net_ready *ready, void *ctx, struct err *err)
{
	(void)net, (void)fd, (void)ready, (void)ctx;
	return err_set(err, ERR_SYSTEM, "the story watches no descriptors");
}

void net_unwatch(struct net *net, int fd)
{
	(void)net, (void)fd;
}

bool guard_allows(struct str address, const struct str *allow, size_t n_allow)
{
	(void)address, (void)allow, (void)n_allow;
	return true;
}

bool guard_refuses(struct str host, const struct str *allow, size_t n_allow)
{
	(void)host, (void)allow, (void)n_allow;
	return false;
}

bool cidr_valid(struct str cidr)
{
	return str_find_char(cidr, '/') < cidr.len;
}
