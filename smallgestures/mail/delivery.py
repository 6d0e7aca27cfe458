"""Delivering a queued message: the mailbox, or SMTP."""

from smallgestures import clock
from smallgestures.mail import queries
from smallgestures.mail.smtp import SmtpServer, as_email
from smallgestures.outbox.service import Lease, Payload
from smallgestures.settings import get_settings


def deliver_mail(payload: Payload, lease: Lease) -> None:
    """Deliver one message: the job of `MailQueued`.

    Without SMTP the row in the mailbox is the delivery. With it, the message is
    sent once for as long as this process lives through the hand-over; a crash
    between the server's answer and our commit sends it again under the same
    Message-ID. A server that refuses or is away is a retry of the outbox.
    """
    settings = get_settings()
    message_id = int(payload["message_id"])
    with lease.open_transaction() as db:
        message = queries.get(db, message_id)
    if settings.smtp_url is None or message is None or message.sent_at is not None:
        lease.finish()
        return
    server = SmtpServer.from_url(settings.smtp_url.get_secret_value())
    server.send(as_email(message, sender=settings.mail_from))
    lease.finish(lambda db: queries.mark_sent(db, message_id, at=clock.wall()))
