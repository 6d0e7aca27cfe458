"""Whatever several people do with gifts and trials, in whatever order: nothing is lost or doubled.

What Stripe says of kept trials comes in between, whether it is likely then or not.
"""

from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from typing import TypeVar
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import col, select

from smallgestures import clock
from smallgestures.billing.ledger.service import brand_account, trial_balance
from smallgestures.billing.subscriptions.models import (
    ConsentRecord,
    Subscription,
    SubscriptionPayment,
)
from smallgestures.billing.subscriptions.payments import enter_return
from smallgestures.billing.subscriptions.states import FINAL
from smallgestures.errors import DomainError
from smallgestures.gestures.gifts.models import OPEN, RETURNED, Gift, GiftState
from smallgestures.gestures.gifts.queries import list_expired
from smallgestures.gestures.gifts.service import (
    accept_gift,
    decline_gift,
    expire_gift,
    open_gift,
    swap_gift,
    withdraw_gift,
)
from smallgestures.gestures.offers.models import Offer, SendAllowance
from smallgestures.gestures.trials.handlers import pass_time
from smallgestures.gestures.trials.models import GiftLine, Reminder, Trial
from smallgestures.gestures.trials.service import cancel_trial, undo_cancel
from smallgestures.gestures.trials.states import RUNNING
from smallgestures.mail.models import MailMessage
from smallgestures.messaging.models import Message, MessageKind
from tests.conftest import HeldClock
from tests.gifts import by, make_gift, make_giver, make_offer
from tests.kept_trials import Keeping
from tests.memory_database import memory_session

T = TypeVar("T")

PEOPLE = st.integers(0, 2)
OFFERS = st.integers(0, 1)
A_FEW = st.integers(0, 5)
NEWS = st.sampled_from(["charges", "is refused", "charges", "ends", "is left"])
UNITS = 3


