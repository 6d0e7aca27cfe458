"""Every SQL statement that reads what was found: only what everybody may see comes out."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col

from smallgestures.accounts.models import Person
from smallgestures.accounts.ties.queries import is_apart_from
from smallgestures.insights.models import VideoTally
from smallgestures.shop.links.models import Promotion
from smallgestures.shop.models import Brand, CommerceLink, Product, ProductPicture
from smallgestures.videos.models import Video
from smallgestures.videos.watching.queries import Reach, may_watch


class PersonRow(NamedTuple):
    """What is shown of somebody."""

    id: int
    handle: str
    name: str


class VideoRow(NamedTuple):
    """What is shown of a clip."""

    id: int
    public_id: str
    caption: str
    poster_key: str
    handle: str
    name: str
    views: int
    is_ad: bool


class ProductRow(NamedTuple):
    """What is shown of a product."""

    id: int
    slug: str
    title: str
    price_minor: int
    currency: str
    brand: str
    picture_key: str | None


class BrandRow(NamedTuple):
    """What is shown of a brand."""

    id: int
    name: str
    products: int


def list_people(db: Session, ids: Sequence[int], *, viewer_id: int | None) -> list[PersonRow]:
    """Return the people among these whose accounts are open, as far as the viewer may find them."""
    return _read_people(db, col(Person.id).in_(ids), *_not_apart(viewer_id))


def find_person(db: Session, handle: str, *, viewer_id: int) -> PersonRow | None:
    """Return whoever has just this handle, if the account is open and the viewer may find it."""
    found = _read_people(db, col(Person.handle) == handle, *_not_apart(viewer_id))
    return found[0] if found else None


def _read_people(db: Session, *conditions: ColumnElement[bool]) -> list[PersonRow]:
    columns: tuple[Any, ...] = (Person.id, Person.handle, Person.name)
    statement = select_rows(*columns).where(
        col(Person.disabled_at).is_(None),
        # Without one nobody is behind the handle: it was asked for with a taken address.
        col(Person.password_hash).is_not(None),
        *conditions,
    )
    return [PersonRow(*row) for row in db.execute(statement)]


def _not_apart(viewer_id: int | None) -> list[ColumnElement[bool]]:
    return [] if viewer_id is None else [~is_apart_from(viewer_id)]


def list_videos(db: Session, ids: Sequence[int], *, viewer_id: int | None) -> list[VideoRow]:
    """Return the clips among these that everybody may see and whose creators’ accounts are open.

    Those of people whom a block keeps apart from the viewer are left out.
    """
    columns: tuple[Any, ...] = (
        Video.id,
        Video.public_id,
        Video.caption,
        func.coalesce(Video.poster_key, ""),
        Person.handle,
        Person.name,
        func.coalesce(VideoTally.views, 0),
        exists().where(
            col(CommerceLink.video_id) == col(Video.id), col(CommerceLink.position).is_not(None)
        )
        | exists().where(
            col(Promotion.video_id) == col(Video.id), col(Promotion.paid_at).is_not(None)
        ),
    )
    statement = (
        select_rows(*columns)
        .join(Person, col(Person.id) == col(Video.creator_id))
        .join(VideoTally, col(VideoTally.video_id) == col(Video.id), isouter=True)
        .where(
            col(Video.id).in_(ids),
            may_watch(Reach.ANYWHERE, None),
            col(Person.disabled_at).is_(None),
            *_not_apart(viewer_id),
        )
    )
    return [VideoRow(*row) for row in db.execute(statement)]


def list_products(db: Session, ids: Sequence[int]) -> list[ProductRow]:
    """Return the products among these that were not withdrawn."""
    first = and_(
        col(ProductPicture.product_id) == col(Product.id), col(ProductPicture.position) == 0
    )
    columns: tuple[Any, ...] = (
        Product.id,
        Product.slug,
        Product.title,
        Product.price_minor,
        Product.currency,
        Brand.name,
        ProductPicture.square_key,
    )
    statement = (
        select_rows(*columns)
        .join(Brand, col(Brand.id) == col(Product.brand_id))
        .join(ProductPicture, first, isouter=True)
        .where(col(Product.id).in_(ids), col(Product.withdrawn_at).is_(None))
    )
    return [ProductRow(*row) for row in db.execute(statement)]


def list_brands(db: Session, ids: Sequence[int]) -> list[BrandRow]:
    """Return these brands, each with the number of its products."""
    listed = and_(col(Product.brand_id) == col(Brand.id), col(Product.withdrawn_at).is_(None))
    columns: tuple[Any, ...] = (Brand.id, Brand.name, func.count(col(Product.id)))
    statement = (
        select_rows(*columns)
        .join(Product, listed, isouter=True)
        .where(col(Brand.id).in_(ids))
        .group_by(col(Brand.id), col(Brand.name))
    )
    return [BrandRow(*row) for row in db.execute(statement)]
