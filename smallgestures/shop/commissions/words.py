"""Why a commission is what it is, in words for its creator."""

from datetime import datetime

from smallgestures.dates import day
from smallgestures.money import Money, percent

OWN_PURCHASE = "You bought this yourself, by your own link."
NEVER_PAID = "The order was not paid, so nothing is earned."
REFUNDED_ALL = "The order was refunded in full."
DISPUTE_LOST = "The buyer’s bank took the payment back for good."
DISPUTED = "The buyer’s bank is looking into the payment. It goes on when the bank has decided."
RELEASED = "What held it up is cleared. It goes on."
NOTHING_LEFT = "Nothing of it is left to send."
SENT_BACK = (
    "Somebody at this site told Stripe to send this transfer back. Ask them why; it is not sent "
    "again by itself."
)


def estimate(price: Money, rate_bps: int) -> str:
    """Say what an order that is not paid yet will bring."""
    return f"{percent(rate_bps)} of {price}, once the order is paid."


def earned(price: Money, rate_bps: int, refunded_minor: int = 0) -> str:
    """Say what it is a share of."""
    if refunded_minor:
        back = Money(refunded_minor, price.currency)
        return f"{percent(rate_bps)} of {price}, less the share of {back} refunded."
    return f"{percent(rate_bps)} of {price}, as at the click."


def waits(until: datetime, time_zone: str) -> str:
    """Say how long the buyer can still send it back."""
    return f"The buyer can send it back until {day(until, time_zone)}; then it is yours."


def settled(at: datetime, time_zone: str) -> str:
    """Say since when it is the creator's."""
    return f"Yours since {day(at, time_zone)}, when the 30 days after the payment were over."


def sent(amount: Money, bank: str) -> str:
    """Say where it went."""
    return f"{amount} went to your Stripe account" + (f", {bank}." if bank else ".")


def kept_back(amount: Money, for_order: str) -> str:
    """Say that a part of it was set off."""
    return f"{amount} was kept back for order {for_order}, which was refunded after its payout."


def set_off(amount: Money, from_order: str) -> str:
    """Say that what was owed of this one is settled by another."""
    return f"{amount} of what you owed of it was kept back from order {from_order}."


def returned(amount: Money) -> str:
    """Say that Stripe took it back."""
    return f"{amount} came back from your Stripe account, because of the refund."


def stays_owed(amount: Money, why: str) -> str:
    """Say that it could not be taken back, and what then."""
    return f"{amount} could not be taken back: {why} It comes off your next payouts."
