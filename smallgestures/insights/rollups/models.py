"""Sums of a clip for each day (UTC). All can be made anew from the rows they were counted from."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

# A clip lasts at most a minute; what is beyond counts as its last second.
SECONDS = 60


class ClipDay(SQLModel, table=True):
    """What happened on one clip on one day."""

    __tablename__ = "clip_day"
    __table_args__ = (
        CheckConstraint(
            "views >= 0 AND viewers >= 0 AND completions >= 0 AND watched_ms >= 0",
            name="watched_not_negative",
        ),
        CheckConstraint("likes >= 0 AND shares >= 0", name="liked_not_negative"),
        CheckConstraint(
            "impressions >= 0 AND card_impressions >= 0 AND clicks >= 0 AND card_clicks >= 0 "
            "AND product_views >= 0",
            name="shown_not_negative",
        ),
        # Rows of one clip lie together, so a month of it is read in one go.
        {"sqlite_with_rowid": False},
    )

    video_id: int = Field(primary_key=True, foreign_key="video.id")
    day: date = Field(primary_key=True)
    views: int = 0
    viewers: int = Field(default=0, description="Who viewed it for the first time on this day.")
    completions: int = 0
    watched_ms: int = Field(default=0, sa_type=BigInteger)
    likes: int = Field(default=0, description="Given on this day, and not taken back since.")
    shares: int = 0
    impressions: int = Field(default=0, description="Of its products, wherever they were shown.")
    card_impressions: int = Field(default=0, description="Those on the end card.")
    clicks: int = 0
    card_clicks: int = Field(default=0, description="Those on the end card.")
    product_views: int = Field(default=0, description="Clicks after which the page opened.")


class ClipSecond(SQLModel, table=True):
    """How many showings of a clip on a day got exactly as far as this second."""

    __tablename__ = "clip_second"
    __table_args__ = (
        CheckConstraint(f"second BETWEEN 0 AND {SECONDS - 1}", name="second_in_range"),
        CheckConstraint("showings >= 0", name="showings_not_negative"),
        {"sqlite_with_rowid": False},
    )

    video_id: int = Field(primary_key=True, foreign_key="video.id")
    day: date = Field(primary_key=True)
    second: int = Field(primary_key=True)
    showings: int = 0


class ClipViewer(SQLModel, table=True):
    """Somebody viewed a clip, first on this day."""

    __tablename__ = "clip_viewer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    video_id: int = Field(primary_key=True, foreign_key="video.id")
    viewer: str = Field(primary_key=True, max_length=64)
    first_day: date


class ClipSale(SQLModel, table=True):
    """What one paid order adds to its clip's figures, as things stand now."""

    __tablename__ = "clip_sale"
    __table_args__ = (Index("ix_clip_sale_video_id_day", "video_id", "day"),)

    order_id: int = Field(primary_key=True, foreign_key="shop_order.id")
    video_id: int = Field(foreign_key="video.id")
    day: date = Field(description="On which it was paid.")
    currency: str = Field(max_length=3)
    paid_minor: int = Field(description="What the buyer paid, before refunds.")
    commission_minor: int = Field(description="What the creator earns, less what was taken back.")
