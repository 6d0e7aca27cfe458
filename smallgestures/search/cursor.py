"""Where the next page of results begins."""

import re
from dataclasses import dataclass
from enum import IntEnum

from smallgestures.search.errors import BadCursor

_FORM = re.compile(r"([0-2])\.([0-9]{1,19})")
_HIGHEST = 2**63 - 1


class Tier(IntEnum):
    """How well something fits; what fits better comes first."""

    NAMED = 0
    WITH_WORDS = 1
    NEARLY = 2


@dataclass(frozen=True)
class Cursor:
    """The place of the last result that was shown."""

    tier: Tier = Tier.NAMED
    below: int = _HIGHEST

    def encode(self) -> str:
        """Return the cursor as it stands in an address."""
        return f"{self.tier.value}.{self.below}"

    @classmethod
    def decode(cls, encoded: str) -> "Cursor":
        """Read a cursor.

        Raises:
            BadCursor: It was never given out.
        """
        found = _FORM.fullmatch(encoded)
        if found is None or int(found[2]) > _HIGHEST:
            raise BadCursor
        return cls(Tier(int(found[1])), int(found[2]))
