"""Clips and products of a test's own: demo clips under another name, so nothing is converted."""

from datetime import UTC, datetime

from sqlmodel import Session, select

from smallgestures.accounts.service import find_person_id
from smallgestures.feed.service import enter_feed
from smallgestures.shop.links.service import link_products
from smallgestures.shop.models import Product, ProductPicture
from smallgestures.videos.models import Video, new_public_id
from smallgestures.videos.queries import get_by_public_id

# So old that it comes after all others in everybody's feed.
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SAME = ("width", "height", "duration_ms", "key_720", "key_480", "poster_key", "glow_key")


def make_clip(
    db: Session,
    *,
    like: str = "demoDunesice",
    by: str | None = None,
    caption: str = "A clip of a test",
    products: tuple[str, ...] = (),
    published_at: datetime = LONG_AGO,
) -> str:
    """Publish a clip that looks like a demo clip; return its public id.

    It is by whoever has the handle `by`, else by the same creator: by default Leo, whom nobody
    follows.
    """
    original = get_by_public_id(db, like)
    assert original is not None
    creator_id = find_person_id(db, by) if by else original.creator_id
    assert creator_id is not None
    clip = Video(
        public_id=new_public_id(),
        creator_id=creator_id,
        caption=caption,
        state=original.state,
        thumbhash=original.thumbhash,
        published_at=published_at,
        **{name: getattr(original, name) for name in SAME},
    )
    db.add(clip)
    db.flush()
    link_products(db, clip.key, list(products))
    enter_feed(db, clip.key)
    return clip.public_id


def make_product(
    db: Session, slug: str, *, like: str = "tidal-vase", stock: int | None = 3
) -> Product:
    """Offer a product that looks like a demo product."""
    original = product_named(db, like)
    product = Product(
        brand_id=original.brand_id,
        slug=slug,
        title=slug.replace("-", " ").capitalize(),
        description=original.description,
        price_minor=original.price_minor,
        stock=stock,
    )
    db.add(product)
    db.flush()
    picture = db.exec(
        select(ProductPicture).where(
            ProductPicture.product_id == original.key, ProductPicture.position == 0
        )
    ).one()
    db.add(
        ProductPicture(
            product_id=product.key,
            position=0,
            whole_key=picture.whole_key,
            square_key=picture.square_key,
            alt=picture.alt,
        )
    )
    return product


def product_named(db: Session, slug: str) -> Product:
    """Return a product by its slug."""
    return db.exec(select(Product).where(Product.slug == slug)).one()
