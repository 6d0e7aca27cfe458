"""Somebody with a trial from a gift, at the addresses that their page posts to."""

from datetime import date, timedelta
from threading import Event
from typing import Any

from sqlmodel import select

from smallgestures import clock
from smallgestures.accounts.models import Person as PersonRow
from smallgestures.billing.ledger.service import balance, brand_account, trial_balance
from smallgestures.billing.subscriptions.models import (
    ConsentRecord,
    Subscription,
    SubscriptionPayment,
)
from smallgestures.gestures.gifts.models import Gift
from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.trials.models import GiftLine, Reminder, Trial
from smallgestures.mail.models import MailMessage
from smallgestures.moving_time import keep_time
from smallgestures.product_time.service import move_time
from tests.factories import unused
from tests.gifts import make_gift, make_giver, make_offer
from tests.integration.payments.conftest import Answer, Shop
from tests.integration.payments.sandbox import GOOD_CARD
from tests.kept_trials import proposal_of

PRICE_MINOR = 999


class Keeper:
    """One person, who was sent a trial of 90 days that costs $9.99 a month afterwards."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.web = shop.person(
            unused("ines"),
            birth_date=date(1996, 5, 14),
            country="PT",
            email_verified_at=clock.wall() - timedelta(days=30),
        )
        self.gift = shop.given(self._send)

    def _send(self, db) -> Gift:
        giver = make_giver(db, unused("leo"))
        return make_gift(db, giver, db.get_one(PersonRow, self.web.id), make_offer(db))

    # ---- what the person does

    def accepts(self) -> "Keeper":
        answer = self.web.post(f"/api/gifts/{self.gift.public_id}/accept")
        assert (answer.status, answer.words) == (303, "")
        return self

    def cancels(self) -> Answer:
        return self.posts("cancel")

    def undoes(self) -> Answer:
        return self.posts("undo")

    def agrees(self, words: str = "") -> Answer:
        """Tick and press, with the words that stand there now, or with older ones."""
        return self.posts("keep", words=words or self.words, yes="yes", tab="received")

    def posts(self, action: str, *, by: Any = None, **form: str) -> Answer:
        return (by or self).web.post(f"/trials/{self.gift.public_id}/{action}", **form)

    def wants_another_card(self, *, by: Any = None) -> Answer:
        return (by or self).web.post(f"/trials/{self.trial.key}/card")

    def keeps(self, card: str = GOOD_CARD) -> "Keeper":
        """Agree, and complete Stripe's page."""
        assert self.shop.sandbox.pay(self.agrees().session_id, card) == "paid"
        self.shop.hear()
        return self

    def days_pass(self, days: int) -> None:
        self.shop.given(lambda db: move_time(db, days=days))
        keep_time(Event(), self.shop.work)
        self.shop.hear()

    # ---- the truth

    @property
    def trial(self) -> Trial:
        return self.shop.read(
            lambda db: db.exec(select(Trial).where(Trial.gift_id == self.gift.key)).one()
        )

    @property
    def words(self) -> str:
        """Which words stand in the dialog now."""
        return self.shop.read(
            lambda db: proposal_of(db, db.get_one(Trial, self.trial.key)).words.sha256
        )

    @property
    def lines(self) -> list[str]:
        mine = [one for one in self._of(GiftLine) if one.gift_id == self.gift.key]
        return [one.kind for one in mine if one.person_id == self.web.id]

    @property
    def reminders(self) -> list[int]:
        mine = [one for one in self._of(Reminder) if one.trial_id == self.trial.key]
        return [one.lead_days for one in mine]

    @property
    def letters(self) -> list[str]:
        return [one.subject for one in self._of(MailMessage) if one.person_id == self.web.id]

    @property
    def consents(self) -> list[ConsentRecord]:
        return [one for one in self._of(ConsentRecord) if one.person_id == self.web.id]

    @property
    def subscriptions(self) -> list[Subscription]:
        return [one for one in self._of(Subscription) if one.person_id == self.web.id]

    @property
    def payments(self) -> list[SubscriptionPayment]:
        mine = {one.key for one in self.subscriptions}
        return [one for one in self._of(SubscriptionPayment) if one.subscription_id in mine]

    @property
    def earned_minor(self) -> int:
        """What the books owe the brand for this one trial: each has a brand of its own."""

        def owed(db) -> int:
            offer = db.get_one(Offer, self.gift.offer_id)
            return balance(db, brand_account(offer.brand_id)).amount_minor

        return int(self.shop.read(owed))

    def _of(self, table: type) -> list[Any]:
        return self.shop.read(lambda db: list(db.exec(select(table).order_by(table.id))))

    def nothing_is_charged(self) -> None:
        assert self.payments == []
        assert self.shop.sandbox.charges() == []
        assert sum(self.shop.read(trial_balance).values()) == 0
