"""Stopping the letters about the ends of trials, all but those that the law asks for."""

import hmac

from sqlmodel import Session

from smallgestures import clock
from smallgestures.gestures.trials import queries
from smallgestures.sealed import secret_token
from smallgestures.settings import get_settings

LONGEST_ID = 18  # digits
_PURPOSE = "unsubscribe"


def unsubscribe_url(person_id: int) -> str:
    """Return the address that stops letters in one click, signed in or not."""
    return f"{get_settings().site_url}/unsubscribe/{unsubscribe_token(person_id)}"


def unsubscribe_token(person_id: int) -> str:
    """Return what only letters to this person hold."""
    return f"{person_id}.{secret_token(_PURPOSE, str(person_id))}"


def whose_token(token: str) -> int | None:
    """Return to whom a letter with this token went; none: it is not one of ours."""
    digits, _, _secret = token.partition(".")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_ID):
        return None
    person_id = int(digits)
    right = unsubscribe_token(person_id)
    return person_id if hmac.compare_digest(token.encode(), right.encode()) else None


def stop_letters(db: Session, person_id: int) -> None:
    """Send the person no more letters about ends of trials, but those that the law asks for.

    That one is the notice seven days before a charge they agreed to. Notices in the app go on.
    """
    if queries.person_exists(db, person_id):
        queries.insert_quiet(db, person_id, at=clock.now())


def resume_letters(db: Session, person_id: int) -> None:
    """Send the person letters about the ends of their trials again."""
    queries.delete_quiet(db, person_id)
