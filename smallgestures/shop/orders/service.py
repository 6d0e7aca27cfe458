"""Placing an order, paying it again, and asking for a refund."""

from dataclasses import dataclass

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.queries import lock_person
from smallgestures.billing import queries as billing_queries
from smallgestures.billing.models import Checkout, CheckoutPurpose, CheckoutState
from smallgestures.billing.service import ask_again, prepare_checkout, request_refund
from smallgestures.money import Money
from smallgestures.settings import get_settings
from smallgestures.shop.attribution.service import find_attribution
from smallgestures.shop.cards import domain_of
from smallgestures.shop.commissions.service import estimate_commission, try_commission_again
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.models import Product
from smallgestures.shop.orders import queries
from smallgestures.shop.orders.errors import (
    AlreadyPaid,
    NothingToRefund,
    NotSoldHere,
    OrderNotFound,
    PaymentsNotSetUp,
    PriceChanged,
    RefundNotAllowed,
    RefundTooLarge,
    SoldOut,
    WaitsAtAnotherPrice,
)
from smallgestures.shop.orders.models import Order, OrderState
from smallgestures.shop.queries import get_product


@dataclass(frozen=True)
class Payable:
    """An order that waits to be paid, and the checkout that takes the money."""

    order_id: int
    public_id: str
    checkout_id: int


def place_order(
    db: Session,
    slug: str,
    *,
    buyer_id: int,
    price_seen_minor: int,
    visitor_key: str | None,
    origin: str,
) -> Payable:
    """Order one piece and set it aside; an order of it that still waits is returned as it is.

    Args:
        db: The caller's session.
        slug: The product.
        buyer_id: Who buys.
        price_seen_minor: The price that stood on the page.
        visitor_key: Of the browser, for links followed before signing in.
        origin: Where the buyer comes back to from Stripe's page.

    Raises:
        PaymentsNotSetUp, ProductNotFound, NotSoldHere, PriceChanged, SoldOut: Nothing was ordered.
        WaitsAtAnotherPrice: The buyer's own order waits, at another price than they see.
    """
    if not get_settings().takes_payments:
        raise PaymentsNotSetUp
    found = get_product(db, slug)
    if found is None or found[0].withdrawn_at is not None:
        raise ProductNotFound(slug)
    product, _brand = found
    if domain := domain_of(product.outside_url):
        raise NotSoldHere(domain)
    lock_person(db, buyer_id)
    waiting = queries.waiting_order(db, buyer_id, product.key)
    if waiting is not None:
        if waiting.price_minor != price_seen_minor:
            raise WaitsAtAnotherPrice(waiting.number, Money(waiting.price_minor, waiting.currency))
        return _payable(db, waiting, origin=origin)
    _require_price(product, price_seen_minor)
    if not queries.take_unit(db, product.key):
        raise SoldOut(product.title)
    click = find_attribution(
        db, product.key, person_id=buyer_id, visitor_key=visitor_key, at=clock.now()
    )
    order = Order(
        buyer_id=buyer_id,
        product_id=product.key,
        brand_id=product.brand_id,
        title=product.title,
        price_minor=product.price_minor,
        currency=product.currency,
        click_id=click.key if click else None,
        rate_bps=click.rate_bps if click else None,
    )
    db.add(order)
    db.flush()
    if click is not None:
        estimate_commission(db, order, link_id=click.link_id)
    return _payable(db, order, origin=origin)


def pay_again(db: Session, public_id: str, *, buyer_id: int, origin: str) -> Payable:
    """Return the checkout of an unpaid order: the one that is open, else a new one.

    Raises:
        OrderNotFound: There is none, or it is somebody else's.
        AlreadyPaid: Nothing is to be paid.
        PriceChanged, SoldOut: It was given up, and can't be had like that any more.
    """
    lock_person(db, buyer_id)
    order = _own_order(db, public_id, buyer_id)
    if order.state not in {OrderState.WAITING, OrderState.UNPAID}:
        raise AlreadyPaid
    if order.state == OrderState.UNPAID:
        other = queries.waiting_order(db, buyer_id, order.product_id)
        if other is not None:
            return _payable(db, other, origin=origin)
        _take_up(db, order)
    return _payable(db, order, origin=origin)


