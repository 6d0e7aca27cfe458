"""Make one valid object of each kind; a test names only what it is about."""

import secrets
import uuid
from datetime import timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.models import Follow, Person
from smallgestures.billing.models import Checkout, CheckoutPurpose
from smallgestures.billing.queries import newest_checkout
from smallgestures.billing.service import apply_session, prepare_checkout
from smallgestures.feed.service import enter_feed
from smallgestures.insights.service import Watched
from smallgestures.money import Money
from smallgestures.outbox.models import OutboxEvent
from smallgestures.shop.attribution.service import record_click
from smallgestures.shop.models import (
    Brand,
    Click,
    CommerceLink,
    DisclosureKind,
    Product,
    ProductPicture,
)
from smallgestures.shop.orders.models import Order
from smallgestures.shop.orders.service import place_order
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.service import Playable
from tests import stripe_says
from tests.outbox import deliver_events
from tests.people import make_person

SITE = "http://localhost:3000"

_numbers = count(1)


def unused(word: str) -> str:
    """Return a name that no other object has."""
    return f"{word}{next(_numbers)}"


def make_playable(**overrides: Any) -> Playable:
    """Return what a conversion makes of an original of eight seconds."""
    values = {
        "duration_ms": 8000,
        "width": 720,
        "height": 1280,
        "key_720": "aa/720.mp4",
        "key_480": "aa/480.mp4",
        "poster_key": "aa/poster.webp",
        "glow_key": "aa/glow.webp",
        "thumbhash": "2PcBC4JAiIiAiHB3d3eIcIdwCA",
    }
    return Playable(**(values | overrides))


def make_video(db: Session, creator: Person | None = None, **overrides: Any) -> Video:
    """Return a video that waits to be converted; no event says so."""
    creator = creator or make_person(db, unused("maya"))
    values = {"creator_id": creator.key, "caption": "Slow water.", "source_key": "originals/aa/1"}
    return _stored(db, Video(**(values | overrides)))


def make_clip(db: Session, creator: Person | None = None, **overrides: Any) -> Video:
    """Return a published video with its place in the feed."""
    values = vars(make_playable()) | {"state": VideoState.READY, "published_at": clock.now()}
    video = make_video(db, creator, **(values | overrides))
    enter_feed(db, video.key)
    return video


def make_clips(db: Session, number: int, creator: Person | None = None) -> list[Video]:
    """Return clips of one creator, the newest first; each was published an hour after the last."""
    creator = creator or make_person(db, unused("maya"))
    begin = clock.now() - timedelta(hours=number)
    clips = [
        make_clip(db, creator, published_at=begin + timedelta(hours=hour)) for hour in range(number)
    ]
    return clips[::-1]


def make_brand(db: Session, **overrides: Any) -> Brand:
    """Return a brand that belongs to nobody."""
    values = {"slug": unused("noor-studio"), "name": "Noor Studio"}
    return _stored(db, Brand(**(values | overrides)))


def make_product(db: Session, **overrides: Any) -> Product:
    """Return a product of 48 dollars with a picture: five in stock, or in an outside shop."""
    values = {"slug": unused("vase"), "title": "Tidal vase", "price_minor": 4800, "stock": 5}
    if overrides.get("outside_url"):
        values["stock"] = None
    if "brand_id" not in overrides:
        values["brand_id"] = make_brand(db).key
    product = _stored(db, Product(**(values | overrides)))
    _stored(
        db,
        ProductPicture(
            product_id=product.key,
            position=0,
            whole_key="bb/whole.webp",
            square_key="bb/square.webp",
            alt="Tall vase",
        ),
    )
    return product


def make_link(
    db: Session, video: Video | None = None, product: Product | None = None, **overrides: Any
) -> CommerceLink:
    """Return a commerce link that earns eight percent."""
    video, product = video or make_clip(db), product or make_product(db)
    values = {
        "video_id": video.key,
        "product_id": product.key,
        "position": 0,
        "rate_bps": 800,
        "price_at_link_minor": product.price_minor,
        "disclosure": DisclosureKind.AFFILIATE,
    }
    return _stored(db, CommerceLink(**(values | overrides)))


def make_click(db: Session, link: CommerceLink, person: Person) -> Click:
    """Return somebody's click on what the link shows, at the rate of this moment."""
    slug = db.get_one(Product, link.product_id).slug
    click = record_click(
        db, new_impression_id(link), slug=slug, person_id=person.key, visitor_key=None
    )
    assert click is not None
    return click


def make_order(db: Session, product: Product | None = None, buyer: Person | None = None) -> Order:
    """Return an order that was just placed, by whoever's link the buyer followed last."""
    product, buyer = product or make_product(db), buyer or make_person(db, unused("ines"))
    payable = place_order(
        db,
        product.slug,
        buyer_id=buyer.key,
        price_seen_minor=product.price_minor,
        visitor_key=None,
        origin=SITE,
    )
    return db.get_one(Order, payable.order_id)


def make_paid_order(
    db: Session, product: Product | None = None, buyer: Person | None = None
) -> Order:
    """Return an order that is paid, with everything that follows from it; commits."""
    order = make_order(db, product, buyer)
    checkout = checkout_of(db, order)
    apply_session(db, checkout.key, stripe_says.paid(checkout))
    deliver_events(db)
    return order


def checkout_of(db: Session, order: Order) -> Checkout:
    """Return the newest attempt to pay the order."""
    checkout = newest_checkout(db, CheckoutPurpose.ORDER, order.key)
    assert checkout is not None
    return checkout


def make_checkout(db: Session, person: Person | None = None, **overrides: Any) -> Checkout:
    """Return the wish for a checkout of 48 dollars, for an order that isn't there."""
    person = person or make_person(db, unused("ines"))
    values = {
        "purpose": CheckoutPurpose.ORDER,
        "subject_id": next(_numbers),
        "person_id": person.key,
        "title": "Tidal vase",
        "seller": "Noor Studio",
        "about": "Order 1042",
        "amount": Money(4800),
        "asks_address": True,
        "success_url": f"{SITE}/orders/a?from=checkout",
        "cancel_url": f"{SITE}/orders/a",
    }
    return prepare_checkout(db, **(values | overrides))


def follow(db: Session, follower: Person, followed: Person) -> None:
    """Make one person follow another."""
    _stored(db, Follow(follower_id=follower.key, followed_id=followed.key))


def make_event(db: Session, name: str = "SomethingHappened", **overrides: Any) -> OutboxEvent:
    """Return an event that is due now."""
    values = {"name": name, "payload": {"n": next(_numbers)}, "due_at": clock.wall()}
    return _stored(db, OutboxEvent(**(values | overrides)))


def new_impression_id(link: CommerceLink) -> str:
    """Return an id as the player makes it when it shows the product of `link`."""
    return f"{link.key}.{secrets.token_urlsafe(16)}"


def make_watch(video: Video | int, **overrides: Any) -> Watched:
    """Return a report of five seconds of watching, not to the end."""
    values = {
        "report_id": str(uuid.uuid4()),
        "video_id": video if isinstance(video, int) else video.key,
        "watched_ms": 5000,
        "position_ms": 5000,
        "completed": False,
        "ms_ago": 0,
    }
    return Watched(**(values | overrides))


def _stored(db: Session, row: Any) -> Any:
    db.add(row)
    db.flush()
    return row
