"""The open pages of this process, and how news reaches them from any thread."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from smallgestures.live.news import News

# A page that reads more slowly than this many news come has to load everything anyway.
WAITING_LIMIT = 64

# The topic of whoever may have missed something, and can't know what.
EVERYTHING = "everything"


class Listener:
    """One open page: what it has not been told yet."""

    def __init__(self) -> None:
        self.waiting: dict[News, None] = {}
        self.rung = asyncio.Event()

    def tell(self, news: News) -> None:
        """Leave one piece of news; the same one twice is one."""
        if len(self.waiting) < WAITING_LIMIT:
            self.waiting[news] = None
        self.rung.set()

    async def next_news(self) -> list[News]:
        """Wait until there is some, and return all of it."""
        await self.rung.wait()
        self.rung.clear()
        news, self.waiting = list(self.waiting), {}
        return news


class Broker:
    """The listeners of one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.listeners: defaultdict[int, set[Listener]] = defaultdict(set)

    @contextmanager
    def listening(self, person_id: int) -> Iterator[Listener]:
        """Hear of everything that is announced to a person from here on."""
        listener = Listener()
        self.listeners[person_id].add(listener)
        try:
            yield listener
        finally:
            self.listeners[person_id].discard(listener)
            if not self.listeners[person_id]:
                del self.listeners[person_id]

    def tell(self, news: Iterable[News]) -> None:
        """Tell the pages of this process; on the loop's own thread."""
        for one in news:
            for listener in self.listeners.get(one.person_id, ()):
                listener.tell(one)

    def tell_all(self) -> None:
        """Have every page of this process look at everything: something may have been missed."""
        for person_id in tuple(self.listeners):
            self.tell([News(person_id, EVERYTHING)])

    @property
    def open_pages(self) -> int:
        """How many pages listen."""
        return sum(len(pages) for pages in self.listeners.values())


class _Here:
    broker: Broker | None = None


def open_here() -> Broker:
    """Return the broker of the running loop: from now on this process serves pages."""
    loop = asyncio.get_running_loop()
    if _Here.broker is None or _Here.broker.loop is not loop:
        _Here.broker = Broker(loop)
    return _Here.broker


def close_here() -> None:
    """Serve no pages any more; for tests, each of which has an event loop of its own."""
    _Here.broker = None


def is_here() -> bool:
    """Say whether this process serves pages."""
    return _Here.broker is not None


def deliver(news: Iterable[News]) -> None:
    """Tell the pages of this process, if it has any; from any thread."""
    broker = _Here.broker
    if broker is not None and not broker.loop.is_closed():
        broker.loop.call_soon_threadsafe(broker.tell, tuple(news))
