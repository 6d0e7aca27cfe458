"""What selling adds to the figures of the clip that leads to it."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from smallgestures.feed.service import like_clip
from smallgestures.insights.rollups.models import ClipSale
from smallgestures.shop.attribution.service import (
    Shown,
    record_click,
    record_impressions,
    record_product_view,
)
from smallgestures.shop.models import CommerceLink, Product, Surface
from smallgestures.videos.models import Video
from tests import made_orders
from tests.factories import make_click, make_clip, make_link, make_order, make_product
from tests.factories import new_impression_id as new_id
from tests.figures import on_day
from tests.people import make_person

TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture
def product(db: Session, held_clock) -> Product:
    return make_product(db, slug="vase", price_minor=4800)


@pytest.fixture
def clip(db: Session, held_clock) -> Video:
    return make_clip(db)


@pytest.fixture
def link(db: Session, clip: Video, product: Product) -> CommerceLink:
    return make_link(db, clip, product)


def show(db: Session, clip: Video, impression_id: str, surface: Surface) -> None:
    record_impressions(db, [Shown(impression_id, clip.public_id, surface)], person_id=None)


def click(db: Session, impression_id: str):
    return record_click(db, impression_id, slug="vase", person_id=None, visitor_key="a" * 64)


class TestImpressions:
    def test_count_once_and_on_the_end_card_apart(self, db, clip, link):
        card = new_id(link)
        for _ in range(2):
            show(db, clip, card, Surface.END_CARD)
            show(db, clip, new_id(link), Surface.ANCHOR)

        assert on_day(db, clip.key, TODAY) == {"impressions": 3, "card_impressions": 1}

    def test_of_other_clips_count_nowhere(self, db, clip, link):
        show(db, make_clip(db), new_id(link), Surface.ANCHOR)

        assert on_day(db, clip.key, TODAY) == {}


class TestClicks:
    @pytest.mark.parametrize("report_comes", ["before", "after"])
    def test_count_the_same_whether_the_report_comes_before_or_after(
        self, db, clip, link, report_comes: str
    ):
        card = new_id(link)
        if report_comes == "before":
            show(db, clip, card, Surface.END_CARD)
        click(db, card)
        click(db, card)
        show(db, clip, card, Surface.END_CARD)

        assert on_day(db, clip.key, TODAY) == {
            "impressions": 1,
            "card_impressions": 1,
            "clicks": 1,
            "card_clicks": 1,
        }

    def test_while_the_clip_ran_are_none_of_the_end_card(self, db, clip, link):
        anchor = new_id(link)
        click(db, anchor)
        show(db, clip, anchor, Surface.ANCHOR)

        assert on_day(db, clip.key, TODAY) == {"impressions": 1, "clicks": 1}

    def test_count_on_the_day_they_happened_when_the_report_comes_the_day_after(
        self, db, clip, link, held_clock
    ):
        card = new_id(link)
        click(db, card)
        held_clock.pass_by(timedelta(days=1))

        show(db, clip, card, Surface.END_CARD)

        assert on_day(db, clip.key, TODAY)["card_clicks"] == 1
        assert on_day(db, clip.key, TOMORROW) == {}


class TestProductViews:
    def test_count_once_a_click_and_not_without_one(self, db, clip, link, product):
        followed = click(db, new_id(link))

        for one in (followed, followed, None):
            record_product_view(db, product.key, click=one)

        assert on_day(db, clip.key, TODAY)["product_views"] == 1


class TestLikes:
    def test_count_on_the_day_they_were_given_until_they_are_taken_back(self, db, clip, held_clock):
        ines, leo = make_person(db, "ines"), make_person(db, "leo")
        for person in (ines, leo):
            like_clip(db, clip.public_id, person_id=person.key, liked=True)
            like_clip(db, clip.public_id, person_id=person.key, liked=True)
        held_clock.pass_by(timedelta(days=1))

        for _ in range(2):
            like_clip(db, clip.public_id, person_id=ines.key, liked=False)

        assert on_day(db, clip.key, TODAY) == {"likes": 1}
        assert on_day(db, clip.key, TOMORROW) == {}


class TestSales:
    def sale(self, db: Session, order) -> ClipSale | None:
        db.expire_all()
        return db.get(ClipSale, order.key)

    def test_are_what_was_paid_and_what_is_earned_after_refunds(self, db, clip, link, product):
        buyer = make_person(db, "ines")
        make_click(db, link, buyer)
        order = make_order(db, product, buyer)
        assert self.sale(db, order) is None

        made_orders.pay(db, order)
        sale = self.sale(db, order)
        assert (sale.video_id, sale.day, sale.currency) == (clip.key, TODAY, "usd")
        assert (sale.paid_minor, sale.commission_minor) == (4800, 384)

        made_orders.refund(db, order, 1200)
        sale = self.sale(db, order)
        assert (sale.paid_minor, sale.commission_minor) == (4800, 288)

        made_orders.refund(db, order, 3600)
        sale = self.sale(db, order)
        assert (sale.paid_minor, sale.commission_minor) == (4800, 0)

    def test_by_nobodys_link_are_nobodys(self, db, clip, product):
        order = made_orders.pay(db, make_order(db, product))

        assert self.sale(db, order) is None
