"""Somebody who keeps something for $9.99 a month, and the days that pass for them."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import httpx
from sqlalchemy import update
from sqlmodel import select

from smallgestures import clock
from smallgestures.billing.card_changes import handlers as card_changes
from smallgestures.billing.card_changes.models import CardChange
from smallgestures.billing.card_changes.service import check_card_changes, prepare_card_change
from smallgestures.billing.ledger.service import balance, trial_balance
from smallgestures.billing.subscriptions import handlers
from smallgestures.billing.subscriptions.cards import SubscriptionCard
from smallgestures.billing.subscriptions.models import Subscription, SubscriptionPayment
from smallgestures.billing.subscriptions.queries import get_customer
from smallgestures.billing.subscriptions.service import (
    check_subscriptions,
    end_now,
    find_subscription,
    resume_renewal,
    stop_renewal,
)
from smallgestures.mail.models import MailMessage
from smallgestures.moving_time import WAITS, Move, keep_time
from smallgestures.outbox.models import OutboxEvent
from smallgestures.product_time.models import ProductTime
from smallgestures.product_time.service import move_time, show_time
from tests.factories import SITE, unused
from tests.integration.payments.conftest import Shop
from tests.integration.payments.sandbox import GOOD_CARD
from tests.made_subscriptions import make_consent, make_subscription
from tests.people import make_person
from tests.stripe.sandbox import KEY

PURPOSE = "test"  # which no other domain hears of
PRICE_MINOR = 999


class Subscriber:
    """One person, one consent, and what becomes of it."""

    def __init__(self, shop: Shop, *, free_days: int = 30, **terms: Any) -> None:
        self.shop = shop
        self.payee = unused("brand:9")

        def agree(db) -> tuple[int, int, int]:
            person = make_person(db, unused("ben"))
            at = clock.now().replace(microsecond=0) + timedelta(days=free_days)
            consent = make_consent(
                db,
                person,
                purpose=PURPOSE,
                first_charge_at=at,
                charges_at_once=free_days == 0,
                **terms,
            )
            return person.key, consent.key, make_subscription(db, consent, payee=self.payee).key

        self.person_id, self.consent_id, self.id = shop.given(agree)
        self.subject_id = self.row.subject_id

    # ---- what the person does

    def opens(self) -> str:
        """Come to Stripe's page, and return its session."""
        self.ask()
        assert self.row.session_id is not None, self.row.trouble
        return self.row.session_id

    def keeps(self, card: str = GOOD_CARD, *, confirm: bool | None = None) -> str:
        """Complete Stripe's page; return what it said."""
        return self.shop.sandbox.pay(self.opens(), card, confirm=confirm)

    def comes_back(self) -> None:
        """Return from Stripe's page to ours, which asks at once."""
        self.let_checks_age()
        self.shop.given(lambda db: check_subscriptions(db, person_id=self.person_id))
        self.shop.given(lambda db: check_card_changes(db, person_id=self.person_id))
        self.shop.work()

    def stops(self) -> None:
        self._wishes(stop_renewal)

    def goes_on(self) -> None:
        self._wishes(resume_renewal)

    def ends(self) -> None:
        self._wishes(end_now)

    def _wishes(self, wish: Callable[..., None]) -> None:
        self.shop.given(lambda db: wish(db, purpose=PURPOSE, subject_id=self.subject_id))

    def gives_another_card(self, number: str = GOOD_CARD) -> CardChange:
        """Give another card on Stripe's page, and come back."""
        change = self.shop.given(
            lambda db: prepare_card_change(
                db,
                purpose=PURPOSE,
                subject_id=self.subject_id,
                person_id=self.person_id,
                success_url=f"{SITE}/trials?from=checkout",
                cancel_url=f"{SITE}/trials",
            )
        )
        self.shop.given(card_changes.ask(change.key))
        (opened,) = [one for one in self.shop.all(CardChange) if one.key == change.key]
        assert opened.session_id is not None
        self.shop.sandbox.pay(opened.session_id, number)
        return change

    def confirms_payment(self) -> None:
        """Follow “Fix payment”, and say to the bank that it is really them."""
        path = httpx.URL(self.card.fix_url).raw_path.decode()
        answer = httpx.post(self.shop.sandbox.url + path, data={"answer": "confirm"})
        assert answer.status_code < httpx.codes.BAD_REQUEST, answer.text

    # ---- what happens around them

    def ask(self) -> str:
        apply = handlers.ask(self.id)
        return self.shop.given(apply)

    def days_pass(self, days: int) -> None:
        """Move product time as the panel does, with the worker at work; 1, 7, 30 or 90."""
        self.shop.given(lambda db: move_time(db, days=days))
        keep_time(Event(), self.shop.work)
        self.shop.hear()

    def days_pass_without_stripe(self) -> None:
        """Move time by 90 days, until it waits for Stripe, which is away."""
        self.shop.given(lambda db: move_time(db, days=90))
        stopping = Event()
        move = Thread(target=Move(stopping, lambda: None).run, daemon=True)
        move.start()
        while self.shop.read(show_time).doing != WAITS:
            assert move.is_alive()
            stopping.wait(0.05)
        stopping.set()
        move.join()

    def time_goes_on(self) -> None:
        """Let another worker take the move up, and bring it to its end."""
        self.shop.given(lambda db: db.exec(update(ProductTime).values(leased_until=clock.wall())))
        keep_time(Event(), self.shop.work)
        self.shop.hear()

    def let_checks_age(self) -> None:
        """Make it look as if Stripe was last asked two hours ago."""

        def age(db) -> None:
            for row in db.exec(select(Subscription)):
                row.checked_at = clock.wall() - timedelta(hours=2)
                db.add(row)

        self.shop.given(age)

    def is_swept(self) -> None:
        """Let the look for what no webhook told take place, again where nobody answered."""
        for _ in range(5):
            self.let_checks_age()
            if handlers.sweep():
                break
        self.shop.work()

    # ---- the truth

    @property
    def row(self) -> Subscription:
        return self.shop.read(lambda db: db.get_one(Subscription, self.id))

    @property
    def card(self) -> SubscriptionCard:
        card = self.shop.read(
            lambda db: find_subscription(db, purpose=PURPOSE, subject_id=self.subject_id)
        )
        assert card is not None
        return card

    @property
    def payments(self) -> list[SubscriptionPayment]:
        return [one for one in self.shop.all(SubscriptionPayment) if one.subscription_id == self.id]

    @property
    def letters(self) -> list[str]:
        mine = [one for one in self.shop.all(MailMessage) if one.person_id == self.person_id]
        return [one.subject for one in mine]

    @property
    def story(self) -> list[str]:
        """What the other domains were told, in its order."""
        told = [
            one.name.removeprefix("Subscription")
            for one in self.shop.all(OutboxEvent)
            if one.payload.get("subscription_id") == self.id and "subject_id" in one.payload
        ]
        return [name for name in told if name != "ChangeRequested"]

    def at_stripe(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Return what Stripe has of a kind."""
        answer = httpx.get(
            f"{self.shop.sandbox.url}/v1/{path}",
            params={"limit": 100, **query},
            headers={"authorization": f"Bearer {KEY}"},
        )
        found: list[dict[str, Any]] = answer.raise_for_status().json()["data"]
        return found

    @property
    def charged(self) -> list[dict[str, Any]]:
        """What Stripe has taken of this person."""
        if self.customer_id is None:
            return []
        return [
            one
            for one in self.at_stripe("charges", customer=self.customer_id)
            if one["status"] == "succeeded"
        ]

    @property
    def customer_id(self) -> str | None:
        return self.shop.read(lambda db: get_customer(db, self.person_id)).customer_id

    def at_most_one_lives(self) -> bool:
        """Whether Stripe has no second living subscription of this person."""
        if self.customer_id is None:
            return True
        found = self.at_stripe("subscriptions", customer=self.customer_id, status="all")
        return len([one for one in found if one["status"] != "canceled"]) <= 1

    def agrees_with_stripe(self) -> None:
        """The books, the payments and Stripe's charges say the same."""
        kept = [one for one in self.payments if not one.is_unwanted]
        assert len(self.charged) == len(self.payments)
        assert sum(one["amount"] - one["amount_refunded"] for one in self.charged) == sum(
            one.amount_minor for one in kept
        )
        owed = self.shop.read(lambda db: balance(db, self.payee))
        assert owed.amount_minor == sum(one.amount_minor for one in kept)
        assert sum(self.shop.read(trial_balance).values()) == 0
