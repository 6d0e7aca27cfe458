"""What the worker asks Stripe about subscriptions, and how our rows come to agree with it.

As with orders: each job first asks, outside any transaction, then writes what it
heard and finishes its event in one. Killed in between, it asks again.
"""

from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.asking import NOT_OURS, Apply
from smallgestures.billing.errors import StripeRefused, StripeUnavailable
from smallgestures.billing.gateway import list_refunds, make_refund
from smallgestures.billing.subscriptions import gateway, payments, queries, service
from smallgestures.billing.subscriptions.applying import (
    apply_page,
    apply_refusal,
    apply_subscription,
)
from smallgestures.billing.subscriptions.customers import bring_clock, known_customer
from smallgestures.billing.subscriptions.events import SubscriptionChangeRequested
from smallgestures.billing.subscriptions.models import Subscription, Wish
from smallgestures.billing.subscriptions.seen import PageSeen, SubscriptionSeen
from smallgestures.billing.subscriptions.states import FINAL
from smallgestures.db.engine import reading, transaction
from smallgestures.outbox.service import Lease, Payload, record

ANSWER_PATIENCE = timedelta(seconds=30)
SWEPT_AFTER = timedelta(hours=1)
SWEPT_AT_ONCE = 50
LOOKED_AT_ONCE = 50

log = structlog.get_logger("subscriptions")


def ask(subscription_id: int) -> Apply:
    """Ask Stripe how a subscription stands, opening its page if there is none yet.

    Raises:
        StripeUnavailable: It can't be told now; whatever Stripe did is found when it is asked
            again.
    """
    with reading() as db:
        subscription = queries.get_subscription(db, subscription_id)
    try:
        if subscription.subscription_id is not None:
            return look_at(subscription.subscription_id)
        if subscription.state in FINAL and subscription.wish is None:
            return lambda _db: subscription.state
        return _applied(subscription_id, _page(subscription))
    except StripeRefused:
        return lambda db: apply_refusal(db, subscription_id)


def _page(subscription: Subscription) -> PageSeen:
    if subscription.session_id is not None:
        return gateway.get_page(subscription.session_id)
    with reading() as db:
        request = service.subscription_request(db, subscription.key)
    customer_id = known_customer(subscription.person_id)
    # Where it was opened before, Stripe answers the same words with what it made of them.
    return gateway.open_page(request, customer_id=customer_id)


def _applied(subscription_id: int, page: PageSeen) -> Apply:
    if page.subscription_id is None:
        return lambda db: apply_page(db, subscription_id, page)
    seen = gateway.look(page.subscription_id)

    def apply(db: Session) -> str:
        apply_page(db, subscription_id, page)
        return apply_subscription(db, subscription_id, seen)

    return apply


def look_at(stripe_id: str) -> Apply:
    """Ask Stripe about one of its subscriptions, whoever's it is.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    return partial(_apply, seen=gateway.look(stripe_id))


def _apply(db: Session, *, seen: SubscriptionSeen) -> str:
    subscription_id = queries.find_subscription_id(db, uid=seen.uid, stripe_id=seen.subscription_id)
    if subscription_id is None:
        log.warning("subscription of nobody", stripe_id=seen.subscription_id)
        return NOT_OURS
    return apply_subscription(db, subscription_id, seen)


def look_at_invoice(invoice_id: str) -> Apply:
    """Ask Stripe about the subscription that an invoice is of.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    stripe_id = gateway.subscription_of(invoice_id)
    return look_at(stripe_id) if stripe_id else lambda _db: NOT_OURS


