"""Which bytes a request asks for (RFC 9110, section 14)."""

import re
from typing import NamedTuple

# One range only; a list of ranges is answered with the whole file, as the RFC lets us.
SINGLE = re.compile(r"bytes=[ \t,]*(\d*)-(\d*)[ \t,]*", re.ASCII | re.IGNORECASE)
MOST_DIGITS = 19  # more bytes than any file has; int() of longer ones only costs time


class Span(NamedTuple):
    """Bytes `first` to `last` of a file, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes that is."""
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """The range lies behind the end of the file: 416."""


def asked_span(header: str, size: int, *, open_end_bytes: int) -> Span | None:
    """Return the bytes to send, or None when the header is to be ignored (200, whole file).

    Args:
        header: The value of `Range`.
        size: The file's length in bytes.
        open_end_bytes: The most that a range without an end (`500-`) gets: the browser asks for
            the rest when it needs it, and a clip that is swiped away was not sent whole.

    Raises:
        Unsatisfiable: No byte of the file is in the range.
    """
    match = SINGLE.fullmatch(header)
    if match is None:
        return None
    first_text, last_text = match[1], match[2]
    if not first_text:
        return _suffix(last_text, size) if last_text else None
    first = _number(first_text)
    last = _number(last_text) if last_text else first + open_end_bytes - 1
    if last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return Span(first, min(last, size - 1))


def _suffix(text: str, size: int) -> Span:
    length = _number(text)
    if length == 0 or size == 0:
        raise Unsatisfiable
    return Span(max(0, size - length), size - 1)


def _number(digits: str) -> int:
    if len(digits) <= MOST_DIGITS:
        return int(digits)
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= MOST_DIGITS else 10**MOST_DIGITS
