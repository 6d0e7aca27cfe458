"""The sandbox page in words: mail, product time, and what Stripe told of and what that did."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from smallgestures.billing.models import StripeEvent
from smallgestures.mail.queries import MailCard
from smallgestures.product_time.service import TimeCard
from smallgestures.settings import get_settings
from smallgestures.web.ui.dates import day_and_time

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


@dataclass(frozen=True)
class EventRow:
    """One webhook, ready to be shown."""

    id: int
    type: str
    about: str
    happened: str
    outcome: str


@dataclass(frozen=True)
class TimeView:
    """Product time, ready to be shown."""

    now: str
    is_ahead: bool
    is_moving: bool
    percent: int
    doing: str


@dataclass(frozen=True)
class SandboxView:
    """What one person may see of the sandbox; time and events are empty for all but moderators."""

    is_signed_in: bool = False
    has_mailbox: bool = True
    mails: list[MailRow] = field(default_factory=list)
    time: TimeView | None = None
    events: list[EventRow] = field(default_factory=list)


def view_of_mail(card: MailCard, time_zone: str) -> MailRow:
    """Return a message, dated in product time."""
    return MailRow(
        id=card.id,
        to_address=card.to,
        subject=card.subject,
        sent=day_and_time(card.written_at, time_zone),
        parts=parts_of(card.text),
    )


def view_of_events(events: Sequence[StripeEvent], time_zone: str) -> list[EventRow]:
    """Return webhooks with what came of each, dated by Stripe's clock."""
    return [
        EventRow(
            id=event.key,
            type=event.type,
            about=event.object_id,
            happened=day_and_time(event.happened_at, time_zone),
            outcome="being looked up" if event.outcome is None else event.outcome,
        )
        for event in events
    ]


def view_of_time(card: TimeCard, real: datetime, time_zone: str) -> TimeView:
    """Return product time, and how far it has come on its way."""
    return TimeView(
        now=day_and_time(card.now, time_zone),
        is_ahead=(card.now - real).total_seconds() >= 1,
        is_moving=card.is_moving,
        percent=card.percent,
        doing=card.doing,
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
