"""Messages over plain routes: what two people may do, and what nobody else can."""

from http import HTTPStatus

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from smallgestures.accounts.ties.queries import follows, is_blocked_between
from smallgestures.accounts.ties.service import block_person, follow_person
from smallgestures.db.engine import transaction
from smallgestures.messaging.models import Message, MessageKind
from smallgestures.messaging.service import open_thread, post_message
from smallgestures.messaging.showing import conversations_of, unread_of
from smallgestures.moderation.models import SubjectKind
from smallgestures.moderation.queries import list_reports
from smallgestures.web.limits import MESSAGES
from tests.factories import make_clip, make_product
from tests.integration.web.browsers import browser_of, data_of
from tests.people import make_person


class Talk:
    """Ines and Leo have a conversation; Zoe is somebody else."""

    def __init__(self) -> None:
        with transaction() as db:
            self.people = {name: make_person(db, name) for name in ("ines", "leo", "zoe")}
            self.ines_id, self.leo_id, self.zoe_id = (who.key for who in self.people.values())
            follow_person(db, self.ines_id, followed_id=self.leo_id)
            self.thread = open_thread(db, self.ines_id, with_id=self.leo_id)
            self.first_id = self._post(db, "Between us")
        self.page = f"/inbox/{self.thread}"

    def _post(self, db, text: str) -> int:
        return post_message(
            db,
            sender_id=self.ines_id,
            recipient_id=self.leo_id,
            kind=MessageKind.TEXT,
            client_key="first-message",
            text=text,
        ).key

    def browser(self, handle: str | None = None, *, accept: str = "application/json") -> TestClient:
        """Return the browser of one of them, or of nobody."""
        return browser_of(self.people[handle] if handle else None, accept=accept)

    def texts(self) -> list[str]:
        with transaction() as db:
            return [message.text for message in db.exec(select(Message).order_by(Message.id))]


@pytest.fixture
def talk(sqlite_database, built_pages) -> Talk:
    return Talk()


def form(text: str = "Hello", key: str = "a-key-of-its-own", **more: str) -> dict[str, str]:
    return {"text": text, "client_key": key} | more


class TestOfStrangers:
    @pytest.mark.parametrize("handle", ["zoe", None])
    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", "/api{page}", None),
            ("GET", "/api{page}?after={first}", None),
            ("POST", "{page}", form()),
            ("POST", "{page}/read", {"through": "1"}),
            ("POST", "{page}/accept", {}),
            ("POST", "{page}/turn-down", {}),
        ],
    )
    def test_every_call_about_a_thread_is_refused_and_changes_nothing(
        self, talk: Talk, handle, method, path, body
    ):
        address = path.format(page=talk.page, first=talk.first_id)

        answer = talk.browser(handle).request(method, address, data=body)

        assert answer.status_code in {404, 401, 303}
        assert answer.status_code == (404 if handle else answer.status_code)
        assert answer.headers.get("location", "/sign-in").startswith("/sign-in")
        assert "Between us" not in answer.text
        assert talk.texts() == ["Between us"]

    def test_the_page_of_a_thread_is_not_there_for_others(self, talk: Talk):
        page = talk.browser("zoe", accept="text/html").get(talk.page)
        nobody = talk.browser(accept="text/html").get(talk.page)

        assert page.status_code == HTTPStatus.NOT_FOUND
        assert "Between us" not in page.text
        assert nobody.headers["location"].startswith("/sign-in?next=/inbox/")

    def test_a_report_of_a_foreign_thread_is_refused(self, talk: Talk):
        body = {"reason": "spam", "thread": talk.thread}

        talk.browser("zoe").post("/u/ines/report", data=body)

        with transaction() as db:
            assert list_reports(db, SubjectKind.THREAD, 1) == []


