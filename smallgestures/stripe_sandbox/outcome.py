"""What a try to pay came to."""

from dataclasses import dataclass
from enum import StrEnum

from smallgestures.stripe_sandbox.store import Json


class Result(StrEnum):
    """Each way a try can end."""

    PAID = "paid"  # or the card is saved, or the trial begun
    ASKS = "requires_action"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Outcome:
    """The result, the session as it is now, and what to tell the person."""

    result: Result
    session: Json
    words: str = ""
