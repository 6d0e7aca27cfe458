"""`GET /api/search`: what a browser is answered as one types, and what it is refused."""

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from smallgestures.db.engine import transaction
from smallgestures.search.index.service import rebuild
from smallgestures.settings import get_settings
from smallgestures.web import limits
from smallgestures.web.api.search import get_search
from tests.factories import make_clip, make_product
from tests.integration.conftest import Database
from tests.people import make_person


@pytest.fixture
def browser(sqlite_database: Database) -> TestClient:
    with transaction() as db:
        maya = make_person(db, "maya")
        for number in range(12):
            make_clip(db, maya, caption=f"Vase {number} <b>“quoted”</b>")
        make_product(db, title="Tidal vase")
        rebuild(db)
    limits.forget_everything()
    app = Starlette(routes=[Route("/api/search", get_search)])
    return TestClient(app, base_url=get_settings().site_url)


def test_each_kind_has_its_part_and_says_where_there_is_more(browser: TestClient):
    found = browser.get("/api/search", params={"q": " vase "}).json()

    assert [part["title"] for part in found["parts"]] == ["Videos", "Products"]
    assert len(found["parts"][0]["hits"]) == 10
    assert found["parts"][0]["more_url"] == "/discover?q=vase&kind=videos"
    assert found["parts"][0]["hits"][0]["title"].endswith("<b>“quoted”</b>")
    assert found["said"] == "Found: 10 or more videos, 1 product."
    assert found["programme"] is None


def test_the_programme_is_there_before_anything_is_typed_and_when_it_is_meant(browser: TestClient):
    for query in ("", "   ", "smal gestures", "#SmallGestures"):
        found = browser.get("/api/search", params={"q": query}).json()
        assert found["programme"]["url"] == "/gestures"
        assert not found["is_empty"]

    nothing = browser.get("/api/search", params={"q": "zzzz"}).json()
    assert (nothing["is_empty"], nothing["said"]) == (True, "Nothing found.")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"q": "x" * 201}, "Search for at most 200 characters."),
        ({"q": "vase", "kind": "cars"}, "Search in kind=people, videos, products or brands"),
        ({"q": "vase", "kind": "videos", "cursor": "1'--"}, "Search again from the start."),
    ],
)
def test_what_cannot_be_looked_for_is_refused_in_clear_words(
    browser: TestClient, asked: dict[str, str], words: str
):
    answer = browser.get("/api/search", params=asked)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_who_asks_too_often_is_told_when_it_is_fine_again(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
):
    few = limits.Limit("few-searches", limits.parse("2/minute"))
    monkeypatch.setattr("smallgestures.web.api.search.SEARCHES", few)

    answers = [browser.get("/api/search", params={"q": "vase"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["retry-after"]) <= 60
