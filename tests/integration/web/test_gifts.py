"""Who can do what with a gift by its addresses, and what those give away."""

from dataclasses import dataclass
from http import HTTPStatus

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from smallgestures.accounts.models import Person
from smallgestures.db.engine import reading, transaction
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.gifts.models import Gift
from smallgestures.gestures.offers.models import Offer, OfferKind
from smallgestures.logs import public_path
from smallgestures.moderation.models import Report
from smallgestures.settings import get_settings
from smallgestures.videos.models import Video, VideoState
from tests.factories import make_clip
from tests.gifts import make_codes, make_gift, make_giver, make_offer
from tests.integration.conftest import Database
from tests.integration.web.browsers import browser_of, data_of

CODE = "NYX-ABCD-EFGH-1234"


@dataclass
class Given:
    """Leo sent Ines a gift card, and made a link; Maya looks on."""

    card: Gift
    link: Gift
    offer: Offer
    people: dict[str, Person]

    @property
    def page(self) -> str:
        return f"/gift/{link_token(self.link)}"

    def browser(self, handle: str = "", *, accept: str = "application/json") -> TestClient:
        """Return the browser of one of them, or of nobody."""
        return browser_of(self.people[handle] if handle else None, accept=accept)

    def state(self, gift: Gift) -> str:
        with reading() as db:
            return db.get_one(Gift, gift.key).state


@pytest.fixture
def given(sqlite_database: Database, built_pages: None) -> Given:
    with transaction() as db:
        people = {name: make_giver(db, name) for name in ("leo", "ines", "maya")}
        offer = make_offer(db, kind=OfferKind.GIFT_CARD, title="$5 gift card")
        make_codes(db, offer, CODE)
        card = make_gift(db, people["leo"], people["ines"], offer, note="A secret line.")
        link = make_gift(db, people["leo"], None, note="First come.")
    return Given(card, link, offer, people)


class TestPublicPage:
    def test_shows_note_and_terms_to_anybody_and_tells_nobody_its_address(self, given: Given):
        answer = given.browser(accept="text/html").get(given.page)

        gift = data_of(answer.text)["gift"]
        assert answer.status_code == HTTPStatus.OK
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow"/>' in answer.text
        assert (gift["stage"], gift["note"], len(gift["terms"])) == ("open", "First come.", 4)
        assert link_token(given.link) not in answer.text.partition('id="page-data"')[0]

    def test_is_opened_by_whoever_has_an_account_and_looks(self, given: Given):
        ines = given.browser("ines", accept="text/html")
        assert data_of(ines.get(given.page).text)["gift"]["is_new"]
        asked = {who: given.browser(who).post(f"{given.page}/open") for who in ("", "leo")}

        assert asked[""].status_code == HTTPStatus.UNAUTHORIZED
        assert asked["leo"].status_code == HTTPStatus.NOT_FOUND
        assert given.state(given.link) == "sent"

        answer = given.browser("ines").post(f"{given.page}/open")

        assert (answer.status_code, answer.json()["is_new"]) == (HTTPStatus.OK, False)
        leo_sees = data_of(given.browser("leo", accept="text/html").get("/gestures").text)["sent"]
        assert [gift["status"] for gift in leo_sees] == ["Opened", "Sent"]
        assert not data_of(ines.get(given.page).text)["gift"]["is_new"]

    def test_guessed_there_is_none(self, given: Given):
        stranger = given.browser(accept="text/html")
        for guess in ("x", "y" * 27, "z" * 3000, "%00", "..%2f"):
            answer = stranger.get(f"/gift/{guess}")

            assert answer.status_code == HTTPStatus.NOT_FOUND
            assert "First come." not in answer.text

    def test_of_a_gift_for_somebody_gives_others_neither_note_nor_a_button(self, given: Given):
        address = f"/gift/{link_token(given.card)}"

        gift = data_of(given.browser("maya", accept="text/html").get(address).text)["gift"]
        answer = given.browser("maya").post(f"{address}/accept")

        assert gift["stage"] == "closed"
        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert given.state(given.card) == "sent"

    def test_its_token_is_in_no_line_of_the_log(self, given: Given):
        for path in (given.page, f"{given.page}/accept", f"{given.page}/report"):
            assert link_token(given.link) not in public_path(path)

    def test_accepting_without_an_account_leads_to_one(self, given: Given):
        asked = given.browser().post(f"{given.page}/accept")
        formed = given.browser(accept="text/html").post(f"{given.page}/accept")

        assert asked.status_code == HTTPStatus.UNAUTHORIZED
        assert formed.headers["location"] == f"/sign-up?next={given.page}"

    def test_a_form_without_scripts_does_the_same(self, given: Given):
        answer = given.browser("ines", accept="text/html").post(f"{given.page}/accept")

        assert (answer.status_code, answer.headers["location"]) == (303, given.page)
        assert given.state(given.link) == "accepted"

    def test_can_be_reported_without_an_account_once(self, given: Given):
        for _ in range(2):
            answer = given.browser("maya", accept="text/html").post(
                f"{given.page}/report", data={"reason": "scam", "words": "Not Leo."}
            )
            assert answer.headers["location"] == given.page
        given.browser(accept="text/html").post(f"{given.page}/report", data={"reason": "spam"})

        with reading() as db:
            reports = db.exec(select(Report)).all()
        assert {(one.subject_kind, one.subject_id) for one in reports} == {("gift", given.link.key)}
        assert len(reports) == 2


