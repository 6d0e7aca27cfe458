"""Two tabs change the products of one video, or one showcase, at the same moment."""

import pytest
from sqlmodel import Session, select

from smallgestures import clock
from smallgestures.db.engine import reading, transaction
from smallgestures.shop.links import queries
from smallgestures.shop.links.errors import (
    AlreadyThere,
    CommerceTooSoon,
    OrderOutdated,
    TooManyLinks,
)
from smallgestures.shop.links.ladder import require_commerce_allowed
from smallgestures.shop.links.outside import ListedAlready, list_outside_product
from smallgestures.shop.links.service import add_product, order_products, remove_product
from smallgestures.shop.links.showcase import order_showcase, show_in_showcase
from smallgestures.videos.models import Video, VideoState
from tests.factories import make_playable, make_product, make_video
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("database")
SLUGS = [f"product{number}" for number in range(6)]


@pytest.fixture
def maya_id(given) -> int:
    def make(db: Session) -> int:
        for slug in SLUGS:
            make_product(db, slug=slug)
        return make_person(db, "maya").key

    return given(make)


@pytest.fixture
def video(given, maya_id: int) -> str:
    """A draft of Maya's with four products."""

    def make(db: Session) -> str:
        draft = make_video(db, None, creator_id=maya_id)
        for slug in SLUGS[:4]:
            add_product(db, draft.public_id, slug, by=maya_id)
        return draft.public_id

    return given(make)


def standing(video: str) -> list[str]:
    with reading() as db:
        found = db.exec(select(Video).where(Video.public_id == video)).one()
        return [one.product.slug for one in queries.list_linked(db, found.key)]


def test_two_orders_at_once_leave_one_of_them(video: str, maya_id: int, at_once):
    first, second = SLUGS[:4][::-1], [SLUGS[2], SLUGS[0], SLUGS[3], SLUGS[1]]

    def sort(place: int) -> None:
        with transaction() as db:
            order_products(db, video, (first, second)[place % 2], by=maya_id)

    at_once(8, sort)

    assert standing(video) in (first, second)


def test_an_order_that_meets_a_change_is_told_so_and_loses_nothing(
    video: str, maya_id: int, at_once
):
    def act(place: int) -> str:
        try:
            with transaction() as db:
                if place == 0:
                    add_product(db, video, SLUGS[4], by=maya_id)
                elif place == 1:
                    remove_product(db, video, SLUGS[0], by=maya_id)
                else:
                    order_products(db, video, SLUGS[:4][::-1], by=maya_id)
        except OrderOutdated:
            return "outdated"
        return "done"

    said = at_once(6, act)

    assert said[:2] == ["done", "done"]
    assert sorted(standing(video)) == sorted([*SLUGS[1:4], SLUGS[4]])


def test_the_same_product_is_put_on_once(video: str, maya_id: int, at_once):
    def add(_place: int) -> bool:
        try:
            with transaction() as db:
                return bool(add_product(db, video, SLUGS[5], by=maya_id))
        except AlreadyThere:
            return False

    assert sorted(at_once(6, add)) == [False] * 5 + [True]


def test_nobody_gets_past_the_last_place(given, video: str, maya_id: int, at_once, monkeypatch):
    monkeypatch.setattr("smallgestures.shop.links.service.LINKS_LIMIT", 5)

    def add(place: int) -> bool:
        try:
            with transaction() as db:
                return bool(add_product(db, video, SLUGS[4 + place % 2], by=maya_id))
        except (TooManyLinks, AlreadyThere):
            return False

    assert sorted(at_once(4, add)) == [False] * 3 + [True]
    assert len(standing(video)) == 5


def test_two_clips_at_once_do_not_climb_the_ladder_together(given, maya_id: int, at_once):
    def two_drafts(db: Session) -> list[int]:
        drafts = [
            make_video(
                db, None, creator_id=maya_id, state=VideoState.READY, **vars(make_playable())
            )
            for _ in range(2)
        ]
        for draft in drafts:
            add_product(db, draft.public_id, SLUGS[0], by=maya_id)
        return [draft.key for draft in drafts]

    drafts = given(two_drafts)

    def publish(place: int) -> bool:
        try:
            with transaction() as db:
                now = clock.now()
                require_commerce_allowed(db, maya_id, at=now, video_id=drafts[place])
                db.get_one(Video, drafts[place]).published_at = now
        except CommerceTooSoon:
            return False
        return True

    assert sorted(at_once(2, publish)) == [False, True]


def test_two_orders_of_a_showcase_leave_one_of_them(given, maya_id: int, at_once):
    def fill(db: Session) -> None:
        for slug in SLUGS:
            show_in_showcase(db, slug, person_id=maya_id)

    given(fill)
    orders = SLUGS[::-1], SLUGS[3:] + SLUGS[:3]

    def sort(place: int) -> None:
        with transaction() as db:
            order_showcase(db, orders[place % 2], person_id=maya_id)

    at_once(6, sort)

    with reading() as db:
        shown = [one.product.slug for one in queries.list_showcase(db, maya_id)]
    assert shown in [list(order) for order in orders]


def test_an_address_is_listed_once(maya_id: int, at_once):
    def list_it(_place: int) -> bool:
        try:
            with transaction() as db:
                return bool(
                    list_outside_product(
                        db,
                        by=maya_id,
                        address="https://shop.example.com/vase",
                        title="Vase",
                        price_minor=1250,
                        currency="usd",
                    )
                )
        except ListedAlready:
            return False

    assert sorted(at_once(5, list_it)) == [False] * 4 + [True]
