"""A clip as the player gets it, kept encoded for a few seconds.

Everybody is shown the same card but for the likes and the word for advertising, which is
their country's; so a card is encoded once and given to all for `KEPT_S`. What a viewer
changes themselves is not read from here.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlmodel import Session

from smallgestures import clock
from smallgestures.feed import queries
from smallgestures.media.storage import Storage, get_storage
from smallgestures.money import Money
from smallgestures.shop import disclosure
from smallgestures.shop.cards import NO_PICTURE, domain_of
from smallgestures.shop.service import leads_astray
from smallgestures.videos.languages import LANGUAGES

KEPT_S = 5.0
KEPT_CARDS = 5_000


class Encoded(NamedTuple):
    """A card as a JSON object without its closing brace, and the kind of its advertising."""

    card: bytes
    kind: str | None


_kept: OrderedDict[int, tuple[float, Encoded]] = OrderedDict()


def forget_cards() -> None:
    """Make the next page read every card anew."""
    _kept.clear()


def encoded_cards(db: Session, video_ids: Sequence[int]) -> dict[int, Encoded]:
    """Return the cards, for what differs between viewers to follow.

    One statement at most, for those that aren't kept.
    """
    now = time.monotonic()
    cards = {
        video_id: kept[1]
        for video_id in video_ids
        if (kept := _kept.get(video_id)) and kept[0] > now
    }
    missing = [video_id for video_id in video_ids if video_id not in cards]
    if missing:
        for video_id, card in _read(db, missing).items():
            kind = card.pop("disclosure")
            encoded = json.dumps(card, separators=(",", ":")).encode()[:-1]
            cards[video_id] = Encoded(encoded, kind)
            _kept.pop(video_id, None)  # so that it becomes the newest
            _kept[video_id] = (now + KEPT_S, cards[video_id])
        while len(_kept) > KEPT_CARDS:
            _kept.popitem(last=False)
    return cards


def card_of(db: Session, video_id: int, *, country: str = "") -> dict[str, Any]:
    """Return a clip's card as viewers of a country get it, also while nobody is shown it yet."""
    card = _read(db, [video_id])[video_id]
    return card | {"disclosure": word_for(card["disclosure"], country)}


def word_for(kind: str | None, country: str) -> str | None:
    """Return the word that marks advertising of this kind for viewers of a country."""
    return disclosure.label(kind, country) if kind else None


def _read(db: Session, video_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    storage = get_storage()
    rows = queries.card_rows(db, video_ids)
    return {video_id: _card(storage, list(group)) for video_id, group in groupby(rows, _video_id)}


def _video_id(row: Any) -> int:
    return int(row.Video.id)


def _card(storage: Storage, rows: list[Any]) -> dict[str, Any]:
    video, linked = rows[0].Video, [row for row in rows if row.CommerceLink is not None]
    return {
        "id": video.public_id,
        "url": f"/video/{video.public_id}",
        "creator": {
            "handle": rows[0].handle,
            "name": rows[0].name,
            "url": f"/u/{rows[0].handle}",
        },
        "caption": video.caption,
        "published_at": f"{video.published_at or clock.now():%Y-%m-%dT%H:%M:%SZ}",
        "duration_ms": video.duration_ms,
        "width": video.width,
        "height": video.height,
        "src": storage.url(video.key_720) if video.key_720 else None,
        "src_480": storage.url(video.key_480) if video.key_480 else None,
        "poster": storage.url(video.poster_key) if video.poster_key else None,
        "glow": storage.url(video.glow_key) if video.glow_key else None,
        "thumbhash": video.thumbhash,
        "captions": _captions(storage, video),
        "disclosure": disclosure.strongest(
            [row.CommerceLink.disclosure for row in linked], is_paid=rows[0].paid_at is not None
        ),
        "products": [_product(storage, row) for row in linked if _can_be_bought(row.Product)],
    }


def _can_be_bought(product: Any) -> bool:
    return product.withdrawn_at is None and product.stock != 0 and not leads_astray(product)


def _captions(storage: Storage, video: Any) -> dict[str, str] | None:
    if not video.captions_key:
        return None
    language = video.captions_language or "en"
    return {
        "src": storage.url(video.captions_key),
        "language": language,
        "label": LANGUAGES.get(language, language),
    }


def _product(storage: Storage, row: Any) -> dict[str, Any]:
    product, link = row.Product, row.CommerceLink
    return {
        "link": link.id,
        "slug": product.slug,
        "title": product.title,
        "label": link.label,
        "anchor_from_ms": link.anchor_from_ms,
        "price": str(Money(product.price_minor, product.currency)),
        "brand": row.brand,
        "image": storage.url(row.square_key) if row.square_key else NO_PICTURE,
        "image_alt": row.alt or "",
        "earns": disclosure.why(link.disclosure, row.name, link.rate_bps),
        "domain": domain_of(product.outside_url),
    }
