"""A handler for aiosmtpd that keeps every message in a Maildir and refuses recipients on demand (see MailServer.cs)."""
import mailbox
import os


class Handler:
    def __init__(self, maildir, refuse_file):
        self.maildir = mailbox.Maildir(maildir)
        self.refuse_file = refuse_file

    @classmethod
    def from_cli(cls, parser, *args):
        if len(args) != 2:
            parser.error("Handler takes the Maildir and the file that switches refusing on")
        return cls(*args)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        local_part = address.rpartition("@")[0].lower()
        if local_part == "nobody":
            return "550 5.1.1 No such mailbox"
        if local_part.startswith("busy") and os.path.exists(self.refuse_file):
            return "451 4.3.0 Mailbox busy, try again later"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        header = f"X-MailFrom: {envelope.mail_from}\r\nX-RcptTo: {', '.join(envelope.rcpt_tos)}\r\n"
        self.maildir.add(header.encode("utf-8") + envelope.original_content)
        return "250 OK"
