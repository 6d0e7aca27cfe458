"""What the parts of the studio that are about products read for whoever looks."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session

from smallgestures.accounts.cards import SignedIn
from smallgestures.feed.cards import card_of
from smallgestures.search.models import Kind
from smallgestures.search.service import search
from smallgestures.shop.links.cards import PickCard
from smallgestures.shop.links.errors import SHOWCASE_LIMIT
from smallgestures.shop.links.queries import list_showcase
from smallgestures.shop.links.showing import (
    find_own_video,
    list_pickable,
    show_editor,
    show_own_showcase,
)

SUGGESTIONS = 12


@dataclass(frozen=True)
class Suggestion:
    """A product that may be meant, and whether it stands in one's own showcase."""

    product: PickCard
    is_in_showcase: bool


def read_products(db: Session, who: SignedIn, public_id: str) -> dict[str, Any]:
    """Return the products of one's video, and its card as viewers get it (`products` of the page).

    Raises:
        VideoNotFound: No such video of theirs.
    """
    video = find_own_video(db, public_id, by=who.person_id)
    card = show_editor(db, video, time_zone=who.time_zone)
    return asdict(card) | {
        "video": public_id,
        "url": f"/api/studio/videos/{public_id}",
        "preview": card_of(db, video.key),
    }


def read_own_showcase(db: Session, who: SignedIn) -> dict[str, Any]:
    """Return one's own showcase (`showcase` of the page)."""
    cards = show_own_showcase(db, who.person_id, time_zone=who.time_zone)
    return {
        "products": [asdict(card) for card in cards],
        "limit": SHOWCASE_LIMIT,
        "url": f"/u/{who.handle}/showcase",
    }


def suggest_products(db: Session, who: SignedIn, typed: str) -> list[Suggestion]:
    """Return products for what somebody typed: of their showcase, then of the open catalogue.

    Raises:
        SearchError: It can't be looked for.
    """
    own = {one.product.slug: one for one in list_showcase(db, who.person_id)}
    words = typed.lower().split()
    slugs = [
        slug
        for slug, (product, brand, _) in own.items()
        if all(word in f"{product.title} {brand.name}".lower() for word in words)
    ]
    if words:
        parts = search(db, typed, kind=Kind.PRODUCTS).parts
        slugs += [hit.url.rpartition("/")[2] for part in parts for hit in part.hits]
    wanted = list(dict.fromkeys(slugs))[:SUGGESTIONS]
    cards = list_pickable(db, wanted, by=who.person_id, time_zone=who.time_zone)
    return [Suggestion(card, card.slug in own) for card in cards]
