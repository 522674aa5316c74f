/* What is wrong with a certificate, in words: the dates and names are only seen while it is looked
 * at, so OpenSSL tells us then, and we keep what the words need. All of it is the other side's
 * text. With another TLS library below libcurl the words stay general. */
#include "cert.h"

#include "arena.h"
#include "escape.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "poison.h"

bool cert_knows(const char *tls)
{
	char own[32];
	int n = snprintf(own, sizeof(own), "OpenSSL/%d.", OPENSSL_VERSION_MAJOR);
	return tls && strncmp(tls, own, (size_t)n) == 0;
}

static void keep_date(struct cert *cert, const ASN1_TIME *date)
{
	struct tm tm;
	if (ASN1_TIME_to_tm(date, &tm))
		strftime(cert->date, sizeof(cert->date), "%Y-%m-%d", &tm);
}

static void keep_name(struct cert *cert, const unsigned char *at, int len)
{
	cert->n_names++;
	if (cert->n_names > 1 || len <= 0)
		return;
	cert->name_len = len < CERT_NAME_MAX ? (size_t)len : CERT_NAME_MAX;
	memcpy(cert->name, at, cert->name_len);
}

static void keep_address(struct cert *cert, const ASN1_OCTET_STRING *address)
{
	const unsigned char *v4 = ASN1_STRING_get0_data(address);
	char text[16];
	if (ASN1_STRING_length(address) != 4)
		return;
	int n = snprintf(text, sizeof(text), "%d.%d.%d.%d", v4[0], v4[1], v4[2], v4[3]);
	keep_name(cert, (const unsigned char *)text, n);
}

static void keep_names(struct cert *cert, const X509 *leaf)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
	cert->n_names = 0;
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		if (name->type == GEN_DNS)
			keep_name(cert, ASN1_STRING_get0_data(name->d.dNSName),
				  ASN1_STRING_length(name->d.dNSName));
		else if (name->type == GEN_IPADD)
			keep_address(cert, name->d.iPAddress);
	}
	GENERAL_NAMES_free(names);
}

/* Called for each certificate of the chain, and again for what is wrong. Changes no verdict. */
static int on_verify(int is_good, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct cert *cert = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
	const X509 *now = X509_STORE_CTX_get_current_cert(store);
	if (!now)
		return is_good;
	if (X509_STORE_CTX_get_error_depth(store) == 0)
		keep_names(cert, now);
	if (is_good || cert->fault)
		return is_good;
	cert->fault = X509_STORE_CTX_get_error(store);
	cert->depth = X509_STORE_CTX_get_error_depth(store);
	if (cert->fault == X509_V_ERR_CERT_HAS_EXPIRED)
		keep_date(cert, X509_get0_notAfter(now));
	if (cert->fault == X509_V_ERR_CERT_NOT_YET_VALID)
		keep_date(cert, X509_get0_notBefore(now));
	return is_good;
}

void cert_watch(struct cert *cert, void *context)
{
	*cert = (struct cert){ 0 };
	SSL_CTX_set_app_data((SSL_CTX *)context, cert);
	SSL_CTX_set_verify(context, SSL_CTX_get_verify_mode(context), on_verify);
	/* A second handshake of a connection that is kept would tell of another transfer. */
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
}

static bool tell_date(const struct cert *cert, struct err *err, const char *words,
		      const char *before_date)
{
	return err_set(err, ERR_REFUSED, "certificate%s %s%s%s",
		       cert->depth ? " of its issuer" : "", words, cert->date[0] ? before_date : "",
		       cert->date);
}

static bool tell_host(const struct cert *cert, struct str host, struct err *err)
{
	CLEANUP(arena_free)
	struct arena *arena = arena_new(KIB);
	struct buf names = buf_new(arena, KIB);
	escape_terminal(&names, (struct str){ cert->name, cert->name_len });
	if (cert->n_names > 1)
		buf_fmt(&names, " and %d more", cert->n_names - 1);
	if (cert->name_len == 0)
		return err_set(err, ERR_REFUSED, "certificate is not for " STR_FMT, STR_ARG(host));
	return err_set(err, ERR_REFUSED, "certificate is for " STR_FMT ", not for " STR_FMT,
		       STR_ARG(buf_str(&names)), STR_ARG(host));
}

bool cert_tell(const struct cert *cert, const struct cert_verdict *verdict, struct str host,
	       struct err *err)
{
	static const struct {
		long fault;
		const char *words;
	} faults[] = {
		{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "certificate is self-signed" },
		{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
		  "certificate is signed by an unknown root" },
		{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
		  "certificate is signed by an unknown issuer" },
		{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
		  "certificate is signed by an unknown issuer" },
		{ X509_V_ERR_CERT_REVOKED, "certificate is revoked" },
	};
	long fault = verdict->fault;
	if (fault == X509_V_ERR_CERT_HAS_EXPIRED)
		return tell_date(cert, err, "expired", " on ");
	if (fault == X509_V_ERR_CERT_NOT_YET_VALID)
		return tell_date(cert, err, "not yet valid", " before ");
	for (size_t i = 0; i < COUNT_OF(faults); i++)
		if (faults[i].fault == fault)
			return err_set(err, ERR_REFUSED, "%s", faults[i].words);
	/* The library compares names itself, when the chain was found good. */
	if (strstr(verdict->detail, "subject name"))
		return tell_host(cert, host, err);
	return err_set(err, ERR_REFUSED, "certificate not accepted: %s", verdict->detail);
}
