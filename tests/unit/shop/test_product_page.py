"""What a product's page says."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from smallgestures.settings import get_settings
from smallgestures.shop.cards import domain_of
from smallgestures.shop.disclosure import NOBODY_EARNS
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.models import DisclosureKind
from smallgestures.shop.service import show_product
from smallgestures.videos.models import Video, VideoState
from tests.factories import make_brand, make_clip, make_link, make_product
from tests.people import make_person

OUTSIDE = "https://www.example.com/shop/scarf?colour=rose"


@pytest.fixture
def clip(db: Session, held_clock) -> Video:
    return make_clip(db, make_person(db, "maya"), caption="Two days of glaze.", duration_ms=8049)


class TestShowProduct:
    def test_shows_the_product_with_its_pictures_price_and_brand(self, db: Session, held_clock):
        brand = make_brand(db, name="Noor Studio")
        make_product(db, slug="vase", brand_id=brand.key, description="Stoneware.", stock=14)

        card = show_product(db, "vase")

        assert (card.title, card.brand, card.price) == ("Tidal vase", "Noor Studio", "$48.00")
        assert (card.description, card.stock_note) == ("Stoneware.", "14 left")
        assert [(one.src, one.square, one.alt) for one in card.pictures] == [
            ("/media/bb/whole.webp", "/media/bb/square.webp", "Tall vase")
        ]
        assert card.can_be_bought
        assert (card.clip, card.disclosure_label) == (None, "Ad")

    def test_says_when_it_is_sold_out(self, db: Session, held_clock):
        make_product(db, slug="vase", stock=0)

        card = show_product(db, "vase")

        assert (card.stock_note, card.availability) == ("Sold out", "sold_out")
        assert not card.can_be_bought

    def test_names_the_outside_shop_and_the_day_of_its_price(self, db: Session, held_clock):
        checked = datetime(2026, 11, 3, 23, 0, tzinfo=UTC)
        make_product(db, slug="scarf", outside_url=OUTSIDE, price_checked_at=checked)

        card = show_product(db, "scarf")

        assert (card.domain, card.out_url) == ("example.com", "/out/scarf")
        assert card.price_note == (
            "Price seen at example.com on 3 November 2026. It is set there and may have changed."
        )
        assert (card.stock_note, card.can_be_bought) == ("", True)

    def test_is_bought_here_when_it_is_sold_here_and_in_stock(self, db: Session, held_clock):
        make_product(db, slug="vase", stock=1)
        make_product(db, slug="gone", stock=0)
        make_product(db, slug="scarf", outside_url=OUTSIDE)

        urls = [show_product(db, slug).buy_url for slug in ("vase", "gone", "scarf")]

        assert urls == ["/product/vase/buy", "", ""]

    def test_is_not_bought_where_payments_are_not_set_up(
        self, db: Session, held_clock, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("SG_PUBLIC_URL", "https://clips.example.com")
        monkeypatch.setenv("SG_DEMO", "false")
        get_settings.cache_clear()
        make_product(db, slug="vase", stock=1)

        assert show_product(db, "vase").buy_url == ""

    def test_is_not_found_when_unknown_or_withdrawn(self, db: Session, held_clock):
        make_product(db, slug="old", withdrawn_at=held_clock())

        for slug in ("old", "never-was"):
            with pytest.raises(ProductNotFound, match="may have been withdrawn"):
                show_product(db, slug)


class TestByALink:
    def test_names_the_clip_and_who_earns_how_much(self, db: Session, clip: Video):
        product = make_product(db, slug="vase")
        link = make_link(db, clip, product, rate_bps=1250)

        card = show_product(db, "vase", link_id=link.key)

        assert card.disclosure_label == "Ad"
        assert card.disclosure == "Maya earns 12.5% if you buy."
        assert card.clip is not None
        assert (card.clip.url, card.clip.handle) == (f"/video/{clip.public_id}", "maya")
        assert (card.clip.caption, card.clip.lasts) == ("Two days of glaze.", "0:08")

    def test_calls_a_paid_partnership_by_its_name(self, db: Session, clip: Video):
        product = make_product(db, slug="vase")
        link = make_link(db, clip, product, disclosure=DisclosureKind.PAID_PARTNERSHIP)

        assert show_product(db, "vase", link_id=link.key).disclosure_label == "Paid partnership"

    def test_says_that_the_price_is_as_it_was(self, db: Session, clip: Video, held_clock):
        product = make_product(db, slug="vase")
        link = make_link(db, clip, product)
        held_clock.pass_by(timedelta(days=30))

        assert show_product(db, "vase", link_id=link.key).price_note == (
            "Same price as on 20 November 2026, when Maya linked it."
        )

    def test_says_what_the_price_was(self, db: Session, clip: Video):
        product = make_product(db, slug="vase", price_minor=5200)
        link = make_link(db, clip, product, price_at_link_minor=4800)

        assert show_product(db, "vase", link_id=link.key).price_note == (
            "It was $48.00 on 20 November 2026, when Maya linked it."
        )

    def test_prefers_the_link_that_led_here_to_newer_clips(self, db: Session, clip: Video):
        product = make_product(db, slug="vase")
        link = make_link(db, clip, product)
        make_link(db, make_clip(db), product)

        card = show_product(db, "vase", link_id=link.key)

        assert card.clip is not None
        assert card.clip.url.endswith(clip.public_id)

    def test_discloses_nothing_for_a_link_to_another_product(self, db: Session, clip: Video):
        vase, lamp = make_product(db, slug="vase"), make_product(db, slug="lamp")
        make_link(db, clip, vase)
        other = make_link(db, clip, lamp, position=1)

        card = show_product(db, "vase", link_id=other.key)

        assert card.disclosure == NOBODY_EARNS
        assert card.clip is not None

    def test_shows_no_clip_that_was_taken_down(self, db: Session, clip: Video):
        product = make_product(db, slug="vase")
        link = make_link(db, clip, product)
        clip.state, clip.failure = VideoState.FAILED, "Taken down."
        db.add(clip)

        card = show_product(db, "vase", link_id=link.key)

        assert (card.clip, card.disclosure) == (None, NOBODY_EARNS)


class TestDomainOf:
    @pytest.mark.parametrize(
        ("url", "domain"),
        [
            (OUTSIDE, "example.com"),
            ("https://user@Shop.Example.com:8443/x", "shop.example.com"),
            (None, None),
            ("", None),
        ],
    )
    def test_is_the_host_without_www(self, url: str | None, domain: str | None):
        assert domain_of(url) == domain
