"""Keeping the chain impression, click, page view, so that an order knows who led to it.

An impression's id is made in the browser and begins with its link: `12.Qx…`.
Whichever request comes first, the report of the impression or the page that was
clicked, both rows are there in the end and each stands once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from smallgestures import clock
from smallgestures.insights.rollups.service import count
from smallgestures.shop.attribution import queries
from smallgestures.shop.attribution.counting import count_click, count_impressions, count_proof
from smallgestures.shop.models import Click, OutboundClick, ProductView, Surface

ATTRIBUTION_WINDOW = timedelta(days=7)
IMPRESSION_ID = re.compile(r"(?P<link>[1-9][0-9]{0,8})\.[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Shown:
    """The player's word that a linked product of a clip was shown."""

    impression_id: str
    video_public_id: str
    surface: Surface


def link_of(impression_id: str) -> int | None:
    """Return the link that an impression's id names, or None when it is no such id."""
    match = IMPRESSION_ID.fullmatch(impression_id)
    return int(match["link"]) if match else None


def record_impressions(db: Session, shown: Sequence[Shown], *, person_id: int | None) -> int:
    """Store what was shown, each impression once; those of unknown links are left out."""
    by_id = {one.impression_id: one for one in shown}
    links = {impression_id: link_of(impression_id) for impression_id in by_id}
    known = queries.videos_of_links(db, sorted({link for link in links.values() if link}))
    rows: list[dict[str, Any]] = []
    for impression_id, one in sorted(by_id.items()):
        link_id = links[impression_id]
        if link_id is None or link_id not in known or known[link_id][1] != one.video_public_id:
            continue
        row = _impression_row(impression_id, link_id, person_id)
        rows.append(row | {"surface": one.surface})
    if rows:
        new_ids = queries.insert_impressions(db, rows)
        videos = {link_id: video_id for link_id, (video_id, _public_id) in known.items()}
        count_impressions(db, rows, new_ids=new_ids, videos=videos)
    return len(rows)


def record_click(
    db: Session,
    impression_id: str,
    *,
    slug: str,
    person_id: int | None,
    visitor_key: str | None,
) -> Click | None:
    """Store that somebody followed a link to the product, with the commission of this moment.

    Following the same impression again changes nothing: its first click holds.

    Returns:
        The impression's click; None when the id names no link to this product.
    """
    link_id = link_of(impression_id)
    found = queries.get_link(db, link_id, slug=slug) if link_id else None
    if found is None:
        return None
    link, product = found
    row = _impression_row(impression_id, link.key, person_id)
    if queries.insert_impression_of_click(db, row):
        count_proof(db, link.video_id, row["shown_at"])
    impression = queries.get_impression(db, impression_id)
    if impression is None or impression.link_id != link.id:
        return None
    now = clock.now()
    is_new = queries.insert_click(
        db,
        {
            "created_at": now,
            "clicked_at": now,
            "impression_id": impression.key,
            "link_id": link.key,
            "product_id": product.key,
            "rate_bps": link.rate_bps,
            "price_minor": product.price_minor,
            "person_id": person_id,
            "visitor_key": None if person_id else visitor_key,
        },
    )
    if is_new:
        count_click(db, link.video_id, impression, clicked_at=now)
    return queries.get_click(db, impression.key)


def record_product_view(db: Session, product_id: int, *, click: Click | None) -> None:
    """Store that the product's page was opened; the first time after a click, it counts."""
    now = clock.now()
    if click is not None and not queries.was_viewed(db, click.key):
        video_id = queries.video_of_link(db, click.link_id)
        count(db, video_id, now, product_views=1)
    db.add(ProductView(product_id=product_id, click_id=click.id if click else None, viewed_at=now))


def record_departure(db: Session, product_id: int, *, click: Click | None) -> None:
    """Store that somebody left for the outside shop of the product."""
    db.add(
        OutboundClick(
            product_id=product_id, click_id=click.id if click else None, left_at=clock.now()
        )
    )


def find_attribution(
    db: Session,
    product_id: int,
    *,
    person_id: int | None,
    visitor_key: str | None,
    at: datetime,
) -> Click | None:
    """Return the click that a purchase at `at` is owed to: the last one within seven days."""
    return queries.last_click(
        db,
        product_id,
        person_id=person_id,
        visitor_key=visitor_key,
        since=at - ATTRIBUTION_WINDOW,
        until=at,
    )


def link_owed(
    db: Session, slug: str, *, person_id: int | None, visitor_key: str | None
) -> int | None:
    """Return the link that would earn if this person or browser bought the product now."""
    product_id = queries.product_id_of(db, slug)
    if product_id is None:
        return None
    click = find_attribution(
        db, product_id, person_id=person_id, visitor_key=visitor_key, at=clock.now()
    )
    return click.link_id if click else None


def join_visitor(db: Session, visitor_key: str, *, person_id: int) -> int:
    """Make what this browser clicked before signing in the person's; return how many clicks."""
    return queries.give_clicks(db, visitor_key, person_id=person_id)


def drop_old_visitors(db: Session) -> int:
    """Forget which browser clicked what more than seven days ago; return how many clicks."""
    return queries.forget_visitors(db, clicked_before=clock.now() - ATTRIBUTION_WINDOW)


def _impression_row(impression_id: str, link_id: int, person_id: int | None) -> dict[str, Any]:
    now = clock.now()
    return {
        "created_at": now,
        "impression_id": impression_id,
        "link_id": link_id,
        "person_id": person_id,
        "shown_at": now,
        "surface": None,
    }
