#include "connector.h"

#include "config.h"
#include "test.h"

#include "poison.h"

/* What the shipped connectors ask for, as the services document it. Of those with a login or a
 * look-up the request behind it, too. */

static struct arena *arena;

static const struct asked {
	const char *name;
	const char *given;  /* name=value, with blanks between; *name=value: a secret */
	const char *answer; /* to the first request: then the second one is looked at */
	const char *want;   /* a line for each parameter and header */
} asked[] = {
	{ "appstore-reviews", "app=100001 country=de", NULL,
	  "GET "
	  "https://itunes.apple.com/de/rss/customerreviews/page=1/id=100001/sortby=mostrecent/"
	  "json" },
	{ "bluesky", "handle=ann.example *app_password=secret1", NULL,
	  "POST https://bsky.social/xrpc/com.atproto.server.createSession\n"
	  "Content-Type: application/json\n"
	  "{\"identifier\":\"ann.example\",\"password\":\"secret1\"}" },
	{ "bluesky", "handle=ann.example *app_password=secret1",
	  "{\"accessJwt\":\"token1\",\"refreshJwt\":\"token2\",\"didDoc\":{\"service\":[{\"id\":\"#"
	  "other\",\"serviceEndpoint\":\"https://"
	  "other.example\"},{\"id\":\"#atproto_pds\",\"serviceEndpoint\":\"https://"
	  "pds.example\"}]}}",
	  "GET https://pds.example/xrpc/app.bsky.feed.searchPosts\n"
	  "?q=%22Acme%20Cloud%22\n"
	  "&sort=latest\n"
	  "&since=2026-03-01T00%3A00%3A00Z\n"
	  "&limit=100\n"
	  "Authorization: Bearer token1" },
	{ "brave-search", "*key=secret1", NULL,
	  "GET https://api.search.brave.com/res/v1/news/search\n"
	  "?q=%22Acme%20Cloud%22\n"
	  "&country=ALL\n"
	  "&freshness=pd\n"
	  "&count=20\n"
	  "&offset=0\n"
	  "Accept: application/json\n"
	  "X-Subscription-Token: secret1" },
	{ "devto", "", NULL,
	  "GET https://dev.to/api/articles\n"
	  "?tag=acmecloud\n"
	  "&per_page=100\n"
	  "Accept: application/vnd.forem.api-v1+json" },
	{ "discourse", "host=forum.example", NULL,
	  "GET https://forum.example/search.json\n"
	  "?q=%22Acme%20Cloud%22%20order:latest%20after:2026-03-01\n"
	  "&page=1" },
	{ "facebook-page", "page=100 *token=secret1 *app_secret=secret2", NULL,
	  "GET https://graph.facebook.com/v23.0/100/feed\n"
	  "?fields=id,message,story,created_time,permalink_url,from,shares,attachments%7Btitle,"
	  "description,unshimmed_url%7D,reactions.limit(0).summary(1),comments.limit(25).order("
	  "reverse_chronological).summary(1)%7Bid,message,created_time,from,permalink_url,like_"
	  "count,comment_count%7D\n"
	  "&since=1772323200\n"
	  "&limit=50\n"
	  "&access_token=secret1\n"
	  "&appsecret_proof=ea72d7588472f3edb1f24d8b2f832daaed7fd28ad3ee450ab9fbf23bfa137161" },
	{ "gdelt", "", NULL,
	  "GET https://api.gdeltproject.org/api/v2/doc/doc\n"
	  "?query=%22Acme%20Cloud%22\n"
	  "&mode=artlist\n"
	  "&format=json\n"
	  "&sort=datedesc\n"
	  "&maxrecords=250\n"
	  "&startdatetime=20260301230000" },
	{ "github-discussions", "*token=secret1", NULL,
	  "POST https://api.github.com/graphql\n"
	  "Authorization: Bearer secret1\n"
	  "Content-Type: application/json\n"
	  "{\"query\":\"query($q: String!, $after: String) { rateLimit { remaining } search(type: "
	  "DISCUSSION, query: $q, first: 50, after: $after) { pageInfo { endCursor hasNextPage } "
	  "edges { node { ... on Discussion { id url title body createdAt upvoteCount author { "
	  "login url } comments { totalCount } category { name } repository { nameWithOwner } } } "
	  "} } }\",\"variables\":{\"q\":\"\\\"Acme Cloud\\\" created:>=2026-03-01T00:00:00Z "
	  "sort:created-desc\"}}" },
	{ "github-issues", "*token=secret1", NULL,
	  "GET https://api.github.com/search/issues\n"
	  "?q=%22Acme%20Cloud%22%20in%3Atitle%2Cbody%20created:%3E%3D2026-03-01T00%3A00%3A00Z\n"
	  "&sort=created\n"
	  "&order=desc\n"
	  "&per_page=100\n"
	  "Accept: application/vnd.github+json\n"
	  "Authorization: Bearer secret1" },
	{ "gitlab", "*token=secret1", NULL,
	  "GET https://gitlab.com/api/v4/search\n"
	  "?scope=issues\n"
	  "&search=Acme%20Cloud\n"
	  "&order_by=created_at\n"
	  "&sort=desc\n"
	  "&per_page=100\n"
	  "PRIVATE-TOKEN: secret1" },
	{ "google-alerts", "url=https://www.google.com/alerts/feeds/1/2", NULL,
	  "GET https://www.google.com/alerts/feeds/1/2" },
	{ "google-news", "", NULL,
	  "GET https://news.google.com/rss/search\n"
	  "?q=%22Acme%20Cloud%22%20when:1d\n"
	  "&hl=en-US\n"
	  "&gl=US\n"
	  "&ceid=US%3Aen" },
	{ "hackernews", "", NULL,
	  "GET https://hn.algolia.com/api/v1/search_by_date\n"
	  "?query=%22Acme%20Cloud%22\n"
	  "&tags=(story,comment)\n"
	  "&numericFilters=created_at_i%3E1772323200\n"
	  "&typoTolerance=false\n"
	  "&hitsPerPage=100\n"
	  "&page=0" },
	{ "instagram-hashtag", "user=7 *token=secret1", NULL,
	  "GET https://graph.facebook.com/v23.0/ig_hashtag_search\n"
	  "?user_id=7\n"
	  "&q=acmecloud\n"
	  "&access_token=secret1" },
	{ "instagram-hashtag", "user=7 *token=secret1",
	  "{\"data\":[{\"id\":\"17841500000000000001\"}]}",
	  "GET https://graph.facebook.com/v23.0/17841500000000000001/recent_media\n"
	  "?user_id=7\n"
	  "&fields=id,caption,permalink,timestamp,media_type,like_count,comments_count\n"
	  "&limit=50\n"
	  "&access_token=secret1" },
	{ "lemmy", "", NULL,
	  "GET https://lemmy.world/api/v3/search\n"
	  "?q=Acme%20Cloud\n"
	  "&type_=All\n"
	  "&sort=New\n"
	  "&listing_type=All\n"
	  "&limit=50\n"
	  "&page=1" },
	{ "lobsters", "", NULL, "GET https://lobste.rs/newest/page/1.json" },
	{ "lobsters-comments", "", NULL, "GET https://lobste.rs/comments.rss" },
	{ "mastodon-rss", "", NULL, "GET https://mastodon.social/tags/AcmeCloud.rss" },
	{ "mastodon-search", "host=social.example *token=secret1", NULL,
	  "GET https://social.example/api/v2/search\n"
	  "?q=%22Acme%20Cloud%22\n"
	  "&type=statuses\n"
	  "&limit=40\n"
	  "Authorization: Bearer secret1" },
	{ "mastodon-tag", "", NULL,
	  "GET https://mastodon.social/api/v1/timelines/tag/AcmeCloud\n"
	  "?limit=40" },
	{ "medium-tag", "tag=acme-cloud", NULL, "GET https://medium.com/feed/tag/acme-cloud" },
	{ "newsapi", "*key=secret1", NULL,
	  "GET https://newsapi.org/v2/everything\n"
	  "?q=%22Acme%20Cloud%22%20OR%20%22%23acme%22\n"
	  "&searchIn=title%2Cdescription%2Ccontent\n"
	  "&from=2026-02-28T00%3A00%3A00\n"
	  "&sortBy=publishedAt\n"
	  "&pageSize=100\n"
	  "&page=1\n"
	  "X-Api-Key: secret1" },
	{ "podcastindex", "*key=secret1 *secret=secret2", NULL,
	  "GET https://api.podcastindex.org/api/1.0/search/byperson\n"
	  "?q=Acme%20Cloud\n"
	  "&max=100\n"
	  "&fulltext=true\n"
	  "X-Auth-Key: secret1\n"
	  "X-Auth-Date: 1772409600\n"
	  "Authorization: 7fc43f1a69748d1a5aeea2bd49ffc4c24dbe3eea" },
	{ "reddit", "*client_id=secret1 *client_secret=secret2", NULL,
	  "POST https://www.reddit.com/api/v1/access_token\n"
	  "Content-Type: application/x-www-form-urlencoded\n"
	  "Basic secret1:secret2\n"
	  "grant_type=client_credentials" },
	{ "reddit", "*client_id=secret1 *client_secret=secret2",
	  "{\"access_token\":\"token1\",\"token_type\":\"bearer\",\"expires_in\":86400,\"scope\":"
	  "\"*\"}",
	  "GET https://oauth.reddit.com/search\n"
	  "?q=%22Acme%20Cloud%22%20OR%20%22%23acme%22\n"
	  "&sort=new\n"
	  "&limit=100\n"
	  "&raw_json=1\n"
	  "Authorization: Bearer token1" },
	{ "reddit-rss", "", NULL,
	  "GET https://www.reddit.com/search.rss\n"
	  "?q=%22Acme%20Cloud%22%20OR%20%22%23acme%22\n"
	  "&sort=new\n"
	  "&limit=100\n"
	  "&restrict_sr=1" },
	{ "searxng", "host=localhost:8888 scheme=http", NULL,
	  "GET http://localhost:8888/search\n"
	  "?q=%22Acme%20Cloud%22\n"
	  "&format=json\n"
	  "&categories=news\n"
	  "&time_range=day\n"
	  "&pageno=1" },
	{ "stackexchange", "", NULL,
	  "GET https://api.stackexchange.com/2.3/search/advanced\n"
	  "?q=%22Acme%20Cloud%22\n"
	  "&site=stackoverflow\n"
	  "&sort=creation\n"
	  "&order=desc\n"
	  "&fromdate=1772323200\n"
	  "&pagesize=100\n"
	  "&page=1\n"
	  "&filter=withbody" },
	{ "steam-reviews", "app=480", NULL,
	  "GET https://store.steampowered.com/appreviews/480\n"
	  "?json=1\n"
	  "&filter=recent\n"
	  "&language=all\n"
	  "&purchase_type=all\n"
	  "&num_per_page=100\n"
	  "&cursor=%2A" },
	{ "threads", "*token=secret1", NULL,
	  "GET https://graph.threads.net/v1.0/keyword_search\n"
	  "?q=Acme%20Cloud\n"
	  "&search_type=RECENT\n"
	  "&since=1772323200\n"
	  "&limit=100\n"
	  "&fields=id,text,permalink,timestamp,username,is_reply,is_quote_post\n"
	  "&access_token=secret1" },
	{ "wikipedia", "", NULL,
	  "GET https://en.wikipedia.org/w/api.php\n"
	  "?action=query\n"
	  "&format=json\n"
	  "&formatversion=2\n"
	  "&list=search\n"
	  "&srsearch=%22Acme%20Cloud%22\n"
	  "&srsort=last_edit_desc\n"
	  "&srlimit=50\n"
	  "&maxlag=5" },
	{ "wordpress", "host=blog.example", NULL,
	  "GET https://blog.example/wp-json/wp/v2/posts\n"
	  "?search=Acme%20Cloud\n"
	  "&after=2026-03-01T00%3A00%3A00\n"
	  "&orderby=date\n"
	  "&order=desc\n"
	  "&per_page=100\n"
	  "&_embed=author" },
	{ "x", "*bearer_token=secret1", NULL,
	  "GET https://api.x.com/2/tweets/search/recent\n"
	  "?query=(%22Acme%20Cloud%22%20OR%20%22%23acme%22)%20-is:retweet\n"
	  "&sort_order=recency\n"
	  "&max_results=100\n"
	  "&tweet.fields=created_at,lang,public_metrics,conversation_id,referenced_tweets,note_"
	  "tweet,entities\n"
	  "&expansions=author_id\n"
	  "&user.fields=name,username,public_metrics\n"
	  "Authorization: Bearer secret1" },
	{ "youtube-channel", "channel=UCann", NULL,
	  "GET https://www.youtube.com/feeds/videos.xml\n"
	  "?channel_id=UCann" },
	{ "youtube-comments", "channel=UCann *key=secret1", NULL,
	  "GET https://youtube.googleapis.com/youtube/v3/commentThreads\n"
	  "?part=snippet,replies\n"
	  "&allThreadsRelatedToChannelId=UCann\n"
	  "&searchTerms=Acme%20Cloud\n"
	  "&order=time\n"
	  "&maxResults=100\n"
	  "&key=secret1" },
	{ "youtube-search", "*key=secret1", NULL,
	  "GET https://www.googleapis.com/youtube/v3/search\n"
	  "?part=snippet\n"
	  "&type=video\n"
	  "&order=date\n"
	  "&q=%22Acme%20Cloud%22\n"
	  "&publishedAfter=2026-03-01T00%3A00%3A00Z\n"
	  "&maxResults=50\n"
	  "&key=secret1" },
};

