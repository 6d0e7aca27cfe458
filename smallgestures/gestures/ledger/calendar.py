"""Ends of trials as a calendar reads them: RFC 5545."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from smallgestures.gestures.ledger.cards import ReceivedGift

LINE_LIMIT = 75  # bytes without the line end
REMIND_BEFORE = "-P1D"
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_of_ends(gifts: Sequence[ReceivedGift], *, at: datetime, url: str) -> str:
    """Return a calendar with the ends of these trials; its events keep their names when they move.

    Args:
        gifts: Those without a trial have no end, and are left out.
        at: When the calendar was made.
        url: The page that tells more.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Small Gestures//Trials//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *(line for gift in gifts for line in _event(gift, at=at, url=url)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(gift: ReceivedGift, *, at: datetime, url: str) -> list[str]:
    trial = gift.trial
    if trial is None:
        return []
    if trial.charge and trial.charge.next_at:
        summary = f"{gift.brand}: first charge {trial.charge.amount}"
        words = "You agreed to this charge. One click in My gifts takes it away."
    else:
        summary = f"{gift.brand} ends"
        words = "It ends by itself. Nothing is charged, and there is nothing to do."
    return [
        "BEGIN:VEVENT",
        f"UID:{gift.public_id}@small-gestures",
        f"DTSTAMP:{_utc(at)}",
        f"DTSTART:{_utc(trial.ends_at)}",
        f"DTEND:{_utc(trial.ends_at + timedelta(minutes=15))}",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(f'{gift.offer}, from {gift.sender}. {words}')}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(summary)}",
        f"TRIGGER:{REMIND_BEFORE}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return words.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Return the line in pieces of at most 75 bytes, never cut inside a character."""
    pieces, piece, length = [], "", 0
    for mark in line:
        size = len(mark.encode())
        if length + size > LINE_LIMIT:
            pieces.append(piece)
            piece, length = " ", 1
        piece += mark
        length += size
    return "\r\n".join((*pieces, piece))
