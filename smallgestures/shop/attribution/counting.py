"""What the chain adds to the figures of its clip, in the transaction that keeps the chain."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from smallgestures.db.days import utc_day
from smallgestures.insights.rollups.queries import ClipAndDay, add_to_days
from smallgestures.shop.attribution import queries
from smallgestures.shop.models import Impression, Surface

Days = defaultdict[ClipAndDay, Counter[str]]


def count_impressions(
    db: Session,
    rows: Sequence[Mapping[str, Any]],
    *,
    new_ids: Collection[str],
    videos: Mapping[int, int],
) -> None:
    """Count what was shown: what is new, and what was known by its click alone.

    Args:
        db: The caller's session.
        rows: The impressions as they were reported.
        new_ids: Those of them that were not there.
        videos: The video of each link.
    """
    days: Days = defaultdict(Counter)
    known: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["impression_id"] in new_ids:
            place = videos[row["link_id"]], utc_day(row["shown_at"])
            days[place].update(impressions=1, card_impressions=_on_card(row["surface"]))
        else:
            known[row["surface"]].append(row["impression_id"])
    for surface, impression_ids in sorted(known.items()):
        learned = queries.learn_surface(db, impression_ids, surface)
        if learned and _on_card(surface):
            _count_learned(db, days, learned, videos)
    if days:
        add_to_days(db, days)


def _count_learned(
    db: Session, days: Days, learned: Sequence[queries.Learned], videos: Mapping[int, int]
) -> None:
    for one in learned:
        days[videos[one.link_id], utc_day(one.shown_at)].update(card_impressions=1)
    for link_id, clicked_at in queries.list_clicks(db, [one.id for one in learned]):
        days[videos[link_id], utc_day(clicked_at)].update(card_clicks=1)


def count_proof(db: Session, video_id: int, shown_at: datetime) -> None:
    """Count an impression that nobody has reported yet: somebody clicked on it."""
    add_to_days(db, {(video_id, utc_day(shown_at)): {"impressions": 1}})


def count_click(
    db: Session, video_id: int, impression: Impression, *, clicked_at: datetime
) -> None:
    """Count a click that is new."""
    more = {"clicks": 1, "card_clicks": _on_card(impression.surface)}
    add_to_days(db, {(video_id, utc_day(clicked_at)): more})


def _on_card(surface: str | None) -> int:
    return int(surface == Surface.END_CARD)
