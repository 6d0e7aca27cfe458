"""One order in each state, for the pages that show them."""

from collections.abc import Callable

from sqlmodel import Session, select

from smallgestures.accounts.models import Person
from smallgestures.accounts.queries import find_by_handle
from smallgestures.shop.attribution.service import record_product_view
from smallgestures.shop.models import CommerceLink, Product
from smallgestures.shop.orders.models import Order, OrderState
from tests import made_orders
from tests.e2e.made_clips import product_named
from tests.factories import make_click, make_order

BUYER = "leo"
EARNER = "maya"

Make = Callable[[Session, Order], Order]


def _partly_refunded(db: Session, order: Order) -> Order:
    return made_orders.refund(db, made_orders.pay(db, order), 1200)


def _refunded(db: Session, order: Order) -> Order:
    return made_orders.refund(db, made_orders.pay(db, order), order.price_minor)


def _disputed(db: Session, order: Order) -> Order:
    return made_orders.dispute(db, made_orders.pay(db, order))


# The newest last. Nobody else buys as Leo.
WANTED: dict[str, tuple[str, Make]] = {
    OrderState.REFUNDED: ("aurora-print", _refunded),
    "disputed": ("fern-bottle", _disputed),
    OrderState.UNPAID: ("night-city-print", made_orders.abandon),
    OrderState.PARTLY_REFUNDED: ("fern-bottle", _partly_refunded),
    OrderState.WAITING: ("moonrise-print", made_orders.decline),
    OrderState.PAID: ("ember-lamp", made_orders.pay),
}


def order_in(state: str) -> Callable[[Session], str]:
    """Return what arranges one order in each state, once, and says where this one's page is."""
    return lambda db: f"/orders/{_made(db)[state].public_id}"


def with_orders(address: str) -> Callable[[Session], str]:
    """Return what arranges the same, for a page at this address."""

    def arrange(db: Session) -> str:
        _made(db)
        return address

    return arrange


def _made(db: Session) -> dict[str, Order]:
    buyer = find_by_handle(db, BUYER)
    assert buyer is not None
    orders = list(db.exec(select(Order).where(Order.buyer_id == buyer.key).order_by(Order.id)))
    if not orders:
        orders = [
            make(db, _ordered(db, product_named(db, slug), buyer)) for slug, make in WANTED.values()
        ]
    return dict(zip(WANTED, orders, strict=True))


def _ordered(db: Session, product: Product, buyer: Person) -> Order:
    links = select(CommerceLink).where(CommerceLink.product_id == product.key)
    link = db.exec(links.order_by(CommerceLink.id)).first()
    if link is not None:
        record_product_view(db, product.key, click=make_click(db, link, buyer))
    return make_order(db, product, buyer)
