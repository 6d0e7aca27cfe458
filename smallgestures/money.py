"""Amounts of money, always whole minor units with their currency."""

import re
from dataclasses import dataclass

BASIS_POINTS = 10_000
_TYPED = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?")


@dataclass(frozen=True, order=True)
class Money:
    """`amount_minor` cents of the ISO 4217 `currency`; US dollars are sold today."""

    amount_minor: int
    currency: str = "usd"

    def __add__(self, other: "Money") -> "Money":
        """Add two amounts of one currency; mixing currencies is a bug, not a refusal."""
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __str__(self) -> str:
        """Format for people: `$12.50`, `-$3.00`."""
        if self.currency != "usd":
            return f"{self.amount_minor / 100:,.2f} {self.currency.upper()}"
        sign = "-" if self.amount_minor < 0 else ""
        whole, cents = divmod(abs(self.amount_minor), 100)
        return f"{sign}${whole:,}.{cents:02d}"


def read_minor(typed: str, *, sign: str = "") -> int | None:
    """Return the cents of an amount as people type it, `12`, `12.5`, `$12.50`; None if it is none.

    Args:
        typed: The amount, with the sign of its currency before it or without.
        sign: The sign that it may have; another one would be another amount.
    """
    match = _TYPED.fullmatch(typed.strip().removeprefix(sign).strip())
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None


def percent(rate_bps: int) -> str:
    """Format a rate in basis points for people: 800 is `8%`, 1250 is `12.5%`."""
    whole, rest = divmod(rate_bps, 100)
    return f"{whole}%" if not rest else f"{whole}.{rest:02d}".rstrip("0") + "%"
