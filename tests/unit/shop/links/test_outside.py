"""Products of outside shops, as creators list them."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.accounts.models import Person
from smallgestures.search.index.service import rebuild
from smallgestures.search.models import Kind
from smallgestures.search.service import search
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.links.addresses import AddressRefused
from smallgestures.shop.links.errors import NotThere
from smallgestures.shop.links.outside import (
    LISTINGS_LIMIT,
    ListedAlready,
    PriceNotAllowed,
    TitleNotAllowed,
    TooManyListings,
    change_outside_price,
    list_outside_product,
    withdraw_outside_product,
)
from smallgestures.shop.links.queries import list_showcase
from smallgestures.shop.models import Brand, Product
from smallgestures.shop.service import show_product
from tests.factories import make_product
from tests.people import make_person


@pytest.fixture
def maya(db: Session, held_clock) -> Person:
    return make_person(db, "maya")


def list_one(db: Session, person: Person, **overrides) -> Product:
    values = {
        "address": "https://www.example.com/vase?ref=maya",
        "title": "Blue vase",
        "price_minor": 1250,
        "currency": "usd",
    }
    return list_outside_product(db, by=person.key, **(values | overrides))


class TestListOutsideProduct:
    def test_makes_a_product_of_a_shop_that_is_called_by_its_domain(
        self, db: Session, maya: Person, held_clock
    ):
        product = list_one(db, maya)

        assert product.outside_url == "https://www.example.com/vase?ref=maya"
        assert (product.listed_by_id, product.stock) == (maya.key, None)
        assert product.price_checked_at == held_clock()
        assert product.slug.startswith("blue-vase-")
        brand = db.get_one(Brand, product.brand_id)
        assert (brand.name, brand.outside_domain, brand.owner_id) == (
            "example.com",
            "example.com",
            None,
        )
        assert [one.product.slug for one in list_showcase(db, maya.key)] == [product.slug]

    def test_shows_the_price_with_its_day_on_its_page(self, db: Session, maya: Person):
        card = show_product(db, list_one(db, maya, currency="eur").slug)

        assert (card.price, card.domain, card.buy_url) == ("12.50 EUR", "example.com", "")
        assert card.price_note == (
            "Price seen at example.com on 20 November 2026. It is set there and may have changed."
        )

    def test_two_creators_list_the_same_shop_each_for_themselves(self, db: Session, maya: Person):
        noor = make_person(db, "noor")

        first, second = list_one(db, maya), list_one(db, noor)

        assert first.brand_id == second.brand_id
        assert first.slug != second.slug
        assert len(db.exec(select(Brand)).all()) == 1

    def test_refuses_the_same_address_twice(self, db: Session, maya: Person):
        list_one(db, maya)

        with pytest.raises(ListedAlready):
            list_one(db, maya, title="Another name")

    def test_takes_an_address_again_that_was_taken_back(self, db: Session, maya: Person):
        withdraw_outside_product(db, list_one(db, maya).slug, by=maya.key)

        list_one(db, maya)

    @pytest.mark.parametrize("title", ["", "   ", "x" * 121, "a\u202eb"])
    def test_refuses_a_title_that_is_none(self, db: Session, maya: Person, title: str):
        with pytest.raises(TitleNotAllowed):
            list_one(db, maya, title=title)

    @pytest.mark.parametrize(
        ("price_minor", "currency"),
        [(0, "usd"), (-1, "usd"), (100_000_001, "usd"), (100, "jpy"), (100, "USD"), (100, "")],
    )
    def test_refuses_a_price_that_is_none(
        self, db: Session, maya: Person, price_minor: int, currency: str
    ):
        with pytest.raises(PriceNotAllowed):
            list_one(db, maya, price_minor=price_minor, currency=currency)

    def test_refuses_an_address_that_is_none(self, db: Session, maya: Person):
        with pytest.raises(AddressRefused):
            list_one(db, maya, address="https://127.0.0.1/")

        assert db.exec(select(Product)).all() == []

    def test_refuses_the_hundred_and_first(self, db: Session, maya: Person):
        for number in range(LISTINGS_LIMIT):
            make_product(db, outside_url=f"https://example.com/{number}", listed_by_id=maya.key)

        with pytest.raises(TooManyListings):
            list_one(db, maya)

    def test_names_a_title_without_latin_letters_somehow(self, db: Session, maya: Person):
        assert list_one(db, maya, title="花瓶").slug.startswith("product-")

    def test_is_in_no_catalogue(self, db: Session, maya: Person):
        list_one(db, maya)
        make_product(db, slug="vase", title="Tidal vase")
        rebuild(db)

        found = search(db, "vase", kind=Kind.PRODUCTS)
        brands = search(db, "example.com", kind=Kind.BRANDS)

        assert [hit.title for part in found.parts for hit in part.hits] == ["Tidal vase"]
        assert brands.parts == []


class TestChangeOutsidePrice:
    def test_stores_the_new_one_with_its_day(self, db: Session, maya: Person, held_clock):
        product = list_one(db, maya)
        held_clock.pass_by(timedelta(days=9))

        change_outside_price(db, product.slug, by=maya.key, price_minor=1400, currency="gbp")

        db.refresh(product)
        assert (product.price_minor, product.currency) == (1400, "gbp")
        assert product.price_checked_at == held_clock()

    def test_is_for_whoever_listed_it(self, db: Session, maya: Person):
        product = list_one(db, maya)
        make_product(db, slug="vase")
        noor = make_person(db, "noor")

        for slug, by in ((product.slug, noor.key), ("vase", maya.key), ("teapot", maya.key)):
            with pytest.raises(NotThere):
                change_outside_price(db, slug, by=by, price_minor=1, currency="usd")


class TestWithdrawOutsideProduct:
    def test_takes_it_out_of_everything(self, db: Session, maya: Person):
        product = list_one(db, maya)

        withdraw_outside_product(db, product.slug, by=maya.key)

        assert list_showcase(db, maya.key) == []
        with pytest.raises(ProductNotFound):
            show_product(db, product.slug)

    def test_is_for_whoever_listed_it(self, db: Session, maya: Person):
        product = list_one(db, maya)

        with pytest.raises(NotThere):
            withdraw_outside_product(db, product.slug, by=make_person(db, "noor").key)
