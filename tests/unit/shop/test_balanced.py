"""Whatever is bought, sent back, bounced and told again, the ledger agrees to the cent.

Hypothesis plays buyers, a brand and Stripe; a plain model says what it must come to.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, partial

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select
from structlog.testing import capture_logs

from smallgestures.accounts.models import Person
from smallgestures.billing.ledger.service import STRIPE, trial_balance
from smallgestures.billing.models import Refund
from smallgestures.billing.seen import RefundSeen
from smallgestures.billing.service import apply_refunds, apply_session, refuse_refund
from smallgestures.event_handlers import HANDLERS
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.outbox.service import LONGEST_RETRY
from smallgestures.shop.commissions.models import CommissionEntry, CommissionState
from smallgestures.shop.models import Brand
from smallgestures.shop.orders.errors import RefundTooLarge
from smallgestures.shop.orders.models import Order
from smallgestures.shop.orders.service import refund_order
from smallgestures.videos.models import Video
from tests import stripe_says
from tests.conftest import NOON, HeldClock
from tests.factories import (
    checkout_of,
    make_brand,
    make_click,
    make_clip,
    make_link,
    make_order,
    make_product,
)
from tests.memory_database import content_of, memory_session
from tests.outbox import deliver_events
from tests.people import make_person

PEOPLE = ("ines", "leo", "maya")  # Maya also earns
CREATORS = ("maya", "rush")
NEXT = {
    "requested": ("pending", "succeeded", "failed", "refused"),
    "pending": ("succeeded", "failed"),
    "succeeded": ("failed",),
}


@dataclass
class SentBack:
    """A refund as the model knows it; `said` is what Stripe said of it, the last at the end."""

    amount_minor: int
    is_ours: bool
    refund_id: int | None = None  # our row's
    status: str = "requested"
    said: list[RefundSeen] = field(default_factory=list)

    @property
    def is_at_stripe(self) -> bool:
        return bool(self.said) and self.status != "failed"

    @property
    def is_on_its_way(self) -> bool:
        return self.is_ours and self.status in {"requested", "pending"}


@dataclass
class Sale:
    """An order as the model knows it."""

    order: Order
    rate_bps: int | None
    earner: str | None
    is_paid: bool = False
    refunds: list[SentBack] = field(default_factory=list)

    @property
    def refunded_minor(self) -> int:
        return sum(one.amount_minor for one in self.refunds if one.status == "succeeded")

    @property
    def kept_minor(self) -> int:
        return self.order.price_minor - self.refunded_minor if self.is_paid else 0

    @property
    def commission_minor(self) -> int:
        """Of the whole price first, then what is left of it, each rounded down."""
        if not self.is_paid or self.earner is None or self.rate_bps is None:
            return 0
        whole_minor = self.order.price_minor * self.rate_bps // 10_000
        return whole_minor * self.kept_minor // self.order.price_minor

    @property
    def at_stripe_minor(self) -> int:
        """What Stripe could still send back."""
        sent = sum(one.amount_minor for one in self.refunds if one.is_at_stripe)
        return self.order.price_minor - sent


@cache
def street() -> bytes:
    """Return a database with people, a brand, and a clip of each creator."""
    with memory_session() as db:
        for handle in (*PEOPLE, "rush"):
            make_person(db, handle)
        make_brand(db, owner_id=make_person(db, "noor").key)
        for handle in CREATORS:
            make_clip(db, db.exec(select(Person).where(Person.handle == handle)).one())
        return content_of(db)


class Shop(RuleBasedStateMachine):
    """A shop in which anything happens in any order."""

    def __init__(self, clock: HeldClock) -> None:
        super().__init__()
        clock.at = NOON
        self.clock = clock
        self.opened = memory_session(street())
        self.db = self.opened.__enter__()
        self.people = {person.handle: person for person in self.db.exec(select(Person))}
        self.brand = self.db.exec(select(Brand)).one()
        self.clips = {
            handle: self.db.exec(
                select(Video).where(Video.creator_id == self.people[handle].key)
            ).one()
            for handle in CREATORS
        }
        self.sales: list[Sale] = []
        self.are_all_told = True

    def teardown(self) -> None:
        self.tell()
        self.agrees()
        self.opened.__exit__(None, None, None)

    @rule(
        price_minor=st.integers(1, 30_000),
        buyer=st.sampled_from(PEOPLE),
        creator=st.sampled_from((None, *CREATORS)),
        rate_bps=st.integers(0, 8000),
    )
    def order(self, price_minor: int, buyer: str, creator: str | None, rate_bps: int) -> None:
        product = make_product(self.db, brand_id=self.brand.key, price_minor=price_minor)
        if creator is not None:
            place = len(self.sales)
            clip = self.clips[creator]
            link = make_link(self.db, clip, product, rate_bps=rate_bps, position=place)
            make_click(self.db, link, self.people[buyer])
            link.rate_bps = 1  # the brand cuts it as soon as somebody followed the link
        order = make_order(self.db, product, self.people[buyer])
        earner = creator if creator != buyer else None
        self.sales.append(Sale(order, rate_bps if creator else None, earner))

    def sale(self, data: st.DataObject, *, is_paid: bool) -> Sale:
        return data.draw(st.sampled_from([one for one in self.sales if one.is_paid == is_paid]))

    @precondition(lambda self: any(not sale.is_paid for sale in self.sales))
    @rule(data=st.data(), times=st.integers(1, 3))
    def pay(self, data: st.DataObject, times: int) -> None:
        sale = self.sale(data, is_paid=False)
        checkout = checkout_of(self.db, sale.order)
        for _ in range(times):
            apply_session(self.db, checkout.key, stripe_says.paid(checkout))
        sale.is_paid = True
        self.are_all_told = False

    @precondition(lambda self: any(sale.order.paid_at for sale in self.sales))
    @rule(data=st.data(), share=st.none() | st.integers(1, 100))
    def ask_for_a_refund(self, data: st.DataObject, share: int | None) -> None:
        sale = data.draw(st.sampled_from([one for one in self.sales if one.order.paid_at]))
        amount_minor = None if share is None else max(1, sale.order.price_minor * share // 100)
        try:
            asked = refund_order(
                self.db,
                sale.order.public_id,
                by=self.brand.owner_id,
                amount_minor=amount_minor,
            )
        except RefundTooLarge:
            return
        newest = select(Refund).order_by(col(Refund.id).desc()).limit(1)
        stored = self.db.exec(newest).one()
        sale.refunds.append(SentBack(asked.amount_minor, True, stored.key))

    @precondition(lambda self: any(sale.is_paid for sale in self.sales))
    @rule(data=st.data(), share=st.integers(1, 100))
    def send_back_at_stripe(self, data: st.DataObject, share: int) -> None:
        sale = self.sale(data, is_paid=True)
        amount_minor = max(1, sale.order.price_minor * share // 100)
        if amount_minor > sale.at_stripe_minor:
            return
        refund = SentBack(amount_minor, False)
        sale.refunds.append(refund)
        self.hear(sale, refund, data.draw(st.sampled_from(("pending", "succeeded"))))

    @precondition(lambda self: any(sale.refunds for sale in self.sales))
    @rule(data=st.data())
    def go_on_with_a_refund(self, data: st.DataObject) -> None:
        sale = data.draw(st.sampled_from([one for one in self.sales if one.refunds]))
        refund = data.draw(st.sampled_from(sale.refunds))
        ways = NEXT.get(refund.status, ())
        if refund.status == "requested" and refund.amount_minor > sale.at_stripe_minor:
            ways = ("refused",)
        if ways:
            self.hear(sale, refund, data.draw(st.sampled_from(ways)))

    def hear(self, sale: Sale, refund: SentBack, status: str) -> None:
        checkout = checkout_of(self.db, sale.order)
        self.are_all_told = False
        if status == "refused":
            refund.status = "failed"
            refuse_refund(self.db, refund.refund_id, code="charge_disputed")
            return
        refund.status = status
        if refund.is_ours:
            said = stripe_says.refunded(self.db.get_one(Refund, refund.refund_id), status)
        elif refund.said:
            said = replace(refund.said[-1], status=status)
        else:
            said = stripe_says.refunded_there(checkout, refund.amount_minor, status=status)
        refund.said.append(said)
        apply_refunds(self.db, checkout.key, [said])

    @precondition(lambda self: any(sale.is_paid for sale in self.sales))
    @rule(data=st.data())
    def hear_old_news_again(self, data: st.DataObject) -> None:
        sale = self.sale(data, is_paid=True)
        checkout = checkout_of(self.db, sale.order)
        word = data.draw(st.sampled_from((stripe_says.declined, stripe_says.paid)))
        apply_session(self.db, checkout.key, word(checkout))
        old = [said for one in sale.refunds for said in one.said]
        apply_refunds(self.db, checkout.key, data.draw(st.permutations(old)))

    @rule()
    def tell(self) -> None:
        """Tell all that wait, until nobody has to try again."""
        for _ in range(4):
            with capture_logs():  # of those that come too early, each with a long traceback
                deliver_events(self.db)
            if not self.waiting():
                break
            self.clock.pass_by(LONGEST_RETRY)
        assert not self.waiting()
        assert self.events(DeliveryState.FAILED) == []
        self.are_all_told = True

    @precondition(lambda self: self.sales)
    @rule(chance=st.randoms(use_true_random=False))
    def tell_in_another_order_and_again(self, chance) -> None:
        again = self.events(DeliveryState.DONE)
        for event in self.waiting() + chance.sample(again, min(len(again), 5)):
            event.state, event.attempts = DeliveryState.WAITING, 0
            event.due_at = self.clock() - timedelta(seconds=chance.randrange(600))
            self.db.add(event)
        self.tell()

    def waiting(self) -> list[OutboxEvent]:
        return self.events(DeliveryState.WAITING)

    def events(self, state: DeliveryState) -> list[OutboxEvent]:
        return list(
            self.db.exec(
                select(OutboxEvent)
                .where(OutboxEvent.state == state, col(OutboxEvent.name).in_(HANDLERS))
                .order_by(col(OutboxEvent.id))
                .execution_options(populate_existing=True)
            )
        )

    @invariant()
    def nothing_comes_from_nowhere(self) -> None:
        assert sum(trial_balance(self.db).values()) == 0

    @invariant()
    def no_more_goes_back_than_was_paid(self) -> None:
        for sale in self.sales:
            order = sale.order
            assert 0 <= order.refunded_minor <= order.price_minor
            if all(one.is_ours for one in sale.refunds):
                assert order.refunded_minor + order.refunding_minor <= order.price_minor

    @invariant()
    def agrees(self) -> None:
        """Once everybody has heard everything."""
        if not self.are_all_told:
            return
        self.db.flush()
        found = trial_balance(self.db)
        kept_minor = sum(sale.kept_minor for sale in self.sales)
        brand = found.pop(f"brand:{self.brand.key}", 0)
        assert found.pop(STRIPE, 0) == -kept_minor
        assert brand + sum(found.values()) == kept_minor
        assert {account: sum_ for account, sum_ in found.items() if sum_} == self.earnings()
        assert self.entries() == self.earnings()
        for sale in self.sales:
            on_its_way = sum(one.amount_minor for one in sale.refunds if one.is_on_its_way)
            assert sale.order.refunded_minor == sale.refunded_minor
            assert sale.order.refunding_minor == on_its_way

    def earnings(self) -> dict[str, int]:
        """Return what the model says that creators have earned, by account."""
        earned: dict[str, int] = {}
        for sale in self.sales:
            if sale.commission_minor and sale.earner:
                account = f"commission:{self.people[sale.earner].key}"
                earned[account] = earned.get(account, 0) + sale.commission_minor
        return earned

    def entries(self) -> dict[str, int]:
        """Return the same from the commissions' rows."""
        earned: dict[str, int] = {}
        for entry in self.db.exec(select(CommissionEntry)):
            if entry.state in {CommissionState.ESTIMATED, CommissionState.INELIGIBLE}:
                continue
            account, left = f"commission:{entry.creator_id}", entry.amount_minor
            left -= entry.reversed_minor
            if left:
                earned[account] = earned.get(account, 0) + left
        return earned


def test_the_ledger_agrees_with_what_was_paid_and_sent_back(held_clock):
    run_state_machine_as_test(
        partial(Shop, held_clock),
        settings=settings(max_examples=10, stateful_step_count=25, deadline=None),
    )
