"""However Stripe's news are repeated, delayed and overtaken, everything ends in the same state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from smallgestures.billing.ledger.service import trial_balance
from smallgestures.billing.models import Checkout, Refund
from smallgestures.billing.seen import RefundSeen, SessionSeen
from smallgestures.billing.service import apply_refunds, apply_session
from smallgestures.mail.models import MailMessage
from smallgestures.outbox.models import OutboxEvent
from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.models import Product
from smallgestures.shop.orders.models import Order
from smallgestures.shop.orders.service import refund_order
from tests import stripe_says
from tests.factories import (
    checkout_of,
    make_brand,
    make_click,
    make_clip,
    make_link,
    make_order,
    make_paid_order,
    make_product,
)
from tests.memory_database import content_of, memory_session
from tests.outbox import deliver_events
from tests.people import make_person


@dataclass(frozen=True)
class News:
    """How a checkout and its refunds stood when Stripe was asked because it had said something."""

    session: str
    refunds: tuple[tuple[str, str], ...] = ()  # whose, and how it stands


def news(session: str, **refunds: str) -> News:
    return News(session, tuple(refunds.items()))


LIVES = {
    "paid": (news("opened"), news("paid")),
    "declined, then paid": (news("opened"), news("declined"), news("paid")),
    "abandoned": (news("opened"), news("declined"), news("expired")),
    "refused after days": (news("opened"), news("refused_late")),
    "disputed": (news("opened"), news("paid"), news("disputed")),
    "sent back at Stripe": (
        news("opened"),
        news("paid"),
        news("paid", theirs="pending"),
        news("paid", theirs="succeeded"),
    ),
    "sent back at Stripe, and returned": (
        news("declined"),
        news("paid", theirs="succeeded"),
        news("paid", theirs="failed"),
    ),
}
# Their orders were paid, and a refund was asked for here, before any of this is heard.
LIVES_OF_PAID = {
    "sent back by the brand": (
        news("opened"),
        news("paid", ours="pending"),
        news("paid", ours="succeeded"),
    ),
    "sent back by both": (
        news("paid", theirs="succeeded"),
        news("paid", theirs="succeeded", ours="pending"),
        news("paid", theirs="succeeded", ours="succeeded"),
        news("disputed", theirs="succeeded", ours="succeeded"),
    ),
    "sent back by the brand, and returned": (
        news("paid", ours="pending"),
        news("paid", ours="succeeded"),
        news("paid", ours="failed"),
    ),
    "sent back at Stripe in vain": (
        news("paid", theirs="pending"),
        news("paid", theirs="failed", ours="pending"),
        news("paid", theirs="failed", ours="succeeded"),
    ),
}


def arrange(db: Session, *, is_paid: bool) -> None:
    """An order that Maya earns by; if it is paid, its brand has asked for 18 dollars back."""
    noor, ines = make_person(db, "noor"), make_person(db, "ines")
    vase = make_product(db, brand_id=make_brand(db, owner_id=noor.key).key)
    make_click(db, make_link(db, make_clip(db, make_person(db, "maya")), vase), ines)
    if is_paid:
        order = make_paid_order(db, vase, ines)
        refund_order(db, order.public_id, by=noor.key, amount_minor=1800)
        deliver_events(db)
    else:
        make_order(db, vase, ines)


@cache
def begun(*, is_paid: bool) -> bytes:
    """Return the database in which a life begins."""
    with memory_session() as db:
        arrange(db, is_paid=is_paid)
        return content_of(db)


def begin(life: str) -> tuple[bytes, tuple[News, ...]]:
    """Return where a life begins, and what is heard in it."""
    return begun(is_paid=life in LIVES_OF_PAID), (LIVES | LIVES_OF_PAID)[life]


def heard(db: Session, checkout: Checkout, one: News) -> tuple[SessionSeen, list[RefundSeen]]:
    """Return what Stripe answers."""
    seen = []
    for whose, status in one.refunds:
        if whose == "ours":
            requested = db.exec(select(Refund).where(Refund.requested_by.is_not(None))).one()
            seen.append(stripe_says.refunded(requested, status))
        else:
            seen.append(stripe_says.refunded_there(checkout, 700, status=status, name="1"))
    return getattr(stripe_says, one.session)(checkout), seen


def state_after(content: bytes, told: Iterable[News], is_late: Sequence[bool] = ()) -> Any:
    """Return what everything comes to; where `is_late`, nobody else hears of it before the next."""
    late = iter(is_late)
    with memory_session(content) as db:
        checkout = checkout_of(db, db.exec(select(Order)).one())
        for one in told:
            session, refunds = heard(db, checkout, one)
            apply_session(db, checkout.key, session)
            apply_refunds(db, checkout.key, refunds)
            if not next(late, False):
                deliver_events(db)
        deliver_events(db)
        return rows(db)


def rows(db: Session) -> Any:
    """Return every row that counts, without what says only which news came first."""
    db.expire_all()
    stuck = [one.name for one in db.exec(select(OutboxEvent)) if one.state != "done"]
    letters = [letter.subject for letter in db.exec(select(MailMessage))]
    refunds = [
        one.model_dump(exclude={"id", "uid"})
        for one in db.exec(select(Refund).order_by(Refund.refund_id))
    ]
    return {
        "stuck": stuck,
        "checkout": db.exec(select(Checkout)).one().model_dump(exclude={"session_url"}),
        "order": db.exec(select(Order)).one().model_dump(),
        "refunds": refunds,
        "commission": [one.model_dump() for one in db.exec(select(CommissionEntry))],
        "stock": db.exec(select(Product)).one().stock,
        "accounts": {name: sum_ for name, sum_ in trial_balance(db).items() if sum_},
        # Of a refund that came back at once the buyer never hears.
        "receipts": [subject for subject in letters if subject.endswith("paid")],
        "doubled": len(letters) - len(set(letters)),
    }


@pytest.mark.parametrize("life", [*LIVES, *LIVES_OF_PAID])
def test_every_order_of_news_with_all_of_them_repeated_ends_alike(held_clock, life: str):
    content, told = begin(life)
    as_it_happened = state_after(content, told)

    for order in permutations(told):
        assert state_after(content, (*order, *reversed(order))) == as_it_happened, order

    assert as_it_happened["stuck"] == []
    assert as_it_happened["doubled"] == 0


@pytest.mark.parametrize("life", [*LIVES, *LIVES_OF_PAID])
def test_repeated_news_and_late_handlers_end_alike(held_clock, life: str):
    content, told = begin(life)
    as_it_happened = state_after(content, told)

    @settings(max_examples=6, deadline=None)
    @given(
        order=st.permutations(told * 2),
        is_late=st.lists(st.booleans(), min_size=len(told) * 2, max_size=len(told) * 2),
    )
    def check(order: list[News], is_late: list[bool]) -> None:
        assert state_after(content, order, is_late) == as_it_happened

    check()


def test_the_lives_end_as_they_should(held_clock):
    ends = {life: state_after(*begin(life)) for life in (*LIVES, *LIVES_OF_PAID)}

    assert {
        life: (end["order"]["state"], end["order"]["refunded_minor"], end["stock"])
        for life, end in ends.items()
    } == {
        "paid": ("paid", 0, 4),
        "declined, then paid": ("paid", 0, 4),
        "abandoned": ("unpaid", 0, 5),
        "refused after days": ("unpaid", 0, 5),
        "disputed": ("paid", 0, 4),
        "sent back at Stripe": ("partly_refunded", 700, 4),
        "sent back at Stripe, and returned": ("paid", 0, 4),
        "sent back by the brand": ("partly_refunded", 1800, 4),
        "sent back by both": ("partly_refunded", 2500, 4),
        "sent back by the brand, and returned": ("paid", 0, 4),
        "sent back at Stripe in vain": ("partly_refunded", 1800, 4),
    }
    assert {end["order"]["refunding_minor"] for end in ends.values()} == {0}
