#include "dialect.h"

#include "poison.h"

static struct str rss_format(struct str version)
{
	static const struct {
		struct str version, format;
	} rows[] = {
		{ STR_INIT("0.90"), STR_INIT("rss090") }, { STR_INIT("0.91"), STR_INIT("rss091") },
		{ STR_INIT("0.92"), STR_INIT("rss092") }, { STR_INIT("0.93"), STR_INIT("rss093") },
		{ STR_INIT("0.94"), STR_INIT("rss094") }, { STR_INIT("1.0"), STR_INIT("rss10") },
		{ STR_INIT("2.0"), STR_INIT("rss20") },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (str_starts(version, rows[i].version))
			return rows[i].format;
	return str_starts(version, STR("2")) ? STR("rss20") : STR("rss");
}

struct str dialect_name(struct str around, const struct element *element)
{
	struct str version = xml_attribute(element, NS_NONE, STR("version"));
	if (str_eq(element->name, STR("rss")))
		return rss_format(version);
	if (str_eq(element->name, STR("feed")) || str_eq(element->name, STR("entry")))
		return str_find(element->uri, STR("purl.org/atom")) < element->uri.len ||
				       str_starts(version, STR("0.3"))
			       ? STR("atom03")
			       : STR("atom10");
	if (str_eq(element->name, STR("channel")) && around.len == 0 &&
	    xml_attribute(element, NS_NONE, STR("href")).len)
		return STR("cdf");
	if (str_eq(element->name, STR("rdf")) || str_eq(around, STR("rdf")))
		return str_find(element->uri, STR("/0.9")) < element->uri.len ? STR("rss090")
		       : str_eq(element->name, STR("rdf"))		      ? STR("rdf")
									      : STR("rss10");
	return around.len ? around : STR("rss");
}
