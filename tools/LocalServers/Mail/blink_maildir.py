"""A handler for aiosmtpd that keeps every message in a Maildir and fails on demand (see MailServer.cs)."""
import asyncio
import mailbox
import os


class Handler:
    def __init__(self, maildir, refuse_file, fault_file):
        self.maildir = mailbox.Maildir(maildir)
        self.refuse_file = refuse_file
        self.fault_file = fault_file

    @classmethod
    def from_cli(cls, parser, *args):
        if len(args) != 3:
            parser.error("Handler takes the Maildir, the file that switches refusing on, and the file that names a fault")
        return cls(*args)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        local_part = address.rpartition("@")[0].lower()
        if local_part == "nobody":
            return "550 5.1.1 No such mailbox"
        if local_part.startswith("busy") and os.path.exists(self.refuse_file):
            return "451 4.3.0 Mailbox busy, try again later"
        if fault := self.fault("RCPT"):
            return await self.fail(server, fault)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        fault = self.fault("DATA")
        # A server that hangs or goes away here has the message all the same.
        if fault in (None, "hang", "drop"):
            header = f"X-MailFrom: {envelope.mail_from}\r\nX-RcptTo: {', '.join(envelope.rcpt_tos)}\r\n"
            self.maildir.add(header.encode("utf-8") + envelope.original_content)
        return await self.fail(server, fault) if fault else "250 OK"

    def fault(self, step):
        try:
            with open(self.fault_file, encoding="utf-8") as file:
                wanted, _, fault = file.read().partition(" ")
        except FileNotFoundError:
            return None
        return fault if wanted == step else None

    async def fail(self, server, fault):
        if fault == "hang":
            await asyncio.Event().wait()
        if fault == "drop":
            server.transport.abort()
        elif fault.startswith("421"):
            # RFC 5321 section 4.2.2: the server closes the channel.
            await server.push(fault)
            server.transport.close()
        return fault if fault[:3].isdigit() else "421 Gone"
