"""Counting orders, and counting all that a clip sold anew."""

from datetime import date

from sqlmodel import Session

from smallgestures.insights.recounting.service import add
from smallgestures.insights.rollups.service import count_sale
from smallgestures.shop.figures import queries


def count_order(db: Session, order_id: int) -> None:
    """Let the figures of the clip that led to a paid order hold what is so now.

    To be called in the transaction in which an order was paid, or what is earned by it changed.
    """
    for sale in queries.list_sales(db, order_id=order_id):
        count_sale(db, sale)


def recount_selling(db: Session, video_id: int) -> None:
    """Count anew what was shown of the clip's products, followed and bought."""
    by_day: dict[date, dict[str, int]] = {}
    for read in (queries.shown_by_day, queries.clicked_by_day, queries.viewed_by_day):
        for day, sums in read(db, video_id).items():
            by_day[day] = by_day.get(day, {}) | sums
    add(db, video_id, by_day)
    for sale in queries.list_sales(db, video_id=video_id):
        count_sale(db, sale)
