"""Amounts for people, in the few ways the sandbox speaks of money."""

from smallgestures.stripe_sandbox.store import Json

FEE_BPS = 290
FEE_FIXED_MINOR = 30
LEAST_MINOR = 50
MOST_MINOR = 99_999_999
_BASIS_POINTS = 10_000


def shown(amount_minor: int, currency: str) -> str:
    """Format an amount: `$12.50`, or `12.50 EUR`."""
    whole, cents = divmod(amount_minor, 100)
    number = f"{whole:,}.{cents:02d}"
    return f"${number}" if currency == "usd" else f"{number} {currency.upper()}"


def fee(amount_minor: int) -> int:
    """Return what Stripe would keep of a card payment: 2.9% and 30 cents."""
    return (amount_minor * FEE_BPS + _BASIS_POINTS // 2) // _BASIS_POINTS + FEE_FIXED_MINOR


def rate(price: Json) -> str:
    """Format a recurring price: `$9.99 / month`, or `$9.99 every 3 months`."""
    amount = shown(price["unit_amount"], price["currency"])
    return f"{amount} {interval(price['recurring'])}"


def interval(recurring: Json) -> str:
    """Return how often: `/ month`, or `every 3 months`."""
    word, number = recurring["interval"], recurring["interval_count"]
    return f"/ {word}" if number == 1 else f"every {number} {word}s"


def every(recurring: Json) -> str:
    """Return how often within a sentence: `every month`, or `every 3 months`."""
    word, number = recurring["interval"], recurring["interval_count"]
    return f"every {word}" if number == 1 else f"every {number} {word}s"
