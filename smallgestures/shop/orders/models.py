"""An order of one piece of one product."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime
from smallgestures.videos.models import new_public_id

FIRST_NUMBER = 1000


class OrderState(StrEnum):
    """Where an order stands; from `UNPAID` it can be tried again."""

    WAITING = "waiting"
    UNPAID = "unpaid"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


class Order(Record, table=True):
    """Somebody’s order: the price and the commission are those of the moment it was placed.

    While it waits to be paid it holds one unit of the product’s stock.
    """

    __tablename__ = "shop_order"
    __table_args__ = (
        CheckConstraint("price_minor > 0", name="price_positive"),
        CheckConstraint("refunded_minor BETWEEN 0 AND price_minor", name="refunded_in_range"),
        CheckConstraint("refunding_minor BETWEEN 0 AND price_minor", name="refunding_in_range"),
        CheckConstraint(
            "(state IN ('waiting', 'unpaid')) = (paid_at IS NULL)", name="paid_says_when"
        ),
        CheckConstraint("holds_stock = (state = 'waiting')", name="only_waiting_holds_stock"),
        CheckConstraint("(click_id IS NULL) = (rate_bps IS NULL)", name="click_brings_its_rate"),
        Index(
            "uq_shop_order_one_waiting",
            "buyer_id",
            "product_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_shop_order_buyer_id_id", "buyer_id", "id"),
        Index("ix_shop_order_brand_id_id", "brand_id", "id"),
    )

    public_id: str = Field(default_factory=new_public_id, max_length=20, unique=True)
    buyer_id: int = Field(foreign_key="person.id")
    product_id: int = Field(foreign_key="product.id", index=True)
    brand_id: int = Field(foreign_key="brand.id")
    title: str = Field(max_length=120, description="As it was called when it was ordered.")
    price_minor: int
    currency: str = Field(max_length=3)
    state: str = Field(default=OrderState.WAITING, max_length=16)
    holds_stock: bool = True
    click_id: int | None = Field(
        default=None, foreign_key="click.id", index=True, description="The last one in seven days."
    )
    rate_bps: int | None = Field(default=None, description="The commission, frozen at that click.")
    paid_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refunding_minor: int = Field(default=0, description="Asked to go back, not gone yet.")
    refunded_minor: int = 0

    @property
    def number(self) -> str:
        """The order's number as people say it."""
        return str(FIRST_NUMBER + self.key)
