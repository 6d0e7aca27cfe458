"""Amounts for people, in the few ways the sandbox speaks of money."""

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
