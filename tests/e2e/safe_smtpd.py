#!/usr/bin/python3
"""A mail server that wants STARTTLS and a password: safe_smtpd.py PORT FOLDER PASSWORD.

Debian's python3-aiosmtpd (OpenSMTPD of Debian 12 cannot serve TLS: its separated key process does
not get on with OpenSSL 3). Mails go to FOLDER/new, the certificate is FOLDER/cert.pem.
"""
import os
import signal
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Box:
    def __init__(self, folder):
        self.folder = folder

    async def handle_DATA(self, _server, _session, envelope):
        with open(f"{self.folder}/new/{time.time_ns()}", "wb") as file:
            file.write(envelope.content)
        return "250 2.0.0 Ok: taken"


def main():
    port, folder, password = int(sys.argv[1]), sys.argv[2], sys.argv[3].encode()
    os.makedirs(f"{folder}/new", exist_ok=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")

    def judge(_server, _session, _envelope, _mechanism, data):
        is_known = isinstance(data, LoginPassword) and data == LoginPassword(b"watcher", password)
        return AuthResult(success=is_known, handled=is_known)

    controller = Controller(Box(folder), hostname="127.0.0.1", port=port, tls_context=tls,
                            require_starttls=True, auth_required=True, authenticator=judge)
    controller.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()


if __name__ == "__main__":
    main()
