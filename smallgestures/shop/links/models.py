"""A creator's showcase, and what makes one of their videos advertising."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime


class ShowcaseItem(Record, table=True):
    """A product that a creator shows on their own page, and where it stands there."""

    __tablename__ = "showcase_item"
    __table_args__ = (
        UniqueConstraint("person_id", "product_id"),
        UniqueConstraint("person_id", "position"),
    )

    person_id: int = Field(foreign_key="person.id")
    product_id: int = Field(foreign_key="product.id", index=True)
    position: int


class Promotion(Record, table=True):
    """That a video sells something: products stand on it, or somebody paid for it."""

    __table_args__ = (
        Index("ix_promotion_creator_id_products_since", "creator_id", "products_since"),
    )

    video_id: int = Field(foreign_key="video.id", unique=True)
    creator_id: int = Field(foreign_key="person.id")
    products_since: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="When it got its first product; none while it has none and nobody saw any.",
    )
    paid_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When its creator said that they were paid."
    )
