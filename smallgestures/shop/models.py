"""Brands, products, the links that put them on videos, and who came through which link."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from smallgestures import clock
from smallgestures.db.base import Record, UtcDateTime

DOMAIN_LIMIT = 80
LABEL_LIMIT = 40
LATEST_ANCHOR_MS = 60_000


class DisclosureKind(StrEnum):
    """Why a link is advertising; the words follow from it."""

    PAID_PARTNERSHIP = "paid_partnership"
    PROMOTIONAL_CONTENT = "promotional_content"  # the creator's own shop
    AFFILIATE = "affiliate"


class Surface(StrEnum):
    """Where on a clip a product was shown."""

    END_CARD = "end_card"
    ANCHOR = "anchor"
    PANEL = "panel"


class Brand(Record, table=True):
    """A company that lists products; its owner speaks for it.

    An outside shop that creators link to has a row too: its domain is its name, and nobody here
    speaks for it.
    """

    __table_args__ = (
        CheckConstraint(
            "outside_domain IS NULL OR owner_id IS NULL", name="outside_shop_has_no_owner"
        ),
    )

    slug: str = Field(max_length=60, unique=True)
    name: str = Field(max_length=80)
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    outside_domain: str | None = Field(default=None, max_length=DOMAIN_LIMIT, unique=True)


class Product(Record, table=True):
    """Something to buy: here (then with a stock), or in the shop that `outside_url` names."""

    __table_args__ = (
        CheckConstraint("price_minor > 0", name="price_positive"),
        CheckConstraint("stock IS NULL OR stock >= 0", name="stock_not_negative"),
        CheckConstraint("(stock IS NULL) != (outside_url IS NULL)", name="stock_here_or_outside"),
        CheckConstraint(
            "outside_url IS NULL OR outside_url LIKE 'https://%'", name="outside_is_https"
        ),
        CheckConstraint(
            "listed_by_id IS NULL OR outside_url IS NOT NULL", name="only_outside_is_ones_own"
        ),
        Index(
            "ix_product_listed_by_id_outside_url",
            "listed_by_id",
            "outside_url",
            unique=True,
            sqlite_where=text("listed_by_id IS NOT NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("listed_by_id IS NOT NULL AND withdrawn_at IS NULL"),
        ),
    )

    brand_id: int = Field(foreign_key="brand.id", index=True)
    slug: str = Field(max_length=80, unique=True)
    title: str = Field(max_length=120)
    description: str = Field(default="", max_length=2000)
    price_minor: int
    currency: str = Field(default="usd", max_length=3)
    price_checked_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When an outside price was last typed in."
    )
    stock: int | None = Field(default=None, description="Units left; none for an outside shop.")
    outside_url: str | None = Field(default=None, max_length=500)
    listed_by_id: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="Whose own listing of an outside shop it is; nobody else links it.",
    )
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ProductPicture(Record, table=True):
    """One picture of a product; position 0 is the first thing seen."""

    __tablename__ = "product_picture"
    __table_args__ = (UniqueConstraint("product_id", "position"),)

    product_id: int = Field(foreign_key="product.id")
    position: int
    whole_key: str = Field(max_length=120)
    square_key: str = Field(max_length=120)
    alt: str = Field(max_length=200)


class CommerceLink(Record, table=True):
    """A product on a video, with what its creator earns and what must be said about that.

    One that was taken off has no position and says when; what it led to stays with it. Put on
    again, it is the same link at the rate and the price of that moment.
    """

    __tablename__ = "commerce_link"
    __table_args__ = (
        UniqueConstraint("video_id", "product_id"),
        UniqueConstraint("video_id", "position"),
        CheckConstraint("rate_bps BETWEEN 0 AND 8000", name="rate_in_range"),
        CheckConstraint(
            "(position IS NULL) = (removed_at IS NOT NULL)", name="removed_has_no_position"
        ),
        CheckConstraint(f"length(label) <= {LABEL_LIMIT}", name="label_is_short"),
        CheckConstraint(
            f"anchor_from_ms BETWEEN 0 AND {LATEST_ANCHOR_MS}", name="anchor_within_a_clip"
        ),
    )

    video_id: int = Field(foreign_key="video.id")
    product_id: int = Field(foreign_key="product.id", index=True)
    position: int | None
    rate_bps: int = Field(description="Commission in basis points of the price.")
    price_at_link_minor: int = Field(description="The price when the creator linked it.")
    disclosure: str = Field(default=DisclosureKind.AFFILIATE, max_length=20)
    label: str = Field(
        default="", max_length=LABEL_LIMIT, sa_column_kwargs={"server_default": text("''")}
    )
    anchor_from_ms: int = Field(
        default=0,
        description="From when on the anchor shows it while the clip plays.",
        sa_column_kwargs={"server_default": "0"},
    )
    linked_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Impression(Record, table=True):
    """A product of a clip was shown; the id is made in the browser."""

    __table_args__ = (Index("ix_impression_link_id_shown_at", "link_id", "shown_at"),)

    impression_id: str = Field(max_length=40, unique=True)
    link_id: int = Field(foreign_key="commerce_link.id")
    surface: str | None = Field(
        default=None, max_length=10, description="Unknown until the player reports it."
    )
    person_id: int | None = Field(default=None, foreign_key="person.id")
    shown_at: datetime = Field(sa_type=UtcDateTime)


class Click(Record, table=True):
    """Somebody followed a link; what the creator earns by it is frozen here."""

    __table_args__ = (
        Index("ix_click_person_id_product_id_clicked_at", "person_id", "product_id", "clicked_at"),
        Index(
            "ix_click_visitor_key_product_id_clicked_at", "visitor_key", "product_id", "clicked_at"
        ),
        CheckConstraint("rate_bps BETWEEN 0 AND 8000", name="rate_in_range"),
    )

    impression_id: int = Field(foreign_key="impression.id", unique=True)
    link_id: int = Field(foreign_key="commerce_link.id", index=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    rate_bps: int = Field(description="The commission that holds, whatever the brand does later.")
    price_minor: int = Field(description="The price that was shown.")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    visitor_key: str | None = Field(
        default=None, max_length=64, description="Hash of the visitor cookie; dropped after 7 days."
    )
    clicked_at: datetime = Field(sa_type=UtcDateTime, index=True)


class ProductView(Record, table=True):
    """A product's page was opened, with the click that led there, if one did."""

    __tablename__ = "product_view"
    __table_args__ = (Index("ix_product_view_product_id_viewed_at", "product_id", "viewed_at"),)

    product_id: int = Field(foreign_key="product.id")
    click_id: int | None = Field(default=None, foreign_key="click.id", index=True)
    viewed_at: datetime = Field(sa_type=UtcDateTime)


class OutboundClick(Record, table=True):
    """Somebody left for an outside shop."""

    __tablename__ = "outbound_click"

    product_id: int = Field(foreign_key="product.id", index=True)
    click_id: int | None = Field(default=None, foreign_key="click.id", index=True)
    left_at: datetime = Field(sa_type=UtcDateTime)
