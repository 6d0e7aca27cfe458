"""A creator's showcase."""

import pytest
from sqlmodel import Session

from smallgestures.accounts.models import Person
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.links.errors import (
    SHOWCASE_LIMIT,
    AlreadyThere,
    NotThere,
    NotYours,
    OrderOutdated,
    ShowcaseFull,
)
from smallgestures.shop.links.models import ShowcaseItem
from smallgestures.shop.links.showcase import (
    order_showcase,
    show_in_showcase,
    take_from_showcase,
)
from smallgestures.shop.links.showing import (
    has_showcase,
    list_pickable,
    show_own_showcase,
    show_showcase,
)
from smallgestures.shop.queries import get_product
from tests.factories import make_brand, make_product
from tests.people import make_person

OUTSIDE = "https://shop.example.com/vase"


@pytest.fixture
def maya(db: Session, held_clock) -> Person:
    for slug in ("vase", "lamp", "bottle"):
        make_product(db, slug=slug, title=slug.capitalize())
    return make_person(db, "maya")


def show(db: Session, maya: Person, *slugs: str) -> None:
    for slug in slugs:
        show_in_showcase(db, slug, person_id=maya.key)


def seen(db: Session, person: Person) -> list[str]:
    card = show_showcase(db, person.key, handle=person.handle, name=person.name)
    return [one.slug for one in card.products]


class TestShowInShowcase:
    def test_puts_it_at_the_end(self, db: Session, maya: Person):
        show(db, maya, "vase", "lamp")

        assert seen(db, maya) == ["vase", "lamp"]
        assert has_showcase(db, maya.key)

    def test_refuses_what_stands_there_is_unknown_or_theirs(self, db: Session, maya: Person):
        show(db, maya, "vase")
        noor = make_person(db, "noor")
        make_product(db, slug="theirs", outside_url=OUTSIDE, listed_by_id=noor.key)

        for slug, refusal in (
            ("vase", AlreadyThere),
            ("teapot", ProductNotFound),
            ("theirs", NotYours),
        ):
            with pytest.raises(refusal):
                show(db, maya, slug)

    def test_refuses_the_hundred_and_first(self, db: Session, maya: Person):
        for position in range(SHOWCASE_LIMIT):
            product = make_product(db)
            db.add(ShowcaseItem(person_id=maya.key, product_id=product.key, position=position))
        db.flush()

        with pytest.raises(ShowcaseFull):
            show(db, maya, "vase")


class TestTakeFromShowcase:
    def test_leaves_the_others(self, db: Session, maya: Person):
        show(db, maya, "vase", "lamp", "bottle")

        take_from_showcase(db, "lamp", person_id=maya.key)

        assert seen(db, maya) == ["vase", "bottle"]

    def test_refuses_what_is_not_in(self, db: Session, maya: Person):
        for slug in ("vase", "teapot"):
            with pytest.raises(NotThere):
                take_from_showcase(db, slug, person_id=maya.key)


class TestOrderShowcase:
    def test_puts_it_as_asked(self, db: Session, maya: Person):
        show(db, maya, "vase", "lamp", "bottle")

        order_showcase(db, ["bottle", "vase", "lamp"], person_id=maya.key)

        assert seen(db, maya) == ["bottle", "vase", "lamp"]

    def test_refuses_any_other_list(self, db: Session, maya: Person):
        show(db, maya, "vase", "lamp")

        for order in ([], ["vase"], ["vase", "vase"], ["vase", "lamp", "bottle"]):
            with pytest.raises(OrderOutdated):
                order_showcase(db, order, person_id=maya.key)

    def test_touches_nobody_elses(self, db: Session, maya: Person):
        noor = make_person(db, "noor")
        show(db, maya, "vase", "lamp")
        show(db, noor, "vase", "lamp")

        order_showcase(db, ["lamp", "vase"], person_id=noor.key)

        assert (seen(db, maya), seen(db, noor)) == (["vase", "lamp"], ["lamp", "vase"])


class TestWhatIsSeen:
    def test_visitors_see_nothing_that_was_withdrawn_and_its_owner_reads_why(
        self, db: Session, maya: Person, held_clock
    ):
        show(db, maya, "vase", "lamp")
        found = get_product(db, "vase")
        assert found is not None
        found[0].withdrawn_at = held_clock()
        db.add(found[0])
        db.flush()

        assert seen(db, maya) == ["lamp"]
        own = show_own_showcase(db, maya.key, time_zone="UTC")
        assert [(one.slug, one.is_shown, one.note) for one in own] == [
            ("vase", False, "Withdrawn by its shop: nobody sees it."),
            ("lamp", True, "5 left"),
        ]

    def test_says_that_it_is_advertising_before_all_else(self, db: Session, maya: Person):
        assert show_showcase(db, maya.key, handle="maya", name="Maya").disclosure == ""

        show(db, maya, "vase")

        card = show_showcase(db, maya.key, handle="maya", name="Maya")
        assert card.disclosure == "Maya sells these, or may be paid when somebody buys them."

    def test_says_what_each_is_to_its_creator(self, db: Session, maya: Person, held_clock):
        make_product(db, slug="own", brand_id=make_brand(db, owner_id=maya.key).key)
        make_product(
            db,
            slug="outside",
            outside_url=OUTSIDE,
            listed_by_id=maya.key,
            price_checked_at=held_clock(),
        )

        cards = list_pickable(db, ["vase", "own", "outside"], by=maya.key, time_zone="UTC")

        assert [(one.terms, one.domain, one.checked) for one in cards] == [
            ("You earn 8%", "", ""),
            ("Your own shop", "", ""),
            (
                "Outside shop: no commission here",
                "shop.example.com",
                "Price seen on 20 November 2026",
            ),
        ]

    def test_a_sold_out_product_says_so(self, db: Session, maya: Person):
        make_product(db, slug="gone", stock=0)

        (card,) = list_pickable(db, ["gone"], by=maya.key, time_zone="UTC")

        assert (card.is_shown, card.note) == (
            False,
            "Sold out: viewers see it again when there is more.",
        )

    def test_nobody_picks_what_somebody_else_listed(self, db: Session, maya: Person):
        noor = make_person(db, "noor")
        make_product(db, slug="theirs", outside_url=OUTSIDE, listed_by_id=noor.key)

        assert list_pickable(db, ["theirs", "teapot"], by=maya.key, time_zone="UTC") == []
