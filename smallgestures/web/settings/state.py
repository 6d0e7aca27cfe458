"""What the settings show, and what they change."""

from collections.abc import Callable
from dataclasses import dataclass

import reflex as rx
from sqlmodel import Session

from smallgestures.accounts import about, service, sessions
from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.countries import COUNTRIES
from smallgestures.accounts.errors import PersonNotFound, SignedOut
from smallgestures.accounts.queries import get_person
from smallgestures.errors import DomainError
from smallgestures.web.actions import action
from smallgestures.web.session import as_signed_in, session_token
from smallgestures.web.ui.dates import date_in_words, day_and_time


@dataclass(frozen=True)
class SessionRow:
    """One browser in which the person is signed in, ready to be shown."""

    device: str
    seen: str
    is_this: bool


@dataclass(frozen=True)
class SettingsCard:
    """The person's own account, ready to be shown."""

    handle: str
    name: str
    email: str
    email_verified: bool
    time_zone: str
    gifts_from: str
    birth_date: str
    country: str
    sessions: list[SessionRow]
    has_others: bool


class SettingsState(rx.State):
    """The settings of whoever is signed in, who is asked for anew with every action."""

    card: rx.Field[SettingsCard | None] = rx.field(None)
    notice: rx.Field[str] = rx.field("")
    refusal: rx.Field[str] = rx.field("")
    signed_out: rx.Field[bool] = rx.field(False)

    @action
    async def load(self) -> None:
        """Show the settings."""
        await self._do(lambda db, who: None)

    @action(rate="20/minute")
    async def save_name(self, form_data: dict[str, str]) -> None:
        """Change what the person is called."""
        name = form_data.get("name", "")

        def change(db: Session, who: SignedIn) -> None:
            service.change_name(db, who.person_id, name=name)

        await self._do(change, done="Your name is saved.")

    @action(rate="20/minute")
    async def save_time_zone(self, time_zone: str) -> None:
        """Show times in another zone."""

        def change(db: Session, who: SignedIn) -> None:
            service.change_time_zone(db, who.person_id, time_zone=time_zone)

        await self._do(change, done="Times are shown in this zone now.")

    @action(rate="20/minute")
    async def save_gifts_from(self, gifts_from: str) -> None:
        """Let other people send gifts."""

        def change(db: Session, who: SignedIn) -> None:
            about.choose_gifts_from(db, who.person_id, gifts_from=gifts_from)

        await self._do(change, done="Saved. It holds from the next gift on.")

    @action(rate="20/minute")
    async def sign_out_elsewhere(self) -> None:
        """End every session but this one."""

        def change(db: Session, who: SignedIn) -> None:
            sessions.end_other_sessions(db, who)

        await self._do(change, done="You are signed out everywhere else.")

    async def _do(self, change: Callable[[Session, SignedIn], None], *, done: str = "") -> None:
        """Change something and show the settings as they are then, or say why not."""
        token = session_token(self)

        def work(db: Session, who: SignedIn) -> SettingsCard | None:
            change(db, who)
            now = sessions.find_session(db, token)
            return _card(db, now) if now else None

        self.notice, self.refusal = "", ""
        try:
            self.card = await as_signed_in(self, work)
        except SignedOut as error:
            self.card, self.signed_out, self.refusal = None, True, error.user_message
        except DomainError as error:
            self.refusal = error.user_message
        else:
            self.notice, self.signed_out = done, False


def _card(db: Session, who: SignedIn) -> SettingsCard:
    rows = [
        SessionRow(row.device, day_and_time(row.last_seen_at, who.time_zone), row.is_this)
        for row in sessions.list_sessions(db, who)
    ]
    person = get_person(db, who.person_id)
    if person is None:
        raise PersonNotFound
    return SettingsCard(
        handle=who.handle,
        name=who.name,
        email=who.email,
        email_verified=who.email_verified,
        time_zone=who.time_zone,
        gifts_from=person.gifts_from,
        birth_date=date_in_words(person.birth_date) if person.birth_date else "",
        country=COUNTRIES.get(person.country or "", ""),
        sessions=rows,
        has_others=len(rows) > 1,
    )
