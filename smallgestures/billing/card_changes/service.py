"""Asking for another card, and what Stripe says of that."""

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.card_changes import queries
from smallgestures.billing.card_changes.events import CardChangeDue
from smallgestures.billing.card_changes.models import CardChange, CardChangeState
from smallgestures.billing.service import CHECKOUT_LIFE
from smallgestures.billing.subscriptions import queries as subscriptions
from smallgestures.billing.subscriptions.errors import NothingSubscribed
from smallgestures.billing.subscriptions.seen import CardRequest, PageSeen
from smallgestures.billing.subscriptions.service import ask_again
from smallgestures.billing.subscriptions.states import AWAITED
from smallgestures.outbox.service import record

FINAL = (CardChangeState.DONE, CardChangeState.ABANDONED)


def prepare_card_change(
    db: Session,
    *,
    purpose: str,
    subject_id: int,
    person_id: int,
    success_url: str,
    cancel_url: str,
) -> CardChange:
    """Store that somebody wants to give another card; Stripe is asked after the commit.

    Raises:
        NothingSubscribed: They have no living subscription of this.
    """
    subscription = subscriptions.live_subscription(db, purpose, subject_id)
    if subscription is None or subscription.person_id != person_id or subscription.state in AWAITED:
        raise NothingSubscribed
    now = clock.wall()
    change = CardChange(
        subscription_id=subscription.key,
        success_url=success_url,
        cancel_url=cancel_url,
        expires_at=now + CHECKOUT_LIFE,
        checked_at=now,
    )
    db.add(change)
    db.flush()
    return change


def card_request(db: Session, card_change_id: int) -> CardRequest:
    """Return what Stripe is to open, the same each time it is asked."""
    change = queries.get_card_change(db, card_change_id)
    subscription = subscriptions.get_subscription(db, change.subscription_id)
    customer = subscriptions.get_customer(db, subscription.person_id)
    if customer.customer_id is None:
        raise LookupError(f"person {subscription.person_id} has no customer")
    return CardRequest(
        uid=change.uid,
        subscription_uid=subscription.uid,
        customer_id=customer.customer_id,
        currency=subscription.currency,
        success_url=change.success_url,
        cancel_url=change.cancel_url,
        expires_at=change.expires_at,
    )


def apply_card_page(db: Session, card_change_id: int, seen: PageSeen) -> str:
    """Make the change agree with what Stripe said of its page; return its state.

    Where the page was completed, the card is in use already, and the subscription is asked about.
    """
    change = queries.lock_card_change(db, card_change_id)
    change.checked_at = clock.wall()
    change.session_id = seen.session_id
    db.add(change)
    if change.state in FINAL:
        return change.state
    if seen.status == "complete":
        change.state = CardChangeState.DONE
        ask_again(db, change.subscription_id)
    elif seen.status == "expired":
        change.state = CardChangeState.ABANDONED
    else:
        change.state = CardChangeState.OPEN
        change.session_url = seen.url or change.session_url
    return change.state


def give_up_card_change(db: Session, card_change_id: int) -> str:
    """Note that Stripe knows of no such page, or does not take the card; the old one stays."""
    change = queries.lock_card_change(db, card_change_id)
    change.checked_at = clock.wall()
    if change.state not in FINAL:
        change.state = CardChangeState.ABANDONED
    db.add(change)
    return change.state


def check_card_changes(db: Session, *, person_id: int) -> int:
    """Have Stripe asked about the cards that somebody was about to give: they came back."""
    waiting = queries.list_card_changes(db, person_id)
    for card_change_id in waiting:
        record(db, CardChangeDue(card_change_id))
    return len(waiting)
