"""What happens to commissions that the worker must hear of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PayoutDue:
    """Something can be sent to this creator, or has to be set off against what they owe."""

    creator_id: int


@dataclass(frozen=True)
class TakeBackDue:
    """More was sent of this commission than is left of it."""

    entry_id: int