class Giving(RuleBasedStateMachine):
    """Three people who give, take and change their minds."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.held = HeldClock()
        self.open.enter_context(patch.multiple(clock, now=self.held, wall=self.held))
        self.db = self.open.enter_context(memory_session())
        self.people = [make_giver(self.db, name) for name in ("leo", "ines", "noor")]
        self.offers = [make_offer(self.db, units_total=UNITS) for _ in range(2)]
        self.gifts: list[Gift] = []
        self.kept: dict[int, Keeping] = {}

    def teardown(self) -> None:
        self.open.close()

    @initialize(days=st.sampled_from([0, 83, 89, 90]))
    def two_have_accepted_and_one_keeps(self, days: int) -> None:
        """It happened so many days ago: that there is something to charge is not left to chance."""
        for sender, recipient in ((0, 1), (1, 2)):
            gift = make_gift(
                self.db, self.people[sender], self.people[recipient], self.offers[sender]
            )
            accept_gift(self.db, by(self.people[recipient], gift))
            self.gifts.append(gift)
        self.keep(2, completes=True)
        self.time_passes(days)

    def _try(self, act) -> None:
        """Let it happen, or be refused; what is refused leaves no trace."""
        try:
            with self.db.begin_nested():
                act()
        except DomainError:
            self.db.expire_all()

    def _some(self, number: int) -> Gift:
        return self.gifts[number % len(self.gifts)]

    @rule(sender=PEOPLE, recipient=st.one_of(st.none(), PEOPLE), offer=OFFERS)
    def send(self, sender: int, recipient: int | None, offer: int) -> None:
        to = None if recipient is None else self.people[recipient]

        def act() -> None:
            self.gifts.append(make_gift(self.db, self.people[sender], to, self.offers[offer]))

        self._try(act)

    @precondition(lambda self: self.gifts)
    @rule(gift=A_FEW, person=PEOPLE)
    def look_inside(self, gift: int, person: int) -> None:
        self._try(lambda: open_gift(self.db, by(self.people[person], self._some(gift))))

    @precondition(lambda self: self.gifts)
    @rule(gift=A_FEW, person=PEOPLE)
    def accept(self, gift: int, person: int) -> None:
        self._try(lambda: accept_gift(self.db, by(self.people[person], self._some(gift))))

    @precondition(lambda self: self.gifts)
    @rule(gift=A_FEW, person=PEOPLE)
    def decline(self, gift: int, person: int) -> None:
        self._try(lambda: decline_gift(self.db, by(self.people[person], self._some(gift))))

    @precondition(lambda self: self.gifts)
    @rule(gift=A_FEW, person=PEOPLE)
    def withdraw(self, gift: int, person: int) -> None:
        public_id, sender_id = self._some(gift).public_id, self.people[person].key
        self._try(lambda: withdraw_gift(self.db, public_id, sender_id=sender_id))

    @precondition(lambda self: self.gifts)
    @rule(gift=A_FEW, person=PEOPLE, offer=OFFERS)
    def swap(self, gift: int, person: int, offer: int) -> None:
        holder, slug = by(self.people[person], self._some(gift)), self.offers[offer].slug
        self._try(lambda: swap_gift(self.db, holder, offer_slug=slug))

    @rule(person=PEOPLE, undoes=st.booleans())
    def cancel(self, person: int, undoes: bool) -> None:
        person_id = self.people[person].key
        if (trial := self._trial_of(person)) is not None:
            change = undo_cancel if undoes else cancel_trial
            self._try(lambda: change(self.db, trial.key, person_id=person_id))

    @rule(person=PEOPLE, completes=st.booleans())
    def keep(self, person: int, completes: bool) -> None:
        if (trial := self._trial_of(person)) is None:
            return
        self.db.commit()
        try:
            keeping = Keeping(self.db, trial)
        except DomainError:
            self.db.rollback()
            return
        kept = self.kept.get(trial.key)
        if kept is None or kept.row.key != keeping.row.key:  # agreed to twice, it is the same
            self.kept[trial.key] = keeping
        if completes and self.kept[trial.key].row.started_at is None:
            self.kept[trial.key].says()

    @precondition(lambda self: self.kept)
    @rule(kept=A_FEW, news=NEWS)
    def stripe_says(self, kept: int, news: str) -> None:
        keeping = list(self.kept.values())[kept % len(self.kept)]
        if keeping.row.state in FINAL:
            return
        if keeping.row.started_at is None:
            told = {"begins": keeping.says, "is left": keeping.is_abandoned}
        else:
            told = {
                "charges": keeping.is_charged,
                "is refused": keeping.is_refused,
                "ends": lambda: keeping.says("canceled"),
            }
        told.get(news, keeping.says)()
        self._what_was_charged_after_a_no_goes_back()

    def _what_was_charged_after_a_no_goes_back(self) -> None:
        """Do what the job of `PaymentUnwanted` does once Stripe has sent the money back."""
        for payment in self._rows(SubscriptionPayment):
            if payment.is_unwanted and payment.refund_id is None:
                enter_return(self.db, payment.key, refund_id=f"re_{payment.key}")

    def _trial_of(self, person: int) -> Trial | None:
        """Return the last trial that the person began."""
        mine = select(Trial).where(Trial.person_id == self.people[person].key)
        return self.db.exec(mine.order_by(col(Trial.id).desc())).first()

    @rule(days=st.sampled_from([1, 7, 15, 90]))
    def time_passes(self, days: int) -> None:
        self.held.pass_by(timedelta(days=days))
        for gift_id in list_expired(self.db, at=self.held.at, limit=50):
            expire_gift(self.db, gift_id)
        while pass_time(self.db, at=self.held.at):
            pass

    @invariant()
    def every_unit_is_somewhere(self) -> None:
        out = Counter(gift.offer_id for gift in self._rows(Gift) if gift.state not in RETURNED)
        for offer in self._rows(Offer):
            assert offer.units_left + out[offer.key] == UNITS

    @invariant()
    def every_send_is_counted_while_it_is_out(self) -> None:
        out = Counter(gift.sender_id for gift in self._rows(Gift) if gift.state not in RETURNED)
        allowances = self._rows(SendAllowance)
        assert all(row.used <= row.sends_limit for row in allowances)
        used = {row.sender_id: row.used for row in allowances}
        assert {who: number for who, number in used.items() if number} == dict(out)

    @invariant()
    def every_gift_for_somebody_is_in_their_conversation_once(self) -> None:
        sent = [gift.key for gift in self._rows(Gift) if gift.recipient_id is not None]
        said = [one.subject_id for one in self._rows(Message) if one.kind == MessageKind.GIFT]
        assert sorted(said) == sorted(sent)

    @invariant()
    def a_pair_has_one_open_gift_of_an_offer(self) -> None:
        waiting = Counter(
            (gift.sender_id, gift.recipient_id, gift.offer_id)
            for gift in self._rows(Gift)
            if gift.state in OPEN and gift.recipient_id is not None
        )
        assert set(waiting.values()) <= {1}

    @invariant()
    def whoever_has_a_trial_accepted_a_gift_and_has_one_of_an_offer(self) -> None:
        accepted = {gift.key: gift for gift in self._rows(Gift) if gift.state == GiftState.ACCEPTED}
        trials = self._rows(Trial)
        assert {trial.gift_id for trial in trials} == set(accepted)
        assert all(accepted[trial.gift_id].redeemer_id == trial.person_id for trial in trials)
        running = Counter(
            (trial.person_id, trial.offer_id) for trial in trials if trial.state in RUNNING
        )
        assert set(running.values()) <= {1}

    @invariant()
    def nobody_is_charged_without_a_consent_and_the_books_are_balanced(self) -> None:
        consents = {consent.key: consent for consent in self._rows(ConsentRecord)}
        subscriptions = {one.key: one for one in self._rows(Subscription)}
        living = [one.subject_id for one in subscriptions.values() if one.state not in FINAL]
        assert len(living) == len(set(living))
        wanted = 0
        for payment in self._rows(SubscriptionPayment):
            consent = consents[subscriptions[payment.subscription_id].consent_id]
            trial = self.db.get_one(Trial, consent.subject_id)
            assert consent.person_id == trial.person_id
            assert consent.amount_minor == payment.amount_minor
            wanted += 0 if payment.is_unwanted else payment.amount_minor
        sums = trial_balance(self.db)
        assert sum(sums.values()) == 0
        earned = [brand_account(offer.brand_id) for offer in self.offers]
        assert sum(sums.get(account, 0) for account in earned) == wanted

    @invariant()
    def everybody_is_told_once(self) -> None:
        leads = Counter((one.trial_id, one.ends_at, one.lead_days) for one in self._rows(Reminder))
        letters = Counter(letter.once_key for letter in self._rows(MailMessage))
        lines = Counter((line.gift_id, line.once_key) for line in self._rows(GiftLine))
        assert {*leads.values(), *letters.values(), *lines.values()} <= {1}

    def _rows(self, kind: type[T]) -> list[T]:
        self.db.flush()
        self.db.expire_all()
        return list(self.db.exec(select(kind)))


Giving.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestGiving = Giving.TestCase
