"""Make people; a test names only what it is about."""

from functools import cache
from typing import Any

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.models import Person, PersonRole, Role
from smallgestures.accounts.passwords import HashedPassword, hash_password
from smallgestures.accounts.sessions import find_session, start_session

PASSWORD = "a quiet green meadow"


@cache
def hashed_password() -> HashedPassword:
    """Return the hash of `PASSWORD`, made once: it is meant to take long."""
    return hash_password(PASSWORD)


def make_person(
    db: Session, handle: str = "ines", *, roles: tuple[Role, ...] = (), **overrides: Any
) -> Person:
    """Return a stored person, whose e-mail is {handle}@example.com and confirmed."""
    values = {
        "handle": handle,
        "name": handle.capitalize(),
        "email": f"{handle}@example.com",
        "email_verified_at": clock.wall(),
        "password_hash": "not a hash",
    }
    person = Person(**(values | overrides))
    db.add(person)
    db.flush()
    for role in (Role.VIEWER, *roles):
        db.add(PersonRole(person_id=person.key, role=role))
    db.flush()
    return person


def sign_in_as(
    db: Session, person: Person, *, device: str = "Firefox on Linux"
) -> tuple[str, SignedIn]:
    """Return a fresh session's token, and who it signs in."""
    token = start_session(db, person.key, device=device)
    who = find_session(db, token)
    assert who is not None
    return token, who
