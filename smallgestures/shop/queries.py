"""Every SQL statement of the shop domain but those of attribution."""

from collections.abc import Collection

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Person
from smallgestures.shop.models import Brand, CommerceLink, Product, ProductPicture
from smallgestures.videos.models import Video
from smallgestures.videos.watching.queries import Reach, may_watch

LinkedClip = tuple[CommerceLink, Video, Person]


def get_brand(db: Session, slug: str) -> Brand | None:
    """Return the brand of this slug."""
    return db.exec(select(Brand).where(Brand.slug == slug)).one_or_none()


def get_product(db: Session, slug: str) -> tuple[Product, Brand] | None:
    """Return the product of this slug with its brand, also when it was withdrawn."""
    return db.exec(
        select(Product, Brand)
        .join(Brand, col(Product.brand_id) == col(Brand.id))
        .where(Product.slug == slug)
    ).one_or_none()


def list_products(db: Session, slugs: list[str]) -> list[Product]:
    """Return the products of these slugs, in their order; unknown ones are left out."""
    found = {
        product.slug: product
        for product in db.exec(select(Product).where(col(Product.slug).in_(slugs)))
    }
    return [found[slug] for slug in slugs if slug in found]


def list_pictures(db: Session, product_id: int) -> list[ProductPicture]:
    """Return the product's pictures, the first one first."""
    return list(
        db.exec(
            select(ProductPicture)
            .where(ProductPicture.product_id == product_id)
            .order_by(col(ProductPicture.position))
        )
    )


def find_linked_clip(
    db: Session, product_id: int, *, link_id: int | None, viewer_id: int | None
) -> LinkedClip | None:
    """Return the clip that leads to the product: that of `link_id`, else the newest one.

    Whoever comes from a clip may see it by its address; any other is one that everybody may see.
    """
    came_from = col(CommerceLink.id) == (link_id or 0)
    statement = (
        select(CommerceLink, Video, Person)
        .join(Video, col(CommerceLink.video_id) == col(Video.id))
        .join(Person, col(Video.creator_id) == col(Person.id))
        .where(
            CommerceLink.product_id == product_id,
            or_(col(CommerceLink.position).is_not(None), came_from),
            or_(
                may_watch(Reach.ANYWHERE, None),
                and_(came_from, may_watch(Reach.ADDRESS, viewer_id)),
            ),
        )
        .order_by(came_from.desc(), col(Video.published_at).desc())
        .limit(1)
    )
    return db.exec(statement).first()


def list_in_shops(
    db: Session, product_ids: Collection[int]
) -> list[tuple[Product, Brand, ProductPicture | None]]:
    """Return those of these products that are still sold, each with its brand and first picture."""
    wanted = (
        select(Product, Brand, ProductPicture)
        .join(Brand, col(Brand.id) == col(Product.brand_id))
        .join(
            ProductPicture,
            (col(ProductPicture.product_id) == col(Product.id))
            & (col(ProductPicture.position) == 0),
            isouter=True,
        )
        .where(col(Product.id).in_(product_ids), col(Product.withdrawn_at).is_(None))
    )
    return [(product, brand, picture) for product, brand, picture in db.exec(wanted)]
