"""Outside shops: what a creator lists by its address, with a title and the price that they saw.

Only they can link it. Nothing is fetched: title and price are what they typed, and the price is
shown with the day on which they did.
"""

import hashlib
import re
import secrets
import unicodedata

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.queries import lock_person
from smallgestures.shop.links import queries
from smallgestures.shop.links.addresses import read_address
from smallgestures.shop.links.errors import LinkError, NotThere
from smallgestures.shop.links.showcase import show_in_showcase
from smallgestures.shop.models import Brand, Product

LISTINGS_LIMIT = 100
TITLE_LIMIT = 120
PRICE_LIMIT_MINOR = 100_000_000
CURRENCIES = ("usd", "eur", "gbp")
_SLUG_WORDS_LIMIT = 60
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


class TitleNotAllowed(LinkError):
    """Empty, too long, or with characters that nobody can see."""

    field = "title"

    def __init__(self) -> None:
        super().__init__(f"Name the product on one line, in {TITLE_LIMIT} characters at most.")


class PriceNotAllowed(LinkError):
    """No price that anything has."""

    field = "price"

    def __init__(self) -> None:
        super().__init__("Type the price that you saw there, as in 12.50.")


class ListedAlready(LinkError):
    """They list this address."""

    field = "address"

    def __init__(self) -> None:
        super().__init__("You have listed this address. You find it by its name.")


class TooManyListings(LinkError):
    """As many outside products as anybody may list."""

    field = "address"

    def __init__(self) -> None:
        super().__init__(f"You can list {LISTINGS_LIMIT} products of outside shops at most.")


def list_outside_product(
    db: Session, *, by: int, address: str, title: str, price_minor: int, currency: str
) -> Product:
    """List a product of an outside shop for this person alone, and put it into their showcase.

    Args:
        db: The session.
        by: Whose listing it becomes.
        address: As they typed it; only https, a public domain, no number, port or password.
        title: What the product is called.
        price_minor: What it costs there today, in minor units.
        currency: `usd`, `eur` or `gbp`.

    Raises:
        AddressRefused, TitleNotAllowed, PriceNotAllowed: What was typed can't be listed.
        ListedAlready: They list this address.
        TooManyListings, ShowcaseFull: There are 100.
    """
    lock_person(db, by)
    outside = read_address(address)
    title = " ".join(title.split())
    if not title or len(title) > TITLE_LIMIT or not title.isprintable():
        raise TitleNotAllowed
    _require_price(price_minor, currency)
    if queries.count_own_listings(db, by) >= LISTINGS_LIMIT:
        raise TooManyListings
    shop = queries.ensure_outside_shop(
        db,
        Brand(
            slug=_shop_slug(outside.domain),
            name=outside.domain,
            outside_domain=outside.domain,
        ),
    )
    product = Product(
        brand_id=shop.key,
        slug=_slug(title),
        title=title,
        price_minor=price_minor,
        currency=currency,
        price_checked_at=clock.now(),
        outside_url=outside.url,
        listed_by_id=by,
    )
    if not queries.insert_own_listing(db, product):
        raise ListedAlready
    show_in_showcase(db, product.slug, person_id=by)
    return product


def change_outside_price(
    db: Session, slug: str, *, by: int, price_minor: int, currency: str
) -> None:
    """Store what an outside product costs today, as its creator saw it.

    Raises:
        NotThere: It is no listing of theirs.
        PriceNotAllowed: Nothing costs that.
    """
    _require_price(price_minor, currency)
    changed = queries.change_own_listing(
        db,
        slug,
        person_id=by,
        price_minor=price_minor,
        currency=currency,
        price_checked_at=clock.now(),
    )
    if not changed:
        raise NotThere


def withdraw_outside_product(db: Session, slug: str, *, by: int) -> None:
    """Take a listing back for good: out of the showcase, and off every video.

    Raises:
        NotThere: It is no listing of theirs.
    """
    if not queries.change_own_listing(db, slug, person_id=by, withdrawn_at=clock.now()):
        raise NotThere
    for listed in queries.list_listed(db, [slug]):
        queries.delete_item(db, person_id=by, product_id=listed.product.key)


def _require_price(price_minor: int, currency: str) -> None:
    if not 0 < price_minor <= PRICE_LIMIT_MINOR or currency not in CURRENCIES:
        raise PriceNotAllowed


def _shop_slug(domain: str) -> str:
    # Two domains can be the same but for what a slug can't hold.
    digest = hashlib.sha256(domain.encode()).hexdigest()[:10]
    return f"{_NO_LETTERS.sub('-', domain)[:40].strip('-')}-{digest}"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = _NO_LETTERS.sub("-", plain).strip("-")[:_SLUG_WORDS_LIMIT].strip("-")
    return f"{words or 'product'}-{secrets.token_hex(4)}"
