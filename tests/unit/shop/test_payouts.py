"""From the end of the thirty days to the creator's account, and back again after a refund."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.billing.connect.models import ConnectTransfer, TransferReversal
from smallgestures.billing.connect.seen import ReversalSeen
from smallgestures.billing.connect.service import apply_reversals
from smallgestures.billing.ledger.service import balance, commission_account, trial_balance
from smallgestures.billing.models import Refund
from smallgestures.billing.service import apply_refunds
from smallgestures.shop.commissions.handlers import next_settling, settle
from smallgestures.shop.commissions.models import (
    CommissionEntry,
    CommissionLine,
    CommissionState,
    HeldFor,
)
from smallgestures.shop.commissions.service import HOLD
from smallgestures.shop.orders.models import Order
from tests import connect_says, stripe_says
from tests.factories import (
    checkout_of,
    make_click,
    make_clip,
    make_link,
    make_order,
    make_paid_order,
    make_product,
    unused,
)
from tests.made_orders import abandon, refund
from tests.outbox import deliver_events
from tests.people import make_person


class Scene:
    """Maya sells vases of 48 dollars and earns eight percent: 384 cents each."""

    def __init__(self, db: Session, clock) -> None:
        self.db, self.clock = db, clock
        self.maya = make_person(db, "maya")
        self.product = make_product(db, stock=50)
        self.link = make_link(db, make_clip(db, self.maya), self.product)

    def ordered(self) -> CommissionEntry:
        ines = make_person(self.db, unused("ines"))
        make_click(self.db, self.link, ines)
        order = make_order(self.db, self.product, ines)
        return self.entry_of(order)

    def sold(self) -> CommissionEntry:
        ines = make_person(self.db, unused("ines"))
        make_click(self.db, self.link, ines)
        return self.entry_of(make_paid_order(self.db, self.product, ines))

    def entry_of(self, order) -> CommissionEntry:
        of_it = select(CommissionEntry).where(CommissionEntry.order_id == order.key)
        return self.db.exec(of_it.execution_options(populate_existing=True)).one()

    def order_of(self, entry: CommissionEntry):
        return self.db.get_one(Order, entry.order_id)

    def wait(self, days: int) -> None:
        self.clock.pass_by(timedelta(days=days))
        while settle(self.db, at=self.clock()):
            pass
        self.tell()

    def ready(self) -> None:
        connect_says.is_ready(self.db, self.maya)
        self.tell()

    def refund(self, entry: CommissionEntry, amount_minor: int = 4800) -> None:
        refund(self.db, self.order_of(entry), amount_minor)
        self.tell()

    def stripe_sends(self) -> None:
        for transfer in connect_says.asked_for(self.db):
            connect_says.sends(self.db, transfer)
        self.tell()

    def stripe_refuses(self) -> None:
        for transfer in connect_says.asked_for(self.db):
            connect_says.refuses(self.db, transfer)
        self.tell()

    def stripe_returns(self) -> None:
        for reversal in connect_says.asked_back(self.db):
            connect_says.returns(self.db, reversal)
        self.tell()

    def stripe_keeps(self) -> None:
        for reversal in connect_says.asked_back(self.db):
            connect_says.keeps(self.db, reversal)
        self.tell()

    def tell(self) -> None:
        for _ in range(3):
            deliver_events(self.db)

    def paid_out(self) -> CommissionEntry:
        """Maya was paid one sale."""
        entry = self.sold()
        self.ready()
        self.wait(31)
        self.stripe_sends()
        assert entry.state == CommissionState.PAID
        return entry

    @property
    def owed(self) -> int:
        assert sum(trial_balance(self.db).values()) == 0
        last = self.db.exec(
            select(CommissionLine.balance_minor).order_by(CommissionLine.number.desc()).limit(1)
        ).first()
        booked = balance(self.db, commission_account(self.maya.key)).amount_minor
        assert (last or 0) == booked
        return booked

    def transfers(self) -> list[int]:
        return [one.amount_minor for one in self.db.exec(select(ConnectTransfer))]


@pytest.fixture
def scene(db: Session, held_clock) -> Scene:
    return Scene(db, held_clock)


class TestEstimated:
    def test_is_a_click_that_led_to_an_order_which_is_not_paid(self, scene: Scene):
        entry = scene.ordered()

        assert (entry.state, entry.amount_minor, entry.rate_bps) == (
            CommissionState.ESTIMATED,
            384,
            800,
        )
        assert entry.reason == "8% of $48.00, once the order is paid."
        assert scene.owed == 0

    def test_comes_to_nothing_when_the_order_is_not_paid(self, scene: Scene):
        entry = scene.ordered()

        abandon(scene.db, scene.order_of(entry))

        assert (entry.state, entry.reason) == (
            CommissionState.INELIGIBLE,
            "The order was not paid, so nothing is earned.",
        )

    def test_names_the_buyer_by_nothing_that_could_be_known(self, scene: Scene):
        entry, other = scene.ordered(), scene.ordered()

        assert entry.buyer_alias.startswith("buyer ")
        assert entry.buyer_alias != other.buyer_alias


class TestHold:
    def test_lasts_thirty_days_from_the_payment(self, scene: Scene):
        entry = scene.sold()
        paid_at = checkout_of(scene.db, scene.order_of(entry)).paid_at

        assert (entry.state, entry.hold_until) == (CommissionState.PENDING, paid_at + HOLD)
        assert next_settling(scene.db) == entry.hold_until
        assert "until 20 December 2026" in entry.reason

    def test_is_over_on_its_day_and_not_before(self, scene: Scene):
        entry = scene.sold()

        scene.wait(29)
        assert entry.state == CommissionState.PENDING
        scene.wait(1)

        assert entry.state == CommissionState.SETTLED
        assert (scene.owed, scene.transfers()) == (384, [])


class TestPayout:
    def test_waits_for_the_account(self, scene: Scene):
        entry = scene.sold()
        scene.wait(31)
        assert (entry.state, scene.transfers()) == (CommissionState.SETTLED, [])

        scene.ready()
        assert (scene.transfers(), entry.paying_minor) == ([384], 384)
        scene.stripe_sends()

        assert (entry.state, entry.paid_minor, entry.paying_minor) == (CommissionState.PAID, 384, 0)
        assert entry.reason == "$3.84 went to your Stripe account, bank ending 6789."
        assert scene.owed == 0

    def test_is_asked_for_once_however_often_it_falls_due(self, scene: Scene):
        scene.sold()
        scene.ready()
        scene.wait(31)
        for _ in range(3):
            scene.ready()

        assert scene.transfers() == [384]

    def test_that_stripe_refuses_is_held_and_sent_when_the_account_is_ready(self, scene: Scene):
        entry = scene.sold()
        scene.ready()
        scene.wait(31)

        scene.stripe_refuses()
        assert (entry.state, entry.held_for) == (CommissionState.HELD, HeldFor.TRANSFER)
        assert "open questions" in entry.reason
        scene.ready()
        scene.wait(0)
        scene.stripe_sends()

        assert (entry.state, scene.transfers(), scene.owed) == (CommissionState.PAID, [384, 384], 0)


class TestRefundBeforePayout:
    def test_takes_its_share(self, scene: Scene):
        entry = scene.sold()
        scene.ready()
        scene.refund(entry, 1200)
        scene.wait(31)
        scene.stripe_sends()

        assert (scene.transfers(), entry.state, scene.owed) == ([288], CommissionState.PAID, 0)

    def test_of_all_of_it_leaves_nothing_to_send(self, scene: Scene):
        entry = scene.sold()
        scene.ready()
        scene.refund(entry)
        scene.wait(31)

        assert (scene.transfers(), entry.state, scene.owed) == ([], CommissionState.REVERSED, 0)


class TestRefundAfterPayout:
    def test_takes_its_share_back_from_the_account(self, scene: Scene):
        entry = scene.paid_out()

        scene.refund(entry, 1200)
        assert (scene.owed, entry.returning_minor) == (-96, 96)
        scene.stripe_returns()

        assert (entry.state, entry.paid_minor, entry.returning_minor) == (
            CommissionState.PAID,
            288,
            0,
        )
        assert scene.owed == 0

    def test_while_the_transfer_is_on_its_way_takes_it_back_when_it_came(self, scene: Scene):
        entry = scene.sold()
        scene.ready()
        scene.wait(31)
        scene.refund(entry)
        assert scene.db.exec(select(TransferReversal)).all() == []

        scene.stripe_sends()
        scene.stripe_returns()

        assert (entry.state, entry.paid_minor, scene.owed) == (CommissionState.REVERSED, 0, 0)

    def test_that_cant_be_taken_back_comes_off_the_next_payouts(self, scene: Scene):
        first = scene.paid_out()
        scene.refund(first)
        scene.stripe_keeps()
        assert (scene.owed, first.owed_minor) == (-384, 384)
        assert "too little left in your Stripe account" in first.reason

        second, third = scene.sold(), scene.sold()
        scene.refund(second, 2400)
        scene.wait(31)
        scene.stripe_sends()

        # 192 of the second are kept back whole, and 192 of the third.
        assert scene.transfers() == [384, 192]
        assert [one.state for one in (second, third)] == [CommissionState.PAID] * 2
        assert (first.owed_minor, scene.owed) == (0, 0)
        number = scene.order_of(first).number
        whys = [line.reason for line in scene.db.exec(select(CommissionLine))]
        assert f"$1.92 was kept back for order {number}, which was refunded after its payout." in (
            whys
        )

    def test_that_comes_back_is_sent_again(self, scene: Scene):
        entry = scene.paid_out()
        scene.refund(entry)
        scene.stripe_returns()

        made = scene.db.exec(select(Refund)).one()
        said = stripe_says.refunded(made, "failed")
        apply_refunds(scene.db, made.checkout_id, [said])
        scene.tell()
        scene.wait(0)
        scene.stripe_sends()

        assert (entry.state, scene.transfers(), scene.owed) == (CommissionState.PAID, [384, 384], 0)


class TestReversedByHand:
    def test_is_held_and_not_sent_again_by_itself(self, scene: Scene):
        entry = scene.paid_out()
        (transfer,) = scene.db.exec(select(ConnectTransfer)).all()

        for _twice in range(2):
            seen = ReversalSeen("trr_by_hand", None, 384)
            apply_reversals(scene.db, transfer.key, [seen])
        scene.tell()
        scene.ready()
        scene.wait(31)

        assert (entry.state, entry.held_for) == (CommissionState.HELD, HeldFor.SENT_BACK)
        assert (scene.transfers(), scene.owed) == ([384], 384)
