"""What creators see of their products: frozen plain values, ready to render."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PickCard:
    """A product as its creator puts it on a video or into a showcase."""

    slug: str
    title: str
    brand: str
    price: str
    picture: str
    url: str
    note: str  # "9 left", "Sold out: …", "Withdrawn by its shop: …"
    is_shown: bool  # viewers see it: it is neither sold out nor withdrawn nor blocked
    terms: str  # what its creator earns by it
    domain: str = ""
    is_own_listing: bool = False
    checked: str = ""  # when the price of an outside shop was typed in


@dataclass(frozen=True)
class LinkCard:
    """A product on a video."""

    product: PickCard
    label: str
    anchor_from_ms: int
    price_then: str  # said where the price is another than when it was put on


@dataclass(frozen=True)
class LadderCard:
    """How often this creator may publish videos with products."""

    words: str
    reason: str
    next_at: str  # nothing: right away


@dataclass(frozen=True)
class EditorCard:
    """The products of one video, for its creator."""

    links: list[LinkCard]
    limit: int
    length_ms: int
    is_ad: bool
    why_ad: str
    is_paid: bool
    paid_stays: bool
    ladder: LadderCard


@dataclass(frozen=True)
class ShowcaseCard:
    """Somebody's showcase, for everybody."""

    handle: str
    name: str
    disclosure: str
    products: list[PickCard]
