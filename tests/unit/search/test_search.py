"""What is found, what comes first, and what never appears."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from smallgestures.accounts.models import Person
from smallgestures.search.cards import Found, compact
from smallgestures.search.cursor import Cursor, Tier
from smallgestures.search.errors import BadCursor, QueryTooLong
from smallgestures.search.index.service import rebuild, refresh
from smallgestures.search.models import Kind
from smallgestures.search.service import PAGE, search
from smallgestures.search.trending.service import read_trending
from smallgestures.videos.models import Video, VideoState
from tests.factories import make_brand, make_click, make_clip, make_link, make_product
from tests.memory_database import content_of, memory_session
from tests.people import make_person


def titles(found: Found, kind: Kind) -> list[str]:
    return [hit.title for part in found.parts if part.kind is kind for hit in part.hits]


def urls(found: Found) -> set[str]:
    return {hit.url for part in found.parts for hit in part.hits}


class TestSearch:
    def test_never_fails_whatever_is_typed(self, db: Session, held_clock):
        make_clip(db, make_person(db, "maya"), caption="Slow water. #silk")
        rebuild(db)
        content = content_of(db)

        @given(st.text(max_size=200))
        @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
        def typed(text: str) -> None:
            with memory_session(content) as again:
                search(again, text)

        typed()

    @pytest.mark.parametrize("typed", ['"', "a AND b", "NEAR(a b)", "-a", "a*", "''", "🎁", "لك"])
    def test_takes_signs_of_a_database_for_words(self, db: Session, typed: str):
        assert search(db, typed).parts == []

    def test_refuses_more_than_anybody_types(self, db: Session):
        with pytest.raises(QueryTooLong, match="at most 200 characters"):
            search(db, "x" * 10_000)

    @pytest.mark.parametrize("cursor", ["x", "3.1", "1.-1", "1.99999999999999999999", "1.1; DROP"])
    def test_refuses_a_cursor_that_it_never_gave(self, db: Session, cursor: str):
        with pytest.raises(BadCursor, match="Search again"):
            search(db, "vase", kind=Kind.PRODUCTS, cursor=cursor)

    def test_shows_what_is_called_so_before_what_is_popular(self, db: Session, held_clock):
        make_person(db, "leo", name="Leo")
        star = make_person(db, "leonie", name="Leonie Leo Star")
        make_clip(db, star)
        rebuild(db)

        assert titles(search(db, "leo"), Kind.PEOPLE) == ["Leo", "Leonie Leo Star"]

    def test_finds_a_clip_by_its_creator_and_by_what_is_linked_to_it(self, db: Session, held_clock):
        clip = make_clip(db, make_person(db, "maya"), caption="On my shelf")
        make_link(db, clip, make_product(db, title="Ember lamp"))
        rebuild(db)

        found = search(db, "maya ember")

        assert titles(found, Kind.VIDEOS) == ["On my shelf"]
        assert [hit.is_ad for part in found.parts for hit in part.hits] == [True]

    def test_leads_from_a_brand_to_its_products(self, db: Session, held_clock):
        brand = make_brand(db, name="Noor Studio")
        make_product(db, brand_id=brand.key, title="Tidal vase")
        rebuild(db)

        [hit] = [
            hit
            for part in search(db, "noor studio").parts
            if part.kind is Kind.BRANDS
            for hit in part.hits
        ]

        assert (hit.subtitle, hit.url) == ("1 product", "/discover?q=Noor+Studio&kind=products")

    def test_shows_nearly_right_words_only_where_few_are_right(self, db: Session, held_clock):
        for title in ("Tidal vase", "Tall vase", "Small vase", "Green vaze"):
            make_product(db, title=title)
        rebuild(db)

        exact, near = search(db, "vase"), search(db, "vaze")

        assert (len(titles(exact, Kind.PRODUCTS)), exact.is_near) == (3, False)
        assert titles(near, Kind.PRODUCTS)[0] == "Green vaze"
        assert (len(titles(near, Kind.PRODUCTS)), near.is_near) == (4, True)


class TestPrivacy:
    @pytest.fixture
    def maya(self, db: Session, held_clock) -> Person:
        return make_person(db, "maya")

    @pytest.fixture
    def clip(self, db: Session, maya: Person) -> Video:
        clip = make_clip(db, maya, caption="Slow water")
        rebuild(db)
        return clip

    def test_a_closed_account_and_its_clips_are_gone_at_once(self, db: Session, maya, clip):
        assert len(urls(search(db, "maya"))) == 2

        maya.disabled_at = maya.created_at
        db.flush()

        assert urls(search(db, "maya")) == set()  # before the index knows of it, too

    def test_a_clip_that_is_not_published_is_not_found(self, db: Session, maya, clip):
        clip.state, clip.failure = VideoState.FAILED, "Taken away."
        db.flush()
        assert urls(search(db, "slow water")) == set()

        assert refresh(db, Kind.VIDEOS, [clip.key]) == 1
        assert refresh(db, Kind.VIDEOS, [clip.key]) == 0

    def test_a_handle_with_nobody_behind_it_is_not_found(self, db: Session, held_clock):
        make_person(db, "ghost", password_hash=None)
        rebuild(db)

        assert urls(search(db, "ghost")) == set()


class TestPages:
    def test_neither_repeat_nor_skip(self, db: Session, held_clock):
        creator = make_person(db, "maya", name="Vase")
        clips = [make_clip(db, creator, caption=f"vase {n}") for n in range(PAGE * 2 + 5)]
        rebuild(db)

        seen: list[str] = []
        cursor, pages = None, 0
        while cursor or not pages:
            [part] = search(db, "vase", kind=Kind.VIDEOS, cursor=cursor).parts
            seen += [hit.url for hit in part.hits]
            cursor, pages = part.cursor, pages + 1

        assert pages == 3
        assert len(seen) == len(set(seen))
        assert set(seen) == {f"/video/{clip.public_id}" for clip in clips}

    def test_go_on_from_what_is_called_so_to_what_has_the_word(self, db: Session, held_clock):
        for number in range(PAGE + 3):
            make_product(db, title="Vase" if number % 2 else f"Vase {number}")
        rebuild(db)

        first = search(db, "vase", kind=Kind.PRODUCTS).parts[0]
        second = search(db, "vase", kind=Kind.PRODUCTS, cursor=first.cursor).parts[0]

        assert Cursor.decode(first.cursor or "").tier is Tier.WITH_WORDS
        assert [hit.title for hit in first.hits[: PAGE // 2]] == ["Vase"] * (PAGE // 2)
        assert len({hit.url for hit in (*first.hits, *second.hits)}) == PAGE + 3


class TestTrending:
    def test_counts_hashtags_of_the_best_clips_and_newest_clicks(self, db: Session, held_clock):
        maya = make_person(db, "maya")
        for caption in ("One #rain", "Two #rain #city", "Three"):
            make_clip(db, maya, caption=caption)
        lamp, vase = (make_product(db, title=title) for title in ("Lamp", "Vase"))
        make_link(db, make_clip(db, maya, caption="x"), lamp)
        make_click(db, make_link(db, make_clip(db, maya, caption="y"), vase), maya)

        trending = read_trending(db)

        assert trending.hashtags == ["rain", "city"]
        assert [hit.title for hit in trending.products] == ["Vase", "Lamp"]

    def test_forgets_old_clicks(self, db: Session, held_clock):
        maya = make_person(db, "maya")
        lamp, vase = (make_product(db, title=title) for title in ("Lamp", "Vase"))
        make_click(db, make_link(db, make_clip(db, maya), lamp), maya)
        held_clock.pass_by(timedelta(days=8))
        make_click(db, make_link(db, make_clip(db, maya), vase), maya)

        assert [hit.title for hit in read_trending(db).products] == ["Vase", "Lamp"]


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0"), (9_410, "9,410"), (12_345, "12K"), (1_250_000, "1.2M"), (48_000_000, "48M")],
)
def test_counts_are_read_at_a_glance(count: int, shown: str):
    assert compact(count) == shown
