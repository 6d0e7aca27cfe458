"""What people write, in the form in which it is stored."""

import re
import unicodedata

from smallgestures.messaging.errors import SaysNothing, TooLong
from smallgestures.messaging.models import TEXT_LIMIT

# What no database takes, or no eye sees; line ends and tabs stay.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def stored_text(typed: str) -> str:
    """Return the text as it is stored: plain line ends, no space around it, nothing else changed.

    Raises:
        SaysNothing: There is nothing to be seen in it.
        TooLong: More than `TEXT_LIMIT` characters.
    """
    text = _UNWANTED.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not any(_is_seen(character) for character in text):
        raise SaysNothing
    if len(text) > TEXT_LIMIT:
        raise TooLong(len(text), TEXT_LIMIT)
    return text


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in {"Cf", "Cc", "Zs", "Zl", "Zp", "Mn"}
