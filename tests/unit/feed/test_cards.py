"""A clip as the player gets it."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session

from smallgestures.feed import cards
from smallgestures.feed.service import Viewer, like_clip, read_for_you
from smallgestures.shop.models import DisclosureKind
from tests.factories import make_brand, make_clip, make_link, make_product
from tests.people import make_person


@pytest.fixture(autouse=True)
def _cards_are_read_anew():
    cards.forget_cards()
    yield
    cards.forget_cards()


NOBODY = Viewer()


def first_card(db: Session, viewer: Viewer = NOBODY) -> dict:
    return json.loads(read_for_you(db, viewer, cursor=None).items[0])


class TestCard:
    def test_says_everything_that_the_player_shows(self, db: Session, held_clock):
        maya = make_person(db, "maya")
        clip = make_clip(db, maya, public_id="demoVase", captions_key="cc/a.vtt")
        brand = make_brand(db, name="Noor Studio")
        product = make_product(db, slug="tidal-vase", brand_id=brand.key)
        link = make_link(db, clip, product)

        assert first_card(db) == {
            "id": "demoVase",
            "url": "/video/demoVase",
            "creator": {"handle": "maya", "name": "Maya", "url": "/u/maya"},
            "caption": "Slow water.",
            "published_at": "2026-11-20T12:00:00Z",
            "duration_ms": 8000,
            "width": 720,
            "height": 1280,
            "src": "/media/aa/720.mp4",
            "src_480": "/media/aa/480.mp4",
            "poster": "/media/aa/poster.webp",
            "glow": "/media/aa/glow.webp",
            "thumbhash": "2PcBC4JAiIiAiHB3d3eIcIdwCA",
            "captions": {"src": "/media/cc/a.vtt", "language": "en", "label": "English"},
            "likes": 0,
            "liked": False,
            "disclosure": "Ad",
            "products": [
                {
                    "link": link.id,
                    "slug": "tidal-vase",
                    "title": "Tidal vase",
                    "label": "",
                    "anchor_from_ms": 0,
                    "price": "$48.00",
                    "brand": "Noor Studio",
                    "image": "/media/bb/square.webp",
                    "image_alt": "Tall vase",
                    "earns": "Maya earns 8% if you buy",
                    "domain": None,
                }
            ],
        }

    def test_is_plain_for_a_clip_with_nothing_but_a_picture(self, db: Session, held_clock):
        make_clip(db, key_480=None, glow_key=None, caption="")

        card = first_card(db)

        assert (card["src_480"], card["glow"], card["captions"]) == (None, None, None)
        assert (card["disclosure"], card["products"]) == (None, [])

    def test_shows_products_in_the_order_of_their_links(self, db: Session, held_clock):
        clip = make_clip(db)
        for position in (2, 0, 1):
            make_link(db, clip, make_product(db, slug=f"p{position}"), position=position)

        assert [product["slug"] for product in first_card(db)["products"]] == ["p0", "p1", "p2"]

    def test_names_the_outside_shop(self, db: Session, held_clock):
        product = make_product(db, outside_url="https://www.example.com/scarf")
        make_link(db, product=product)

        assert first_card(db)["products"][0]["domain"] == "example.com"

    def test_claims_no_earnings_where_there_are_none(self, db: Session, held_clock):
        make_link(db, rate_bps=0)

        assert first_card(db)["products"][0]["earns"] is None


class TestHiddenProducts:
    @pytest.mark.parametrize("change", [{"stock": 0}, {"withdrawn_at": "now"}])
    def test_never_show_but_the_clip_stays_labelled(self, db: Session, held_clock, change: dict):
        values = {name: held_clock() if value == "now" else value for name, value in change.items()}
        clip = make_clip(db)
        make_link(db, clip, make_product(db, **values), disclosure=DisclosureKind.PAID_PARTNERSHIP)
        make_link(db, clip, make_product(db, slug="lamp"), position=1)

        card = first_card(db)

        assert [product["slug"] for product in card["products"]] == ["lamp"]
        assert card["disclosure"] == "Paid partnership"

    def test_leave_a_label_without_any_product(self, db: Session, held_clock):
        make_link(db, product=make_product(db, stock=0))

        card = first_card(db)

        assert (card["products"], card["disclosure"]) == ([], "Ad")


class TestKeptCards:
    def test_are_read_anew_after_five_seconds(self, db: Session, held_clock, monkeypatch):
        moment = [1000.0]
        monkeypatch.setattr(cards.time, "monotonic", lambda: moment[0])
        product = make_product(db)
        make_link(db, product=product)
        assert len(first_card(db)["products"]) == 1
        product.stock = 0
        db.add(product)

        moment[0] += cards.KEPT_S - 0.1
        assert len(first_card(db)["products"]) == 1
        moment[0] += 0.2
        assert first_card(db)["products"] == []

    def test_know_nothing_of_who_likes_them(self, db: Session, held_clock):
        clip = make_clip(db)
        ines, leo = make_person(db, "ines"), make_person(db, "leo")
        first_card(db)

        like_clip(db, clip.public_id, person_id=ines.key, liked=True)
        held_clock.pass_by(timedelta(seconds=1))

        hers, his = (first_card(db, Viewer(f"p{one.key}", one.key)) for one in (ines, leo))
        assert (hers["likes"], hers["liked"]) == (1, True)
        assert (his["likes"], his["liked"]) == (1, False)

    def test_are_never_more_than_the_limit(self, db: Session, held_clock, monkeypatch):
        monkeypatch.setattr(cards, "KEPT_CARDS", 3)
        for _ in range(8):
            make_clip(db)

        assert len(read_for_you(db, NOBODY, cursor=None).items) == 8

        assert len(cards._kept) == 3
