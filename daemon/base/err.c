#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "poison.h"

bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	err->kind = kind;
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return false;
}

bool err_in(struct err *err, const char *format, ...)
{
	char before[sizeof(err->text)];
	size_t len;
	va_list args;
	memcpy(before, err->text, sizeof(before));
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	len = strlen(err->text);
	snprintf(err->text + len, sizeof(err->text) - len, ": %s", before);
	return false;
}