def look_at_page(session_id: str) -> Apply:
    """Ask Stripe about a page on which a subscription begins.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    page = gateway.get_page(session_id)
    with reading() as db:
        subscription_id = queries.find_subscription_id(db, uid=page.uid, session_id=session_id)
    return _applied(subscription_id, page) if subscription_id else lambda _db: NOT_OURS


def ask_about_subscription(payload: Payload, lease: Lease) -> None:
    """Ask Stripe how a subscription stands, and apply it: the job of `SubscriptionDue`."""
    apply = ask(int(payload["subscription_id"]))
    lease.finish(lambda db: log.info("subscription asked about", state=apply(db)))


def carry_out_wish(payload: Payload, lease: Lease) -> None:
    """Tell Stripe what somebody wants of their subscription: the job of its request."""
    apply = fulfil(int(payload["subscription_id"]))
    lease.finish(lambda db: log.info("wish carried out", state=apply(db)))


def fulfil(subscription_id: int) -> Apply:
    """Have Stripe do what is wished for, as far as it is not so yet, and see what came of it.

    Raises:
        StripeUnavailable: It can't be told whether it is done; it can be asked for again.
    """
    with reading() as db:
        subscription = queries.get_subscription(db, subscription_id)
    if subscription.wish is None:
        return lambda _db: subscription.state
    stripe_id = subscription.subscription_id
    try:
        if stripe_id is None:
            page = _closed_page(subscription)
            if page.subscription_id is None:
                return lambda db: apply_page(db, subscription_id, page)
            stripe_id = page.subscription_id
        _say(stripe_id, subscription.wish)
    except StripeRefused:
        # It has ended, or there never was a page: what Stripe says of it now decides.
        return ask(subscription_id)
    seen = gateway.look(stripe_id)
    return lambda db: apply_subscription(db, subscription_id, seen)


def _closed_page(subscription: Subscription) -> PageSeen:
    page = _page(subscription)
    if page.status != "open":
        return page
    try:
        return gateway.close_page(page.session_id)
    except StripeRefused:
        return gateway.get_page(page.session_id)  # somebody was faster, and completed it


def _say(stripe_id: str, wish: str) -> None:
    if wish == Wish.END:
        gateway.cancel(stripe_id)
    else:
        gateway.set_renewal(stripe_id, renews=wish == Wish.RESUME)


def give_back(payload: Payload, lease: Lease) -> None:
    """Send back what was taken after somebody had said no: the job of `PaymentUnwanted`."""
    payment_id = int(payload["payment_id"])
    with reading() as db:
        payment = queries.get_payment(db, payment_id)
    if payment.refund_id is not None or payment.payment_intent_id is None:
        lease.finish()
        return
    uid, intent = payment.invoice_id, payment.payment_intent_id
    made = [one for one in list_refunds(intent) if one.uid == uid]
    if not made:
        made = [make_refund(uid, payment_intent_id=intent, amount_minor=payment.amount_minor)]
    refund_id = made[0].refund_id
    lease.finish(lambda db: payments.enter_return(db, payment_id, refund_id=refund_id))


def sweep() -> int:
    """Ask Stripe about whatever no webhook has told for too long; return how much that was.

    Where Stripe is away, the rest waits for the next round.
    """
    now = clock.wall()
    with reading() as db:
        unsettled = queries.list_unsettled(
            db,
            waits_since=now - ANSWER_PATIENCE,
            expired_at=now,
            before=now - SWEPT_AFTER,
            limit=SWEPT_AT_ONCE,
        )
    done = 0
    try:
        for subscription_id in unsettled:
            apply = ask(subscription_id)
            with transaction() as db:
                log.info("subscription swept", state=apply(db))
                _wish_again(db, subscription_id)
            done += 1
    except (StripeUnavailable, StripeRefused) as error:
        log.warning("sweep ended early", reason=type(error).__name__, done=done)
    return done


def _wish_again(db: Session, subscription_id: int) -> None:
    subscription = queries.get_subscription(db, subscription_id)
    if subscription.wish is not None:
        names = (subscription.key, subscription.purpose, subscription.subject_id)
        record(db, SubscriptionChangeRequested(*names))


def next_look(db: Session) -> datetime | None:
    """Return when Stripe next has news of a subscription; product time."""
    return queries.next_look(db)


def look_at_due(at: datetime) -> int:
    """Ask Stripe about the subscriptions of which it has news by `at`; return how many were asked.

    Their customers' clocks at Stripe come to that moment first. Where Stripe is away, the rest
    waits for the next time.
    """
    with reading() as db:
        due = queries.list_to_look_at(db, at=at, limit=LOOKED_AT_ONCE)
        people = [queries.get_subscription(db, one).person_id for one in due]
    done = 0
    try:
        for subscription_id, person_id in zip(due, people, strict=True):
            bring_clock(person_id, clock.now())
            apply = ask(subscription_id)
            with transaction() as db:
                log.info("subscription looked at", state=apply(db))
            done += 1
    except StripeUnavailable as error:
        log.warning("look ended early", reason=type(error).__name__, done=done)
    return done
