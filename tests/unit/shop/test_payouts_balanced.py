"""Whatever is sold, sent back, paid out, taken back and told again, it agrees to the cent.

Hypothesis plays buyers, time and Stripe; the books, the creators' own ledgers and the rows of
commissions must say the same at every moment.
"""

import random
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select
from structlog.testing import capture_logs

from smallgestures.billing.connect.models import ConnectTransfer, TransferState
from smallgestures.billing.ledger.service import commission_account, trial_balance
from smallgestures.event_handlers import HANDLERS
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.shop.commissions.handlers import settle
from smallgestures.shop.commissions.models import CommissionEntry, CommissionLine, CommissionState
from smallgestures.shop.earnings.export import ledger_piece
from smallgestures.shop.orders.models import Order
from tests import connect_says
from tests.conftest import NOON, HeldClock
from tests.factories import make_click, make_clip, make_link, make_order, make_product, unused
from tests.made_orders import pay, refund
from tests.memory_database import memory_session
from tests.outbox import deliver_events
from tests.people import make_person

CREATORS = ("maya", "noor")
UNEARNED = {CommissionState.ESTIMATED, CommissionState.INELIGIBLE}
TOOL = Path(__file__).parents[3] / "tools" / "verify_ledger.py"


class Payouts(RuleBasedStateMachine):
    def __init__(self, held: HeldClock) -> None:
        super().__init__()
        self.clock = held
        self.clock.at = NOON
        self.opened = memory_session()
        self.db = self.opened.__enter__()
        self.people = {handle: make_person(self.db, handle) for handle in CREATORS}
        self.links = {}
        for handle, person in self.people.items():
            product = make_product(self.db, stock=100, price_minor=999)
            link = make_link(self.db, make_clip(self.db, person), product, rate_bps=1250)
            self.links[handle] = (product, link)

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)

    @rule(handle=st.sampled_from(CREATORS), is_paid=st.booleans())
    def sell(self, handle: str, is_paid: bool) -> None:
        product, link = self.links[handle]
        buyer = make_person(self.db, unused("buyer"))
        make_click(self.db, link, buyer)
        order = make_order(self.db, product, buyer)
        if is_paid:
            pay(self.db, order)

    @precondition(lambda self: self.paid_orders())
    @rule(data=st.data(), cents=st.integers(1, 999))
    def send_back(self, data: st.DataObject, cents: int) -> None:
        order = data.draw(st.sampled_from(self.paid_orders()))
        refund(self.db, order, min(cents, order.price_minor - order.refunded_minor))

    @rule(days=st.sampled_from((1, 20, 31)))
    def pass_time(self, days: int) -> None:
        self.clock.pass_by(timedelta(days=days))
        while settle(self.db, at=self.clock()):
            pass

    @rule(handle=st.sampled_from(CREATORS), can_receive=st.booleans())
    def hear_of_an_account(self, handle: str, can_receive: bool) -> None:
        connect_says.is_ready(self.db, self.people[handle], can_receive=can_receive)

    @precondition(lambda self: connect_says.asked_for(self.db))
    @rule(data=st.data(), is_sent=st.booleans())
    def answer_a_transfer(self, data: st.DataObject, is_sent: bool) -> None:
        transfer = data.draw(st.sampled_from(connect_says.asked_for(self.db)))
        (connect_says.sends if is_sent else connect_says.refuses)(self.db, transfer)

    @precondition(lambda self: connect_says.asked_back(self.db))
    @rule(data=st.data(), is_returned=st.booleans())
    def answer_a_reversal(self, data: st.DataObject, is_returned: bool) -> None:
        reversal = data.draw(st.sampled_from(connect_says.asked_back(self.db)))
        (connect_says.returns if is_returned else connect_says.keeps)(self.db, reversal)

    @rule()
    def tell(self) -> None:
        with capture_logs():
            for _ in range(4):
                deliver_events(self.db)

    @rule(chance=st.randoms(use_true_random=False))
    def tell_again(self, chance: random.Random) -> None:
        done = list(
            self.db.exec(
                select(OutboxEvent).where(
                    OutboxEvent.state == DeliveryState.DONE,
                    OutboxEvent.name.in_(HANDLERS),  # type: ignore[attr-defined]
                )
            )
        )
        for event in chance.sample(done, min(len(done), 6)):
            event.state, event.attempts, event.due_at = DeliveryState.WAITING, 0, self.clock()
            self.db.add(event)
        self.tell()

    @rule()
    def let_all_be_well(self) -> None:
        """Everybody can be paid, Stripe answers everything, and all is told."""
        for handle in CREATORS:
            connect_says.is_ready(self.db, self.people[handle])
        for _ in range(6):
            self.tell()
            for transfer in connect_says.asked_for(self.db):
                connect_says.sends(self.db, transfer)
            for reversal in connect_says.asked_back(self.db):
                connect_says.returns(self.db, reversal)
            self.pass_time(0)
        self.tell()
        for entry in self.entries():
            assert entry.paying_minor == entry.returning_minor == 0
            assert entry.owed_minor == 0 or not self.is_due(entry.creator_id)
            assert entry.state not in {CommissionState.SETTLED, CommissionState.HELD}
        for handle in CREATORS:
            person = self.people[handle]
            sent = self.sent(person.key)
            earned = sum(
                one.left_minor
                for one in self.entries()
                if one.creator_id == person.key
                and one.state in {CommissionState.PAID, CommissionState.REVERSED}
            )
            owes = sum(one.owed_minor for one in self.entries() if one.creator_id == person.key)
            assert sent == earned + owes

    def is_due(self, creator_id: int) -> bool:
        return any(
            one.due_minor
            for one in self.entries()
            if one.creator_id == creator_id and one.state == CommissionState.SETTLED
        )

    def paid_orders(self) -> list[Order]:
        return [
            one
            for one in self.db.exec(select(Order).order_by(Order.id))
            if one.paid_at and one.refunded_minor < one.price_minor
        ]

    def entries(self) -> list[CommissionEntry]:
        self.db.flush()
        return list(self.db.exec(select(CommissionEntry)))

    def sent(self, person_id: int) -> int:
        """Return what Stripe moved to somebody, less what it moved back."""
        return sum(
            one.amount_minor - one.reversed_minor
            for one in self.db.exec(
                select(ConnectTransfer).where(
                    ConnectTransfer.person_id == person_id,
                    ConnectTransfer.state == TransferState.SENT,
                )
            )
        )

    @invariant()
    def nothing_comes_from_nowhere(self) -> None:
        assert sum(trial_balance(self.db).values()) == 0

    @invariant()
    def books_and_ledger_and_entries_agree(self) -> None:
        booked = trial_balance(self.db)
        for person in self.people.values():
            lines = self.db.exec(
                select(CommissionLine.amount_minor).where(CommissionLine.creator_id == person.key)
            )
            theirs = sum(lines)
            assert theirs == booked.get(commission_account(person.key), 0)
            rows = sum(
                one.left_minor - one.paid_minor
                for one in self.entries()
                if one.creator_id == person.key and one.state not in UNEARNED
            )
            assert theirs == rows

    @invariant()
    def nothing_is_asked_for_twice(self) -> None:
        for entry in self.entries():
            asked = [one for one in connect_says.asked_for(self.db) if one.subject_id == entry.id]
            assert len(asked) <= 1


@pytest.mark.parametrize(
    "lives", [3, pytest.param(60, marks=pytest.mark.soak)], ids=["a few lives", "many"]
)
def test_books_ledgers_and_entries_agree_whatever_happens(held_clock, lives: int):
    run_state_machine_as_test(
        partial(Payouts, held_clock),
        settings=settings(max_examples=lives, stateful_step_count=25, deadline=None),
    )


def test_a_ledger_after_a_random_life_is_whole(held_clock):
    space: dict[str, object] = {"__name__": "verify_ledger"}
    exec(compile(TOOL.read_text(encoding="utf-8"), str(TOOL), "exec"), space)
    life, chance = Payouts(held_clock), random.Random(11)
    for _ in range(5):
        life.sell(chance.choice(CREATORS), True)
        life.pass_time(chance.choice((1, 20, 31)))
        if paid := life.paid_orders():
            refund(life.db, chance.choice(paid), chance.randrange(1, 300))
        life.let_all_be_well()

    for person in life.people.values():
        text, place = ledger_piece(life.db, person.key, after=0)
        is_whole, words = space["verify"](text.splitlines())  # type: ignore[operator]
        assert is_whole, words
        assert place is None
    life.teardown()
