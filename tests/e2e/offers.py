"""Something of a test's own to buy, on a clip that leads to it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from smallgestures.billing.models import Checkout
from smallgestures.shop.models import Product
from smallgestures.shop.orders.models import Order
from smallgestures.shop.orders.queries import list_checkouts
from tests.e2e.made_clips import make_clip, make_product, product_named

STOCK = 3

Given = Callable[[Callable[[Session], Any]], Any]


@dataclass
class Offer:
    """A product of Noor Studio on a clip, and somebody who may buy it."""

    slug: str
    title: str
    clip_id: str
    buyer: str
    given: Given

    @property
    def left(self) -> int | None:
        """How many pieces nobody has."""
        return self.given(lambda db: product_named(db, self.slug).stock)

    def orders(self) -> list[Order]:
        """Return every order of it, the first one first."""
        of_it = select(Order).join(Product, Product.id == Order.product_id)
        statement = of_it.where(Product.slug == self.slug).order_by(Order.id)
        return self.given(lambda db: list(db.exec(statement)))

    def attempts(self) -> list[Checkout]:
        """Return every attempt to pay for it."""
        return [
            checkout
            for order in self.orders()
            for checkout in self.given(lambda db, key=order.key: list_checkouts(db, key))
        ]


def make_offer(given: Given, *, buyer: str, creator: str | None = None) -> Offer:
    """Put a few pieces on sale that nobody else buys; on a clip of Leo’s, if no one is named."""
    slug = f"vase-{secrets.token_hex(4)}"

    def arrange(db: Session) -> tuple[str, str]:
        return make_product(db, slug, stock=STOCK).title, make_clip(
            db, by=creator, products=(slug,)
        )

    title, clip_id = given(arrange)
    return Offer(slug, title, clip_id, buyer, given)
