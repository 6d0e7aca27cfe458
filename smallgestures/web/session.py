"""Who asks: the session cookie, for plain routes and for handlers of open pages."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from reflex.state import BaseState
from sqlmodel import Session
from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import Response

from smallgestures import clock
from smallgestures.accounts import sessions
from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.errors import NotAllowed, SignedOut
from smallgestures.accounts.models import Role
from smallgestures.accounts.tokens import token_hash
from smallgestures.settings import get_settings
from smallgestures.web.unit_of_work import in_reading, in_transaction

T = TypeVar("T")

# A signed-out page may go on reading for this long; it can't change anything.
KEPT_S = 1.0
KEPT_LIMIT = 10_000


def cookie_name() -> str:
    """Return the cookie's name; behind TLS its prefix makes browsers refuse to be tricked."""
    return "__Host-sg_session" if get_settings().is_https else "sg_session"


def set_session_cookie(response: Response, token: str) -> None:
    """Sign the browser in: a cookie that no script sees and no other site sends."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(sessions.SESSION_LIFE / timedelta(seconds=1)),
        path="/",
        secure=get_settings().is_https,
        httponly=True,
        samesite="lax",
    )


def drop_session_cookie(response: Response) -> None:
    """Take the cookie out of the browser."""
    response.delete_cookie(
        cookie_name(), path="/", secure=get_settings().is_https, httponly=True, samesite="lax"
    )


def session_token(asking: HTTPConnection | BaseState) -> str:
    """Return the token in the browser's cookie, or nothing.

    An open page has the cookies of the moment its socket opened; the session
    that they name may have ended since, which only the database knows.
    """
    if isinstance(asking, HTTPConnection):
        return asking.cookies.get(cookie_name(), "")
    return cookie_parser(asking.router.headers.cookie).get(cookie_name(), "")


async def signed_in(asking: HTTPConnection | BaseState) -> SignedIn | None:
    """Return who asks, as of at most a second ago: for what anybody may read."""
    token = session_token(asking)
    if not token:
        return None
    key = token_hash(token)
    if (known := _kept.find(key)) is not None:
        return known
    who = await in_reading(lambda db: sessions.find_session(db, token))
    if who is not None:
        _kept.put(key, who)
        await _note_use(who)
    return who


async def signed_in_now(asking: HTTPConnection | BaseState) -> SignedIn | None:
    """Return who asks, as the database has it at this moment."""
    token = session_token(asking)
    who = await in_reading(lambda db: sessions.find_session(db, token)) if token else None
    if who is None:
        forget_session(token)
    return who


async def require_signed_in(
    asking: HTTPConnection | BaseState, *, role: Role | None = None
) -> SignedIn:
    """Return who asks, as the database has it now: for everything that changes something.

    Raises:
        SignedOut: There is no session, or it has ended, here or elsewhere.
        NotAllowed: The person is not `role`.
    """
    who = await signed_in_now(asking)
    if who is None:
        raise SignedOut
    if role is not None and not who.has(role):
        raise NotAllowed
    return who


async def as_signed_in(
    asking: HTTPConnection | BaseState,
    work: Callable[[Session, SignedIn], T],
    *,
    role: Role | None = None,
) -> T:
    """Run `work` in one transaction, for whoever is signed in at that very moment.

    Raises:
        SignedOut: There is no session, or it has ended, here or elsewhere.
        NotAllowed: The person is not `role`.
    """
    token = session_token(asking)

    def run(db: Session) -> T:
        who = sessions.find_session(db, token)
        if who is None:
            raise SignedOut
        if role is not None and not who.has(role):
            raise NotAllowed
        return work(db, who)

    try:
        return await in_transaction(run)
    finally:
        # Whatever was changed, or found to have ended: readers see it at once.
        forget_session(token)


def forget_session(token: str) -> None:
    """Drop what is remembered of a session, because it has ended or changed."""
    _kept.drop(token_hash(token))


async def _note_use(who: SignedIn) -> None:
    if clock.wall() - who.last_seen_at > sessions.SEEN_EVERY:
        await in_transaction(lambda db: sessions.see_session(db, who.session_id))


class _Kept:
    """The sessions of the last second, so that a burst of requests asks once."""

    def __init__(self) -> None:
        self.found: OrderedDict[str, tuple[float, SignedIn]] = OrderedDict()

    def find(self, key: str) -> SignedIn | None:
        kept_at, who = self.found.get(key, (0.0, None))
        return who if time.monotonic() - kept_at < KEPT_S else None

    def put(self, key: str, who: SignedIn) -> None:
        self.found[key] = (time.monotonic(), who)
        self.found.move_to_end(key)
        if len(self.found) > KEPT_LIMIT:
            self.found.popitem(last=False)

    def drop(self, key: str) -> None:
        self.found.pop(key, None)


_kept = _Kept()

__all__ = [
    "SignedIn",
    "as_signed_in",
    "cookie_name",
    "drop_session_cookie",
    "forget_session",
    "require_signed_in",
    "session_token",
    "set_session_cookie",
    "signed_in",
    "signed_in_now",
]
