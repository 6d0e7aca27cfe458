"""Products on a video: which, in what order, under what name and from when on.

Only the video's creator changes them. What must be said about a link follows from the product
and stays with it: nobody can choose it, nobody can take it off.
"""

from collections.abc import Sequence

from sqlmodel import Session

from smallgestures import clock
from smallgestures.outbox.service import record
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.links import queries
from smallgestures.shop.links.errors import (
    LINKS_LIMIT,
    AlreadyThere,
    AnchorNotAllowed,
    LabelNotAllowed,
    NotThere,
    NotYours,
    OrderOutdated,
    PaidStays,
    TooManyLinks,
)
from smallgestures.shop.links.events import ProductsChanged
from smallgestures.shop.links.ladder import require_commerce_allowed
from smallgestures.shop.links.queries import Listed
from smallgestures.shop.links.terms import OPEN_PLAN_RATE_BPS, terms_of
from smallgestures.shop.models import (
    LABEL_LIMIT,
    LATEST_ANCHOR_MS,
    CommerceLink,
    DisclosureKind,
)
from smallgestures.videos.errors import VideoNotFound
from smallgestures.videos.models import Video, VideoState


def add_product(db: Session, public_id: str, slug: str, *, by: int) -> CommerceLink:
    """Put a product at the end of the video's products, at the rate and the price of now.

    One that is sold out may be put on; viewers see it when there is more.

    Raises:
        VideoNotFound: No such video of theirs.
        ProductNotFound: No such product, or it was withdrawn.
        NotYours: Somebody else's listing of an outside shop.
        AlreadyThere: It stands on the video.
        TooManyLinks: There are 30.
        CommerceTooSoon: The video is out or scheduled, and so are too many others with products.
    """
    video = _lock_own(db, public_id, by)
    product, brand, _ = find_linkable(db, slug, by=by)
    link = queries.get_link_to(db, video.key, product.key)
    if link is not None and link.position is not None:
        raise AlreadyThere(product.title, "on this video")
    taken = queries.list_link_positions(db, video.key)
    if len(taken) >= LINKS_LIMIT:
        raise TooManyLinks
    begin_promoting(db, video)
    rate_bps, disclosure = terms_of(product, brand, creator_id=by)
    link = link or CommerceLink(
        video_id=video.key,
        product_id=product.key,
        position=None,
        rate_bps=rate_bps,
        price_at_link_minor=product.price_minor,
    )
    link.position = taken[-1] + 1 if taken else 0
    link.removed_at = None
    link.linked_at = clock.now()
    link.rate_bps, link.disclosure = rate_bps, disclosure
    link.price_at_link_minor = product.price_minor
    link.label, link.anchor_from_ms = "", 0
    db.add(link)
    db.flush()
    record(db, ProductsChanged(video_id=video.key))
    return link


def link_products(
    db: Session,
    video_id: int,
    slugs: list[str],
    *,
    rate_bps: int = OPEN_PLAN_RATE_BPS,
    kind: DisclosureKind = DisclosureKind.AFFILIATE,
) -> list[CommerceLink]:
    """Put products on a video that has none, in this order, each once.

    This is for whoever runs the place: the ladder isn't asked, and doesn't count the video.

    Args:
        db: The session.
        video_id: The video.
        slugs: The products.
        rate_bps: What its creator earns by those of other people.
        kind: Why the video is advertising, where nothing else follows from the product.

    Raises:
        ProductNotFound: A slug names no product; nothing was linked.
    """
    listed = {one.product.slug: one for one in queries.list_listed(db, slugs)}
    for slug in slugs:
        if slug not in listed or listed[slug].product.withdrawn_at is not None:
            raise ProductNotFound(slug)
    video = db.get_one(Video, video_id)
    links = []
    for position, slug in enumerate(dict.fromkeys(slugs)):
        product, brand, _ = listed[slug]
        own_rate_bps, own_kind = terms_of(product, brand, creator_id=video.creator_id)
        is_open = own_rate_bps == OPEN_PLAN_RATE_BPS
        links.append(
            CommerceLink(
                video_id=video_id,
                product_id=product.key,
                position=position,
                rate_bps=rate_bps if is_open else own_rate_bps,
                price_at_link_minor=product.price_minor,
                disclosure=kind if is_open else own_kind,
            )
        )
    db.add_all(links)
    db.flush()
    return links


