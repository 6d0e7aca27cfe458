"""A session with what its page has to say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from smallgestures.stripe_sandbox import money, sessions
from smallgestures.stripe_sandbox.billing import signing_up
from smallgestures.stripe_sandbox.page.typed import Asked
from smallgestures.stripe_sandbox.store import Json, Transaction

VERBS = {"book": "Book", "donate": "Donate"}


@dataclass(frozen=True)
class Sale:
    """A session with what it is for, as the page shows it."""

    session: Json
    items: Sequence[Json]
    email: str | None
    description: str | None
    due_today: int  # minor units
    trial_end: int | None  # of the subscription that it starts
    asks_for_card: bool

    @property
    def total(self) -> str:
        """What is to be paid today, for people."""
        return money.shown(self.due_today, self.session["currency"])

    @property
    def recurs(self) -> Json | None:
        """How often it is charged again, if it is."""
        recurring: Json | None = self.items[0]["price"]["recurring"] if self.items else None
        return recurring if self.session["mode"] == "subscription" else None

    @property
    def each_time(self) -> str:
        """What each period costs, for people."""
        total = sum(item["amount_total"] for item in self.items)
        return money.shown(total, self.session["currency"])

    @property
    def asked(self) -> Asked:
        """What the page must ask for."""
        collection = self.session["shipping_address_collection"] or {}
        countries = tuple(collection.get("allowed_countries", ()))
        return Asked(card=self.asks_for_card, email=self.email is None, countries=countries)

    @property
    def button(self) -> str:
        """What the button says."""
        if self.session["mode"] == "setup":
            return "Save card"
        if self.recurs:
            return "Start subscription"
        return f"{VERBS.get(self.session['submit_type'] or '', 'Pay')} {self.total}"

    @property
    def promise(self) -> str:
        """What pressing the button comes to, in plain words."""
        if self.session["mode"] == "setup":
            return "Nothing is charged today. The card is saved for later charges."
        if self.recurs is None:
            return f"You pay {self.total} once. Nothing is saved, nothing renews."
        again = f"{self.each_time} {money.every(self.recurs)} until you cancel"
        if self.trial_end is None:
            return f"{self.total} is charged today, then {again}."
        day = day_of(self.trial_end)
        if not self.asks_for_card:
            return f"Nothing is charged today, and no card is needed. The trial ends on {day}."
        return f"Nothing is charged today. {self.each_time} is charged on {day}, then {again}."


def day_of(moment: int) -> str:
    """Return a date for people: `24 February 2027`."""
    at = datetime.fromtimestamp(moment, UTC)
    return f"{at.day} {at:%B %Y}"


def read_sale(tx: Transaction, identifier: str) -> Sale | None:
    """Return the session of that id as its page shows it."""
    session = tx.find(sessions.KIND, identifier)
    if session is None:
        return None
    items = tx.children("item", session["id"])
    for item in items:
        product = tx.find("product", item["price"]["product"])
        item["images"] = product["images"] if product else []
    hidden = tx.hidden(session["id"])
    starts = session["mode"] == "subscription"
    return Sale(
        session,
        items,
        sessions.email_of(tx, session),
        hidden["subscription" if starts else "intent"].get("description"),
        signing_up.due_today(tx, session),
        signing_up.trial_end(tx, session) if starts else None,
        signing_up.asks_for_card(tx, session),
    )
