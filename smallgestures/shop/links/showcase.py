"""A creator's showcase: the products on their own page, in their order."""

from collections.abc import Sequence

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.queries import lock_person
from smallgestures.shop.links import queries
from smallgestures.shop.links.errors import (
    SHOWCASE_LIMIT,
    AlreadyThere,
    NotThere,
    OrderOutdated,
    ShowcaseFull,
)
from smallgestures.shop.links.service import find_linkable


def show_in_showcase(db: Session, slug: str, *, person_id: int) -> None:
    """Put a product at the end of somebody's showcase.

    Raises:
        ProductNotFound: No such product, or it was withdrawn.
        NotYours: Somebody else's listing of an outside shop.
        AlreadyThere: It is in.
        ShowcaseFull: There are 100.
    """
    lock_person(db, person_id)
    product = find_linkable(db, slug, by=person_id).product
    items = queries.list_items(db, person_id)
    if any(there == slug for _, there in items):
        raise AlreadyThere(product.title, "in your showcase")
    if len(items) >= SHOWCASE_LIMIT:
        raise ShowcaseFull
    position = items[-1][0].position + 1 if items else 0
    queries.insert_item(
        db, person_id=person_id, product_id=product.key, position=position, at=clock.now()
    )


def take_from_showcase(db: Session, slug: str, *, person_id: int) -> None:
    """Take a product out of somebody's showcase; the videos that carry it keep it.

    Raises:
        NotThere: It isn't in.
    """
    found = queries.list_listed(db, [slug])
    if not found or not queries.delete_item(
        db, person_id=person_id, product_id=found[0].product.key
    ):
        raise NotThere


def order_showcase(db: Session, slugs: Sequence[str], *, person_id: int) -> None:
    """Put somebody's showcase into this order, which names each product once.

    Raises:
        OrderOutdated: These are not the products that are in.
    """
    lock_person(db, person_id)
    ids = {slug: item.key for item, slug in queries.list_items(db, person_id)}
    if sorted(slugs) != sorted(ids):
        raise OrderOutdated
    if ids:
        queries.place_items(db, [ids[slug] for slug in slugs])
