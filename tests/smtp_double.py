"""A small mail server on loopback (RFC 5321) that keeps what it is given."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


@dataclass
class MailServer:
    """What a mail server was told and what it holds.

    Attributes:
        refuse: what it answers to every recipient instead of taking the letter: "550 no such user".
        certificate: a PEM file with its key; with it the server offers STARTTLS, and passwords after it.
        said: every line it was sent outside of letters.
    """

    port: int = 0
    refuse: str = ""
    certificate: Path | None = None
    letters: list[EmailMessage] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address, for FINGERPOST_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server that runs until the block ends."""
    server = MailServer()

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 mail.example.org ready")
            while raw := self.rfile.readline():
                line = raw.decode().strip()
                server.said.append(line)
                verb = line.split(" ")[0].upper()
                if verb == "QUIT":
                    self.say("221 bye")
                    return
                if verb == "DATA":
                    self.say("354 go on")
                    server.letters.append(self.letter())
                if verb == "STARTTLS" and server.certificate:
                    self.say("220 go on")
                    self.encrypted(server.certificate)
                    continue
                if verb == "EHLO":
                    self.say("250-mail.example.org")
                    extension = "AUTH PLAIN" if isinstance(self.connection, ssl.SSLSocket) else "STARTTLS"
                    self.say(f"250 {extension}" if server.certificate else "250 8BITMIME")
                    continue
                if verb == "AUTH":
                    self.say("235 welcome")
                    continue
                self.say(server.refuse if verb == "RCPT" and server.refuse else "250 mail.example.org")

        def encrypted(self, certificate: Path) -> None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

        def finish(self) -> None:
            super().finish()
            self.connection.close()

        def letter(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            read = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(read, EmailMessage)
            return read

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as listening:
        server.port = listening.server_address[1]
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield server
        listening.shutdown()
