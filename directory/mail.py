"""Sending e-mail through the council's own server."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

from storage import utc_now

SECONDS = 20.0


class MailError(Exception):
    """A letter was not taken. The message says why and holds no address."""


class Mail(Protocol):
    """Whatever takes a letter."""

    def send(self, to: str, subject: str, body: str) -> None:
        """Hand over a letter in plain text.

        Raises:
            MailError: when it was not taken.
        """


class SmtpMail:
    """A mail server (RFC 5321). A password is sent only over TLS."""

    def __init__(self, url: str, sender: str) -> None:
        """Take the address of the server.

        Args:
            url: smtp://user:password@host:587, where STARTTLS is used if it is offered, or smtps://…:465.
            sender: the address that letters come from and answers go to.
        """
        parts = urlsplit(url)
        self.host = parts.hostname or ""
        self.tls_from_the_start = parts.scheme == "smtps"
        self.port = parts.port or (465 if self.tls_from_the_start else 587)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender = sender

    def send(self, to: str, subject: str, body: str) -> None:
        """Hand the letter to the server; see `Mail`."""
        try:
            message = self._message(to, subject, body)
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPResponseException as error:
            raise MailError(f"the mail server said {error.smtp_code}") from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = sorted({str(code) for code, _ in error.recipients.values()})
            raise MailError(f"the mail server refuses this address ({', '.join(codes)})") from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise MailError(f"the mail server could not be used ({type(error).__name__})") from error

    def _message(self, to: str, subject: str, body: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"] = format_datetime(utc_now())
        message["Message-ID"] = make_msgid(domain=parseaddr(self.sender)[1].rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
        message.set_content(body)
        return message

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls_from_the_start:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            self._signed_in(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _signed_in(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo()
        if not self.tls_from_the_start and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif self.user and not self.tls_from_the_start:
            raise smtplib.SMTPNotSupportedError("no TLS, so no password is sent")
        if self.user:
            server.login(self.user, self.password)
