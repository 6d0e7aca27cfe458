"""The routes about products: who may, what is answered, and what a form may hold."""

from http import HTTPStatus
from typing import Any

import pytest
from sqlmodel import Session

from smallgestures.accounts.models import Person
from smallgestures.feed.cards import forget_cards
from smallgestures.shop.links.service import add_product
from smallgestures.shop.links.showcase import show_in_showcase
from tests.factories import make_clip, make_product
from tests.integration.web.browsers import browser_of, data_of
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("sqlite_database")

OUTSIDE = {
    "address": "https://shop.example.com/vase?ref=maya",
    "title": "Blue vase",
    "price": "12,50",
    "currency": "eur",
}


@pytest.fixture
def people(given) -> dict[str, Person]:
    forget_cards()
    return given(lambda db: {name: make_person(db, name) for name in ("maya", "leo")})


@pytest.fixture
def clip(given, people: dict[str, Person]) -> str:
    """A clip of Maya's with the vase; the lamp is not on it."""

    def make(db: Session) -> str:
        make_product(db, slug="vase", title="Vase")
        make_product(db, slug="lamp", title="Lamp")
        found = make_clip(db, db.merge(people["maya"]))
        add_product(db, found.public_id, "vase", by=people["maya"].key)
        show_in_showcase(db, "vase", person_id=people["maya"].key)
        return found.public_id

    return given(make)


def changes(clip: str) -> dict[str, dict[str, str]]:
    """Every form, with what is right for Maya's clip, in an order in which each works."""
    video = f"/api/studio/videos/{clip}"
    return {
        f"{video}/products": {"product": "lamp"},
        f"{video}/product-order": {"order": "lamp vase"},
        f"{video}/products/lamp": {"label": "On my desk", "anchor_from_ms": "1500"},
        f"{video}/products/lamp/remove": {},
        f"{video}/paid": {"paid": "yes"},
        "/api/studio/showcase": {"product": "lamp"},
        "/api/studio/showcase-order": {"order": "lamp vase"},
        "/api/studio/showcase/lamp/remove": {},
        "/api/studio/outside": OUTSIDE,
    }


class TestWhoMay:
    def test_nobody_without_a_session(self, clip: str):
        browser = browser_of(None)

        answers = {
            path: browser.post(path, data=form).status_code for path, form in changes(clip).items()
        }

        assert set(answers.values()) == {HTTPStatus.UNAUTHORIZED}

    def test_only_its_creator_changes_a_clip(self, people, clip: str):
        browser = browser_of(people["leo"])
        video = f"/api/studio/videos/{clip}"

        answers = {
            path: browser.post(path, data=form).status_code
            for path, form in changes(clip).items()
            if path.startswith(video)
        }

        assert set(answers.values()) == {HTTPStatus.NOT_FOUND}
        assert browser.get(f"{video}/products").status_code == HTTPStatus.NOT_FOUND

    def test_its_creator_changes_all_of_it(self, people, clip: str):
        browser = browser_of(people["maya"])

        answers = {path: browser.post(path, data=form) for path, form in changes(clip).items()}

        assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
            answers, HTTPStatus.OK
        )

    def test_a_foreign_page_changes_nothing(self, people, clip: str):
        browser = browser_of(people["maya"], origin="https://elsewhere.example")

        answers = {
            path: browser.post(path, data=form).status_code for path, form in changes(clip).items()
        }

        assert set(answers.values()) == {HTTPStatus.FORBIDDEN}

    def test_an_outside_product_belongs_to_whoever_listed_it(self, people, clip: str):
        maya, leo = browser_of(people["maya"]), browser_of(people["leo"])
        slug = maya.post("/api/studio/outside", data=OUTSIDE).json()["listed"]

        for path, form in (
            (f"/api/studio/outside/{slug}/price", {"price": "1", "currency": "usd"}),
            (f"/api/studio/outside/{slug}/withdraw", {}),
            ("/api/studio/showcase", {"product": slug}),
        ):
            assert leo.post(path, data=form).status_code == HTTPStatus.CONFLICT
        offered = leo.get("/api/studio/products", params={"q": "blue"}).json()
        assert offered == []


