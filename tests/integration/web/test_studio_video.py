"""The page of one's own video by its addresses: who may do what, and what is answered."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import pytest
from starlette.testclient import TestClient

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.db.engine import reading, transaction
from smallgestures.feed.models import FeedEntry
from smallgestures.media.storage import get_storage
from smallgestures.search.index.service import rebuild
from smallgestures.videos.models import Video, Visibility
from smallgestures.videos.service import finish_video
from smallgestures.web import limits
from smallgestures.web.ui.dates import field_value
from tests.factories import follow, make_clip, make_link, make_playable, make_product, make_video
from tests.integration.conftest import Database
from tests.integration.statements import statements
from tests.integration.web.browsers import browser_of, data_of
from tests.people import make_person

# The video, its file, its products with their terms, and what of messages was not read.
MOST_STATEMENTS = 12
LISBON = "Europe/Lisbon"
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nSlow water.\n"


@dataclass
class Given:
    """Maya has a draft that is ready; Leo follows her, Ines doesn't."""

    draft: Video
    people: dict[str, Person]

    @property
    def page(self) -> str:
        return f"/studio/videos/{self.draft.public_id}"

    @property
    def api(self) -> str:
        return f"/api/studio/videos/{self.draft.public_id}"

    def browser(self, handle: str = "maya", *, accept: str = "application/json") -> TestClient:
        return browser_of(self.people[handle] if handle else None, accept=accept)

    def now(self) -> Video:
        with reading() as db:
            return db.get_one(Video, self.draft.key)


@pytest.fixture
def given(sqlite_database: Database, built_pages: None) -> Given:
    limits.forget_everything()
    with transaction() as db:
        people = {name: make_person(db, name) for name in ("leo", "ines")}
        people["maya"] = make_person(db, "maya", time_zone=LISBON)
        follow(db, people["leo"], people["maya"])
        draft = make_video(db, people["maya"], caption="Slow water.", file_name="water.mov")
        finish_video(
            db, draft.key, make_playable(source_ms=8000, strip_key="aa/strip.webp"), edits_made=0
        )
    return Given(draft, people)


class TestPage:
    def test_shows_the_video_to_its_creator_alone(self, given: Given):
        answers = {
            who: given.browser(who, accept="text/html").get(given.page)
            for who in ("", "ines", "maya")
        }

        assert [answers[who].status_code for who in ("", "ines", "maya")] == [303, 404, 200]
        assert answers[""].headers["location"].startswith("/sign-in?next=")
        video = data_of(answers["maya"].text)["video"]
        assert (video["title"], video["badge"]) == ("Slow water.", "Draft")
        assert (video["standing"], video["can_trim"]) == ("Only you see it.", True)
        assert [frame["at"] for frame in video["frames"]][:2] == ["0:00", "0:01"]
        assert (video["strip"], video["trim_end_ms"]) == ("/media/aa/strip.webp", 8000)
        assert 'content="noindex"' in answers["maya"].text

    def test_costs_as_few_statements_with_many_products(self, given: Given):
        maya = given.browser(accept="text/html")
        maya.get(given.page)
        with transaction() as db:
            for position in range(5):
                make_link(db, given.draft, make_product(db), position=position)

        with statements() as noted:
            maya.get(given.page)

        assert len(noted) <= MOST_STATEMENTS, noted

    def test_shows_what_the_file_can_not_be(self, given: Given):
        with transaction() as db:
            video = db.get_one(Video, given.draft.key)
            video.source_key = None

        view = given.browser().get(given.api).json()

        assert not view["can_trim"]
        assert "7 days" in view["no_trim"]


