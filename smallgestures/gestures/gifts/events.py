"""What happens to gifts that others may want to know.

A brand is told no more than this: which of its gifts, never who.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class GiftSent:
    """A unit of an offer is on its way."""

    gift_id: int
    offer_id: int


@dataclass(frozen=True)
class GiftOpened:
    """Somebody looked into it, for the first time."""

    gift_id: int
    offer_id: int


@dataclass(frozen=True)
class GiftAccepted:
    """It has its home."""

    gift_id: int
    offer_id: int


@dataclass(frozen=True)
class GiftDeclined:
    """It found no home, and its unit is back."""

    gift_id: int
    offer_id: int


@dataclass(frozen=True)
class GiftWithdrawn:
    """Its sender took it back, and its unit is back."""

    gift_id: int
    offer_id: int


@dataclass(frozen=True)
class GiftExpired:
    """Nobody accepted it in time, and its unit is back."""

    gift_id: int
    offer_id: int


@dataclass(frozen=True)
class GiftSwapped:
    """It is another offer of the programme now."""

    gift_id: int
    from_offer_id: int
    offer_id: int
