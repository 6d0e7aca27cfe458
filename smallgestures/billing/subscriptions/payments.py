"""Paid invoices: each stored once, booked once, told once."""

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.ledger.service import STRIPE, Transfer, book
from smallgestures.billing.queries import email_of
from smallgestures.billing.subscriptions import letters, queries
from smallgestures.billing.subscriptions.events import PaymentUnwanted, SubscriptionCharged
from smallgestures.billing.subscriptions.models import Subscription, Wish
from smallgestures.billing.subscriptions.seen import InvoiceSeen
from smallgestures.mail.letter import Letter
from smallgestures.mail.service import queue_mail
from smallgestures.money import Money
from smallgestures.outbox.service import record


def take_invoice(db: Session, subscription: Subscription, invoice: InvoiceSeen) -> None:
    """Enter what was paid, if it is not entered yet; an invoice of nothing is none."""
    if invoice.status != "paid" or invoice.amount_paid_minor <= 0:
        return
    is_unwanted = _is_unwanted(subscription, invoice)
    payment_id = queries.insert_payment(
        db,
        {
            "created_at": clock.now(),
            "subscription_id": subscription.key,
            "invoice_id": invoice.invoice_id,
            "amount_minor": invoice.amount_paid_minor,
            "currency": invoice.currency,
            "paid_at": invoice.paid_at or clock.now(),
            "period_end": invoice.period_end,
            "payment_intent_id": invoice.payment_intent_id,
            "is_unwanted": is_unwanted,
        },
    )
    if payment_id is None:
        return
    amount = Money(invoice.amount_paid_minor, invoice.currency)
    reason = f"Subscription {subscription.key} was paid"
    book(
        db,
        f"subscription-paid:{payment_id}",
        [Transfer(STRIPE, subscription.payee, amount, reason)],
    )
    if is_unwanted:
        record(db, PaymentUnwanted(payment_id))
        return
    payment = queries.get_payment(db, payment_id)
    _write(
        db, subscription, f"subscription-paid:{payment_id}", letters.receipt(subscription, payment)
    )
    record(
        db,
        SubscriptionCharged(
            subscription.key,
            subscription.purpose,
            subscription.subject_id,
            payment_id,
            payment.amount_minor,
            payment.currency,
        ),
    )


def _is_unwanted(subscription: Subscription, invoice: InvoiceSeen) -> bool:
    """Say whether the person had said no before the time began that was charged for.

    Only a wish that Stripe has not confirmed can be overtaken like that.
    """
    if subscription.wish not in {Wish.STOP, Wish.END} or subscription.wished_at is None:
        return False
    never_began = (
        subscription.started_at is None or subscription.started_at >= subscription.wished_at
    )
    return never_began or invoice.period_start >= subscription.wished_at


def enter_return(db: Session, payment_id: int, *, refund_id: str) -> None:
    """Note that an unwanted payment goes back: taken off the books, and told."""
    payment = queries.get_payment(db, payment_id)
    subscription = queries.get_subscription(db, payment.subscription_id)
    amount = Money(payment.amount_minor, payment.currency)
    reason = f"Subscription {subscription.key} was charged after its end, and paid back"
    key = f"subscription-returned:{payment_id}"
    if book(db, key, [Transfer(subscription.payee, STRIPE, amount, reason)]):
        queries.set_refund(db, payment_id, refund_id)
        _write(db, subscription, key, letters.returned(subscription, payment))


def _write(db: Session, subscription: Subscription, key: str, letter: Letter) -> None:
    email = email_of(db, subscription.person_id)
    if email is not None:
        queue_mail(
            db,
            key=key,
            person_id=subscription.person_id,
            to=email,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
        )
