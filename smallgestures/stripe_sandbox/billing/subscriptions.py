"""The life of a subscription: its trial, its periods, its end, and what is told of each."""

from smallgestures.stripe_sandbox.billing import bodies, invoices
from smallgestures.stripe_sandbox.billing.bodies import Order
from smallgestures.stripe_sandbox.billing.periods import DAY_S, HOUR_S, end_of_period
from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.store import Json, Transaction

KIND = "subscription"
WARNING_S = 3 * DAY_S  # how long before its end a trial says so
INCOMPLETE_S = 23 * HOUR_S  # how long a first payment may take
OVER = {"canceled", "incomplete_expired"}


def create(tx: Transaction, order: Order) -> Json:
    """Return a new subscription in its first period, which is its trial if it has one."""
    made = bodies.subscription(order)
    if order.cancel_at_period_end:
        made |= {"cancel_at_period_end": True, "canceled_at": now()}
    _set_period(made, made["start_date"])
    if made["cancel_at_period_end"]:
        made["cancel_at"] = period_end(made)
    tx.insert(made, told=made, warned=None)
    record_event(tx, "customer.subscription.created", made)
    schedule(tx, made)
    return made


def schedule(tx: Transaction, subscription: Json) -> None:
    """Set when something next happens by itself; a warning that is due is given at once."""
    if _is_warned_at(tx, subscription, now()):
        tx.hide(subscription["id"], warned=subscription["trial_end"])
        record_event(tx, "customer.subscription.trial_will_end", subscription)
    tx.set_due(subscription["id"], _due_at(tx, subscription))


def _due_at(tx: Transaction, subscription: Json) -> int | None:
    status = subscription["status"]
    if status in OVER or status == "paused":
        return None
    if status == "incomplete":
        return int(subscription["created"]) + INCOMPLETE_S
    end = period_end(subscription)
    return end - WARNING_S if _is_warned_at(tx, subscription, end - WARNING_S) else end


def _is_warned_at(tx: Transaction, subscription: Json, moment: int) -> bool:
    """Say whether the end of a trial is to be told at that moment."""
    if not in_trial(subscription) or subscription["trial_end"] - WARNING_S > moment:
        return False
    return bool(tx.hidden(subscription["id"])["warned"] != subscription["trial_end"])


def in_trial(subscription: Json) -> bool:
    """Say whether the trial runs; what it leads to may be undecided for an hour afterwards."""
    return bool(
        subscription["status"] == "trialing"
        and period_end(subscription) == subscription["trial_end"]
    )


def period_end(subscription: Json) -> int:
    """Return when the period ends."""
    return int(subscription["items"]["data"][0]["current_period_end"])


def begin_period(tx: Transaction, subscription: Json, start: int) -> None:
    """Let the next period begin; it is told once it is paid, or isn't."""
    _set_period(subscription, start)
    tx.save(subscription)


def _set_period(subscription: Json, start: int) -> None:
    for item in subscription["items"]["data"]:
        end = end_of_period(
            start, item["price"]["recurring"], anchor=subscription["billing_cycle_anchor"]
        )
        if subscription["trial_end"] is not None and start < subscription["trial_end"]:
            end = subscription["trial_end"]
        item |= {"current_period_start": start, "current_period_end": end}


def tell(tx: Transaction, subscription: Json, kind: str = "updated") -> None:
    """Keep a subscription as it is now, and say what differs from what was told before."""
    tx.save(subscription)
    before = tx.hidden(subscription["id"])["told"]
    tx.hide(subscription["id"], told=subscription)
    schedule(tx, subscription)
    told = before if kind == "updated" else None
    record_event(tx, f"customer.subscription.{kind}", subscription, before=told)


def settle(tx: Transaction, subscription: Json, *, paid: bool) -> None:
    """Let an invoice's outcome be the subscription's: active, or past due."""
    if subscription["status"] in OVER:
        return
    if paid and not _owes(tx, subscription):
        subscription["status"] = "trialing" if in_trial(subscription) else "active"
    elif not paid and subscription["status"] in {"trialing", "active"}:
        subscription["status"] = "past_due"
    if tx.hidden(subscription["id"])["told"] != subscription:
        tell(tx, subscription)


def _owes(tx: Transaction, subscription: Json) -> bool:
    return any(
        invoice["status"] == "open" and invoice["attempted"]
        for invoice in tx.children(invoices.KIND, subscription["id"])
    )


def move_trial_end(tx: Transaction, subscription: Json, moment: int) -> None:
    """Let a trial end at another time, and the first charge with it."""
    subscription |= {
        "billing_cycle_anchor": moment,
        "status": "trialing",
        "trial_end": moment,
        "trial_start": subscription["trial_start"] or now(),
    }
    for item in subscription["items"]["data"]:
        item["current_period_end"] = moment
    if subscription["cancel_at_period_end"]:
        subscription["cancel_at"] = moment
    tell(tx, subscription)


def ask_to_cancel(subscription: Json, *, at_period_end: bool) -> None:
    """Let a subscription end with its period, or go on after all."""
    subscription |= {
        "cancel_at": period_end(subscription) if at_period_end else None,
        "cancel_at_period_end": at_period_end,
        "canceled_at": now() if at_period_end else None,
        "cancellation_details": subscription["cancellation_details"]
        | {"reason": "cancellation_requested" if at_period_end else None},
    }


def end(tx: Transaction, subscription: Json, *, reason: str | None) -> Json:
    """End a subscription now; what was not paid of it is tried no more."""
    for invoice in tx.children(invoices.KIND, subscription["id"]):
        if invoice["status"] in {"draft", "open"}:
            invoices.leave(tx, invoice)
    subscription |= {
        "canceled_at": subscription["canceled_at"] or now(),
        "cancellation_details": subscription["cancellation_details"] | {"reason": reason},
        "ended_at": now(),
        "status": "canceled",
    }
    tell(tx, subscription, "deleted")
    return subscription
