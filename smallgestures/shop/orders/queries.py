"""Every SQL statement of orders."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, update
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Person
from smallgestures.billing.models import Checkout, CheckoutPurpose, Refund
from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.models import (
    Brand,
    Click,
    CommerceLink,
    Impression,
    Product,
    ProductPicture,
    ProductView,
)
from smallgestures.shop.orders.models import Order, OrderState
from smallgestures.videos.models import Video

OrderRow = tuple[Order, Brand, ProductPicture | None]
Chain = tuple[Click, Impression, Video, Person]


def take_unit(db: Session, product_id: int) -> bool:
    """Take one unit of the product's stock; False when none is left.

    One guarded UPDATE, so that two people can't take the same last unit.
    """
    take = (
        update(Product)
        .where(
            col(Product.id) == product_id,
            col(Product.stock) > 0,
            col(Product.withdrawn_at).is_(None),
        )
        .values(stock=Product.stock - 1)  # type: ignore[operator]
    )
    return db.exec(take).rowcount == 1


def return_unit(db: Session, product_id: int) -> None:
    """Put one unit back."""
    put = update(Product).where(col(Product.id) == product_id)
    db.exec(put.values(stock=Product.stock + 1))  # type: ignore[operator]


def waiting_order(db: Session, buyer_id: int, product_id: int) -> Order | None:
    """Return the order of this product that the buyer has not paid yet, held until the commit."""
    return db.exec(
        select(Order)
        .where(
            Order.buyer_id == buyer_id,
            Order.product_id == product_id,
            Order.state == OrderState.WAITING,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def find_order(db: Session, public_id: str) -> Order | None:
    """Return the order of this address."""
    return db.exec(select(Order).where(Order.public_id == public_id)).one_or_none()


def lock_order(db: Session, order_id: int) -> Order:
    """Return one order as it is now, held until the commit."""
    return db.exec(
        select(Order)
        .where(Order.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def get_product(db: Session, product_id: int) -> Product:
    """Return the product of an order, also when it was withdrawn since."""
    return db.get_one(Product, product_id)


def get_brand(db: Session, brand_id: int) -> Brand:
    """Return the brand that sells what was ordered."""
    return db.get_one(Brand, brand_id)


def reserve_refund(db: Session, order_id: int, *, amount_minor: int) -> bool:
    """Set an amount aside to be sent back; False when less than that is left."""
    reserve = (
        update(Order)
        .where(
            col(Order.id) == order_id,
            col(Order.refunded_minor) + col(Order.refunding_minor) + amount_minor
            <= col(Order.price_minor),
        )
        .values(refunding_minor=Order.refunding_minor + amount_minor)
    )
    return db.exec(reserve).rowcount == 1


def owner_of(db: Session, brand_id: int) -> int | None:
    """Return who speaks for the brand."""
    return db.exec(select(Brand.owner_id).where(Brand.id == brand_id)).one()


def list_orders_of_buyer(
    db: Session, buyer_id: int, *, before_id: int | None, limit: int
) -> list[OrderRow]:
    """Return a person's orders, the newest first."""
    return _list(db, col(Order.buyer_id) == buyer_id, before_id=before_id, limit=limit)


def list_orders_of_owner(
    db: Session, owner_id: int, *, before_id: int | None, limit: int
) -> list[OrderRow]:
    """Return the orders of all brands that a person speaks for, the newest first."""
    # Asked for first: of a brand that is named, the newest orders are found without sorting all.
    own = db.exec(select(Brand.id).where(Brand.owner_id == owner_id)).all()
    return _list(db, col(Order.brand_id).in_(own), before_id=before_id, limit=limit)


def get_row(db: Session, order_id: int) -> OrderRow:
    """Return one order with what stands beside it on screen."""
    return _list(db, col(Order.id) == order_id, before_id=None, limit=1)[0]


def _list(db: Session, which: Any, *, before_id: int | None, limit: int) -> list[OrderRow]:
    statement = (
        select(Order, Brand, ProductPicture)
        .join(Brand, col(Brand.id) == col(Order.brand_id))
        .outerjoin(
            ProductPicture,
            and_(
                col(ProductPicture.product_id) == col(Order.product_id),
                col(ProductPicture.position) == 0,
            ),
        )
        .where(which)
        .order_by(col(Order.id).desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(col(Order.id) < before_id)
    return list(db.exec(statement))


def list_checkouts(db: Session, order_id: int) -> list[Checkout]:
    """Return every attempt to pay the order, the first one first."""
    return list(
        db.exec(
            select(Checkout)
            .where(Checkout.purpose == CheckoutPurpose.ORDER, Checkout.subject_id == order_id)
            .order_by(col(Checkout.id))
        )
    )


def list_refunds(db: Session, order_ids: Sequence[int]) -> list[tuple[int, Refund]]:
    """Return all refunds of these orders, each with its order, the oldest first."""
    return list(
        db.exec(
            select(Checkout.subject_id, Refund)
            .join(Checkout, col(Checkout.id) == col(Refund.checkout_id))
            .where(
                Checkout.purpose == CheckoutPurpose.ORDER,
                col(Checkout.subject_id).in_(order_ids),
            )
            .order_by(col(Refund.id))
        )
    )


def disputed_orders(db: Session, order_ids: Sequence[int]) -> set[int]:
    """Return which of these orders were paid by a payment that a bank looks into."""
    return set(
        db.exec(
            select(Checkout.subject_id).where(
                Checkout.purpose == CheckoutPurpose.ORDER,
                col(Checkout.subject_id).in_(order_ids),
                col(Checkout.disputed_at).is_not(None),
            )
        )
    )


def get_chain(db: Session, click_id: int) -> Chain:
    """Return the click that an order is owed to, with what led to it."""
    return db.exec(
        select(Click, Impression, Video, Person)
        .join(Impression, col(Impression.id) == col(Click.impression_id))
        .join(CommerceLink, col(CommerceLink.id) == col(Click.link_id))
        .join(Video, col(Video.id) == col(CommerceLink.video_id))
        .join(Person, col(Person.id) == col(Video.creator_id))
        .where(Click.id == click_id)
    ).one()


def first_view(db: Session, click_id: int) -> ProductView | None:
    """Return the page view that the click led to."""
    return db.exec(
        select(ProductView)
        .where(ProductView.click_id == click_id)
        .order_by(col(ProductView.id))
        .limit(1)
    ).first()


def get_commission(db: Session, order_id: int) -> CommissionEntry | None:
    """Return what somebody earns by the order."""
    return db.exec(
        select(CommissionEntry).where(CommissionEntry.order_id == order_id)
    ).one_or_none()


def get_person(db: Session, person_id: int) -> Person:
    """Return somebody who is there."""
    return db.get_one(Person, person_id)
