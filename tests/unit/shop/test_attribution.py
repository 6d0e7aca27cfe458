"""The chain from what was shown to who is owed for a purchase."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.shop.attribution.service import (
    Shown,
    drop_old_visitors,
    find_attribution,
    join_visitor,
    link_of,
    record_click,
    record_departure,
    record_impressions,
    record_product_view,
)
from smallgestures.shop.models import (
    Click,
    CommerceLink,
    Impression,
    OutboundClick,
    Product,
    ProductView,
    Surface,
)
from smallgestures.videos.models import Video
from tests.factories import make_clip, make_link, make_product, new_impression_id
from tests.people import make_person

BROWSER = "a" * 64
OTHER_BROWSER = "b" * 64
WEEK = timedelta(days=7)


@pytest.fixture
def product(db: Session, held_clock) -> Product:
    return make_product(db, slug="vase", price_minor=4800)


@pytest.fixture
def clip(db: Session, held_clock) -> Video:
    return make_clip(db)


@pytest.fixture
def link(db: Session, clip: Video, product: Product) -> CommerceLink:
    return make_link(db, clip, product, rate_bps=800)


def shown(impression_id: str, clip: Video, surface: Surface = Surface.END_CARD) -> Shown:
    return Shown(impression_id, clip.public_id, surface)


def click(db: Session, impression_id: str, *, slug: str = "vase", **who) -> Click | None:
    who = {"person_id": None, "visitor_key": None} | who
    return record_click(db, impression_id, slug=slug, **who)


def impressions(db: Session) -> list[Impression]:
    return list(db.exec(select(Impression).execution_options(populate_existing=True)))


class TestLinkOf:
    @pytest.mark.parametrize(
        "impression_id",
        [
            "",
            "12",
            "12.short",
            "0.AAAAAAAAAAAAAAAAAAAAAA",
            "012.AAAAAAAAAAAAAAAAAAAAAA",
            "-1.AAAAAAAAAAAAAAAAAAAAAA",
            "9999999999.AAAAAAAAAAAAAAAAAAAAAA",
            "12.AAAAAAAAAAAAAAAAAAAAAA\n",
            "12.AAAAAAAAAAAAAAAAAAAAA!",
            "१२.AAAAAAAAAAAAAAAAAAAAAA",
        ],
    )
    def test_knows_no_link_of_anything_else(self, impression_id: str):
        assert link_of(impression_id) is None

    def test_is_the_number_before_the_dot(self):
        assert link_of("12.AAAAAAAAAAAAAAAAAAAAA_") == 12


class TestRecordImpressions:
    def test_stores_each_once_however_often_it_is_reported(self, db: Session, clip, link):
        one = shown(new_impression_id(link), clip)

        record_impressions(db, [one, one], person_id=None)
        record_impressions(db, [one], person_id=None)

        (stored,) = impressions(db)
        assert (stored.link_id, stored.surface) == (link.key, "end_card")

    def test_keeps_the_surface_that_was_reported_first(self, db: Session, clip, link):
        impression_id = new_impression_id(link)
        record_impressions(db, [shown(impression_id, clip, Surface.ANCHOR)], person_id=None)

        record_impressions(db, [shown(impression_id, clip, Surface.PANEL)], person_id=None)

        assert [stored.surface for stored in impressions(db)] == ["anchor"]

    def test_leaves_out_links_that_do_not_exist(self, db: Session, clip, link):
        made_up = f"{link.key + 1}.{'A' * 22}"

        assert record_impressions(db, [shown(made_up, clip)], person_id=None) == 0

        assert impressions(db) == []

    def test_leaves_out_links_of_another_clip(self, db: Session, link):
        other = make_clip(db)

        assert record_impressions(db, [shown(new_impression_id(link), other)], person_id=None) == 0

    def test_takes_the_good_ones_of_a_batch_with_bad_ones(self, db: Session, clip, link):
        batch = [shown(new_impression_id(link), clip), shown("nonsense", clip)]

        assert record_impressions(db, batch, person_id=None) == 1


class TestRecordClick:
    def test_freezes_the_commission_and_the_price_of_that_moment(
        self, db: Session, link, product, held_clock
    ):
        impression_id = new_impression_id(link)
        click(db, impression_id, visitor_key=BROWSER)
        link.rate_bps, product.price_minor = 100, 9900
        db.add_all([link, product])
        db.flush()

        again = click(db, impression_id, visitor_key=BROWSER)

        assert again is not None
        assert (again.rate_bps, again.price_minor) == (800, 4800)
        assert again.clicked_at == held_clock()

    def test_is_once_with_its_first_moment(self, db: Session, link, held_clock):
        impression_id = new_impression_id(link)
        first = click(db, impression_id, visitor_key=BROWSER)
        held_clock.pass_by(timedelta(hours=1))

        again = click(db, impression_id, visitor_key=OTHER_BROWSER)

        assert first is not None
        assert again is not None
        assert again.id == first.id
        assert again.visitor_key == BROWSER
        assert len(db.exec(select(Click)).all()) == 1

    @pytest.mark.parametrize("page_first", [True, False])
    def test_and_its_impression_are_there_once_whichever_comes_first(
        self, db: Session, clip, link, page_first: bool
    ):
        impression_id = new_impression_id(link)
        steps = [
            lambda: click(db, impression_id, visitor_key=BROWSER),
            lambda: record_impressions(db, [shown(impression_id, clip)], person_id=None),
        ]

        for step in steps if page_first else steps[::-1]:
            step()

        (impression,) = impressions(db)
        (stored,) = db.exec(select(Click)).all()
        assert stored.impression_id == impression.id
        assert impression.surface == "end_card"

    def test_keeps_a_person_instead_of_their_browser(self, db: Session, link):
        ines = make_person(db)

        found = click(db, new_impression_id(link), person_id=ines.key, visitor_key=BROWSER)

        assert found is not None
        assert (found.person_id, found.visitor_key) == (ines.key, None)

    @pytest.mark.parametrize("made_up", ["", "x", "999.AAAAAAAAAAAAAAAAAAAAAA"])
    def test_ignores_ids_that_name_no_link(self, db: Session, link, made_up: str):
        assert click(db, made_up, visitor_key=BROWSER) is None

        assert db.exec(select(Click)).all() == []

    def test_ignores_a_link_to_another_product(self, db: Session, link):
        make_product(db, slug="lamp")

        assert click(db, new_impression_id(link), slug="lamp", visitor_key=BROWSER) is None

        assert impressions(db) == []


class TestViewsAndDepartures:
    def test_remember_the_click_that_led_there(self, db: Session, link, product, held_clock):
        led = click(db, new_impression_id(link), visitor_key=BROWSER)

        record_product_view(db, product.key, click=led)
        record_departure(db, product.key, click=led)

        assert led is not None
        assert [view.click_id for view in db.exec(select(ProductView))] == [led.id]
        assert [left.click_id for left in db.exec(select(OutboundClick))] == [led.id]

    def test_are_kept_without_one(self, db: Session, product):
        record_product_view(db, product.key, click=None)
        record_departure(db, product.key, click=None)

        assert [view.click_id for view in db.exec(select(ProductView))] == [None]
        assert [left.click_id for left in db.exec(select(OutboundClick))] == [None]


@pytest.fixture
def owed(db: Session, product: Product, held_clock):
    """Who is owed for a purchase now."""

    def find(**who) -> Click | None:
        who = {"person_id": None, "visitor_key": None} | who
        return find_attribution(db, product.key, at=held_clock(), **who)

    return find


class TestFindAttribution:
    def test_is_the_last_click_before_the_purchase(self, db, link, product, owed, held_clock):
        click(db, new_impression_id(link), visitor_key=BROWSER)
        held_clock.pass_by(timedelta(hours=1))
        last = click(db, new_impression_id(make_link(db, product=product)), visitor_key=BROWSER)

        assert owed(visitor_key=BROWSER) == last

    def test_is_the_later_of_two_clicks_of_one_moment(self, db, link, owed):
        click(db, new_impression_id(link), visitor_key=BROWSER)
        later = click(db, new_impression_id(link), visitor_key=BROWSER)

        assert owed(visitor_key=BROWSER) == later

    def test_holds_for_seven_days_and_not_a_moment_longer(self, db, link, owed, held_clock):
        made = click(db, new_impression_id(link), visitor_key=BROWSER)
        held_clock.pass_by(WEEK - timedelta(milliseconds=1))
        assert owed(visitor_key=BROWSER) == made

        held_clock.pass_by(timedelta(milliseconds=1))
        assert owed(visitor_key=BROWSER) is None

    def test_never_counts_a_click_after_the_purchase(self, db, link, product, held_clock):
        bought_at = held_clock()
        held_clock.pass_by(timedelta(seconds=1))
        click(db, new_impression_id(link), visitor_key=BROWSER)

        assert (
            find_attribution(db, product.key, person_id=None, visitor_key=BROWSER, at=bought_at)
            is None
        )

    def test_is_of_this_product_only(self, db, clip, link, product, owed):
        lamp = make_product(db, slug="lamp")
        other = make_link(db, clip, lamp, position=1)
        click(db, new_impression_id(other), slug="lamp", visitor_key=BROWSER)

        assert owed(visitor_key=BROWSER) is None

    def test_is_of_this_browser_or_person_only(self, db, link, owed):
        click(db, new_impression_id(link), visitor_key=BROWSER)

        assert owed(visitor_key=OTHER_BROWSER) is None
        assert owed(person_id=make_person(db).key) is None
        assert owed() is None

    def test_finds_a_persons_click_in_any_browser(self, db, link, owed):
        ines = make_person(db)
        made = click(db, new_impression_id(link), person_id=ines.key)

        assert owed(person_id=ines.key, visitor_key=OTHER_BROWSER) == made


class TestJoinVisitor:
    def test_makes_the_browsers_clicks_the_persons(self, db, link, owed):
        ines = make_person(db)
        made = click(db, new_impression_id(link), visitor_key=BROWSER)

        assert join_visitor(db, BROWSER, person_id=ines.key) == 1

        assert owed(person_id=ines.key) == made

    def test_leaves_clicks_that_are_somebodys(self, db, link, owed):
        ines, leo = make_person(db, "ines"), make_person(db, "leo")
        click(db, new_impression_id(link), visitor_key=BROWSER)
        join_visitor(db, BROWSER, person_id=ines.key)

        assert join_visitor(db, BROWSER, person_id=leo.key) == 0

        assert owed(person_id=leo.key) is None


class TestDropOldVisitors:
    def test_forgets_the_browser_after_seven_days_and_keeps_the_click(self, db, link, held_clock):
        click(db, new_impression_id(link), visitor_key=BROWSER)
        held_clock.pass_by(WEEK)
        assert drop_old_visitors(db) == 0

        held_clock.pass_by(timedelta(seconds=1))
        assert drop_old_visitors(db) == 1

        (kept,) = db.exec(select(Click).execution_options(populate_existing=True)).all()
        assert kept.visitor_key is None
        assert drop_old_visitors(db) == 0
