"""What the shop shows: frozen plain values, ready to render."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

# What is drawn for a product of which there is no picture.
NO_PICTURE = "/brand/no-picture.webp"


def domain_of(url: str | None) -> str | None:
    """Return the host that an outside address leads to, without its `www.`."""
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None


@dataclass(frozen=True)
class PictureCard:
    """One picture of a product: addresses of the whole and of the square."""

    src: str
    square: str
    alt: str


@dataclass(frozen=True)
class ClipCard:
    """The clip that a product was linked on."""

    url: str
    poster: str
    caption: str
    creator: str
    handle: str
    lasts: str


@dataclass(frozen=True)
class ProductCard:
    """A product's page: what it is, what it costs, and whose link led here."""

    slug: str
    title: str
    description: str
    brand: str
    price: str
    price_minor: int
    currency: str
    price_note: str
    stock_note: str
    availability: str
    pictures: list[PictureCard]
    disclosure_label: str
    disclosure: str
    domain: str = ""
    out_url: str = ""
    buy_url: str = ""
    clip: ClipCard | None = field(default=None)

    @property
    def can_be_bought(self) -> bool:
        """Whether anybody can buy it now, here or outside."""
        return self.availability == "in_stock"
