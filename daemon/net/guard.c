#include "net.h"

#include <arpa/inet.h>
#include <string.h>

#include "poison.h"

/* IPv4 lives among IPv6 as ::ffff:a.b.c.d, so that one comparison serves both, and a mapped
 * address is the same as the plain one. */
struct address {
	unsigned char bytes[16];
};

struct network {
	struct address base;
	int bits;
};

enum { V4_AT = 12, V4_BITS = 96, ADDRESS_BITS = 128 };

static const struct str v4_mapped = STR_INIT("::ffff:0:0/96");

/* What IANA's special-purpose registry says is not reachable by everybody, and multicast. */
static const struct str special_v4[] = {
	STR_INIT("0.0.0.0/8"),	    STR_INIT("10.0.0.0/8"),	STR_INIT("100.64.0.0/10"),
	STR_INIT("127.0.0.0/8"),    STR_INIT("169.254.0.0/16"), STR_INIT("172.16.0.0/12"),
	STR_INIT("192.0.0.0/24"),   STR_INIT("192.0.2.0/24"),	STR_INIT("192.88.99.0/24"),
	STR_INIT("192.168.0.0/16"), STR_INIT("198.18.0.0/15"),	STR_INIT("198.51.100.0/24"),
	STR_INIT("203.0.113.0/24"), STR_INIT("224.0.0.0/4"),	STR_INIT("240.0.0.0/4"),
};

/* Public IPv6 is 2000::/3 alone, without these. That leaves out ::, ::1, fc00::/7, fe80::/10,
 * ff00::/8, 100::/64 and 64:ff9b:1::/48 without naming them. Teredo lies in 2001::/23. */
static const struct str unicast_v6 = STR_INIT("2000::/3");
static const struct str special_v6[] = {
	STR_INIT("2001::/23"),
	STR_INIT("2001:db8::/32"),
	STR_INIT("3fff::/20"),
};

/* NAT64 and 6to4 carry an IPv4 address; the packet ends there, so that one is judged. */
static const struct {
	struct str cidr;
	size_t at;
} wrappers[] = {
	{ STR_INIT("64:ff9b::/96"), 12 },
	{ STR_INIT("2002::/16"), 2 },
};

static struct address mapped(const unsigned char v4[4])
{
	struct address address = { { [10] = 0xff, [11] = 0xff } };
	memcpy(address.bytes + V4_AT, v4, 4);
	return address;
}

/* Strictly four decimals or IPv6 text: 127.1, 0x7f000001 and 2130706433 are no addresses here.
 * As names in a URL they become one when the library resolves them, and that one is judged. */
static bool address_parse(struct str text, struct address *out)
{
	char z[INET6_ADDRSTRLEN];
	unsigned char v4[4];
	if (text.len >= sizeof(z) || str_find_char(text, '\0') < text.len)
		return false;
	memcpy(z, text.at ? text.at : "", text.len);
	z[text.len] = '\0';
	if (inet_pton(AF_INET6, z, out->bytes) == 1)
		return true;
	if (inet_pton(AF_INET, z, v4) != 1)
		return false;
	*out = mapped(v4);
	return true;
}

static bool network_parse(struct str cidr, struct network *out)
{
	size_t slash = str_find_char(cidr, '/');
	struct str base = str_first(cidr, slash);
	int before = str_find_char(base, ':') < base.len ? 0 : V4_BITS;
	int64_t bits = ADDRESS_BITS - before;
	if (slash < cidr.len && (!str_int(str_skip(cidr, slash + 1), &bits) || bits < 0 ||
				 bits > ADDRESS_BITS - before))
		return false;
	out->bits = before + (int)bits;
	return address_parse(base, &out->base);
}

static bool holds(struct str cidr, struct address address)
{
	struct network network;
	if (!network_parse(cidr, &network))
		return false;
	size_t whole = (size_t)network.bits / 8;
	int rest = network.bits % 8;
	if (memcmp(network.base.bytes, address.bytes, whole) != 0)
		return false;
	return rest == 0 || (network.base.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0;
}

static bool any_holds(const struct str *cidrs, size_t n, struct address address)
{
	for (size_t i = 0; i < n; i++)
		if (holds(cidrs[i], address))
			return true;
	return false;
}

static struct address unwrap(struct address address)
{
	for (size_t i = 0; i < COUNT_OF(wrappers); i++)
		if (holds(wrappers[i].cidr, address))
			return mapped(address.bytes + wrappers[i].at);
	return address;
}

static bool is_public(struct address address)
{
	if (holds(v4_mapped, address))
		return !any_holds(special_v4, COUNT_OF(special_v4), address);
	return holds(unicast_v6, address) && !any_holds(special_v6, COUNT_OF(special_v6), address);
}

bool guard_allows(struct str address, const struct str *allow, size_t n_allow)
{
	struct address outer;
	if (!address_parse(address, &outer))
		return false;
	struct address inner = unwrap(outer);
	return any_holds(allow, n_allow, outer) || any_holds(allow, n_allow, inner) ||
	       is_public(inner);
}

bool guard_refuses(struct str host, const struct str *allow, size_t n_allow)
{
	struct address address;
	return address_parse(host, &address) && !guard_allows(host, allow, n_allow);
}

bool cidr_valid(struct str cidr)
{
	struct network network;
	return network_parse(cidr, &network);
}
