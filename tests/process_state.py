"""What one process keeps in memory, and how a test begins without it."""

import sys
from datetime import timedelta

from smallgestures import clock
from smallgestures.db.engine import get_engine
from smallgestures.feed.cards import forget_cards
from smallgestures.live.broker import close_here
from smallgestures.settings import get_settings


def forget_process_state() -> None:
    """Make the process as if it were started anew: settings, engine, threads, caches."""
    if get_engine.cache_info().currsize:
        get_engine().dispose()
    for kept in (get_engine, get_settings):
        kept.cache_clear()
    forget_cards()
    clock.set_ahead(timedelta())
    if stripe_client := sys.modules.get("smallgestures.billing.stripe_client"):
        stripe_client.forget_client()
    close_here()
    _forget_web()


def _forget_web() -> None:
    """The same for the web's part, when it was loaded; loading it takes seconds."""
    if unit_of_work := sys.modules.get("smallgestures.web.unit_of_work"):
        for threads in (unit_of_work._writers, unit_of_work._readers):
            if threads.cache_info().currsize:
                threads().shutdown()
            threads.cache_clear()
    if limits := sys.modules.get("smallgestures.web.limits"):
        limits.forget_everything()
    if session := sys.modules.get("smallgestures.web.session"):
        session._kept.found.clear()
