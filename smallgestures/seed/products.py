"""The demo brands and their products."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from smallgestures import clock
from smallgestures.media.storage import Storage, hashed_key
from smallgestures.shop.models import Brand, Product, ProductPicture
from smallgestures.shop.queries import get_brand, get_product

MEDIA = Path(__file__).parent / "media"


@dataclass(frozen=True)
class DemoProduct:
    """One product; `pictures` are names of files, each with the words for who can't see it."""

    slug: str
    title: str
    description: str
    price_minor: int
    brand: str
    pictures: tuple[tuple[str, str], ...]
    stock: int | None = None
    outside_url: str | None = None


BRANDS = {"noor-studio": ("Noor Studio", "noor"), "lumen-prints": ("Lumen Prints", None)}

PRODUCTS = (
    DemoProduct(
        "tidal-vase",
        "Tidal vase",
        "Thrown, not moulded: stoneware with a food-safe glaze, 24 cm high, 1.1 kg. "
        "No two stripes are the same.",
        4800,
        "noor-studio",
        (
            ("product-vase", "Tall stoneware vase with blue and cream waves and small gold dots"),
            ("product-vase-top", "The vase’s rim and shoulder, seen closely"),
            ("product-vase-close", "The glaze: blue and cream waves with gold dots"),
        ),
        stock=14,
    ),
    DemoProduct(
        "fern-bottle",
        "Fern bottle, hand-glazed stoneware",
        "Half a litre of oil, vinegar, or one stem of rosemary. The stopper is turned "
        "from the same clay, so it closes for good.",
        3200,
        "noor-studio",
        (("product-bottle", "Green glazed bottle with pale stripes and gold dots"),),
        stock=41,
    ),
    DemoProduct(
        "ember-lamp",
        "Ember lamp",
        "A table lamp that looks like the last hour of a fire. Dims from 400 lumen to a glow; "
        "the bulb is included and can be replaced.",
        6400,
        "noor-studio",
        (("product-lamp", "Round table lamp with an amber pattern, glowing"),),
        stock=9,
    ),
    DemoProduct(
        "aurora-print",
        "Aurora, fine art print",
        "Pigment print on cotton paper, 30 × 40 cm, in an oak frame. Numbered on the back.",
        8900,
        "lumen-prints",
        (("product-aurora-print", "Framed print of green northern lights over mountains"),),
        stock=120,
    ),
    DemoProduct(
        "night-city-print",
        "Night city, fine art print",
        "Pigment print on cotton paper, 30 × 40 cm, in an oak frame. Numbered on the back.",
        8900,
        "lumen-prints",
        (("product-city-print", "Framed print of a purple city skyline under a pale moon"),),
        stock=86,
    ),
    DemoProduct(
        "dunes-print",
        "Dunes at dusk, fine art print",
        "The first edition: 50 prints on cotton paper, 30 × 40 cm, in an oak frame.",
        9900,
        "lumen-prints",
        (("product-dunes-print", "Framed print of red and violet dunes under a low sun"),),
        stock=0,
    ),
    DemoProduct(
        "moonrise-print",
        "Moonrise, fine art print",
        "Pigment print on cotton paper, 30 × 40 cm, in an oak frame. Numbered on the back.",
        8900,
        "lumen-prints",
        (("product-ocean-print", "Framed print of a moon over a dark, glittering sea"),),
        stock=64,
    ),
    DemoProduct(
        "rose-silk-scarf",
        "Rose silk scarf",
        "Heavy silk twill, 90 × 90 cm, with a hem rolled by hand. Sold and sent by the shop "
        "that makes it.",
        5600,
        "lumen-prints",
        (("product-silk-rose-scarf", "Square silk scarf from dark red to pale rose"),),
        outside_url="https://www.example.com/shop/rose-silk-scarf",
    ),
    DemoProduct(
        "teal-silk-scarf",
        "Teal silk scarf",
        "Heavy silk twill, 90 × 90 cm, with a hem rolled by hand.",
        5600,
        "lumen-prints",
        (("product-silk-teal-scarf", "Square silk scarf from deep blue to pale green"),),
        stock=23,
    ),
)


def seed_products(db: Session, storage: Storage, people: dict[str, int]) -> None:
    """Add the brands and products that aren't there; those that are stay as they are."""
    brands: dict[str, Brand] = {}
    for slug, (name, owner) in BRANDS.items():
        brand = get_brand(db, slug)
        if brand is None:
            brand = Brand(slug=slug, name=name, owner_id=people[owner] if owner else None)
            db.add(brand)
            db.flush()
        brands[slug] = brand
    for demo in PRODUCTS:
        if get_product(db, demo.slug) is None:
            _add_product(db, storage, demo, brands[demo.brand])


def _add_product(db: Session, storage: Storage, demo: DemoProduct, brand: Brand) -> None:
    product = Product(
        brand_id=brand.key,
        slug=demo.slug,
        title=demo.title,
        description=demo.description,
        price_minor=demo.price_minor,
        price_checked_at=clock.now() if demo.outside_url else None,
        stock=demo.stock,
        outside_url=demo.outside_url,
    )
    db.add(product)
    db.flush()
    for position, (name, alt) in enumerate(demo.pictures):
        whole = MEDIA / f"{name}.webp"
        square = MEDIA / f"{name}-sq.webp"
        db.add(
            ProductPicture(
                product_id=product.key,
                position=position,
                whole_key=_stored(storage, whole),
                # A picture that is square already has no other.
                square_key=_stored(storage, square if square.exists() else whole),
                alt=alt,
            )
        )


def _stored(storage: Storage, path: Path) -> str:
    key = hashed_key(path, path.suffix)
    if not storage.exists(key):
        storage.put_file(path, key)
    return key
