"""The document of the sandbox: mail that stays here, product time, and Stripe's events."""

from dataclasses import asdict

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.models import Role
from smallgestures.billing.queries import newest_events
from smallgestures.clock import wall
from smallgestures.mail.service import list_mail
from smallgestures.product_time.service import show_time
from smallgestures.settings import get_settings
from smallgestures.web.documents.frame import answer, not_found
from smallgestures.web.sandbox.views import (
    SandboxView,
    view_of_events,
    view_of_mail,
    view_of_time,
)
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.unit_of_work import in_reading

EVENTS = 50


async def sandbox(request: Request) -> Response:
    """Answer with what this person may see of the sandbox; 404 where there is none of it."""
    settings = get_settings()
    if settings.smtp_url is not None and not settings.takes_payments:
        return await not_found(
            request, "Mail goes out by SMTP here; there is no mailbox.", built="sandbox.html"
        )
    who = await signed_in(request)
    view = await in_reading(lambda db: read_sandbox(db, who))
    title = "Sandbox" if settings.takes_payments else "Mailbox"
    head = Head(title=f"{title} · Small Gestures", robots="noindex")
    return await answer(request, "sandbox.html", head, data={"sandbox": asdict(view)})


def read_sandbox(db: Session, who: SignedIn | None) -> SandboxView:
    """Return everybody's own mail; for moderators all of it, product time and Stripe's events."""
    settings = get_settings()
    has_mailbox = settings.smtp_url is None
    if who is None:
        return SandboxView(has_mailbox=has_mailbox)
    is_moderator, zone = who.has(Role.MODERATOR), who.time_zone
    mails = list_mail(db, person_id=None if is_moderator else who.person_id) if has_mailbox else []
    shows_stripe = is_moderator and settings.takes_payments
    return SandboxView(
        is_signed_in=True,
        has_mailbox=has_mailbox,
        mails=[view_of_mail(card, zone) for card in mails],
        time=view_of_time(show_time(db), wall(), zone) if shows_stripe else None,
        events=view_of_events(newest_events(db, limit=EVENTS), zone) if shows_stripe else [],
    )
