"""What the worker must hear of changes of cards."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CardChangeDue:
    """Stripe is to be asked whether another card was given."""

    card_change_id: int
