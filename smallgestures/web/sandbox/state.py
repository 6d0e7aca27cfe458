"""The mailbox that stands in for e-mail while no SMTP server is named."""

import re
from dataclasses import dataclass

import reflex as rx

from smallgestures.accounts.models import Role
from smallgestures.mail.queries import MailCard
from smallgestures.mail.service import list_mail
from smallgestures.settings import get_settings
from smallgestures.web.actions import action
from smallgestures.web.session import signed_in_now
from smallgestures.web.ui.dates import day_and_time
from smallgestures.web.unit_of_work import in_reading

_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class TextPart:
    """A piece of a message: plain text, or a link when `href` is there."""

    text: str
    href: str


@dataclass(frozen=True)
class MailRow:
    """One message, ready to be shown."""

    id: int
    to_address: str
    subject: str
    sent: str
    parts: list[TextPart]


class MailboxState(rx.State):
    """Everybody's own mail; all of it for moderators."""

    mails: rx.Field[list[MailRow]] = rx.field(default_factory=list)
    is_loaded: rx.Field[bool] = rx.field(False)
    is_signed_in: rx.Field[bool] = rx.field(False)
    shows_all: rx.Field[bool] = rx.field(False)

    @action
    async def load(self) -> None:
        """Show the newest messages that this person may read."""
        who = await signed_in_now(self)
        closed = get_settings().smtp_url is not None
        self.is_signed_in = who is not None
        self.shows_all = who is not None and who.has(Role.MODERATOR)
        if who is None or closed:
            self.mails = []
        else:
            whose = None if self.shows_all else who.person_id
            cards = await in_reading(lambda db: list_mail(db, person_id=whose))
            self.mails = [_row(card, who.time_zone) for card in cards]
        self.is_loaded = True


def _row(card: MailCard, time_zone: str) -> MailRow:
    return MailRow(
        id=card.id,
        to_address=card.to,
        subject=card.subject,
        sent=day_and_time(card.queued_at, time_zone),
        parts=parts_of(card.text),
    )


def parts_of(text: str) -> list[TextPart]:
    """Split a message at its links.

    Links to this site lose their host: whoever came by 127.0.0.1 is signed in
    there, and not at localhost.
    """
    parts: list[TextPart] = []
    at = 0
    for link in _LINK.finditer(text):
        if before := text[at : link.start()]:
            parts.append(TextPart(before, ""))
        href = link[0].removeprefix(get_settings().site_url) or "/"
        parts.append(TextPart(link[0], href))
        at = link.end()
    if rest := text[at:]:
        parts.append(TextPart(rest, ""))
    return parts
