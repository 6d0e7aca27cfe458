"""However a history goes, counting each row and counting all rows anew come to the same."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.db.engine import reading, transaction
from smallgestures.feed.service import like_clip
from smallgestures.insights.service import Watched, record_watches
from smallgestures.insights.shares.service import Shared, record_shares
from smallgestures.recounting import recount_clip, recount_everything
from smallgestures.shop.attribution.service import (
    Shown,
    record_click,
    record_impressions,
    record_product_view,
)
from smallgestures.shop.models import CommerceLink, Product, Surface
from smallgestures.shop.orders.models import Order
from smallgestures.videos.models import Video
from tests import made_orders
from tests.factories import (
    make_clip,
    make_link,
    make_order,
    make_product,
    make_watch,
    new_impression_id,
    unused,
)
from tests.figures import counted
from tests.people import make_person

EXAMPLES = 6
STEPS = 30


@dataclass
class History:
    """What happens around two clips of one creator, drawn by chance."""

    chance: Random
    clips: list[Video]
    links: list[CommerceLink]
    products: dict[int, Product]
    people: list[Person]
    reports: list[tuple[str, Watched]] = field(default_factory=list)
    shares: list[tuple[str, Shared]] = field(default_factory=list)
    shown: list[tuple[str, CommerceLink, Surface]] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)

    def viewer(self) -> str:
        return f"p{self.chance.choice(self.people).key}"

    def watches(self, db: Session) -> None:
        viewer = self.viewer()
        batch = [
            make_watch(
                self.chance.choice(self.clips),
                report_id=str(uuid.UUID(int=self.chance.getrandbits(128))),
                watched_ms=self.chance.randrange(9_000),
                position_ms=self.chance.randrange(70_000),
                completed=self.chance.random() < 0.3,
                ms_ago=self.chance.choice((0, 1_000, 86_400_000, 172_800_000)),
            )
            for _ in range(self.chance.randint(1, 3))
        ]
        record_watches(db, batch, viewer=viewer)
        self.reports += [(viewer, one) for one in batch]

    def tells_again(self, db: Session) -> None:
        """A report that has grown, or an old one that comes late."""
        if self.reports:
            viewer, one = self.chance.choice(self.reports)
            change = self.chance.randrange(-2_000, 5_000)
            values = {
                "watched_ms": max(0, one.watched_ms + change),
                "position_ms": max(0, one.position_ms + change),
                "completed": one.completed or self.chance.random() < 0.3,
            }
            record_watches(db, [Watched(**(vars(one) | values)), one], viewer=viewer)

    def likes(self, db: Session) -> None:
        clip, person = self.chance.choice(self.clips), self.chance.choice(self.people)
        liked = self.chance.random() < 0.6
        like_clip(db, clip.public_id, person_id=person.key, liked=liked)

    def passes_on(self, db: Session) -> None:
        if self.shares and self.chance.random() < 0.4:
            viewer, one = self.chance.choice(self.shares)
        else:
            viewer = self.viewer()
            share_id = str(uuid.UUID(int=self.chance.getrandbits(128)))
            ago = self.chance.choice((0, 86_400_000))
            one = Shared(share_id, self.chance.choice(self.clips).key, ago)
            self.shares.append((viewer, one))
        record_shares(db, [one], viewer=viewer)

    def sees_products(self, db: Session) -> None:
        link, surface = self.chance.choice(self.links), self.chance.choice(list(Surface))
        self.shown.append((new_impression_id(link), link, surface))
        if self.chance.random() < 0.6:
            self.reports_shown(db)

    def reports_shown(self, db: Session) -> None:
        if self.shown:
            told = self.chance.sample(self.shown, k=min(3, len(self.shown)))
            ids = {clip.key: clip.public_id for clip in self.clips}
            entries = [Shown(one, ids[link.video_id], surface) for one, link, surface in told]
            record_impressions(db, entries, person_id=None)

    def follows(self, db: Session) -> None:
        if self.shown:
            impression_id, link, _surface = self.chance.choice(self.shown)
            product = self.products[link.product_id]
            person = self.chance.choice(self.people)
            click = record_click(
                db, impression_id, slug=product.slug, person_id=person.key, visitor_key=None
            )
            for _ in range(self.chance.randint(0, 2)):
                record_product_view(db, product.key, click=click)

    def buys(self, db: Session) -> None:
        """Mostly after a click, of which it is not known yet where it was."""
        link, buyer = self.chance.choice(self.links), self.chance.choice(self.people)
        product = self.products[link.product_id]
        if self.chance.random() < 0.7:
            shown = new_impression_id(link)
            self.shown.append((shown, link, self.chance.choice(list(Surface))))
            record_click(db, shown, slug=product.slug, person_id=buyer.key, visitor_key=None)
        order = make_order(db, product, buyer)
        if order.paid_at is None:
            self.orders.append(made_orders.pay(db, order))

    def gives_back(self, db: Session) -> None:
        open_orders = [one for one in self.orders if one.refunded_minor < one.price_minor]
        if open_orders:
            order = db.get_one(Order, self.chance.choice(open_orders).key)
            left = order.price_minor - order.refunded_minor
            made_orders.refund(db, order, self.chance.randint(1, left))
            self.orders = [order if one.key == order.key else one for one in self.orders]

    def waits(self, db: Session) -> None:
        clock.set_ahead(clock.ahead() + timedelta(hours=self.chance.choice((1, 9, 30))))

    def step(self) -> None:
        acts: list[Callable[[Session], None]] = [
            self.watches,
            self.watches,
            self.tells_again,
            self.likes,
            self.passes_on,
            self.sees_products,
            self.sees_products,
            self.reports_shown,
            self.follows,
            self.buys,
            self.gives_back,
            self.waits,
        ]
        with transaction() as db:
            self.chance.choice(acts)(db)


def begin(seed: int) -> History:
    with transaction() as db:
        creator = make_person(db, unused("maya"))
        clips = [make_clip(db, creator, duration_ms=60_000) for _ in range(2)]
        products = [make_product(db, stock=1_000, price_minor=price) for price in (999, 4801)]
        links = [
            make_link(db, clip, product, position=place)
            for clip in clips
            for place, product in enumerate(products)
        ]
        people = [creator, *(make_person(db, unused("ines")) for _ in range(3))]
    return History(Random(seed), clips, links, {one.key: one for one in products}, people)


@pytest.fixture
def _product_time_of_the_test() -> Iterator[None]:
    yield
    clock.set_ahead(timedelta())


@pytest.mark.usefixtures("database", "_product_time_of_the_test")
class TestRecounting:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(seed=st.integers(0, 2**32))
    def test_comes_to_what_counting_each_row_has_made(self, seed: int):
        history = begin(seed)
        for _ in range(STEPS):
            history.step()
        with reading() as db:
            before = counted(db)

        with transaction() as db:
            for clip in history.clips:
                recount_clip(db, clip.key)

        with reading() as db:
            assert counted(db) == before

    def test_makes_what_is_lost_or_wrong_right(self):
        history = begin(7)
        for _ in range(2 * STEPS):
            history.step()
        with reading() as db:
            right = counted(db)
        assert all(right.values())
        with transaction() as db:
            for table in ("clip_day", "clip_second", "clip_sale"):
                db.connection().exec_driver_sql(f"DELETE FROM {table}")
            db.connection().exec_driver_sql("UPDATE clip_viewer SET first_day = '2020-01-01'")
            db.connection().exec_driver_sql("UPDATE video_tally SET views = views + 1")

        assert set(recount_everything()) >= {clip.key for clip in history.clips}

        with reading() as db:
            assert counted(db) == right
