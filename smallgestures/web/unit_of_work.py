"""The bridge from the event loop to the synchronous domain.

A query on the event loop would hold up every visitor. Writes to SQLite go one
after another on one thread, because a second writer could only wait for the
lock; reads have a small pool of their own, so that they never wait for writes.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from sqlmodel import Session

from smallgestures.db.engine import POOL_SIZE, get_engine, reading, transaction

T = TypeVar("T")

READERS = 2


@cache
def _writers() -> ThreadPoolExecutor:
    embedded = get_engine().dialect.name == "sqlite"
    return ThreadPoolExecutor(1 if embedded else POOL_SIZE, thread_name_prefix="db-write")


@cache
def _readers() -> ThreadPoolExecutor:
    embedded = get_engine().dialect.name == "sqlite"
    return ThreadPoolExecutor(READERS if embedded else POOL_SIZE, thread_name_prefix="db-read")


async def in_transaction(work: Callable[[Session], T]) -> T:
    """Run `work` in one transaction off the event loop and return its result."""

    def run() -> T:
        with transaction() as db:
            return work(db)

    return await asyncio.get_running_loop().run_in_executor(_writers(), run)


async def in_reading(work: Callable[[Session], T]) -> T:
    """Run `work` on one consistent, read-only view off the event loop and return its result."""

    def run() -> T:
        with reading() as db:
            return work(db)

    return await asyncio.get_running_loop().run_in_executor(_readers(), run)
