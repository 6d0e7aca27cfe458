"""Putting products on videos."""

import pytest
from sqlmodel import Session, select

from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.links.service import link_products
from smallgestures.shop.models import CommerceLink, DisclosureKind
from tests.factories import make_clip, make_product


class TestLinkProducts:
    def test_keeps_the_order_and_todays_price_and_marks_them_as_advertising(
        self, db: Session, held_clock
    ):
        make_product(db, slug="vase", price_minor=4800)
        make_product(db, slug="lamp", price_minor=6400)
        video = make_clip(db)

        links = link_products(db, video.key, ["lamp", "vase"])

        assert [(link.position, link.price_at_link_minor) for link in links] == [
            (0, 6400),
            (1, 4800),
        ]
        assert {(link.rate_bps, link.disclosure) for link in links} == {
            (800, DisclosureKind.AFFILIATE)
        }

    def test_links_a_product_once_however_often_it_is_named(self, db: Session, held_clock):
        make_product(db, slug="vase")
        make_product(db, slug="lamp")

        links = link_products(db, make_clip(db).key, ["vase", "lamp", "vase"])

        assert [link.position for link in links] == [0, 1]

    def test_links_nothing_when_one_is_unknown(self, db: Session, held_clock):
        make_product(db, slug="vase")

        with pytest.raises(ProductNotFound) as refused:
            link_products(db, make_clip(db).key, ["vase", "teapot"])

        assert refused.value.slug == "teapot"
        assert db.exec(select(CommerceLink)).all() == []

    def test_links_nothing_that_was_withdrawn(self, db: Session, held_clock):
        make_product(db, slug="vase", withdrawn_at=held_clock())

        with pytest.raises(ProductNotFound):
            link_products(db, make_clip(db).key, ["vase"])

    def test_links_what_is_sold_out_for_now(self, db: Session, held_clock):
        make_product(db, slug="vase", stock=0)

        assert len(link_products(db, make_clip(db).key, ["vase"])) == 1
