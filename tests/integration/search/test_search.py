"""The same queries find the same first on SQLite and on PostgreSQL, in few statements."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from smallgestures.accounts.service import change_name
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.outbox.service import dispatch_due, record
from smallgestures.search.cards import Found
from smallgestures.search.events import SearchOutdated
from smallgestures.search.index.handlers import rebuild_in_batches
from smallgestures.search.index.service import rebuild
from smallgestures.search.models import Kind
from smallgestures.search.service import PAGE, search
from smallgestures.search.trending.service import read_trending
from smallgestures.videos.events import VideoPublished
from tests.factories import make_brand, make_clip, make_link, make_product
from tests.integration.conftest import Database
from tests.integration.statements import statements
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("database")

CAPTIONS = (
    "The train home #nightcity",
    "Crème brûlée at six",
    "שלום",
    "A small 🎁",
    "Moonlighting",
)
FIRSTS = [
    ("leo", "Leo"),
    ("LEO", "Leo"),
    ("leon", "Leonie"),
    ("leonei", "Leonie"),
    ("tidal", "Tidal vase"),
    ("tidal va", "Tidal vase"),
    ("tidalvase", "Tidal vase"),
    ("tidel vase", "Tidal vase"),
    ("tidal vaze", "Tidal vase"),
    ("noor studio", "Tidal vase"),
    ("noorstudio", "Noor Studio"),
    ("#nightcity", "The train home #nightcity"),
    ("night city", "The train home #nightcity"),
    ("nigtcity", "The train home #nightcity"),
    ("creme brulee", "Crème brûlée at six"),
    ("créme", "Crème brûlée at six"),
    ("שלום", "שלום"),
    ("🎁", "A small 🎁"),
    ("home", "The train home #nightcity"),
    ("moonl", "Moonlighting"),
    ("moonlighti", "Moonlighting"),
    ("moonlighting", "Moonlighting"),
    ("moonlihgting", "Moonlighting"),
]
NOTHING = ["xq", "zzzzzz", "leo vase", "' OR 1=1 --", "%", "_", "\\", '"', "'':*", "& | !"]


def firsts(found: Found) -> list[str]:
    return [hit.title for part in found.parts for hit in part.hits]


def fill(db: Session) -> None:
    make_person(db, "leo")
    make_person(db, "leonie")
    maya = make_person(db, "maya")
    noor = make_brand(db, name="Noor Studio")
    make_product(db, brand_id=noor.key, title="Tidal vase", description="Thrown, not moulded.")
    for caption in CAPTIONS:
        make_clip(db, maya, caption=caption)
    rebuild(db)


@pytest.fixture
def _filled(database: Database, given: Callable[[Callable[[Session], None]], None]) -> None:
    given(fill)


@pytest.mark.usefixtures("_filled")
class TestSearch:
    def test_finds_the_same_first_on_every_database(self):
        with reading() as db:
            found = {typed: firsts(search(db, typed))[:1] for typed, _ in FIRSTS}

        assert found == {typed: [first] for typed, first in FIRSTS}

    def test_finds_nothing_where_there_is_nothing(self):
        with reading() as db:
            assert {typed: firsts(search(db, typed)) for typed in NOTHING} == {
                typed: [] for typed in NOTHING
            }

    @pytest.mark.parametrize("typed", ["small gestures", "Small-Gestures", "smal jestures"])
    def test_knows_the_programme_by_name(self, typed: str):
        with reading() as db:
            programme = search(db, typed).programme

        assert programme is not None
        assert programme.url == "/gestures"

    def test_costs_few_statements_however_much_there_is(self):
        with reading() as db, statements() as asked:
            search(db, "noor studio")
        assert len(asked) <= 6  # two that find, and one for each kind that is shown
        assert all("LIMIT" in statement for statement, _ in asked[:2])

        with reading() as db, statements() as asked:
            search(db, "tidel vaze")
        assert len(asked) <= 6

        with reading() as db, statements() as asked:
            read_trending(db)
        assert len(asked) <= 4


def test_pages_neither_repeat_nor_skip(given):
    def many(db: Session) -> None:
        for number in range(PAGE * 2 + 1):
            make_product(db, title=f"Vase {number}" if number % 3 else "Vase")
        rebuild(db)

    given(many)
    urls: list[str] = []
    cursor: str | None = ""
    with reading() as db:
        while cursor is not None:
            [part] = search(db, "vase", kind=Kind.PRODUCTS, cursor=cursor or None).parts
            urls += [hit.url for hit in part.hits]
            cursor = part.cursor

    assert len(urls) == len(set(urls)) == PAGE * 2 + 1


class TestIndex:
    def test_follows_what_happens(self, given):
        def publish(db: Session) -> int:
            person = make_person(db, "ines", name="Inês")
            clip = make_clip(db, person, caption="Slow water")
            make_link(db, clip, make_product(db, title="Ember lamp"))
            change_name(db, person.key, name="Beatriz")
            record(db, VideoPublished(clip.key, person.key))
            return person.key

        given(publish)
        dispatch_due(transaction, HANDLERS, {})

        with reading() as db:
            assert firsts(search(db, "beatriz")) == ["Beatriz"]
            assert firsts(search(db, "ember")) == ["Slow water"]

    def test_is_made_anew_by_its_job_as_often_as_one_likes(self, given):
        given(fill)

        def outdated(db: Session) -> None:
            make_person(db, "ghislaine")
            record(db, SearchOutdated())

        given(outdated)
        for _ in range(2):
            dispatch_due(transaction, {}, {"SearchOutdated": JOBS["SearchOutdated"]})
        assert list(rebuild_in_batches()) == list(Kind)

        with reading() as db:
            assert firsts(search(db, "ghislaine")) == ["Ghislaine"]
            assert firsts(search(db, "leo"))[:1] == ["Leo"]
