"""The table of who hears of what."""

import inspect

import pytest
from sqlmodel import Session, select

from smallgestures import event_handlers
from smallgestures.accounts import events as of_accounts
from smallgestures.billing import events as of_billing
from smallgestures.billing.card_changes import events as of_cards
from smallgestures.billing.ledger.models import LedgerTransfer
from smallgestures.billing.subscriptions import events as of_subscriptions
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.insights import events as of_insights
from smallgestures.mail import events as of_mail
from smallgestures.search import events as of_search
from smallgestures.shop.links import events as of_links
from smallgestures.shop.orders import events as of_orders
from smallgestures.shop.orders.models import Order, OrderState
from smallgestures.videos import events as of_videos
from smallgestures.videos.uploads import events as of_uploads
from tests.factories import checkout_of, make_order

# Told to nobody yet; what follows from them is done where they are recorded.
UNHEARD = {
    "OrderPaid",
    "OrderRefunded",
    "SubscriptionAbandoned",
    "SubscriptionCharged",
    "SubscriptionEnded",
    "SubscriptionNeedsConfirmation",
    "SubscriptionPastDue",
    "SubscriptionRecovered",
    "SubscriptionStarted",
    "VideoRefused",
}


def recorded() -> set[str]:
    """Name every event that a domain may record."""
    modules = (
        of_accounts,
        of_billing,
        of_cards,
        of_insights,
        of_links,
        of_mail,
        of_orders,
        of_search,
        of_subscriptions,
        of_uploads,
        of_videos,
    )
    return {
        name
        for module in modules
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__
    }


def test_every_event_is_heard_by_handlers_or_does_one_job():
    assert set(HANDLERS) & set(JOBS) == set()
    assert set(HANDLERS) | set(JOBS) | UNHEARD == recorded()


@pytest.mark.parametrize("name", ["PaymentSucceeded", "CheckoutClosed"])
def test_what_is_paid_for_something_else_leaves_orders_alone(db: Session, held_clock, name: str):
    order = make_order(db)
    told = {"checkout_id": checkout_of(db, order).key, "purpose": "trial"}

    for handle in HANDLERS[name]:
        handle(db, told)

    assert order.state == OrderState.WAITING


@pytest.mark.parametrize("name", ["RefundSucceeded", "RefundFailed"])
def test_what_goes_back_for_something_else_leaves_orders_alone(db: Session, held_clock, name: str):
    told = {"refund_id": 1, "purpose": "trial", "had_succeeded": True}

    for handle in HANDLERS[name]:
        handle(db, told)

    assert db.exec(select(Order)).all() == []
    assert db.exec(select(LedgerTransfer)).all() == []


def test_a_payment_is_taken_by_its_order(db: Session, held_clock):
    order = make_order(db)
    checkout = checkout_of(db, order)
    checkout.state, checkout.paid_at = "paid", held_clock()
    db.flush()

    event_handlers.take_payment(db, {"checkout_id": checkout.key, "purpose": "order"})

    assert order.state == OrderState.PAID
