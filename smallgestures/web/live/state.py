"""What an open page has heard of: one waiting event for each page, and no content."""

import asyncio

import reflex as rx

from smallgestures.live.broker import EVERYTHING, Listener
from smallgestures.web.actions import action
from smallgestures.web.live.arrivals import open_broker
from smallgestures.web.session import signed_in_now

# So often somebody who is told nothing is asked for: a session may end without a word.
STILL_THERE_S = 60.0


class LiveState(rx.State):
    """How often this page has heard of each topic; the page loads what it shows when one rises.

    A counter, because two pieces of news at once must not look like none.
    """

    heard: rx.Field[dict[str, int]] = rx.field(default_factory=dict)

    @action(background=True, supersedes=True, rate="60/minute")
    async def listen(self) -> None:
        """Wait for news of whoever is signed in, until the page or their session ends."""
        who = await signed_in_now(self)
        if who is None:
            return
        socket = self.router.session.session_id
        with open_broker().listening(who.person_id) as listener:
            # Whoever has begun to listen loads once more: nothing falls between page and socket.
            topics = {EVERYTHING}
            while True:
                async with self:
                    if self.router.session.session_id != socket:
                        return
                    for topic in topics:
                        self.heard[topic] = self.heard.get(topic, 0) + 1
                # Told before the session is looked at again: a topic is no secret, and quicker so.
                now = await signed_in_now(self)
                if now is None or now.person_id != who.person_id:
                    return
                topics = await _heard_next(listener)


async def _heard_next(listener: Listener) -> set[str]:
    """Return the topics of the next news; none after a while without any."""
    try:
        async with asyncio.timeout(STILL_THERE_S):
            return {news.topic for news in await listener.next_news()}
    except TimeoutError:
        return set()
