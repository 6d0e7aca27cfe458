"""Handing a message to an SMTP server."""

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from smallgestures.mail.models import MailMessage

TIMEOUT_S = 15
SMTP_PORT = 587
SMTPS_PORT = 465


@dataclass(frozen=True)
class SmtpServer:
    """Where mail leaves: `smtp://` speaks TLS when the server offers it, `smtps://` always."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool

    @classmethod
    def from_url(cls, url: str) -> "SmtpServer":
        """Read `smtp[s]://user:password@host:port`.

        Raises:
            ValueError: It is not such an address; the message does not repeat it.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("SG_SMTP_URL: expected smtp://user:password@host:port, or smtps://")
        is_tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (SMTPS_PORT if is_tls else SMTP_PORT),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            is_tls=is_tls,
        )

    def send(self, message: EmailMessage) -> None:
        """Hand over one message; returning means that the server took it.

        A password never goes over a connection without TLS, except to this machine.
        """
        context = ssl.create_default_context()
        if self.is_tls:
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_S, context=context
            )
        else:
            client = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        with client:
            client.ehlo()
            if not self.is_tls and client.has_extn("starttls"):
                client.starttls(context=context)
                client.ehlo()
            elif not self.is_tls and self.user and self.host not in {"localhost", "127.0.0.1"}:
                raise smtplib.SMTPNotSupportedError("the server offers no TLS for the password")
            if self.user:
                client.login(self.user, self.password)
            client.send_message(message)


def as_email(row: MailMessage, *, sender: str) -> EmailMessage:
    """Return the message for SMTP.

    Its Message-ID follows from the row's key, so that a mailbox that is handed
    the same message twice can tell.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = row.to_address
    mail["Subject"] = row.subject
    mail["Date"] = format_datetime(row.queued_at)
    mail["Message-ID"] = f"<{hashlib.sha256(row.once_key.encode()).hexdigest()[:32]}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if row.unsubscribe_url:  # RFC 8058: the mail program's own button, in one click
        mail["List-Unsubscribe"] = f"<{row.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(row.text)
    mail.add_alternative(row.html, subtype="html")
    return mail
