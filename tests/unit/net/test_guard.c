#include "net.h"

#include "test.h"

#include "poison.h"

struct judged {
	const char *address;
	bool is_allowed;
};

static void judge(const struct judged *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CASE(cases[i].address);
		EXPECT(guard_allows(str_from(cases[i].address), NULL, 0) == cases[i].is_allowed);
	}
}

static void judges_ipv4(void)
{
	static const struct judged cases[] = {
		{ "8.8.8.8", true },	      { "1.1.1.1", true },
		{ "9.255.255.255", true },    { "11.0.0.0", true },
		{ "100.63.255.255", true },   { "100.128.0.0", true },
		{ "172.15.255.255", true },   { "172.32.0.0", true },
		{ "192.0.1.0", true },	      { "198.17.255.255", true },
		{ "198.20.0.0", true },	      { "223.255.255.255", true },
		{ "0.0.0.0", false },	      { "0.1.2.3", false },
		{ "10.0.0.1", false },	      { "100.64.0.1", false },
		{ "100.127.255.255", false }, { "127.0.0.1", false },
		{ "127.255.255.254", false }, { "169.254.169.254", false },
		{ "172.16.0.1", false },      { "172.31.255.255", false },
		{ "192.0.0.9", false },	      { "192.0.2.1", false },
		{ "192.88.99.1", false },     { "192.168.1.1", false },
		{ "198.18.0.1", false },      { "198.19.255.255", false },
		{ "198.51.100.7", false },    { "203.0.113.7", false },
		{ "224.0.0.1", false },	      { "239.255.255.250", false },
		{ "240.0.0.1", false },	      { "255.255.255.255", false },
	};
	judge(cases, COUNT_OF(cases));
}

static void judges_ipv6(void)
{
	static const struct judged cases[] = {
		{ "2606:4700::1111", true },
		{ "2a00:1450:4001::200e", true },
		{ "2001:200::1", true },
		{ "::", false },
		{ "::1", false },
		{ "::127.0.0.1", false },
		{ "::8.8.8.8", false },
		{ "::ffff:8.8.8.8", true },
		{ "::ffff:127.0.0.1", false },
		{ "::ffff:7f00:1", false },
		{ "::ffff:a9fe:a9fe", false },
		{ "::ffff:0:127.0.0.1", false },
		{ "64:ff9b::8.8.8.8", true },
		{ "64:ff9b::10.0.0.1", false },
		{ "64:ff9b::7f00:1", false },
		{ "64:ff9b:1::1", false },
		{ "100::1", false },
		{ "2001::1", false },
		{ "2001:0:4136:e378:8000:63bf:80ff:fffe", false },
		{ "2001:2::1", false },
		{ "2001:db8::1", false },
		{ "2002:808:808::1", true },
		{ "2002:7f00:1::1", false },
		{ "2002:a00:1::", false },
		{ "2002:c0a8:101::", false },
		{ "3fff::1", false },
		{ "fc00::1", false },
		{ "fdff::1", false },
		{ "fe80::1", false },
		{ "fe80::1%lo", false },
		{ "fec0::1", false },
		{ "ff02::1", false },
		{ "5f00::1", false },
	};
	judge(cases, COUNT_OF(cases));
}

/* Only what was connected is judged, so these must not even be read. */
static void refuses_what_is_no_address(void)
{
	static const struct judged cases[] = {
		{ "", false },
		{ "127.1", false },
		{ "0x7f000001", false },
		{ "2130706433", false },
		{ "017700000001", false },
		{ "8.8.8", false },
		{ "8.8.8.8 ", false },
		{ "[::1]", false },
		{ "example.com", false },
		{ "8.8.8.8.8", false },
		{ "2606:4700:0000:0000:0000:0000:0000:0000:1111", false },
	};
	judge(cases, COUNT_OF(cases));
	CASE("a zero byte ends no address");
	EXPECT(!guard_allows(STR("8.8.8.8\0"), NULL, 0));
}

static void lets_the_operator_open(void)
{
	static const struct str allow[] = { STR_INIT("127.0.0.0/8"), STR_INIT("10.1.2.3"),
					    STR_INIT("fd00:aa::/32"), STR_INIT("192.168.0.0/22"),
					    STR_INIT("nonsense") };
	static const struct {
		const char *address;
		bool is_allowed;
	} cases[] = {
		{ "127.0.0.1", true },	 { "::ffff:127.0.0.1", true }, { "64:ff9b::7f00:1", true },
		{ "10.1.2.3", true },	 { "10.1.2.4", false },	       { "fd00:aa::1", true },
		{ "fd00:ab::1", false }, { "192.168.3.255", true },    { "192.168.4.0", false },
		{ "::1", false },	 { "169.254.169.254", false },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].address);
		EXPECT(guard_allows(str_from(cases[i].address), allow, COUNT_OF(allow)) ==
		       cases[i].is_allowed);
	}
	CASE("a host as it stands in a URL");
	EXPECT(guard_refuses(STR("127.0.0.2"), allow, 0));
	EXPECT(!guard_refuses(STR("127.0.0.1"), allow, COUNT_OF(allow)));
	EXPECT(!guard_refuses(STR("8.8.8.8"), allow, 0));
	EXPECT(!guard_refuses(STR("blog.example"), allow, 0));
	CASE("everything");
	static const struct str all[] = { STR_INIT("0.0.0.0/0"), STR_INIT("::/0") };
	EXPECT(guard_allows(STR("10.0.0.1"), all, 1));
	EXPECT(!guard_allows(STR("::1"), all, 1));
	EXPECT(guard_allows(STR("::1"), all, 2));
}

static void reads_networks(void)
{
	static const struct {
		const char *cidr;
		bool is_valid;
	} cases[] = {
		{ "10.0.0.0/8", true },
		{ "10.1.2.3", true },
		{ "0.0.0.0/0", true },
		{ "127.0.0.1/32", true },
		{ "::1", true },
		{ "fc00::/7", true },
		{ "::/0", true },
		{ "::/128", true },
		{ "10.0.0.0/33", false },
		{ "::/129", false },
		{ "10.0.0.0/", false },
		{ "10.0.0.0/-1", false },
		{ "10.0.0/8", false },
		{ "/8", false },
		{ "", false },
		{ "localhost", false },
		{ "10.0.0.0/8/8", false },
		{ "10.0.0.0/8x", false },
		{ "10.0.0.0/99999999999999999999", false },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].cidr);
		EXPECT(cidr_valid(str_from(cases[i].cidr)) == cases[i].is_valid);
	}
}

int main(void)
{
	RUN(judges_ipv4);
	RUN(judges_ipv6);
	RUN(refuses_what_is_no_address);
	RUN(lets_the_operator_open);
	RUN(reads_networks);
	return test_end();
}
