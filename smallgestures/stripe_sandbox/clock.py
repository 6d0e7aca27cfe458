"""The sandbox's time: the machine's, or a test clock's where its objects are concerned."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_held: ContextVar[int | None] = ContextVar("held", default=None)


def now() -> int:
    """Return the seconds since 1970, as Stripe counts them."""
    held = _held.get()
    return int(time.time()) if held is None else held


def now_ms() -> int:
    """Return the machine's milliseconds since 1970, for waits shorter than Stripe's seconds."""
    return int(time.time() * 1000)


@contextmanager
def standing_at(moment: int | None) -> Iterator[None]:
    """Let it be that time within; None leaves the time alone."""
    token = _held.set(_held.get() if moment is None else moment)
    try:
        yield
    finally:
        _held.reset(token)