def remove_product(db: Session, public_id: str, slug: str, *, by: int) -> None:
    """Take a product off the video; what it led to so far stays with its link.

    Raises:
        VideoNotFound: No such video of theirs.
        NotThere: It doesn't stand on it.
    """
    video = _lock_own(db, public_id, by)
    link = queries.get_link_by_slug(db, video.key, slug)
    if link is None:
        raise NotThere
    link.position, link.removed_at = None, clock.now()
    db.add(link)
    db.flush()
    if video.published_at is None and not queries.has_products(db, video.key):
        queries.ensure_promotion(db, video).products_since = None
    record(db, ProductsChanged(video_id=video.key))


def order_products(db: Session, public_id: str, slugs: Sequence[str], *, by: int) -> None:
    """Put the video's products into this order, which names each once.

    Raises:
        VideoNotFound: No such video of theirs.
        OrderOutdated: These are not the products that stand on it.
    """
    video = _lock_own(db, public_id, by)
    linked = {one.product.slug: one.link.key for one in queries.list_linked(db, video.key)}
    if sorted(slugs) != sorted(linked):
        raise OrderOutdated
    if linked:
        queries.place_links(db, [linked[slug] for slug in slugs])


def describe_product(
    db: Session, public_id: str, slug: str, *, by: int, label: str, anchor_from_ms: int
) -> None:
    """Give a product of the video a label, and the moment from which the anchor shows it.

    Args:
        db: The session.
        public_id: The video.
        slug: The product.
        by: Whoever asks.
        label: At most 40 characters; nothing means the product's own title.
        anchor_from_ms: In the clip; 0 from its start on.

    Raises:
        VideoNotFound: No such video of theirs.
        NotThere: The product doesn't stand on it.
        LabelNotAllowed, AnchorNotAllowed: What was typed can't be shown.
    """
    video = _lock_own(db, public_id, by)
    link = queries.get_link_by_slug(db, video.key, slug)
    if link is None:
        raise NotThere
    label = " ".join(label.split())
    if len(label) > LABEL_LIMIT or not label.isprintable():
        raise LabelNotAllowed
    length_ms = video.duration_ms or LATEST_ANCHOR_MS
    if not 0 <= anchor_from_ms <= min(length_ms, LATEST_ANCHOR_MS):
        raise AnchorNotAllowed(length_ms)
    link.label, link.anchor_from_ms = label, anchor_from_ms
    db.add(link)
    db.flush()


def say_paid(db: Session, public_id: str, *, by: int, paid: bool) -> None:
    """Mark the video as one that somebody paid for, or take that back before anybody saw it.

    It adds “Paid partnership”; the “Ad” of the products themselves is not touched by it.

    Raises:
        VideoNotFound: No such video of theirs.
        PaidStays: It is out already.
    """
    video = _lock_own(db, public_id, by)
    promotion = queries.ensure_promotion(db, video)
    if not paid and promotion.paid_at is not None and video.published_at is not None:
        raise PaidStays
    if paid != (promotion.paid_at is not None):
        promotion.paid_at = clock.now() if paid else None
        db.add(promotion)
        db.flush()


def find_linkable(db: Session, slug: str, *, by: int) -> Listed:
    """Return a product that this person may put on a video or into their showcase.

    Raises:
        ProductNotFound: No such product, or it was withdrawn.
        NotYours: Somebody else's listing of an outside shop.
    """
    found = queries.list_listed(db, [slug])
    if not found or found[0].product.withdrawn_at is not None:
        raise ProductNotFound(slug)
    if found[0].product.listed_by_id not in {None, by}:
        raise NotYours
    return found[0]


def begin_promoting(db: Session, video: Video) -> None:
    """Note that the video sells something from now on; one that is out must be allowed to.

    Raises:
        CommerceTooSoon: It is out or scheduled, and so are too many others with products.
    """
    promotion = queries.ensure_promotion(db, video)
    if promotion.products_since is not None or queries.has_products(db, video.key):
        return
    out_at = video.published_at or video.publish_at
    if out_at is not None:
        at = max(out_at, clock.now())
        require_commerce_allowed(db, video.creator_id, at=at)
    promotion.products_since = clock.now()
    db.add(promotion)
    db.flush()


def _lock_own(db: Session, public_id: str, by: int) -> Video:
    video = queries.lock_video(db, public_id, creator_id=by)
    if video is None or video.deleted_at is not None or video.state == VideoState.REMOVED:
        raise VideoNotFound(public_id)
    return video
