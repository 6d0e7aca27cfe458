"""What the worker asks Stripe about cards, and has it do with them."""

from datetime import timedelta

import structlog
from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.asking import NOT_OURS, Apply
from smallgestures.billing.card_changes import queries, service
from smallgestures.billing.errors import StripeRefused, StripeUnavailable
from smallgestures.billing.subscriptions import gateway
from smallgestures.billing.subscriptions import queries as subscriptions
from smallgestures.billing.subscriptions.handlers import ask as ask_about_subscription
from smallgestures.billing.subscriptions.seen import PageSeen
from smallgestures.db.engine import reading, transaction
from smallgestures.outbox.service import Lease, Payload

SWEPT_EVERY = timedelta(minutes=10)
SWEPT_AT_ONCE = 50

log = structlog.get_logger("card-changes")


def ask(card_change_id: int) -> Apply:
    """Ask Stripe how the page of a card stands, opening it if there is none yet.

    A card that was given is in use when this returns, and what is owed has been tried with it.

    Raises:
        StripeUnavailable: It can't be told now, and can be asked again.
    """
    with reading() as db:
        change = queries.get_card_change(db, card_change_id)
        request = service.card_request(db, card_change_id)
    if change.state in service.FINAL:
        return lambda _db: change.state
    try:
        if change.session_id is None:
            page = gateway.open_card_page(request)
        else:
            page = gateway.get_page(change.session_id)
        return _used(card_change_id, page)
    except StripeRefused:
        return lambda db: service.give_up_card_change(db, card_change_id)


def look_at_card_page(session_id: str) -> Apply:
    """Ask Stripe about a page that takes a card, whoever's it is.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    page = gateway.get_page(session_id)
    with reading() as db:
        card_change_id = queries.find_card_change_id(db, uid=page.card_change_uid)
    return _used(card_change_id, page) if card_change_id else lambda _db: NOT_OURS


def _used(card_change_id: int, page: PageSeen) -> Apply:
    with reading() as db:
        change = queries.get_card_change(db, card_change_id)
        subscription = subscriptions.get_subscription(db, change.subscription_id)
    is_done = change.state in service.FINAL
    stripe_id, method_id = subscription.subscription_id, page.payment_method_id
    if page.status != "complete" or is_done or stripe_id is None or method_id is None:
        return lambda db: service.apply_card_page(db, card_change_id, page)
    gateway.use_card(stripe_id, method_id)
    _pay_what_is_open(stripe_id, method_id, key=f"card-change-{change.uid}")
    apply = ask_about_subscription(subscription.key)

    def both(db: Session) -> str:
        apply(db)
        return service.apply_card_page(db, card_change_id, page)

    return both


def _pay_what_is_open(stripe_id: str, method_id: str, *, key: str) -> None:
    invoice = gateway.look(stripe_id).open_invoice
    if invoice is None or invoice.status != "open":
        return
    try:
        gateway.pay_invoice(invoice.invoice_id, method_id, key=f"{key}-{invoice.invoice_id}")
    except StripeRefused:
        log.info("the other card was declined, too")  # the subscription says so itself


def ask_about_card(payload: Payload, lease: Lease) -> None:
    """Ask Stripe how the page of a card stands, and apply it: the job of `CardChangeDue`."""
    apply = ask(int(payload["card_change_id"]))
    lease.finish(lambda db: log.info("card asked about", state=apply(db)))


def sweep() -> int:
    """Ask Stripe about pages whose time is over and of which nothing was heard; return how many."""
    now = clock.wall()
    with reading() as db:
        waiting = queries.list_unsettled_cards(
            db, expired_at=now, before=now - SWEPT_EVERY, limit=SWEPT_AT_ONCE
        )
    done = 0
    try:
        for card_change_id in waiting:
            apply = ask(card_change_id)
            with transaction() as db:
                log.info("card swept", state=apply(db))
            done += 1
    except StripeUnavailable as error:
        log.warning("sweep ended early", reason=type(error).__name__, done=done)
    return done
