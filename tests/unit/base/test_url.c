#include "url.h"

#include "test.h"

#include "poison.h"

static void parts_are_told_apart(void)
{
	struct url url;
	EXPECT(url_parse(STR(" HTTPS://u:p@Blog.example:8080/a/b?q=1#f "), &url));
	EXPECT_STR(url.scheme, STR("HTTPS"));
	EXPECT_STR(url.user, STR("u:p"));
	EXPECT_STR(url.host, STR("Blog.example"));
	EXPECT_STR(url.port, STR("8080"));
	EXPECT_STR(url.path, STR("/a/b"));
	EXPECT_STR(url.query, STR("q=1"));
	EXPECT_STR(url.fragment, STR("f"));
	EXPECT(url_parse(STR("http://[::1]:80/x"), &url));
	EXPECT_STR(url.host, STR("::1"));
	EXPECT_STR(url.port, STR("80"));
	EXPECT(url_parse(STR("http://safe.example@evil.example/"), &url));
	EXPECT_STR(url.host, STR("evil.example"));
	EXPECT(url_parse(STR("mailto:a@b.example"), &url));
	EXPECT(!url.has_authority);
	EXPECT(!url_parse(STR("//host/path"), &url));
	EXPECT(!url_parse(STR("1http://x"), &url));
	EXPECT(!url_parse(STR(""), &url));
}

static void only_http_with_a_host_is_web(void)
{
	EXPECT(url_is_web(STR("http://a")) && url_is_web(STR("HTTPS://a/b")));
	EXPECT(!url_is_web(STR("javascript:alert(1)")));
	EXPECT(!url_is_web(STR("file:///etc/passwd")));
	EXPECT(!url_is_web(STR("http:///nohost")));
	EXPECT(!url_is_web(STR("http:a")));
	EXPECT(!url_is_web(STR("/a")));
}

/* RFC 3986, 5.4.1 and 5.4.2: all examples, against http://a/b/c/d;p?q */
static void references_resolve_as_the_standard_says(void)
{
	static const struct {
		struct str in, want;
	} cases[] = {
		{ STR_INIT("g:h"), STR_INIT("g:h") },
		{ STR_INIT("g"), STR_INIT("http://a/b/c/g") },
		{ STR_INIT("./g"), STR_INIT("http://a/b/c/g") },
		{ STR_INIT("g/"), STR_INIT("http://a/b/c/g/") },
		{ STR_INIT("/g"), STR_INIT("http://a/g") },
		{ STR_INIT("//g"), STR_INIT("http://g") },
		{ STR_INIT("?y"), STR_INIT("http://a/b/c/d;p?y") },
		{ STR_INIT("g?y"), STR_INIT("http://a/b/c/g?y") },
		{ STR_INIT("#s"), STR_INIT("http://a/b/c/d;p?q#s") },
		{ STR_INIT("g#s"), STR_INIT("http://a/b/c/g#s") },
		{ STR_INIT("g?y#s"), STR_INIT("http://a/b/c/g?y#s") },
		{ STR_INIT(";x"), STR_INIT("http://a/b/c/;x") },
		{ STR_INIT("g;x"), STR_INIT("http://a/b/c/g;x") },
		{ STR_INIT("g;x?y#s"), STR_INIT("http://a/b/c/g;x?y#s") },
		{ STR_INIT(""), STR_INIT("http://a/b/c/d;p?q") },
		{ STR_INIT("."), STR_INIT("http://a/b/c/") },
		{ STR_INIT("./"), STR_INIT("http://a/b/c/") },
		{ STR_INIT(".."), STR_INIT("http://a/b/") },
		{ STR_INIT("../"), STR_INIT("http://a/b/") },
		{ STR_INIT("../g"), STR_INIT("http://a/b/g") },
		{ STR_INIT("../.."), STR_INIT("http://a/") },
		{ STR_INIT("../../"), STR_INIT("http://a/") },
		{ STR_INIT("../../g"), STR_INIT("http://a/g") },
		{ STR_INIT("../../../g"), STR_INIT("http://a/g") },
		{ STR_INIT("../../../../g"), STR_INIT("http://a/g") },
		{ STR_INIT("/./g"), STR_INIT("http://a/g") },
		{ STR_INIT("/../g"), STR_INIT("http://a/g") },
		{ STR_INIT("g."), STR_INIT("http://a/b/c/g.") },
		{ STR_INIT(".g"), STR_INIT("http://a/b/c/.g") },
		{ STR_INIT("g.."), STR_INIT("http://a/b/c/g..") },
		{ STR_INIT("..g"), STR_INIT("http://a/b/c/..g") },
		{ STR_INIT("./../g"), STR_INIT("http://a/b/g") },
		{ STR_INIT("./g/."), STR_INIT("http://a/b/c/g/") },
		{ STR_INIT("g/./h"), STR_INIT("http://a/b/c/g/h") },
		{ STR_INIT("g/../h"), STR_INIT("http://a/b/c/h") },
		{ STR_INIT("g;x=1/./y"), STR_INIT("http://a/b/c/g;x=1/y") },
		{ STR_INIT("g;x=1/../y"), STR_INIT("http://a/b/c/y") },
		{ STR_INIT("g?y/./x"), STR_INIT("http://a/b/c/g?y/./x") },
		{ STR_INIT("g?y/../x"), STR_INIT("http://a/b/c/g?y/../x") },
		{ STR_INIT("g#s/./x"), STR_INIT("http://a/b/c/g#s/./x") },
		{ STR_INIT("g#s/../x"), STR_INIT("http://a/b/c/g#s/../x") },
	};
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].in.at);
		EXPECT_STR(url_resolve(arena, STR("http://a/b/c/d;p?q"), cases[i].in),
			   cases[i].want);
	}
	EXPECT_STR(url_resolve(arena, STR("http://a"), STR("x")), STR("http://a/x"));
	EXPECT_STR(url_resolve(arena, STR("no base"), STR("x")), STR("x"));
}

static void two_links_to_one_page_are_one(void)
{
	static const struct {
		const char *name;
		struct str in, want;
	} cases[] = {
		{ "scheme, www and slash", STR_INIT("https://www.Blog.example/a/"),
		  STR_INIT("blog.example/a") },
		{ "default port and fragment", STR_INIT("http://blog.example:80/a#x"),
		  STR_INIT("blog.example/a") },
		{ "another port stays", STR_INIT("http://blog.example:8080/a"),
		  STR_INIT("blog.example:8080/a") },
		{ "tracking goes, the rest is sorted",
		  STR_INIT("http://b.example/?z=1&utm_source=x&a=2&fbclid=3"),
		  STR_INIT("b.example?a=2&z=1") },
		{ "only tracking", STR_INIT("http://b.example/p?utm_medium=x"),
		  STR_INIT("b.example/p") },
		{ "no web link stays as it is", STR_INIT(" urn:uuid:1 "), STR_INIT("urn:uuid:1") },
	};
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CASE(cases[i].name);
		EXPECT_STR(url_identity(arena, cases[i].in), cases[i].want);
	}
}

static void what_is_shown_has_no_secret(void)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	EXPECT_STR(url_shown(arena, STR("https://me:pass@h.example/f.xml?token=1#x")),
		   STR("https://h.example/f.xml?***"));
	EXPECT_STR(url_shown(arena, STR("http://h.example/")), STR("http://h.example/"));
}

int main(void)
{
	RUN(parts_are_told_apart);
	RUN(only_http_with_a_host_is_web);
	RUN(references_resolve_as_the_standard_says);
	RUN(two_links_to_one_page_are_one);
	RUN(what_is_shown_has_no_secret);
	return test_end();
}
