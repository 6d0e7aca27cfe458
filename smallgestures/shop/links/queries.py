"""Every SQL statement of showcases, of products on videos, and of the ladder."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, delete, func, or_, union, update
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Follow
from smallgestures.db.upsert import insert_once, unless_there
from smallgestures.shop.links.models import Promotion, ShowcaseItem
from smallgestures.shop.models import Brand, CommerceLink, Product, ProductPicture
from smallgestures.videos.models import Video


class Listed(NamedTuple):
    """A product with its brand and the key of its first picture, if it has one."""

    product: Product
    brand: Brand
    picture_key: str | None


class Linked(NamedTuple):
    """A link of a video with the product that it leads to."""

    link: CommerceLink
    product: Product
    brand: Brand
    picture_key: str | None


_first_picture = (col(ProductPicture.product_id) == col(Product.id)) & (
    col(ProductPicture.position) == 0
)


def lock_video(db: Session, public_id: str, *, creator_id: int) -> Video | None:
    """Return a video of this creator's; whatever else changes its products waits."""
    return db.exec(
        select(Video)
        .where(Video.public_id == public_id, Video.creator_id == creator_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def get_video(db: Session, public_id: str, *, creator_id: int) -> Video | None:
    """Return a video of this creator's."""
    return db.exec(
        select(Video).where(Video.public_id == public_id, Video.creator_id == creator_id)
    ).one_or_none()


def list_listed(db: Session, slugs: Collection[str]) -> list[Listed]:
    """Return the products of these slugs, also those that were withdrawn, in no order."""
    rows = db.exec(
        select(Product, Brand, ProductPicture.square_key)
        .join(Brand, col(Brand.id) == col(Product.brand_id))
        .join(ProductPicture, _first_picture, isouter=True)
        .where(col(Product.slug).in_(slugs))
    )
    return [Listed(*row) for row in rows]


# ---- products on a video


def list_linked(db: Session, video_id: int) -> list[Linked]:
    """Return what stands on a video, in its order."""
    rows = db.exec(
        select(CommerceLink, Product, Brand, ProductPicture.square_key)
        .join(Product, col(Product.id) == col(CommerceLink.product_id))
        .join(Brand, col(Brand.id) == col(Product.brand_id))
        .join(ProductPicture, _first_picture, isouter=True)
        .where(CommerceLink.video_id == video_id, col(CommerceLink.position).is_not(None))
        .order_by(col(CommerceLink.position))
    )
    return [Linked(*row) for row in rows]


def list_link_positions(db: Session, video_id: int) -> list[int]:
    """Return the positions of a video that are taken, in order."""
    taken = select(CommerceLink.position).where(
        CommerceLink.video_id == video_id, col(CommerceLink.position).is_not(None)
    )
    return [at for at in db.exec(taken.order_by(col(CommerceLink.position))) if at is not None]


def get_link_to(db: Session, video_id: int, product_id: int) -> CommerceLink | None:
    """Return the video's link to a product, also when it was taken off."""
    return db.exec(
        select(CommerceLink).where(
            CommerceLink.video_id == video_id, CommerceLink.product_id == product_id
        )
    ).one_or_none()


def get_link_by_slug(db: Session, video_id: int, slug: str) -> CommerceLink | None:
    """Return the link that stands on the video and leads to the product of this slug."""
    return db.exec(
        select(CommerceLink)
        .join(Product, col(Product.id) == col(CommerceLink.product_id))
        .where(
            CommerceLink.video_id == video_id,
            col(CommerceLink.position).is_not(None),
            Product.slug == slug,
        )
    ).one_or_none()


def place_links(db: Session, link_ids: Sequence[int]) -> None:
    """Give these links of a video the positions 0, 1, 2 …; every one that stands must be named."""
    _place(db, CommerceLink, col(CommerceLink.id), link_ids)


def place_items(db: Session, item_ids: Sequence[int]) -> None:
    """Give these rows of one showcase the positions 0, 1, 2 …; every one must be named."""
    _place(db, ShowcaseItem, col(ShowcaseItem.id), item_ids)


def _place(db: Session, table: Any, key: Any, ids: Sequence[int]) -> None:
    """Two steps, the first below zero: no position is taken twice, not even for a moment."""
    place = case({row_id: at for at, row_id in enumerate(ids)}, value=key)
    for position in (-1 - place, place):
        db.exec(update(table).where(key.in_(ids)).values(position=position))


# ---- what makes a video advertising


def get_promotion(db: Session, video_id: int) -> Promotion | None:
    """Return what makes the video advertising, if anything ever did."""
    return db.exec(select(Promotion).where(Promotion.video_id == video_id)).one_or_none()


def ensure_promotion(db: Session, video: Video) -> Promotion:
    """Return the row of the video, making it when there is none."""
    insert_once(db, Promotion(video_id=video.key, creator_id=video.creator_id), "video_id")
    return db.exec(select(Promotion).where(Promotion.video_id == video.key)).one()


def has_products(db: Session, video_id: int) -> bool:
    """Say whether products stand on the video."""
    wanted = select(CommerceLink.id).where(
        CommerceLink.video_id == video_id, col(CommerceLink.position).is_not(None)
    )
    return db.exec(wanted.limit(1)).first() is not None


def count_followers(db: Session, person_id: int) -> int:
    """Return how many people follow somebody."""
    return db.exec(
        select(func.count()).select_from(Follow).where(Follow.followed_id == person_id)
    ).one()


def list_commerce_times(
    db: Session, creator_id: int, *, since: datetime, except_video_id: int | None
) -> list[datetime]:
    """Return when this creator's clips with products came or will come out, after `since`.

    A clip that got its first product later counts from then on. Each half reads the end of an
    index, so that a long career costs nothing.
    """
    out_at = func.coalesce(Video.published_at, Video.publish_at)
    columns: tuple[Any, ...] = (Video.id, out_at, Promotion.products_since)
    both = select_rows(*columns).join(Promotion, col(Promotion.video_id) == col(Video.id))
    newly_out = both.where(
        col(Video.creator_id) == creator_id,
        or_(col(Video.published_at) > since, col(Video.published_at).is_(None)),
        col(Promotion.products_since).is_not(None),
        out_at > since,
    )
    newly_linked = both.where(
        col(Promotion.creator_id) == creator_id,
        col(Promotion.products_since) > since,
        out_at.is_not(None),
    )
    rows = db.execute(union(newly_out, newly_linked)).all()
    return [max(at, linked) for video_id, at, linked in rows if video_id != except_video_id]


# ---- showcases


def list_showcase(db: Session, person_id: int) -> list[Listed]:
    """Return what stands in somebody's showcase, in its order, withdrawn products among it."""
    rows = db.exec(
        select(Product, Brand, ProductPicture.square_key)
        .join(ShowcaseItem, col(ShowcaseItem.product_id) == col(Product.id))
        .join(Brand, col(Brand.id) == col(Product.brand_id))
        .join(ProductPicture, _first_picture, isouter=True)
        .where(ShowcaseItem.person_id == person_id)
        .order_by(col(ShowcaseItem.position))
    )
    return [Listed(*row) for row in rows]


def list_items(db: Session, person_id: int) -> list[tuple[ShowcaseItem, str]]:
    """Return all rows of a showcase with the slugs of their products, in order."""
    rows = db.exec(
        select(ShowcaseItem, Product.slug)
        .join(Product, col(Product.id) == col(ShowcaseItem.product_id))
        .where(ShowcaseItem.person_id == person_id)
        .order_by(col(ShowcaseItem.position))
    )
    return list(rows)


def insert_item(
    db: Session, *, person_id: int, product_id: int, position: int, at: datetime
) -> bool:
    """Put a product at the end of a showcase; False when it is there."""
    row = {
        "person_id": person_id,
        "product_id": product_id,
        "position": position,
        "created_at": at,
    }
    return unless_there(ShowcaseItem, "person_id", "product_id").store(db, row) is not None


def delete_item(db: Session, *, person_id: int, product_id: int) -> bool:
    """Take a product out of a showcase; False when it wasn't in."""
    gone = delete(ShowcaseItem).where(
        col(ShowcaseItem.person_id) == person_id, col(ShowcaseItem.product_id) == product_id
    )
    return db.exec(gone).rowcount == 1


def has_showcase(db: Session, person_id: int) -> bool:
    """Say whether anything stands in somebody's showcase."""
    wanted = select(ShowcaseItem.id).where(ShowcaseItem.person_id == person_id)
    return db.exec(wanted.limit(1)).first() is not None


# ---- outside shops


def ensure_outside_shop(db: Session, brand: Brand) -> Brand:
    """Return the row of the shop at this domain, making it when there is none."""
    insert_once(db, brand, "outside_domain")
    return db.exec(select(Brand).where(Brand.outside_domain == brand.outside_domain)).one()


def count_own_listings(db: Session, person_id: int) -> int:
    """Return how many outside products somebody lists."""
    return db.exec(
        select(func.count())
        .select_from(Product)
        .where(Product.listed_by_id == person_id, col(Product.withdrawn_at).is_(None))
    ).one()


def insert_own_listing(db: Session, product: Product) -> bool:
    """Store somebody's listing of an outside product; False when they list its address already."""
    wanted = select(Product.id).where(
        Product.listed_by_id == product.listed_by_id,
        Product.outside_url == product.outside_url,
        col(Product.withdrawn_at).is_(None),
    )
    if db.exec(wanted).first() is not None:
        return False
    db.add(product)
    db.flush()
    return True


def change_own_listing(db: Session, slug: str, *, person_id: int, **values: Any) -> bool:
    """Change somebody's own listing of an outside product; False when there is none."""
    change = (
        update(Product)
        .where(
            col(Product.slug) == slug,
            col(Product.listed_by_id) == person_id,
            col(Product.withdrawn_at).is_(None),
        )
        .values(**values)
    )
    return db.exec(change).rowcount == 1
