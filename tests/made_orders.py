"""Orders brought further inside one transaction, by the domain, as Stripe's word would bring them.

Events are recorded too: whoever hears them afterwards finds everything done.
"""

import secrets

from sqlmodel import Session

from smallgestures.billing.queries import list_refunds
from smallgestures.billing.service import apply_refunds, apply_session
from smallgestures.shop.orders.handlers import give_up_payment, settle_payment, settle_refund
from smallgestures.shop.orders.models import Order
from tests import stripe_says
from tests.factories import checkout_of


def pay(db: Session, order: Order) -> Order:
    """Let Stripe say that the order is paid."""
    checkout = checkout_of(db, order)
    apply_session(db, checkout.key, stripe_says.paid(checkout))
    settle_payment(db, checkout.key)
    return order


def decline(db: Session, order: Order) -> Order:
    """Let the bank refuse a card; the order goes on waiting."""
    checkout = checkout_of(db, order)
    apply_session(db, checkout.key, stripe_says.declined(checkout))
    return order


def abandon(db: Session, order: Order) -> Order:
    """Let the time to pay run out."""
    checkout = checkout_of(db, order)
    apply_session(db, checkout.key, stripe_says.expired(checkout))
    give_up_payment(db, checkout.key)
    return order


def dispute(db: Session, order: Order) -> Order:
    """Let the buyer's bank ask for the money back."""
    checkout = checkout_of(db, order)
    apply_session(db, checkout.key, stripe_says.disputed(checkout))
    return order


def refund(db: Session, order: Order, amount_minor: int) -> Order:
    """Let somebody send money back at Stripe."""
    checkout = checkout_of(db, order)
    said = stripe_says.refunded_there(checkout, amount_minor, name=secrets.token_hex(4))
    apply_refunds(db, checkout.key, [said])
    settle_refund(db, list_refunds(db, checkout.key)[-1].key)
    return order
