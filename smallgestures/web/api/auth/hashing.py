"""Password hashing, off the event loop and outside transactions, on threads of its own.

Each hash takes 64 MB and tens of milliseconds, so two at a time; more would
only wait for the processor with their memory in hand.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from smallgestures.web.limits import TooMany

T = TypeVar("T")

THREADS = 2
WAITING_LIMIT = 64
BUSY_RETRY_S = 5

_waiting = 0


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="hash")


async def in_hashing(work: Callable[[], T]) -> T:
    """Run work that hashes, and return its result.

    Raises:
        TooMany: So many are waiting that the answer would come too late.
    """
    global _waiting  # noqa: PLW0603
    if _waiting >= WAITING_LIMIT:
        raise TooMany(BUSY_RETRY_S)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads(), work)
    finally:
        _waiting -= 1
