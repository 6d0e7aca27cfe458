"""The product page."""

from dataclasses import replace

from sqlmodel import Session

from smallgestures.dates import day
from smallgestures.media.storage import get_storage
from smallgestures.money import Money
from smallgestures.settings import get_settings
from smallgestures.shop import disclosure, queries
from smallgestures.shop.cards import ClipCard, PictureCard, ProductCard, domain_of
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.links.blocked import is_blocked
from smallgestures.shop.models import Brand, CommerceLink, DisclosureKind, Product

# Dates on the product page are the same for all who look, signed in or not.
EVERYWHERE = "UTC"


def find_sold(db: Session, slug: str) -> tuple[Product, Brand]:
    """Return a product that is sold here or in an outside shop, and its brand.

    Raises:
        ProductNotFound: No such product, it was withdrawn, or its shop's domain is blocked.
    """
    found = queries.get_product(db, slug)
    if found is None or found[0].withdrawn_at is not None or leads_astray(found[0]):
        raise ProductNotFound(slug)
    return found


def leads_astray(product: Product) -> bool:
    """Say whether the product's shop is at a domain that is blocked by now."""
    domain = domain_of(product.outside_url)
    return domain is not None and is_blocked(domain)


def show_product(
    db: Session,
    slug: str,
    *,
    link_id: int | None = None,
    viewer_id: int | None = None,
    country: str = "",
) -> ProductCard:
    """Return the product's page as a visitor from `country` who came by `link_id` sees it.

    Raises:
        ProductNotFound: It is not sold, or no longer.
    """
    product, brand = find_sold(db, slug)
    storage = get_storage()
    pictures = [
        PictureCard(storage.url(picture.whole_key), storage.url(picture.square_key), picture.alt)
        for picture in queries.list_pictures(db, product.key)
    ]
    card = _plain_card(product, brand, pictures)
    linked = queries.find_linked_clip(db, product.key, link_id=link_id, viewer_id=viewer_id)
    if linked is None:
        return card
    link, video, creator = linked
    clip = ClipCard(
        url=f"/video/{video.public_id}",
        poster=storage.url(video.poster_key or ""),
        caption=video.caption,
        creator=creator.name,
        handle=creator.handle,
        lasts=_length(video.duration_ms or 0),
    )
    if link.id != link_id:
        return replace(card, clip=clip)
    return replace(
        card,
        clip=clip,
        disclosure_label=disclosure.label(link.disclosure, country),
        disclosure=_why(link, creator.name, card.domain) + ".",
        price_note=_price_note(product, link, creator.name),
    )


def _plain_card(product: Product, brand: Brand, pictures: list[PictureCard]) -> ProductCard:
    domain = domain_of(product.outside_url)
    sold_out = product.stock == 0
    sold_here = domain is None and not sold_out and get_settings().takes_payments
    return ProductCard(
        slug=product.slug,
        title=product.title,
        description=product.description,
        brand=brand.name,
        price=str(Money(product.price_minor, product.currency)),
        price_minor=product.price_minor,
        currency=product.currency,
        price_note=_outside_note(product, domain),
        stock_note=_stock_note(product.stock),
        availability="sold_out" if sold_out else "in_stock",
        pictures=pictures,
        disclosure_label=disclosure.label(DisclosureKind.AFFILIATE),
        disclosure=disclosure.NOBODY_EARNS,
        domain=domain or "",
        out_url=f"/out/{product.slug}" if domain else "",
        buy_url=f"/product/{product.slug}/buy" if sold_here else "",
    )


def _why(link: CommerceLink, creator_name: str, domain: str) -> str:
    known = disclosure.why(link.disclosure, creator_name, link.rate_bps)
    return known or disclosure.outside(creator_name, domain)


def _stock_note(stock: int | None) -> str:
    if stock is None:
        return ""
    return "Sold out" if stock == 0 else f"{stock:,} left"


def _outside_note(product: Product, domain: str | None) -> str:
    if not domain:
        return ""
    checked_on = day(product.price_checked_at or product.created_at, EVERYWHERE)
    return f"Price seen at {domain} on {checked_on}. It is set there and may have changed."


def _price_note(product: Product, link: CommerceLink, creator_name: str) -> str:
    if product.outside_url:
        return _outside_note(product, domain_of(product.outside_url))
    linked_on = day(link.linked_at, EVERYWHERE)
    if product.price_minor == link.price_at_link_minor:
        return f"Same price as on {linked_on}, when {creator_name} linked it."
    before = Money(link.price_at_link_minor, product.currency)
    return f"It was {before} on {linked_on}, when {creator_name} linked it."


def _length(duration_ms: int) -> str:
    minutes, seconds = divmod(round(duration_ms / 1000), 60)
    return f"{minutes}:{seconds:02d}"
