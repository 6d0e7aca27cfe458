"""Signing in and out: a session is a row, and a token in one browser's cookie."""

from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts import queries
from smallgestures.accounts.cards import Credentials, OpenSession, SignedIn
from smallgestures.accounts.errors import NotConfirmed, WrongCredentials
from smallgestures.accounts.fields import time_zone_or_utc
from smallgestures.accounts.models import SignInSession
from smallgestures.accounts.passwords import matches
from smallgestures.accounts.tokens import TOKEN_LIMIT, new_token, token_hash

SESSION_LIFE = timedelta(days=30)
SEEN_EVERY = timedelta(hours=1)
DEVICE_LIMIT = 60
LISTED_SESSIONS = 20


def find_credentials(db: Session, *, email: str) -> Credentials | None:
    """Return what the password of this address is checked against; None for an unknown one."""
    return queries.find_credentials(db, email)


def check_credentials(
    found: Credentials | None, password: str, *, confirmed_only: bool
) -> Credentials:
    """Return the credentials when the password is theirs. Hashes: call it outside transactions.

    An unknown address takes the same work and gets the same answer as a wrong
    password, and so does an unconfirmed one where only confirmed ones may enter.

    Raises:
        NotConfirmed: The password is right; a kind of `WrongCredentials`.
        WrongCredentials: One of the others; nobody is told which.
    """
    right = matches(password, found.password_hash if found else None)
    if found is None or not right:
        raise WrongCredentials
    if confirmed_only and not found.email_verified:
        raise NotConfirmed(found.person_id)
    return found


def sign_in(db: Session, checked: Credentials, *, device: str) -> str:
    """Start a session for whoever knew the password; return the token for the cookie.

    Raises:
        WrongCredentials: The password was changed, or the account closed, since the check.
    """
    person = queries.get_person(db, checked.person_id)
    if person is None or person.password_hash != checked.password_hash:
        raise WrongCredentials
    return start_session(db, checked.person_id, device=device)


def start_session(db: Session, person_id: int, *, device: str) -> str:
    """Sign the person in for 30 days from the last use; return the token for the cookie."""
    token = new_token()
    session = SignInSession(
        token_hash=token_hash(token),
        person_id=person_id,
        expires_at=clock.wall() + SESSION_LIFE,
        device=device[:DEVICE_LIMIT],
    )
    queries.insert_session(db, session)
    return token


def find_session(db: Session, token: str) -> SignedIn | None:
    """Return who the token signs in, or None when it has ended, expired or never was."""
    if not token or len(token) > TOKEN_LIMIT:
        return None
    return queries.find_signed_in(db, token_hash(token), at=clock.wall())


def adopt_time_zone(db: Session, person_id: int, *, time_zone: str) -> None:
    """Show times in the browser's zone to somebody who has never had or chosen one."""
    queries.adopt_time_zone(db, person_id, time_zone=time_zone_or_utc(time_zone))


def see_session(db: Session, session_id: int) -> None:
    """Note that the session is in use, so that it lasts 30 days from now."""
    now = clock.wall()
    queries.see_session(db, session_id, at=now, expires_at=now + SESSION_LIFE)


def end_session(db: Session, token: str) -> bool:
    """Sign this browser out; False when it was already."""
    return queries.end_session(db, token_hash(token), at=clock.wall())


def end_other_sessions(db: Session, who: SignedIn) -> int:
    """Sign the person out everywhere but here; return in how many places."""
    return queries.end_sessions(db, who.person_id, at=clock.wall(), except_id=who.session_id)


def list_sessions(db: Session, who: SignedIn) -> list[OpenSession]:
    """Return where the person is signed in, the last used first."""
    rows = queries.list_open_sessions(db, who.person_id, at=clock.wall(), limit=LISTED_SESSIONS)
    return [
        OpenSession(row.key, row.device, row.last_seen_at, is_this=row.id == who.session_id)
        for row in rows
    ]


def forget_expired(db: Session) -> int:
    """Delete sessions and links that nobody can use any more; return how many."""
    return queries.delete_expired(db, before=clock.wall())