class TestSend:
    def test_answers_with_what_is_new(self, talk: Talk):
        body = form("Hi Ines", after=str(talk.first_id))

        answer = talk.browser("leo").post(talk.page, data=body).json()

        assert answer["follows_on"]
        assert [(m["text"], m["is_mine"]) for m in answer["messages"]] == [("Hi Ines", True)]

    def test_twice_is_once(self, talk: Talk):
        browser = talk.browser("leo")

        for _ in range(2):
            assert browser.post(talk.page, data=form("Once")).status_code == HTTPStatus.OK

        assert talk.texts() == ["Between us", "Once"]

    def test_as_a_plain_form_leads_back_to_the_page(self, talk: Talk):
        answer = talk.browser("leo", accept="text/html").post(talk.page, data=form())

        assert (answer.status_code, answer.headers["location"]) == (303, talk.page)

    def test_that_is_refused_comes_back_in_its_box(self, talk: Talk):
        long = "é🌱" * 1500
        answer = talk.browser("leo", accept="text/html").post(talk.page, data=form(long))

        data = data_of(answer.text)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert data["draft"] == long
        assert "3,000 characters" in data["refused"]

    @pytest.mark.parametrize("text", ["<script>alert(1)</script>", "مرحبا 👋", "a\nb", "=1+1"])
    def test_gives_back_what_was_typed(self, talk: Talk, text):
        browser = talk.browser("leo")
        browser.post(talk.page, data=form(text))

        page = browser.get(talk.page, headers={"accept": "text/html"})

        assert browser.get(f"/api{talk.page}").json()["messages"][-1]["text"] == text
        assert data_of(page.text)["thread"]["messages"][-1]["text"] == text
        assert "<script>alert" not in page.text

    def test_to_somebody_who_blocks_reads_as_to_a_closed_account(self, talk: Talk):
        with transaction() as db:
            block_person(db, talk.ines_id, blocked_id=talk.leo_id)

        answer = talk.browser("leo").post(talk.page, data=form())

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert answer.json()["detail"] == "Ines can’t get your message. Nothing was sent."

    def test_too_often_says_when_to_go_on(self, talk: Talk):
        browser = talk.browser("leo")
        for n in range(MESSAGES.rate.amount):
            browser.post(talk.page, data=form(key=f"message-{n}"))

        answer = browser.post(talk.page, data=form(key="one-too-many"))

        assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert int(answer.headers["retry-after"]) > 0

    def test_shows_a_clip_or_a_product_and_not_what_is_not_there(self, talk: Talk):
        with transaction() as db:
            clip, vase = make_clip(db), make_product(db, slug="vase")
        browser = talk.browser("leo")

        browser.post(talk.page, data=form("", "shares-a-clip", share=f"video:{clip.public_id}"))
        browser.post(talk.page, data=form("Look", "shares-a-vase", share="product:vase"))
        refused = browser.post(talk.page, data=form("", "shares-nothing", share="video:nothing"))

        messages = browser.get(f"/api{talk.page}").json()["messages"][1:]
        assert [message["shared"]["url"] for message in messages] == [
            f"/video/{clip.public_id}",
            f"/product/{vase.slug}",
        ]
        assert "no longer here" in refused.json()["detail"]


class TestRead:
    def test_takes_the_count_away(self, talk: Talk):
        browser = talk.browser("leo")
        assert browser.get("/api/unread").json()["count"] == "1"

        browser.post(f"{talk.page}/read", data={"through": str(talk.first_id)})

        assert browser.get("/api/unread").json()["count"] == ""
        assert talk.browser("ines").get(f"/api{talk.page}").json()["seen_through"] == talk.first_id

    @pytest.mark.parametrize("through", ["", "x1", "1 or more", "1" * 40])
    def test_refuses_what_is_no_message(self, talk: Talk, through: str):
        answer = talk.browser("leo").post(f"{talk.page}/read", data={"through": through})

        assert answer.status_code == HTTPStatus.BAD_REQUEST


class TestPeople:
    def test_are_followed_and_no_longer(self, talk: Talk):
        browser = talk.browser("zoe")

        for what, is_so in (("follow", True), ("follow", True), ("unfollow", False)):
            assert browser.post(f"/u/leo/{what}", data={}).headers["location"] == "/u/leo"
            with transaction() as db:
                assert follows(db, talk.zoe_id, talk.leo_id) is is_so

    def test_are_written_to_from_their_profile_as_a_request(self, talk: Talk):
        browser = talk.browser("zoe")

        page = browser.post("/u/leo/message", data={}).headers["location"]
        browser.post(page, data=form("Hello, you don’t know me"))

        with transaction() as db:
            asks = conversations_of(db, talk.leo_id, requests=True)
            assert [row.last.text for row in asks] == ["Hello, you don’t know me"]
            assert unread_of(db, talk.leo_id).has_requests

    def test_are_reported_and_blocked_in_one_go(self, talk: Talk):
        body = {"reason": "scam", "words": "Asks for money", "block": "yes", "thread": talk.thread}

        talk.browser("leo").post("/u/ines/report", data=body | {"next": talk.page})

        with transaction() as db:
            reports = list_reports(db, SubjectKind.THREAD, 1)
            assert [(one.reason, one.words) for one in reports] == [("scam", "Asks for money")]
            assert is_blocked_between(db, talk.ines_id, talk.leo_id)
            assert not follows(db, talk.ines_id, talk.leo_id)

    def test_a_button_leads_nowhere_else(self, talk: Talk):
        answer = talk.browser("zoe").post("/u/leo/follow", data={"next": "https://evil.example"})

        assert answer.headers["location"] == "/u/leo"