static const struct connector *load(const char *name)
{
	struct problems problems = problems_new(arena);
	struct str path = str_fmt(arena, RULES "/connectors/%s.yaml", name);
	const struct node *file = yaml_load(arena, path, &problems);
	return file ? connector_load(arena, file, &problems) : NULL;
}

static struct params params_of(const char *given)
{
	struct str rest = str_from(given), one, name;
	struct param *params = NEW(arena, struct param, 16);
	size_t n = 0;
	while (rest.len && str_cut(&rest, ' ', &one)) {
		bool is_secret = str_starts(one, STR("*"));
		one = str_skip(one, is_secret);
		if (str_cut(&one, '=', &name))
			params[n++] = (struct param){ name, one, is_secret, { NULL, 0, 0 } };
	}
	return (struct params){ params, n };
}

static void show_url(struct buf *out, struct str url)
{
	for (size_t i = 0; i < url.len; i++) {
		if (url.at[i] == '?' || url.at[i] == '&')
			buf_char(out, '\n');
		buf_char(out, url.at[i]);
	}
}

static struct str shown(const struct request *request)
{
	struct buf out = buf_new(arena, 64 * KIB);
	buf_fmt(&out, STR_FMT " ", STR_ARG(request->method));
	show_url(&out, request->url);
	for (size_t i = 0; i < request->headers.n; i++)
		buf_fmt(&out, "\n" STR_FMT ": " STR_FMT, STR_ARG(request->headers.at[i].name),
			STR_ARG(request->headers.at[i].value));
	if (request->user.len)
		buf_fmt(&out, "\nBasic " STR_FMT ":" STR_FMT, STR_ARG(request->user),
			STR_ARG(request->password));
	if (request->body.len)
		buf_fmt(&out, "\n" STR_FMT, STR_ARG(request->body));
	return buf_str(&out);
}