class TestAnswers:
    def test_are_how_things_stand_then(self, people, clip: str):
        browser = browser_of(people["maya"])
        answers = [
            browser.post(path, data=form).json() for path, form in list(changes(clip).items())[:5]
        ]

        assert [slugs(one) for one in answers] == [
            ["vase", "lamp"],
            ["lamp", "vase"],
            ["lamp", "vase"],
            ["vase"],
            ["vase"],
        ]
        assert answers[2]["links"][0]["label"] == "On my desk"
        assert answers[2]["preview"]["products"][0]["anchor_from_ms"] == 1500
        assert answers[4]["preview"]["disclosure"] == "Paid partnership"

    def test_the_preview_is_the_card_of_the_feed(self, people, clip: str):
        preview = browser_of(people["maya"]).get(f"/api/studio/videos/{clip}/products").json()
        forget_cards()
        shown = browser_of(None).get("/api/feed").json()["items"][0]

        assert {name: shown[name] for name in preview["preview"]} == preview["preview"]

    def test_a_refusal_says_which_field_it_is_about(self, people, clip: str):
        browser = browser_of(people["maya"])
        wrong = OUTSIDE | {"address": "https://192.168.0.1/"}

        answer = browser.post("/api/studio/outside", data=wrong)

        assert answer.status_code == HTTPStatus.CONFLICT
        assert answer.headers["x-field"] == "address"
        assert answer.json()["detail"] == "Link a shop by its name, not by a number."

    def test_a_product_page_leads_into_the_showcase(self, people, clip: str):
        browser = browser_of(people["leo"])

        answer = browser.post("/product/lamp/showcase", data={})

        assert (answer.status_code, answer.headers["location"]) == (
            HTTPStatus.SEE_OTHER,
            "/product/lamp",
        )
        assert [one["slug"] for one in browser.get("/api/studio/showcase").json()["products"]] == [
            "lamp"
        ]

    def test_the_search_offers_ones_showcase_before_anything_is_typed(self, people, clip: str):
        offered = browser_of(people["maya"]).get("/api/studio/products").json()

        assert [(one["product"]["slug"], one["is_in_showcase"]) for one in offered] == [
            ("vase", True)
        ]


def slugs(answer: dict[str, Any]) -> list[str]:
    return [link["product"]["slug"] for link in answer["links"]]


class TestForms:
    @pytest.mark.parametrize(
        ("path", "form"),
        [
            ("products", {}),
            ("products", {"product": "x" * 81}),
            ("products", {"product": "vase", "rate_bps": "8000"}),
            ("products/vase", {"label": "x"}),
            ("products/vase", {"label": "x", "anchor_from_ms": "-1"}),
            ("products/vase", {"label": "x", "anchor_from_ms": "1.5"}),
            ("products/vase", {"label": "x" * 201, "anchor_from_ms": "0"}),
            ("products/vase", {"label": "x", "anchor_from_ms": "0", "disclosure": ""}),
            ("products/vase/remove", {"all": "yes"}),
            ("product-order", {"order": "x" * 8_001}),
            ("paid", {"paid": "maybe"}),
        ],
    )
    def test_hold_what_they_may_and_nothing_else(self, people, clip: str, path: str, form):
        answer = browser_of(people["maya"]).post(
            f"/api/studio/videos/{clip}/{path}", data=form or {"": ""}
        )

        assert answer.status_code == HTTPStatus.BAD_REQUEST

    def test_nobody_writes_what_a_link_earns_or_is_called(self, people, clip: str):
        stored = browser_of(people["maya"]).get(f"/api/studio/videos/{clip}/products").json()

        assert stored["preview"]["products"][0]["earns"] == "Maya earns 8% if you buy"
        assert stored["why_ad"] == "You earn when somebody buys, so it is an ad. This stays on."


@pytest.mark.usefixtures("built_pages")
class TestDocuments:
    def test_of_a_showcase_are_for_everybody(self, people, clip: str):
        answer = browser_of(None).get("/u/maya/showcase")

        shown = data_of(answer.text)["showcase"]
        assert [one["slug"] for one in shown["products"]] == ["vase"]
        assert shown["disclosure"].startswith("Maya sells these")

    def test_of_nobodys_showcase_there_is_none(self, clip: str):
        assert browser_of(None).get("/u/nobody/showcase").status_code == HTTPStatus.NOT_FOUND

    def test_of_ones_own_leads_to_sign_in(self, people, clip: str):
        answer = browser_of(None).get("/studio/showcase")

        assert answer.headers["location"] == "/sign-in?next=/studio/showcase"