def _take_up(db: Session, order: Order) -> None:
    product = queries.get_product(db, order.product_id)
    _require_price(product, order.price_minor)
    if not queries.take_unit(db, product.key):
        raise SoldOut(product.title)
    order.state, order.holds_stock = OrderState.WAITING, True
    db.add(order)
    db.flush()
    try_commission_again(db, order)


def _require_price(product: Product, seen_minor: int) -> None:
    if product.price_minor != seen_minor:
        raise PriceChanged(
            Money(seen_minor, product.currency), Money(product.price_minor, product.currency)
        )


def _payable(db: Session, order: Order, *, origin: str) -> Payable:
    checkout = billing_queries.live_checkout(db, CheckoutPurpose.ORDER, order.key)
    if checkout is None:
        checkout = prepare_checkout(
            db,
            purpose=CheckoutPurpose.ORDER,
            subject_id=order.key,
            person_id=order.buyer_id,
            title=order.title,
            seller=queries.get_brand(db, order.brand_id).name,
            about=f"Order {order.number}",
            amount=Money(order.price_minor, order.currency),
            asks_address=True,
            success_url=f"{origin}/orders/{order.public_id}?from=checkout",
            cancel_url=f"{origin}/orders/{order.public_id}",
        )
    return Payable(order.key, order.public_id, checkout.key)


def check_payment(db: Session, public_id: str, *, buyer_id: int) -> bool:
    """Have Stripe asked whether a waiting order is paid: its buyer came back from there.

    Raises:
        OrderNotFound: There is none, or it is somebody else's.
    """
    order = _own_order(db, public_id, buyer_id)
    if order.state != OrderState.WAITING:
        return False
    checkout = billing_queries.live_checkout(db, CheckoutPurpose.ORDER, order.key)
    return checkout is not None and ask_again(db, checkout.key)


def refund_order(db: Session, public_id: str, *, by: int, amount_minor: int | None = None) -> Money:
    """Ask for a part of what was paid, or all that is left of it, to be sent back.

    Raises:
        OrderNotFound: There is no such order.
        RefundNotAllowed: `by` does not speak for the brand.
        NothingToRefund: It was never paid.
        RefundTooLarge: Less than that is left, or nothing.
    """
    order = queries.find_order(db, public_id)
    if order is None:
        raise OrderNotFound
    if queries.owner_of(db, order.brand_id) != by:
        raise RefundNotAllowed
    order = queries.lock_order(db, order.key)
    if order.paid_at is None:
        raise NothingToRefund
    left_minor = max(0, order.price_minor - order.refunded_minor - order.refunding_minor)
    left = Money(left_minor, order.currency)
    asked = left if amount_minor is None else Money(amount_minor, order.currency)
    if asked.amount_minor <= 0 or not queries.reserve_refund(
        db, order.key, amount_minor=asked.amount_minor
    ):
        raise RefundTooLarge(asked, left)
    request_refund(db, _paid_checkout(db, order), amount_minor=asked.amount_minor, by=by)
    return asked


def _own_order(db: Session, public_id: str, buyer_id: int) -> Order:
    order = queries.find_order(db, public_id)
    if order is None or order.buyer_id != buyer_id:
        raise OrderNotFound
    return queries.lock_order(db, order.key)


def _paid_checkout(db: Session, order: Order) -> Checkout:
    checkout = billing_queries.live_checkout(db, CheckoutPurpose.ORDER, order.key)
    if checkout is None or checkout.state != CheckoutState.PAID:
        raise NothingToRefund
    return checkout
