"""Every SQL statement that reads what was found: only what everybody may see comes out."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col

from smallgestures.accounts.models import Person
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


def list_people(db: Session, ids: Sequence[int]) -> list[PersonRow]:
    """Return the people among these whose accounts are open."""
    columns: tuple[Any, ...] = (Person.id, Person.handle, Person.name)
    statement = select_rows(*columns).where(
        col(Person.id).in_(ids), col(Person.disabled_at).is_(None)
    )
    return [PersonRow(*row) for row in db.execute(statement)]


def list_videos(db: Session, ids: Sequence[int]) -> list[VideoRow]:
    """Return the clips among these that everybody may see and whose creators’ accounts are open."""
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
