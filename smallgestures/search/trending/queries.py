"""Every SQL statement of what is trending: each reads no more than the end of an index."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from smallgestures.feed.models import FeedEntry
from smallgestures.shop.models import Click, CommerceLink, Product
from smallgestures.videos.models import Video
from smallgestures.videos.watching.queries import Reach, reaches

_EVERYWHERE = reaches(Reach.ANYWHERE, None, visibility=col(FeedEntry.visibility))


def list_top_captions(db: Session, *, limit: int) -> list[str]:
    """Return the captions of the best clips of the feed, the best first."""
    statement = (
        select(Video.caption)
        .join(FeedEntry, col(FeedEntry.video_id) == col(Video.id))
        .where(_EVERYWHERE)
        .order_by(col(FeedEntry.score).desc(), col(FeedEntry.video_id).desc())
        .limit(limit)
    )
    return list(db.exec(statement))


def list_clicked_products(db: Session, *, since: datetime, newest: int, limit: int) -> list[int]:
    """Return the products that most of the newest clicks led to, the most clicked first."""
    clicks = (
        select_rows(col(Click.product_id))
        .where(col(Click.clicked_at) > since)
        .order_by(col(Click.clicked_at).desc())
        .limit(newest)
        .subquery()
    )
    product_id = clicks.c.product_id
    statement = (
        select_rows(product_id)
        .join(Product, col(Product.id) == product_id)
        .where(col(Product.withdrawn_at).is_(None), col(Product.listed_by_id).is_(None))
        .group_by(product_id)
        .order_by(func.count().desc(), product_id)
        .limit(limit)
    )
    return list(db.execute(statement).scalars())


def list_products_of_top_clips(db: Session, *, clips: int, limit: int) -> list[int]:
    """Return the products on the best clips of the feed, those of the best clip first."""
    best = (
        select_rows(col(FeedEntry.video_id), col(FeedEntry.score))
        .where(_EVERYWHERE)
        .order_by(col(FeedEntry.score).desc(), col(FeedEntry.video_id).desc())
        .limit(clips)
        .subquery()
    )
    statement = (
        select_rows(col(CommerceLink.product_id))
        .join(best, best.c.video_id == col(CommerceLink.video_id))
        .join(Product, col(Product.id) == col(CommerceLink.product_id))
        .where(
            col(CommerceLink.position).is_not(None),
            col(Product.withdrawn_at).is_(None),
            col(Product.listed_by_id).is_(None),
        )
        .group_by(col(CommerceLink.product_id))
        .order_by(func.max(best.c.score).desc(), col(CommerceLink.product_id))
        .limit(limit)
    )
    return list(db.execute(statement).scalars())
