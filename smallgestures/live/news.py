"""What open pages are told: that something changed, and never what it is."""

import json
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class News:
    """Something of a person's changed: `topic` says what, as “inbox”, “gift” or “trial”.

    It carries no content: who hears it asks for what they may see.
    """

    person_id: int
    topic: str
    subject_id: int | None = None

    def to_json(self) -> str:
        """Return it in the form in which it travels."""
        return json.dumps(astuple(self))

    @classmethod
    def from_json(cls, text: str) -> "News":
        """Return what travelled."""
        return cls(*json.loads(text))
