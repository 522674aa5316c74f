#include "request.h"

#include "poison.h"

struct str response_header(const struct response *response, struct str name)
{
	for (size_t i = response->headers.n; i > 0; i--)
		if (str_eq_nocase(response->headers.at[i - 1].name, name))
			return response->headers.at[i - 1].value;
	return STR("");
}
