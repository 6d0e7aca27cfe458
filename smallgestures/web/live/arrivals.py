"""What other processes announce, brought to the pages of this one."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from smallgestures import clock
from smallgestures.live import broker as brokers
from smallgestures.live import redis_line
from smallgestures.live.broker import Broker
from smallgestures.live.news import News
from smallgestures.live.queries import list_news
from smallgestures.settings import get_settings
from smallgestures.web.unit_of_work import in_reading

LOOK_EVERY_S = 0.25
# PostgreSQL's rows may become visible later than ones that were noted after them.
LOOK_BACK = timedelta(seconds=10)

log = structlog.get_logger("live")


class _Bringing:
    task: "asyncio.Task[None] | None" = None


def open_broker() -> Broker:
    """Return the broker of this process, to which others' news are brought from now on."""
    broker = brokers.open_here()
    task = _Bringing.task
    if task is None or task.done() or task.get_loop() is not broker.loop:
        _Bringing.task = broker.loop.create_task(bring_news(broker), name="live-arrivals")
    return broker


async def bring_news(broker: Broker) -> None:
    """Tell the pages of this process what others announce, for as long as this runs."""
    if get_settings().redis_url is not None:
        await redis_line.hear(broker.tell, broker.tell_all)
    else:
        await look_into_table(broker)


async def look_into_table(broker: Broker) -> None:
    """Tell what the worker left in the table, a few times a second while a page is open."""
    told: set[int] = set()
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        if not broker.open_pages:
            continue
        try:
            found = await in_reading(_left_lately)
        except SQLAlchemyError as error:
            log.warning("live news of the worker are not heard", reason=type(error).__name__)
            continue
        broker.tell(news for key, news in found if key not in told)
        told = {key for key, _ in found}


def _left_lately(db: Session) -> list[tuple[int, News]]:
    return [
        (row.key, News(row.person_id, row.topic, row.subject_id))
        for row in list_news(db, since=clock.wall() - LOOK_BACK)
    ]
