"""Every SQL statement of attribution."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from smallgestures.db.upsert import insert_into, unless_there
from smallgestures.shop.models import Click, CommerceLink, Impression, Product
from smallgestures.videos.models import Video


def links_of_videos(db: Session, link_ids: Sequence[int]) -> dict[int, str]:
    """Return the public id of the video that each of these links stands on."""
    rows = db.exec(
        select(CommerceLink.id, Video.public_id)
        .join(Video, col(Video.id) == col(CommerceLink.video_id))
        .where(col(CommerceLink.id).in_(link_ids))
    )
    return {link_id: public_id for link_id, public_id in rows if link_id is not None}


def get_link(db: Session, link_id: int, *, slug: str) -> tuple[CommerceLink, Product] | None:
    """Return the link with its product, if it leads to the product of this slug."""
    return db.exec(
        select(CommerceLink, Product)
        .join(Product, col(Product.id) == col(CommerceLink.product_id))
        .where(CommerceLink.id == link_id, Product.slug == slug)
    ).one_or_none()


def product_id_of(db: Session, slug: str) -> int | None:
    """Return the id of the product of this slug."""
    return db.exec(select(Product.id).where(Product.slug == slug)).one_or_none()


def insert_impressions(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store impressions; one that a click stored before it learns its surface."""
    statement = insert_into(db, Impression).values(list(rows))
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["impression_id"],
            set_={"surface": statement.excluded.surface},
            where=col(Impression.surface).is_(None),
        )
    )


def get_impression(db: Session, impression_id: str) -> Impression | None:
    """Return the impression of this id."""
    return db.exec(
        select(Impression).where(Impression.impression_id == impression_id)
    ).one_or_none()


def insert_impression_of_click(db: Session, row: dict[str, Any]) -> None:
    """Store the impression that a click proves, unless it was reported already."""
    unless_there(Impression, "impression_id").store(db, row)


def insert_click(db: Session, row: dict[str, Any]) -> None:
    """Store the click of an impression, once."""
    unless_there(Click, "impression_id").store(db, row)


def get_click(db: Session, impression_row_id: int) -> Click:
    """Return the click of this impression."""
    return db.exec(select(Click).where(Click.impression_id == impression_row_id)).one()


def last_click(
    db: Session,
    product_id: int,
    *,
    person_id: int | None,
    visitor_key: str | None,
    since: datetime,
    until: datetime,
) -> Click | None:
    """Return the newest click on the product by this person or this browser in the window."""
    who = []
    if person_id is not None:
        who.append(col(Click.person_id) == person_id)
    if visitor_key is not None:
        who.append(col(Click.visitor_key) == visitor_key)
    if not who:
        return None
    return db.exec(
        select(Click)
        .where(
            Click.product_id == product_id,
            or_(*who),
            col(Click.clicked_at) > since,
            col(Click.clicked_at) <= until,
        )
        .order_by(col(Click.clicked_at).desc(), col(Click.id).desc())
        .limit(1)
    ).first()


def give_clicks(db: Session, visitor_key: str, *, person_id: int) -> int:
    """Make an anonymous browser's clicks the person's; return how many."""
    change = (
        update(Click)
        .where(col(Click.visitor_key) == visitor_key, col(Click.person_id).is_(None))
        .values(person_id=person_id)
    )
    return db.exec(change).rowcount


def forget_visitors(db: Session, *, clicked_before: datetime) -> int:
    """Drop the browser's key from old clicks; return how many had one."""
    change = (
        update(Click)
        .where(col(Click.clicked_at) < clicked_before, col(Click.visitor_key).is_not(None))
        .values(visitor_key=None)
    )
    return db.exec(change).rowcount