class TestEdit:
    def test_stores_what_was_changed_and_answers_with_all(self, given: Given):
        answer = given.browser().post(
            given.api, data={"caption": "At six. #kitchen", "cover_alt": "A tap."}
        )

        assert answer.status_code == HTTPStatus.OK
        assert answer.json()["title"] == "At six. #kitchen"
        assert (given.now().cover_alt, given.now().visibility) == ("A tap.", "public")

    def test_has_another_part_made(self, given: Given):
        answer = given.browser().post(
            given.api, data={"trim_start_ms": "1500", "trim_end_ms": "6000", "cover_ms": "3500"}
        )

        video = given.now()
        assert (video.trim_start_ms, video.trim_end_ms, video.cover_ms) == (1500, 6000, 3500)
        assert answer.json()["work"].startswith("Your change is being made")

    @pytest.mark.parametrize(
        ("form", "status", "words"),
        [
            ({"caption": "x" * 501}, 422, "at most 500"),
            ({"cover_alt": "x" * 201}, 422, "at most 200"),
            ({"trim_start_ms": "7900"}, 422, "At least one second"),
            ({"trim_end_ms": "9000"}, 422, "within the video"),
            ({"visibility": "everybody"}, 400, "could not be read"),
            ({"comments_open": "true"}, 400, "could not be read"),
            ({"trim_start_ms": "-1"}, 400, "could not be read"),
            ({"cover_ms": "1e3"}, 400, "could not be read"),
            ({"creator_id": "1"}, 400, "could not be read"),
        ],
    )
    def test_refuses_in_words(self, given: Given, form, status, words):
        answer = given.browser().post(given.api, data=form)

        assert (answer.status_code, answer.headers["content-type"]) == (
            status,
            "application/problem+json",
        )
        assert words in answer.json()["detail"]
        assert given.now().caption == "Slow water."


class TestPublish:
    def test_lets_it_out_and_into_the_feed_at_once(self, given: Given):
        answer = given.browser().post(f"{given.api}/publish", data={"at": ""})

        view = answer.json()
        assert (view["badge"], view["is_out"]) == ("Public", True)
        assert view["watch_url"] == f"/video/{given.draft.public_id}"
        anybody = given.browser("", accept="text/html").get(view["watch_url"])
        assert anybody.status_code == HTTPStatus.OK

    def test_plans_it_in_the_persons_own_time_zone(self, given: Given):
        at = (clock.now() + timedelta(days=3)).replace(second=0, microsecond=0)

        answer = given.browser().post(f"{given.api}/publish", data={"at": field_value(at, LISBON)})

        assert answer.json()["badge"] == "Planned"
        assert given.now().publish_at == at
        assert given.now().published_at is None

    @pytest.mark.parametrize("at", ["2020-01-01T00:00", "tomorrow", "2026-02-30T10:00"])
    def test_refuses_what_is_no_moment_to_come(self, given: Given, at: str):
        answer = given.browser().post(f"{given.api}/publish", data={"at": at})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert given.now().publish_at is None


class TestCaptions:
    def test_are_checked_and_kept(self, given: Given):
        answer = given.browser().put(f"{given.api}/captions?language=de", content=CAPTIONS)

        assert answer.status_code == HTTPStatus.OK
        assert answer.json()["captions_words"] == "Deutsch captions are there."
        key = given.now().captions_source_key
        assert key is not None
        assert get_storage().exists(key)

    @pytest.mark.parametrize(
        ("content", "language", "words"),
        [
            (b"1\n00:00:01,000 --> 00:00:02,000\nSRT", "en", "line 1: expected WEBVTT"),
            (CAPTIONS, "tlh", "Choose the language"),
            (b"x" * 300_000, "en", "too large"),
        ],
    )
    def test_are_refused_in_words(self, given: Given, content, language, words):
        answer = given.browser().put(f"{given.api}/captions?language={language}", content=content)

        assert answer.status_code in {413, 422}
        assert words in answer.json()["detail"]
        assert given.now().captions_source_key is None

    def test_can_be_taken_away(self, given: Given):
        maya = given.browser()
        maya.put(f"{given.api}/captions?language=en", content=CAPTIONS)

        answer = maya.delete(f"{given.api}/captions")

        assert answer.json()["captions_words"] == ""
        assert given.now().captions_source_key is None


class TestWhoMayDoWhat:
    MOVES = ("draft", "delete", "restore")

    def ask(self, browser: TestClient, given: Given) -> list[int]:
        return [
            browser.get(given.api).status_code,
            browser.post(given.api, data={"caption": "Mine"}).status_code,
            browser.post(f"{given.api}/publish", data={}).status_code,
            browser.put(f"{given.api}/captions?language=en", content=CAPTIONS).status_code,
            browser.delete(f"{given.api}/captions").status_code,
        ]

    def test_nobody_changes_anything(self, given: Given):
        before = given.now()

        assert self.ask(given.browser(""), given) == [401] * 5
        assert self.ask(given.browser("ines"), given) == [404] * 5
        for who in ("", "ines"):
            for move in self.MOVES:
                answer = given.browser(who).post(f"{given.page}/{move}")
                assert answer.status_code == HTTPStatus.SEE_OTHER

        assert given.now().model_dump() == before.model_dump()


