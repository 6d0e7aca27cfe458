"""A screen of orders costs the same few statements however many there are, each by an index."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing import queries as billing
from smallgestures.billing.models import CheckoutPurpose
from smallgestures.billing.seen import EventSeen
from smallgestures.billing.service import (
    apply_refunds,
    apply_session,
    ask_again,
    refuse_refund,
    session_request,
    store_webhook,
)
from smallgestures.db.engine import get_engine, reading, transaction
from smallgestures.event_handlers import HANDLERS
from smallgestures.outbox.service import dispatch_due
from smallgestures.shop.models import Product
from smallgestures.shop.orders.models import Order
from smallgestures.shop.orders.service import check_payment, pay_again, refund_order
from smallgestures.shop.orders.showing import PAGE, list_orders, list_sold, show_order
from tests import stripe_says
from tests.factories import (
    SITE,
    checkout_of,
    make_brand,
    make_click,
    make_clip,
    make_link,
    make_order,
    make_product,
)
from tests.integration.statements import statements
from tests.people import make_person

FEW, MANY = 2, PAGE
# An index of the few rows that are open, or no table at all.
FREE = re.compile(r"ix_checkout_unsettled|ix_outbox_event_open|SCAN \(|CONSTANT ROW")


@dataclass
class Street:
    """A brand that sold many things to one person, by one creator's links."""

    ines_id: int
    maya_id: int
    noor_id: int
    public_id: str


def arrange(db: Session, *, orders: int) -> Street:
    noor, maya, ines = (make_person(db, name) for name in ("noor", "maya", "ines"))
    brand, clip = make_brand(db, owner_id=noor.key), make_clip(db, maya)
    placed = [sell(db, make_product(db, brand_id=brand.key), clip, ines) for _ in range(orders)]
    return Street(ines.key, maya.key, noor.key, placed[0].public_id)


def sell(db: Session, product: Product, clip, ines) -> Order:
    make_click(db, make_link(db, clip, product, position=product.key), ines)
    order = make_order(db, product, ines)
    checkout = checkout_of(db, order)
    apply_session(db, checkout.key, stripe_says.paid(checkout))
    apply_refunds(db, checkout.key, [stripe_says.refunded_there(checkout, 100)])
    return order


SCREENS: dict[str, tuple[int, Callable[[Session, Street], Any]]] = {
    "my orders": (1, lambda db, street: list_orders(db, street.ines_id)),
    "what was sold": (4, lambda db, street: list_sold(db, street.noor_id)),
    "an order, to its buyer": (
        7,
        lambda db, street: show_order(db, street.public_id, viewer_id=street.ines_id),
    ),
    "an order, to its creator": (
        8,
        lambda db, street: show_order(db, street.public_id, viewer_id=street.maya_id),
    ),
}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("orders", [FEW, MANY])
def test_the_number_of_statements_of_a_screen_is_constant(given, orders: int):
    street = given(lambda db: arrange(db, orders=orders))
    dispatch_due(transaction, HANDLERS, {})
    asked = {}

    for name, (_number, show) in SCREENS.items():
        with statements() as noted, reading() as db:
            show(db, street)
        asked[name] = len(noted)

    assert asked == {name: number for name, (number, _show) in SCREENS.items()}


def live(db: Session, street: Street) -> None:
    """Do everything that orders and payments can be asked to do."""
    now = clock.wall()
    order = make_order(db, make_product(db), make_person(db, "leo"))
    checkout = checkout_of(db, order)
    session_request(db, checkout.key)
    for seen in (stripe_says.opened(checkout), stripe_says.expired(checkout)):
        apply_session(db, checkout.key, seen)
    pay_again(db, order.public_id, buyer_id=order.buyer_id, origin=SITE)
    check_payment(db, order.public_id, buyer_id=order.buyer_id)
    ask_again(db, checkout.key)
    for words in ({"uid": "a", "session_id": "b", "payment_intent_id": "c"}, {"session_id": "b"}):
        billing.find_checkout_id(db, **words)
    billing.live_checkout(db, CheckoutPurpose.ORDER, order.key)
    billing.list_unsettled(db, opening_before=now, expired_at=now, before=now, limit=50)
    billing.list_open_refunds(db, before=now + timedelta(days=1), limit=50)
    refund_order(db, street.public_id, by=street.noor_id, amount_minor=100)
    refund_order(db, street.public_id, by=street.noor_id, amount_minor=200)
    paid = billing.find_checkout_id(db, payment_intent_id="pi_1")
    first, second = billing.list_refunds(db, paid)[-2:]
    apply_refunds(db, paid, [stripe_says.refunded(first)])
    apply_refunds(db, paid, [stripe_says.refunded(first, "failed")])
    refuse_refund(db, second.key, code="charge_disputed")
    store_webhook(db, EventSeen("evt_1", "charge.refunded", "ch_1", "pi_1", now))
    billing.set_outcome(db, 1, "paid")


def faults(statement: str, parameters: Any) -> list[str]:
    """What SQLite would do that costs more with every row, or every order, there is."""
    if not statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
        return []
    with get_engine().connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [str(row[-1]) for row in plan]
    scanned = [step for step in steps if step.startswith("SCAN ") and not FREE.search(step)]
    sorted_ = [step for step in steps if "TEMP B-TREE" in step and "FROM shop_order" in statement]
    return scanned + sorted_


def test_every_statement_of_orders_and_payments_reads_an_index(sqlite_database, given):
    street = given(lambda db: arrange(db, orders=FEW))
    with statements() as noted:
        dispatch_due(transaction, HANDLERS, {})
        given(lambda db: live(db, street))
        dispatch_due(transaction, HANDLERS, {})
        with reading() as db:
            for _number, show in SCREENS.values():
                show(db, street)
            list_orders(db, street.ines_id, before_id=100)
            list_sold(db, street.noor_id, before_id=100)

    found = {sql: steps for sql, values in noted if (steps := faults(sql, values))}

    assert len({sql for sql, _values in noted}) > 40
    assert found == {}
