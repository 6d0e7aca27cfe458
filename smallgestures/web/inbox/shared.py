"""Clips and products that people send each other."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from smallgestures.errors import DomainError
from smallgestures.media.storage import get_storage
from smallgestures.messaging.models import MessageKind
from smallgestures.money import Money
from smallgestures.shop.cards import NO_PICTURE
from smallgestures.shop.queries import get_product, list_in_shops
from smallgestures.videos.queries import get_by_public_id, list_playable
from smallgestures.web import routes

SHARE_LIMIT = 100


class Subject(NamedTuple):
    """What a message shows beside its text."""

    kind: MessageKind
    id: int


@dataclass(frozen=True)
class SharedView:
    """A clip or a product in a message: a link with a picture."""

    url: str
    title: str
    by: str
    picture: str


class NothingToShare(DomainError):
    """The clip or the product is not there, or not any more."""

    def __init__(self) -> None:
        super().__init__("What you wanted to share is no longer here. Nothing was sent.")


def subject_of(db: Session, share: str, *, viewer_id: int) -> Subject:
    """Return what somebody wants to share, named as `video:{id}` or `product:{slug}`.

    Raises:
        NothingToShare: There is no such thing, or they may not see it themselves.
    """
    kind, _, name = share.partition(":")
    found: Subject | None = None
    if kind == MessageKind.VIDEO and (video := get_by_public_id(db, name)):
        found = Subject(MessageKind.VIDEO, video.key)
    if kind == MessageKind.PRODUCT and (product := get_product(db, name)):
        found = Subject(MessageKind.PRODUCT, product[0].key)
    if found is None or found not in shared_views(db, [found], viewer_id=viewer_id):
        raise NothingToShare
    return found


def shared_views(
    db: Session, subjects: Collection[Subject], *, viewer_id: int
) -> dict[Subject, SharedView]:
    """Return what somebody may see of these; what is no longer there is left out."""
    videos = [subject.id for subject in subjects if subject.kind is MessageKind.VIDEO]
    products = [subject.id for subject in subjects if subject.kind is MessageKind.PRODUCT]
    storage = get_storage()
    views: dict[Subject, SharedView] = {}
    playable = list_playable(db, videos, viewer_id=viewer_id) if videos else ()
    for video, creator in playable:
        views[Subject(MessageKind.VIDEO, video.key)] = SharedView(
            url=routes.video(video.public_id),
            title=video.caption or f"A clip by {creator.name}",
            by=f"@{creator.handle}",
            picture=storage.url(video.poster_key or ""),
        )
    for product, brand, picture in list_in_shops(db, products) if products else ():
        price = Money(product.price_minor, product.currency)
        views[Subject(MessageKind.PRODUCT, product.key)] = SharedView(
            url=routes.product(product.slug),
            title=product.title,
            by=f"{brand.name}, {price}",
            picture=storage.url(picture.square_key) if picture else NO_PICTURE,
        )
    return views