class TestForged:
    def test_calls_find_no_gift(self, given: Given):
        address = f"/api/gifts/{given.card.public_id}"
        for handle, moves in {
            "maya": ("open", "accept", "decline", "withdraw", "reveal", "thank", "steal"),
            "leo": ("open", "accept", "decline", "reveal", "thank"),
            "ines": ("withdraw", "link"),
        }.items():
            browser = given.browser(handle)
            for move in moves:
                answer = browser.post(f"{address}/{move}")
                assert (move, answer.status_code) == (move, HTTPStatus.NOT_FOUND)

        assert given.state(given.card) == "sent"

    def test_calls_of_nobody_ask_for_a_session(self, given: Given):
        for move in ("open", "accept", "decline", "withdraw", "reveal"):
            answer = given.browser().post(f"/api/gifts/{given.card.public_id}/{move}")
            assert answer.status_code == HTTPStatus.UNAUTHORIZED

    def test_calls_from_another_site_are_refused(self, given: Given):
        browser = given.browser("ines")
        browser.headers["origin"] = "https://elsewhere.example"

        answer = browser.post(f"/api/gifts/{given.card.public_id}/accept")

        assert answer.status_code == HTTPStatus.FORBIDDEN

    def test_forms_that_are_none_are_refused(self, given: Given):
        ines, address = given.browser("ines"), f"/api/gifts/{given.card.public_id}/accept"
        kind = {"content-type": "application/x-www-form-urlencoded"}
        for body, status in {
            "start_on=a&start_on=b": HTTPStatus.BAD_REQUEST,
            "unknown=1": HTTPStatus.BAD_REQUEST,
            "name=" + "x" * 9000: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        }.items():
            assert ines.post(address, content=body, headers=kind).status_code == status

        assert given.state(given.card) == "sent"


class TestCode:
    def test_is_in_one_answer_and_nowhere_else(self, given: Given):
        ines, address = given.browser("ines"), f"/api/gifts/{given.card.public_id}"
        accepted = ines.post(f"{address}/accept")
        shown, again = ines.post(f"{address}/reveal"), ines.post(f"{address}/reveal")

        assert CODE not in accepted.text
        assert shown.json()["code"] == CODE
        assert shown.headers["cache-control"] == "no-store"
        assert again.status_code == HTTPStatus.CONFLICT
        assert again.json()["detail"] == "Your code was shown before. It ends in 1234."
        seen = given.browser("leo", accept="text/html").get("/gestures").text
        assert "1234" not in seen

    def test_sealed_with_another_key_is_said_and_stays_until_the_key_is_back(
        self, given: Given, monkeypatch: pytest.MonkeyPatch
    ):
        """As after a restore on another machine, to which nobody took `secret_key`."""
        ines, address = given.browser("ines"), f"/api/gifts/{given.card.public_id}"
        ines.post(f"{address}/accept")
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("SG_SECRET_KEY", "of another installation, long enough")
            get_settings.cache_clear()
            asked = ines.post(f"{address}/reveal")
            form = given.browser("ines", accept="text/html").post(f"{address}/reveal")
        get_settings.cache_clear()

        assert asked.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        for words in ("another key", "Nothing is lost", "put back the file secret_key"):
            assert words in asked.json()["detail"]
        assert (form.status_code, form.headers["location"]) == (303, "/gestures")
        assert ines.post(f"{address}/reveal").json()["code"] == CODE


