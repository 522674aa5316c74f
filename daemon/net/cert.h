/* cert - what was seen of the other side's certificate, and what is wrong with it in words.
 *
 * Memory: a cert must live as long as connections that were made with it. Thread: the loop. */
#ifndef CERT_H
#define CERT_H

#include "err.h"
#include "str.h"

enum { CERT_NAME_MAX = 100 };

struct cert {
	int fault, depth; /* the first one, X509_V_ERR_*; 0: none. Whose: 0 is the server's own */
	char date[16];	  /* from when, or until when, it would be valid */
	char name[CERT_NAME_MAX]; /* the first it is for, as it stands there */
	size_t name_len;
	int n_names;
};

/* Is this the TLS library we know? In the words of curl_version_info. */
bool cert_knows(const char *tls);
/* `context` is the library's SSL_CTX, before the handshake. */
void cert_watch(struct cert *cert, void *context);

struct cert_verdict {
	long fault;	    /* X509_V_ERR_* */
	const char *detail; /* the library's own words */
};
/* Says why it was not accepted; always false, like err_set. */
bool cert_tell(const struct cert *cert, const struct cert_verdict *verdict, struct str host,
	       struct err *err);

#endif
