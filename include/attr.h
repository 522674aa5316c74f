/* attr - the few compiler attributes the house uses, and its sizes. */
#ifndef ATTR_H
#define ATTR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define CLEANUP(destructor) __attribute__((cleanup(destructor)))
#define ALWAYS_INLINE __attribute__((always_inline)) inline
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum {
	KIB = 1024,
	MIB = 1024 * 1024,
};

#endif