class TestThanks:
    def test_with_a_video_stand_in_the_conversation_for_both(self, given: Given):
        with transaction() as db:
            clip = make_clip(db, given.people["ines"], caption="First light")
            theirs = make_clip(db, given.people["leo"])
        ines, address = given.browser("ines"), f"/api/gifts/{given.card.public_id}"
        offered = ines.post(f"{address}/accept").json()["clips"]
        refused = ines.post(f"{address}/thank", data={"video": theirs.public_id})

        answer = ines.post(f"{address}/thank", data={"text": "Look!", "video": clip.public_id})

        assert [one["id"] for one in offered] == [clip.public_id]
        assert (refused.status_code, "your own videos" in refused.text) == (409, True)
        assert (answer.json()["can_thank"], answer.json()["has_thanked"]) == (False, True)
        for handle in ("leo", "ines"):
            browser = given.browser(handle)
            (conversation,) = browser.get("/api/inbox").json()["rows"]
            said = browser.get(f"/api{conversation['url']}").json()["messages"][-1]
            assert (said["kind"], said["text"]) == ("thanks", "Look!")
            assert said["shared"]["title"] == "First light"
            assert said["shared"]["url"] == f"/video/{clip.public_id}"

    def test_stay_when_their_video_can_not_be_watched_any_more(self, given: Given):
        with transaction() as db:
            clip = make_clip(db, given.people["ines"])
        ines, address = given.browser("ines"), f"/api/gifts/{given.card.public_id}"
        ines.post(f"{address}/accept")
        ines.post(f"{address}/thank", data={"text": "Look!", "video": clip.public_id})
        with transaction() as db:
            video = db.get_one(Video, clip.key)
            video.state, video.failure = VideoState.FAILED, "It can’t be read."

        (conversation,) = ines.get("/api/inbox").json()["rows"]
        said = ines.get(f"/api{conversation['url']}").json()["messages"][-1]

        assert (said["text"], said["shared"]) == ("Look!", None)


class TestSending:
    def form(self, given: Given, **changes: str) -> dict[str, str]:
        return {"offer": given.offer.slug, "to": "maya", "key": "0123456789abcdef"} | changes

    def test_answers_with_the_gift_and_what_is_left(self, given: Given):
        leo = given.browser("leo")

        first, again = (leo.post("/api/gifts", data=self.form(given)) for _ in range(2))

        assert first.json()["program"]["sends_left"] == 0
        assert first.json()["thread_url"].startswith("/inbox/")
        assert first.json()["gift"]["status"] == "Sent"
        assert again.json()["gift"]["gift_id"] == first.json()["gift"]["gift_id"]

    def test_refusals_name_the_field_and_the_reason(self, given: Given):
        leo = given.browser("leo")
        for changes, field, words in (
            ({"to": "leo"}, "to", "somebody else"),
            ({"to": "nobody.here"}, "to", "can’t receive gifts"),
            ({"to": "ines"}, "to", "still open"),
            ({"note": "😀" * 281}, "note", "at most 280"),
            ({"offer": "none"}, "offer", "can’t find this offer"),
            ({"cover": "demoLamp"}, "cover", "your own videos"),
        ):
            answer = leo.post("/api/gifts", data=self.form(given, **changes))

            assert answer.status_code == HTTPStatus.CONFLICT
            assert answer.headers["x-field"] == field
            assert words in answer.json()["detail"]


def test_a_wrapped_gift_holds_no_secret_in_its_conversation(given: Given):
    leo_sees = given.browser("leo", accept="text/html").get("/gestures").text

    assert "A secret line." in leo_sees
    opened = given.browser("ines").post(f"/api/gifts/{given.card.public_id}/open").json()
    assert (opened["stage"], opened["note"]) == ("open", "A secret line.")