class TestMoves:
    def test_delete_hides_it_at_once_and_restore_brings_it_back(self, given: Given):
        maya = given.browser()
        maya.post(f"{given.api}/publish", data={})
        address = f"/video/{given.draft.public_id}"

        assert maya.post(f"{given.page}/delete").headers["location"] == given.page
        view = maya.get(given.api).json()
        assert (view["badge"], view["watch_url"]) == ("Deleted", "")
        assert "you can bring it back" in view["deleted_words"]
        assert given.browser("", accept="text/html").get(address).status_code == 404
        with reading() as db:
            assert db.get(FeedEntry, given.draft.key) is None

        maya.post(f"{given.page}/restore")

        assert given.browser("", accept="text/html").get(address).status_code == 200

    def test_a_draft_is_nobody_elses(self, given: Given):
        maya = given.browser()
        maya.post(f"{given.api}/publish", data={})

        maya.post(f"{given.page}/draft")

        assert maya.get(given.api).json()["badge"] == "Draft"
        answer = given.browser("leo", accept="text/html").get(f"/video/{given.draft.public_id}")
        assert answer.status_code == 404


class TestDocumentsOfAClip:
    @pytest.mark.parametrize(
        ("visibility", "statuses", "robots"),
        [
            (Visibility.PUBLIC, {"": 200, "ines": 200, "leo": 200, "maya": 200}, False),
            (Visibility.FOLLOWERS, {"": 404, "ines": 404, "leo": 200, "maya": 200}, True),
            (Visibility.LINK, {"": 200, "ines": 200, "leo": 200, "maya": 200}, True),
        ],
    )
    def test_are_for_whom_it_is_meant(self, given: Given, visibility, statuses, robots):
        with transaction() as db:
            clip = make_clip(
                db, given.people["maya"], visibility=visibility, caption="Secret words"
            )

        answers = {
            who: given.browser(who, accept="text/html").get(f"/video/{clip.public_id}")
            for who in statuses
        }

        assert {who: answer.status_code for who, answer in answers.items()} == statuses
        for answer in answers.values():
            is_there = answer.status_code == HTTPStatus.OK
            assert ("Secret words" in answer.text) == is_there
            assert ('property="og:image"' in answer.text) == is_there
        assert ('content="noindex"' in answers["leo"].text) == robots


class TestProfile:
    def test_shows_pages_of_twenty(self, given: Given):
        with transaction() as db:
            clips = [make_clip(db, given.people["maya"]).public_id for _ in range(21)]
        somebody = given.browser("", accept="text/html")

        first = data_of(somebody.get("/u/maya").text)["profile"]
        rest = data_of(somebody.get(first["more_url"]).text)["profile"]

        assert [len(page["clips"]) for page in (first, rest)] == [20, 1]
        shown = [clip["url"] for clip in (*first["clips"], *rest["clips"])]
        assert sorted(shown) == sorted(f"/video/{public_id}" for public_id in clips)
        assert (rest["more_url"], rest["is_older"]) == ("", True)


class TestCompletions:
    def test_go_on_with_hashtags_and_people(self, given: Given):
        with transaction() as db:
            for caption in ("One #kitchen", "Two #kitchen", "Three #kitsch", "kit without a sign"):
                make_clip(db, given.people["maya"], caption=caption)
            rebuild(db)
        maya = given.browser()

        tags = maya.get("/api/studio/completions", params={"q": "#kit"}).json()["items"]
        people = maya.get("/api/studio/completions", params={"q": "@in"}).json()["items"]

        assert tags == [
            {"text": "#kitchen", "about": "2 clips"},
            {"text": "#kitsch", "about": "1 clip"},
        ]
        assert people == [{"text": "@ines", "about": "Ines"}]

    @pytest.mark.parametrize("typed", ["", "#", "@", "kit", "#%", "@%"])
    def test_offer_nothing_for_what_is_neither(self, given: Given, typed: str):
        answer = given.browser().get("/api/studio/completions", params={"q": typed})

        assert answer.json() == {"items": []}

    def test_are_for_people_who_are_signed_in(self, given: Given):
        answer = given.browser("").get("/api/studio/completions", params={"q": "#kit"})

        assert answer.status_code == HTTPStatus.UNAUTHORIZED
