"""Amounts of money, always whole minor units with their currency."""

from dataclasses import dataclass

BASIS_POINTS = 10_000


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


def percent(rate_bps: int) -> str:
    """Format a rate in basis points for people: 800 is `8%`, 1250 is `12.5%`."""
    whole, rest = divmod(rate_bps, 100)
    return f"{whole}%" if not rest else f"{whole}.{rest:02d}".rstrip("0") + "%"
