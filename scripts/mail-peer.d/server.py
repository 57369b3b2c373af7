"""A mail server on a free port of 127.0.0.1, until its standard input ends.

A line of JSON each on standard output: first its port, then every mail that it has taken.

usage: server.py [--tls CERTIFICATE KEY] [--implicit-tls] [--login USER PASSWORD] [--reply COMMAND TEXT]
                 [--hang COMMAND]

--tls           offers STARTTLS; with --implicit-tls, TLS from the first byte
--login         takes mails of this user alone
--reply         what is answered to MAIL, RCPT or to the end of DATA, in place of 250
--hang          MAIL, RCPT or the end of DATA is never answered
"""

import argparse
import asyncio
import json
import ssl
import sys
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult


def tell(value):
    print(json.dumps(value), flush=True)


def read(part):
    """Of a part: its type, its encoding, and its text as a mail program shows it."""
    return {
        "type": part.get_content_type(),
        "charset": part.get_content_charset(),
        "encoding": part["Content-Transfer-Encoding"],
        "text": part.get_content().replace("\r\n", "\n"),
    }


def opened(raw):
    message = message_from_bytes(raw, policy=policy.default)
    sender, recipient = message["From"].addresses[0], message["To"].addresses[0]
    return {
        "defects": [str(defect) for part in message.walk() for defect in part.defects]
        + [str(defect) for value in message.values() for defect in getattr(value, "defects", [])],
        "headers": message.keys(),
        "from": [sender.display_name, sender.addr_spec],
        "to": [recipient.display_name, recipient.addr_spec],
        "recipients": len(message["To"].addresses),
        "subject": message["Subject"],
        "date": int(message["Date"].datetime.timestamp()),
        "message_id": message["Message-ID"],
        "auto_submitted": message["Auto-Submitted"],
        "type": message.get_content_type(),
        "parts": [read(part) for part in message.iter_parts()],
        "longest_line": max(len(line) for line in raw.split(b"\r\n")),
    }


class Handler:
    def __init__(self, options):
        self.replies = dict(options.reply)
        self.hangs = options.hang
        self.mails = 0

    async def answer(self, command):
        if command == self.hangs:
            await asyncio.Event().wait()
        return self.replies.get(command, "250 OK")

    async def handle_MAIL(self, server, session, envelope, address, options):
        reply = await self.answer("MAIL")
        if reply.startswith("250"):
            envelope.mail_from = address
        return reply

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = await self.answer("RCPT")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server, session, envelope):
        self.mails += 1
        tell(
            {
                "envelope": [envelope.mail_from, *envelope.rcpt_tos],
                "is_secure": server.transport.get_extra_info("sslcontext") is not None,
                "user": session.auth_data.login.decode() if session.authenticated else None,
                "peer_port": session.peer[1],
                "raw": envelope.content.decode("latin-1"),
                "mail": opened(envelope.content) if b"MIME-Version" in envelope.content else None,
            }
        )
        return await self.answer("DATA")


def authenticator(login):
    def check(server, session, envelope, mechanism, data):
        return AuthResult(success=[data.login.decode(), data.password.decode()] == login, auth_data=data)

    return check


async def serve(options):
    handler = Handler(options)
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)

    def session():
        return SMTP(
            handler,
            hostname="mail.test",
            ident="test",
            tls_context=None if options.implicit_tls else context,
            auth_required=bool(options.login),
            auth_require_tls=False,
            authenticator=authenticator(options.login) if options.login else None,
        )

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", 0, ssl=context if options.implicit_tls else None
    )
    tell({"port": server.sockets[0].getsockname()[1]})
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", nargs=2)
    parser.add_argument("--implicit-tls", action="store_true")
    parser.add_argument("--login", nargs=2)
    parser.add_argument("--reply", nargs=2, action="append", default=[])
    parser.add_argument("--hang")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(serve(options()))
