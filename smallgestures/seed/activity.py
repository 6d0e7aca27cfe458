"""Four weeks in which the demo's clips were watched, so that their creators have something to see.

The rows are those that people's browsers would have brought, and are the same in every
installation but for the date. Nobody bought: an order that Stripe has never seen could be neither
refunded nor checked. How the clips are ranked does not follow from it: what somebody uploads
comes first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from string import ascii_letters, digits
from typing import Any
from uuid import UUID

from sqlmodel import Session

from smallgestures import clock
from smallgestures.db.days import utc_day
from smallgestures.db.upsert import insert_once, insert_rows
from smallgestures.insights.models import WatchReport
from smallgestures.insights.shares.models import ClipShare
from smallgestures.recounting import recount_days
from smallgestures.shop.attribution.queries import get_impression
from smallgestures.shop.models import Click, CommerceLink, Impression, ProductView, Surface

DAYS = 28
LENGTH_MS = 8_000
A_DAY = (3, 9)  # showings of one clip, before the week has its say
WEEKEND = 1.7
VIEWERS = 180
SWIPED_ON, FINISHED, REPEATED = 0.2, 0.42, 0.15
CLICK_ON_CARD, CLICK_ON_ANCHOR, PASS_ON = 0.1, 0.01, 0.04
TOKEN = ascii_letters + digits + "-_"
SATURDAY = 5

Row = dict[str, Any]


@dataclass(frozen=True)
class _Showing:
    viewer: str
    at: datetime
    position_ms: int
    completed: bool


def seed_activity(db: Session, video_id: int, links: Sequence[CommerceLink], *, name: str) -> None:
    """Let the clip have been watched for four weeks; `name` decides how."""
    chance = Random(name)
    showings = list(_showings(chance))
    insert_rows(db, WatchReport, [_report(chance, video_id, one) for one in showings])
    for one in showings:
        if one.completed and chance.random() < PASS_ON:
            _pass_on(db, chance, video_id, one)
    if links:
        _follow(db, chance, showings, links)
    recount_days(db, video_id)


def _showings(chance: Random) -> Iterator[_Showing]:
    now = clock.now()
    busy = chance.uniform(0.6, 1.6)
    for ago in range(DAYS - 1, -1, -1):
        day = utc_day(now - timedelta(days=ago))
        week = WEEKEND if day.weekday() >= SATURDAY else 1.0
        for _ in range(round(chance.randint(*A_DAY) * week * busy)):
            midnight = datetime.combine(day, time(), tzinfo=now.tzinfo)
            at = midnight + timedelta(seconds=chance.randrange(86_400))
            if at > now:
                continue  # of today only what is over
            position_ms, completed = _reached(chance)
            viewer = f"vdemo{chance.randrange(VIEWERS):04d}"
            yield _Showing(viewer, at, position_ms, completed)


def _reached(chance: Random) -> tuple[int, bool]:
    """Return how far somebody watches: some go on at once, many stay to the end."""
    fate = chance.random()
    if fate < SWIPED_ON:
        return chance.randrange(300, 2_500), False
    if fate < SWIPED_ON + FINISHED:
        return LENGTH_MS, True
    return chance.randrange(2_500, LENGTH_MS), False


def _report(chance: Random, video_id: int, one: _Showing) -> Row:
    repeats = one.completed and chance.random() < REPEATED
    return {
        "created_at": one.at,
        "report_id": str(UUID(int=chance.getrandbits(128))),
        "video_id": video_id,
        "viewer": one.viewer,
        "watched_ms": one.position_ms * 2 if repeats else one.position_ms,
        "position_ms": one.position_ms,
        "completed": one.completed,
        "started_at": one.at,
    }


def _follow(
    db: Session, chance: Random, showings: Sequence[_Showing], links: Sequence[CommerceLink]
) -> None:
    """Show the clip's products, of which some are followed to their page."""
    shown: list[Row] = []
    followed: list[tuple[str, CommerceLink]] = []
    for one in showings:
        seen = [(links[0], Surface.ANCHOR, CLICK_ON_ANCHOR)]
        if one.completed:
            share = CLICK_ON_CARD / len(links)
            seen += [(link, Surface.END_CARD, share) for link in links]
        for link, surface, share in seen:
            row = _impression(chance, one, link, surface)
            shown.append(row)
            if chance.random() < share:
                followed.append((row["impression_id"], link))
    insert_rows(db, Impression, shown)
    clicks = [_click(get_impression(db, key), link) for key, link in followed]
    db.add_all(clicks)
    db.flush()
    db.add_all([_view(click) for click in clicks])
    db.flush()


def _impression(chance: Random, one: _Showing, link: CommerceLink, surface: Surface) -> Row:
    token = "".join(chance.choices(TOKEN, k=22))
    at = one.at + timedelta(milliseconds=one.position_ms if surface == Surface.END_CARD else 500)
    return {
        "created_at": at,
        "impression_id": f"{link.key}.{token}",
        "link_id": link.key,
        "surface": surface,
        "shown_at": at,
    }


def _click(impression: Impression | None, link: CommerceLink) -> Click:
    if impression is None:
        raise LookupError(f"nothing was shown of link {link.key}")
    at = impression.shown_at + timedelta(seconds=3)
    return Click(
        created_at=at,
        impression_id=impression.key,
        link_id=link.key,
        product_id=link.product_id,
        rate_bps=link.rate_bps,
        price_minor=link.price_at_link_minor,
        clicked_at=at,
    )


def _view(click: Click) -> ProductView:
    return ProductView(
        created_at=click.clicked_at,
        product_id=click.product_id,
        click_id=click.key,
        viewed_at=click.clicked_at,
    )


def _pass_on(db: Session, chance: Random, video_id: int, one: _Showing) -> None:
    """Store that the clip was passed on, once a day for each viewer."""
    share = ClipShare(
        created_at=one.at,
        share_id=str(UUID(int=chance.getrandbits(128))),
        video_id=video_id,
        viewer=one.viewer,
        day=utc_day(one.at),
    )
    insert_once(db, share)