/* The state after the answer to the first request. */
static struct str state_after(const struct connector_use *use, const char *body, int64_t now_ms)
{
	const struct response response = { .status = 200, .body = str_from(body) };
	const struct connector_answer answer = { .response = &response, .now_ms = now_ms };
	struct heard heard;
	struct err err = { 0 };
	EXPECT(connector_hear(use, &answer, arena, &heard, &err) && heard.goes_on);
	return heard.state;
}

/* For two terms, on 2 March 2026 at midnight. */
static void ask(const struct asked *one)
{
	static const struct str terms[] = { STR_INIT("Acme Cloud"), STR_INIT("#acme") };
	const int64_t now_ms = INT64_C(1772409600000);
	const struct connector *connector = load(one->name);
	struct problems problems = problems_new(arena);
	const struct connector_wish wish = { .given = params_of(one->given),
					     .terms = { terms, COUNT_OF(terms) } };
	struct connector_use use;
	struct request request;
	struct err err = { 0 };
	if (!EXPECT(connector && connector_bind(arena, connector, &wish, &problems, &use)))
		return;
	struct str state = one->answer ? state_after(&use, one->answer, now_ms) : STR("");
	if (EXPECT(connector_ask(&use, state, now_ms, arena, &request, &err)))
		EXPECT_STR(shown(&request), str_from(one->want));
}

static void what_is_asked_is_as_documented(void)
{
	struct arena_mark mark = arena_mark(arena);
	for (size_t i = 0; i < COUNT_OF(asked); i++) {
		CASE(asked[i].name);
		ask(&asked[i]);
		arena_reset(arena, mark);
	}
}

int main(void)
{
	arena = arena_new(1 * MIB);
	RUN(what_is_asked_is_as_documented);
	arena_free(&arena);
	return test_end();
}
