"""The bridge from the event loop to the synchronous domain.

A query on the event loop would hold up every visitor. Writes to SQLite go one
after another on one thread, because a second writer could only wait for the
lock; reads have a small pool of their own, so that they never wait for writes.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from sqlmodel import Session

from smallgestures.db.engine import POOL_SIZE, get_engine, reading, transaction

T = TypeVar("T")
_Outcome = tuple[Any, Exception | None]

READERS = 2
# So many reads at most go to a thread together, and so long they wait for one that is busy.
TOGETHER = 16
HELP_AFTER_S = 0.02


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
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()
    reads = _reads.get(loop)
    if reads is None:
        reads = _reads[loop] = _Reads()
    reads.add(work, result)
    return await result


class _Asked(NamedTuple):
    work: Callable[[Session], Any]
    result: "asyncio.Future[Any]"
    at: float  # of the loop's clock


class _Reads:
    """The reads of one event loop: on SQLite those that wait go to a thread together.

    The way to a thread and back costs as much as a short query, and threads of
    one process hinder each other, so under load one thread does them in turn. A
    read that comes alone starts at once; one that waits `HELP_AFTER_S` gets a
    thread of its own, so that a slow query holds up few. A server's answers take
    the network's time, not ours: there each read has its thread from the start.
    """

    def __init__(self) -> None:
        embedded = get_engine().dialect.name == "sqlite"
        self.together = TOGETHER if embedded else 1
        self.at_once = 1 if embedded else POOL_SIZE
        self.most = READERS if embedded else POOL_SIZE
        self.busy = 0
        self.help: asyncio.TimerHandle | None = None
        self.waiting: deque[_Asked] = deque()

    def add(self, work: Callable[[Session], T], result: "asyncio.Future[T]") -> None:
        """Have `work` done as soon as a thread is free."""
        loop = asyncio.get_running_loop()
        self.waiting.append(_Asked(work, result, loop.time()))
        if self.busy < self.at_once:
            self._start()
        elif self.help is None:
            self.help = loop.call_later(HELP_AFTER_S, self._help)

    def _help(self) -> None:
        self.help = None
        if not self.waiting:
            return
        loop = asyncio.get_running_loop()
        if self.busy < self.most and loop.time() - self.waiting[0].at >= HELP_AFTER_S:
            self._start()
        self.help = loop.call_later(HELP_AFTER_S, self._help)

    def _start(self) -> None:
        taken = [self.waiting.popleft() for _ in range(min(self.together, len(self.waiting)))]
        wanted = [asked for asked in taken if not asked.result.cancelled()]
        if wanted:
            self.busy += 1
            works = [asked.work for asked in wanted]
            results = [asked.result for asked in wanted]
            loop = asyncio.get_running_loop()
            done = loop.run_in_executor(_readers(), _read_each, works)
            done.add_done_callback(partial(self._deliver, results))

    def _deliver(
        self, results: Sequence["asyncio.Future[Any]"], done: "asyncio.Future[list[_Outcome]]"
    ) -> None:
        self.busy -= 1
        if self.waiting and self.busy < self.at_once:
            self._start()
        for result, (value, error) in zip(results, done.result(), strict=True):
            if result.cancelled():
                continue
            if error is None:
                result.set_result(value)
            else:
                result.set_exception(error)


_reads: WeakKeyDictionary[asyncio.AbstractEventLoop, _Reads] = WeakKeyDictionary()


def _read_each(works: Sequence[Callable[[Session], Any]]) -> list[_Outcome]:
    return [_read(work) for work in works]


def _read(work: Callable[[Session], Any]) -> _Outcome:
    """Return what `work` returns or raises; the failure is its asker's alone."""
    try:
        with reading() as db:
            return work(db), None
    except Exception as error:
        return None, error
