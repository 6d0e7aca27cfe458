"""Every SQL statement that counts selling from its rows."""

from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from smallgestures.db.base import table_of
from smallgestures.db.days import UtcDay
from smallgestures.insights.rollups.service import Sale
from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.models import Click, CommerceLink, Impression, ProductView, Surface
from smallgestures.shop.orders.models import Order

ByDay = dict[date, dict[str, int]]

_impressions, _clicks = table_of(Impression), table_of(Click)
_views, _links = table_of(ProductView), table_of(CommerceLink)
_on_card = func.sum(case((_impressions.c.surface == Surface.END_CARD, 1), else_=0))


def shown_by_day(db: Session, video_id: int) -> ByDay:
    """Return how often the clip's products were shown, by day."""
    day: Any = UtcDay(_impressions.c.shown_at)
    rows = db.execute(
        select(day, func.count(), _on_card)
        .join(_links, _links.c.id == _impressions.c.link_id)
        .where(_links.c.video_id == video_id)
        .group_by(day)
    )
    return {on: {"impressions": n, "card_impressions": int(card)} for on, n, card in rows}


def clicked_by_day(db: Session, video_id: int) -> ByDay:
    """Return how often the clip's products were followed, by day."""
    day: Any = UtcDay(_clicks.c.clicked_at)
    rows = db.execute(
        select(day, func.count(), _on_card)
        .join(_links, _links.c.id == _clicks.c.link_id)
        .join(_impressions, _impressions.c.id == _clicks.c.impression_id)
        .where(_links.c.video_id == video_id)
        .group_by(day)
    )
    return {on: {"clicks": n, "card_clicks": int(card)} for on, n, card in rows}


def viewed_by_day(db: Session, video_id: int) -> ByDay:
    """Return after how many of the clip's clicks the product's page opened, by day."""
    day: Any = UtcDay(func.min(_views.c.viewed_at))
    first = (
        select(day.label("day"))
        .join(_clicks, _clicks.c.id == _views.c.click_id)
        .join(_links, _links.c.id == _clicks.c.link_id)
        .where(_links.c.video_id == video_id)
        .group_by(_views.c.click_id)
        .subquery()
    )
    rows = db.execute(select(first.c.day, func.count()).group_by(first.c.day))
    return {on: {"product_views": number} for on, number in rows}


def list_sales(
    db: Session, *, order_id: int | None = None, video_id: int | None = None
) -> list[Sale]:
    """Return what one paid order, or each that a clip led to, adds to the clip's figures."""
    earned = col(CommissionEntry.amount_minor) - col(CommissionEntry.reversed_minor)
    statement = (
        select(
            col(Order.id),
            col(CommerceLink.video_id),
            col(Order.paid_at),
            col(Order.currency),
            col(Order.price_minor),
            func.coalesce(earned, 0),
        )
        .join(Click, col(Click.id) == col(Order.click_id))
        .join(CommerceLink, col(CommerceLink.id) == col(Click.link_id))
        .outerjoin(CommissionEntry, col(CommissionEntry.order_id) == col(Order.id))
        .where(col(Order.paid_at).is_not(None))
    )
    if order_id is not None:
        statement = statement.where(col(Order.id) == order_id)
    if video_id is not None:
        statement = statement.where(col(CommerceLink.video_id) == video_id)
    return [Sale(*row) for row in db.execute(statement)]
