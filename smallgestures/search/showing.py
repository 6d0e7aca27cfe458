"""From the ids of what was found to what is shown of it, as long as everybody may see it."""

from collections.abc import Sequence
from urllib.parse import urlencode

from sqlmodel import Session

from smallgestures.media.storage import get_storage
from smallgestures.money import Money
from smallgestures.search.cards import Hit, compact
from smallgestures.search.models import Kind
from smallgestures.search.subjects import queries


def show(db: Session, kind: Kind, ids: Sequence[int], *, viewer_id: int | None = None) -> list[Hit]:
    """Return what these ids of a kind name, in this order.

    What is not public is left out, and whom a block keeps apart from the viewer.
    """
    hits = _SHOWN[kind](db, ids, viewer_id) if ids else {}
    return [hits[subject_id] for subject_id in ids if subject_id in hits]


def _people(db: Session, ids: Sequence[int], viewer_id: int | None) -> dict[int, Hit]:
    return {
        key: Hit(Kind.PEOPLE, name, f"/u/{handle}", subtitle=f"@{handle}", handle=handle)
        for key, handle, name in queries.list_people(db, ids, viewer_id=viewer_id)
    }


def _videos(db: Session, ids: Sequence[int], viewer_id: int | None) -> dict[int, Hit]:
    storage = get_storage()
    return {
        row.id: Hit(
            Kind.VIDEOS,
            row.caption or f"A clip by {row.name}",
            f"/video/{row.public_id}",
            subtitle=f"@{row.handle}",
            picture=storage.url(row.poster_key),
            detail=compact(row.views),
            handle=row.handle,
            is_ad=row.is_ad,
        )
        for row in queries.list_videos(db, ids, viewer_id=viewer_id)
    }


def _products(db: Session, ids: Sequence[int], _viewer_id: int | None) -> dict[int, Hit]:
    storage = get_storage()
    return {
        row.id: Hit(
            Kind.PRODUCTS,
            row.title,
            f"/product/{row.slug}",
            subtitle=row.brand,
            picture=storage.url(row.picture_key) if row.picture_key else "",
            detail=str(Money(row.price_minor, row.currency)),
        )
        for row in queries.list_products(db, ids)
    }


def _brands(db: Session, ids: Sequence[int], _viewer_id: int | None) -> dict[int, Hit]:
    # A brand has no page of its own: its address finds its products.
    return {
        key: Hit(
            Kind.BRANDS,
            name,
            f"/discover?{urlencode({'q': name, 'kind': Kind.PRODUCTS})}",
            subtitle=f"{count} product{'s' if count != 1 else ''}",
        )
        for key, name, count in queries.list_brands(db, ids)
    }


_SHOWN = {
    Kind.PEOPLE: _people,
    Kind.VIDEOS: _videos,
    Kind.PRODUCTS: _products,
    Kind.BRANDS: _brands,
}
