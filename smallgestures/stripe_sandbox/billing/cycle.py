"""What happens to subscriptions and invoices by themselves, when their time has come."""

from smallgestures.stripe_sandbox.billing import collecting, invoices, subscriptions
from smallgestures.stripe_sandbox.billing.collecting import Manner
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.store import Json, Transaction


def start(tx: Transaction, subscription: Json, *, public_url: str, intent: Json | None) -> Json:
    """Return the first invoice, final: for the trial, nothing; else for the first period."""
    free = subscription["status"] == "trialing"
    invoice = invoices.draft(tx, subscription, reason="subscription_create", free=free)
    subscription["latest_invoice"] = invoice["id"]
    tx.save(subscription)
    tx.hide(subscription["id"], told=subscription)
    invoices.finalise(tx, invoice, public_url=public_url, intent=intent)
    return invoice


def let_fall_due(tx: Transaction, item: Json, *, public_url: str, manner: Manner) -> None:
    """Do what is due with a subscription or an invoice."""
    if item["object"] == invoices.KIND:
        _bring_forward(tx, item, public_url=public_url, manner=manner)
    elif item["status"] == "incomplete":
        _give_up(tx, item)
    elif subscriptions.period_end(item) <= now():
        _pass_period(tx, item)
    else:
        subscriptions.schedule(tx, item)


def _bring_forward(tx: Transaction, invoice: Json, *, public_url: str, manner: Manner) -> None:
    subscription = invoices.subscription_of(tx, invoice) or {}
    if subscription["status"] == "unpaid":
        invoices.leave(tx, invoice)  # drafts pile up until the person pays
        return
    if invoice["status"] == "draft":
        invoices.finalise(tx, invoice, public_url=public_url)
    collecting.collect(tx, invoice, collecting.kept_method(tx, subscription), manner)


def _give_up(tx: Transaction, subscription: Json) -> None:
    """Let a subscription whose first payment never came be as if it had not been."""
    for invoice in tx.children(invoices.KIND, subscription["id"]):
        invoices.void(tx, invoice)
    subscription |= {"ended_at": now(), "status": "incomplete_expired"}
    subscriptions.tell(tx, subscription)


def _pass_period(tx: Transaction, subscription: Json) -> None:
    if subscription["cancel_at_period_end"]:
        subscriptions.end(tx, subscription, reason="cancellation_requested")
        return
    trial = subscriptions.in_trial(subscription)
    if trial and collecting.kept_method(tx, subscription) is None:
        behaviour = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
        if behaviour == "cancel":
            subscriptions.end(tx, subscription, reason=None)
            return
        if behaviour == "pause":
            subscription["status"] = "paused"
            subscriptions.tell(tx, subscription, "paused")
            return
    bill_next(tx, subscription, start=subscriptions.period_end(subscription))


def bill_next(tx: Transaction, subscription: Json, *, start: int) -> Json:
    """Begin the period that starts then, and return its draft."""
    subscriptions.begin_period(tx, subscription, start)
    invoice = invoices.draft(tx, subscription, reason="subscription_cycle", wait=True)
    subscription["latest_invoice"] = invoice["id"]
    tx.save(subscription)
    subscriptions.schedule(tx, subscription)
    return invoice


def end_trial_now(tx: Transaction, subscription: Json, *, public_url: str) -> Json:
    """End a trial before its time: the first period begins, and is charged, at once."""
    subscription["trial_end"] = now()
    return _bill_now(tx, subscription, public_url=public_url)


def resume(tx: Transaction, subscription: Json, *, public_url: str) -> Json:
    """Go on with a paused subscription: a period begins, and is charged, at once."""
    subscription["status"] = "active"
    subscriptions.tell(tx, subscription, "resumed")
    return _bill_now(tx, subscription, public_url=public_url)


def _bill_now(tx: Transaction, subscription: Json, *, public_url: str) -> Json:
    subscription["billing_cycle_anchor"] = now()
    subscriptions.begin_period(tx, subscription, now())
    invoice = invoices.draft(tx, subscription, reason="subscription_update")
    subscription["latest_invoice"] = invoice["id"]
    tx.save(subscription)
    invoices.finalise(tx, invoice, public_url=public_url)
    collecting.collect(tx, invoice, collecting.kept_method(tx, subscription))
    return tx.find(subscriptions.KIND, subscription["id"]) or subscription
