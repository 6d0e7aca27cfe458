"""The words that mark advertising, by what it is and where one reads them."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.requests import Request

from smallgestures.accounts.cards import SignedIn
from smallgestures.feed.cards import card_of, forget_cards
from smallgestures.feed.service import Viewer, read_for_you
from smallgestures.settings import get_settings
from smallgestures.shop import disclosure
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.links.service import add_product, say_paid
from smallgestures.shop.links.showing import show_editor
from smallgestures.shop.models import DisclosureKind
from smallgestures.shop.service import show_product
from smallgestures.web.viewer_country import viewer_country
from tests.factories import make_brand, make_clip, make_link, make_product, make_video
from tests.people import make_person

PAID, OWN, OPEN = (
    DisclosureKind.PAID_PARTNERSHIP,
    DisclosureKind.PROMOTIONAL_CONTENT,
    DisclosureKind.AFFILIATE,
)


@pytest.fixture(autouse=True)
def _cards_are_read_anew():
    forget_cards()
    yield
    forget_cards()


class TestLabel:
    @pytest.mark.parametrize(
        ("kind", "country", "words"),
        [
            (OPEN, "", "Ad"),
            (OPEN, "US", "Ad"),
            (OWN, "US", "Ad"),
            (PAID, "", "Paid partnership"),
            (PAID, "US", "Paid partnership"),
            (PAID, "GB", "Ad: paid partnership"),
            (OPEN, "GB", "Ad"),
            (PAID, "DE", "Ad (Anzeige): paid partnership"),
            (OPEN, "FR", "Ad (Publicité)"),
        ],
    )
    def test_is_the_countrys_own(self, kind: DisclosureKind, country: str, words: str):
        assert disclosure.label(kind, country) == words

    @pytest.mark.parametrize("kind", list(DisclosureKind))
    @pytest.mark.parametrize("country", ["", "US", *disclosure.AD_FIRST])
    def test_begins_with_one_of_two_words_everywhere(self, kind: DisclosureKind, country: str):
        assert disclosure.label(kind, country).startswith(("Ad", "Paid partnership"))


class TestAClip:
    def test_is_marked_by_its_links_alone(self, db: Session, held_clock):
        clip = make_clip(db)
        make_link(db, clip)

        assert card_of(db, clip.key)["disclosure"] == "Ad"

    def test_that_somebody_paid_for_says_more(self, db: Session, held_clock):
        clip = make_clip(db)
        make_link(db, clip)
        say_paid(db, clip.public_id, by=clip.creator_id, paid=True)

        assert card_of(db, clip.key)["disclosure"] == "Paid partnership"

    def test_that_somebody_paid_for_is_marked_without_products_too(self, db: Session, held_clock):
        clip = make_clip(db)
        say_paid(db, clip.public_id, by=clip.creator_id, paid=True)

        assert card_of(db, clip.key)["disclosure"] == "Paid partnership"

    def test_is_marked_in_the_words_of_whoever_looks(self, db: Session, held_clock):
        make_link(db, make_clip(db), disclosure=PAID)

        def word(country: str) -> str:
            page = read_for_you(db, Viewer(country=country), cursor=None)
            return json.loads(page.items[0])["disclosure"]

        assert (word(""), word("GB"), word("")) == (
            "Paid partnership",
            "Ad: paid partnership",
            "Paid partnership",
        )

    def test_of_ones_own_shop_says_whose_it_is(self, db: Session, held_clock):
        noor = make_person(db, "noor")
        make_product(db, slug="vase", brand_id=make_brand(db, owner_id=noor.key).key)
        draft = make_video(db, noor)
        link = add_product(db, draft.public_id, "vase", by=noor.key)

        (product,) = card_of(db, draft.key)["products"]
        assert product["earns"] == "Noor’s own shop"
        draft_page = show_product(db, "vase", link_id=link.key)
        assert draft_page.disclosure == disclosure.NOBODY_EARNS  # nobody can come from a draft

    def test_editing_it_says_why_it_is_marked(self, db: Session, held_clock):
        noor = make_person(db, "noor")
        vase = make_product(
            db, title="Vase", slug="vase", brand_id=make_brand(db, owner_id=noor.key).key
        )
        draft = make_video(db, noor)
        assert not show_editor(db, draft, time_zone="UTC").is_ad

        add_product(db, draft.public_id, vase.slug, by=noor.key)

        editor = show_editor(db, draft, time_zone="UTC")
        assert editor.is_ad
        assert editor.why_ad == "You sell “Vase”, so it is an ad. This stays on."


class TestAnOutsideShop:
    def test_names_who_may_pay(self, db: Session, held_clock):
        clip = make_clip(db, make_person(db, "maya"))
        product = make_product(
            db,
            slug="vase",
            outside_url="https://www.example.com/vase",
            listed_by_id=clip.creator_id,
        )
        link = make_link(db, clip, product, rate_bps=0)

        page = show_product(db, "vase", link_id=link.key)

        assert (page.disclosure_label, page.disclosure) == (
            "Ad",
            "Maya chose this link and may be paid by example.com.",
        )
        (shown,) = card_of(db, clip.key)["products"]
        assert (shown["earns"], shown["domain"]) == (None, "example.com")

    def test_that_was_blocked_is_shown_and_sold_nowhere(
        self, db: Session, held_clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        clip = make_clip(db)
        make_link(db, clip, make_product(db, slug="vase", outside_url="https://late.example.com"))
        file = tmp_path / "blocked.txt"
        file.write_text("late.example.com\n")
        monkeypatch.setenv("SG_BLOCKED_DOMAINS", str(file))
        get_settings.cache_clear()

        assert card_of(db, clip.key)["products"] == []
        with pytest.raises(ProductNotFound):
            show_product(db, "vase")


class TestViewerCountry:
    @pytest.mark.parametrize(
        ("language", "country"),
        [
            ("en-GB,en;q=0.9", "GB"),
            ("de-AT", "AT"),
            ("zh-Hant-TW", "TW"),
            ("en", ""),
            ("", ""),
            ("en-419", ""),
            ("x" * 500, ""),
            ("*", ""),
        ],
    )
    def test_is_read_from_the_language_of_whoever_never_said(self, language: str, country: str):
        assert viewer_country(asking(language), None) == country

    def test_is_what_somebody_told(self, held_clock):
        maya = SignedIn(1, 1, "maya", "Maya", "", True, frozenset(), "UTC", held_clock(), "FR")

        assert viewer_country(asking("en-GB"), maya) == "FR"


def asking(language: str) -> Request:
    headers = [(b"accept-language", language.encode())]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers})
