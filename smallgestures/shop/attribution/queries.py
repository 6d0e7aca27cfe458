"""Every SQL statement of attribution."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Insert, or_, update
from sqlmodel import Session, col, select

from smallgestures.db.base import table_of
from smallgestures.db.upsert import insert_into, unless_there
from smallgestures.shop.models import Click, CommerceLink, Impression, Product, ProductView
from smallgestures.videos.models import Video


class Learned(NamedTuple):
    """An impression of which it is known now where it was."""

    id: int
    link_id: int
    shown_at: datetime


def videos_of_links(db: Session, link_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return the id and the public id of the video that each of these links stands on."""
    rows = db.exec(
        select(CommerceLink.id, CommerceLink.video_id, Video.public_id)
        .join(Video, col(Video.id) == col(CommerceLink.video_id))
        .where(col(CommerceLink.id).in_(link_ids))
    )
    return {link_id: video for link_id, *video in rows if link_id is not None}  # type: ignore[misc]


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


def insert_impressions(db: Session, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Store the impressions that are new; return their ids."""
    table = table_of(Impression)
    statement: Insert = (
        insert_into(db, Impression)
        .values(list(rows))
        .on_conflict_do_nothing(index_elements=["impression_id"])
        .returning(table.c.impression_id)
    )
    return set(db.execute(statement).scalars())


def learn_surface(db: Session, impression_ids: Sequence[str], surface: str) -> list[Learned]:
    """Let impressions that only a click had proved know where they were; return those.

    Each comes with its id, its link and when it was shown.
    """
    table = table_of(Impression)
    change = (
        update(table)
        .where(table.c.impression_id.in_(impression_ids), table.c.surface.is_(None))
        .values(surface=surface)
        .returning(table.c.id, table.c.link_id, table.c.shown_at)
    )
    return [Learned(*row) for row in db.execute(change)]


def list_clicks(db: Session, impression_row_ids: Sequence[int]) -> list[tuple[int, datetime]]:
    """Return link and time of the clicks of these impressions."""
    return list(
        db.exec(
            select(Click.link_id, Click.clicked_at).where(
                col(Click.impression_id).in_(impression_row_ids)
            )
        )
    )


def get_impression(db: Session, impression_id: str) -> Impression | None:
    """Return the impression of this id, held until the commit."""
    return db.exec(
        select(Impression)
        .where(Impression.impression_id == impression_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def insert_impression_of_click(db: Session, row: dict[str, Any]) -> bool:
    """Store the impression that a click proves; False when it was reported already."""
    return unless_there(Impression, "impression_id").store(db, row) is not None


def insert_click(db: Session, row: dict[str, Any]) -> bool:
    """Store the click of an impression, once; False when it was there."""
    return unless_there(Click, "impression_id").store(db, row) is not None


def video_of_link(db: Session, link_id: int) -> int:
    """Return the video that the link stands on."""
    return db.exec(select(CommerceLink.video_id).where(CommerceLink.id == link_id)).one()


def was_viewed(db: Session, click_id: int) -> bool:
    """Return whether the product's page has opened after this click."""
    viewed = select(ProductView.id).where(ProductView.click_id == click_id).limit(1)
    return db.exec(viewed).first() is not None


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
