"""Who sees and does what with whose gifts, by the addresses that a browser, or a program, asks."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.billing.subscriptions.models import ConsentRecord
from smallgestures.db.engine import transaction
from smallgestures.gestures.gifts.models import Gift
from smallgestures.gestures.trials.models import QuietPerson, Trial, TrialState
from smallgestures.gestures.trials.quiet import unsubscribe_token
from tests.gifts import make_offer
from tests.integration.conftest import Database
from tests.integration.statements import statements
from tests.integration.web.browsers import browser_of, data_of
from tests.kept_trials import proposal_of
from tests.made_trials import make_accepted_gift, make_trial
from tests.people import make_person


@dataclass
class Given:
    """Leo gave Ines a trial; Rui looks on."""

    gift: str
    trial_id: int
    people: dict[str, Person]

    def browser(self, handle: str | None = None) -> TestClient:
        """Return the browser of one of them, or of nobody."""
        return browser_of(self.people[handle] if handle else None)

    def trial(self) -> Trial:
        with transaction() as db:
            return db.get_one(Trial, self.trial_id)

    def words(self) -> str:
        """Return which words stand in the dialog now."""
        with transaction() as db:
            return proposal_of(db, db.get_one(Trial, self.trial_id)).words.sha256


@pytest.fixture
def given(sqlite_database: Database, built_pages: None) -> Given:
    with transaction() as db:
        people = {
            "ines": make_person(db, "ines", time_zone="Asia/Tokyo"),
            "leo": make_person(db, "leo"),
            "rui": make_person(db, "rui"),
        }
        trial = make_trial(db, people["ines"], people["leo"])
        gift = db.get_one(Gift, trial.gift_id)
    return Given(gift.public_id, trial.key, people)


class TestMyGifts:
    def test_nobody_is_led_to_sign_in_and_back(self, given: Given):
        answer = given.browser().get("/trials")

        assert answer.headers["location"] == "/sign-in?next=/trials"

    def test_the_recipient_sees_what_it_costs_and_when_it_ends_in_their_zone(self, given: Given):
        trials = data_of(given.browser("ines").get("/trials").text)["trials"]

        [gift] = trials["gifts"]
        assert gift["name"] == "Adobe Premiere Rush: 90 days"
        assert gift["standing"]["strong"].startswith("Ends ")
        assert trials["summary"]["paid_today"] == "$0.00"
        assert gift["keep"]["yes"].startswith("Yes, charge me $9.99 every month from ")

    def test_the_sender_sees_how_far_it_came_and_nothing_of_its_use(self, given: Given):
        answer = given.browser("leo").get("/trials?tab=sent")

        trials = data_of(answer.text)["trials"]
        assert [one["badge"] for one in trials["sent"]] == ["Accepted"]
        assert trials["gifts"] == []
        assert "Ends " not in answer.text

    def test_everybody_else_sees_nothing(self, given: Given):
        for tab in ("received", "sent", "past"):
            answer = given.browser("rui").get(f"/trials?tab={tab}")

            assert "Premiere" not in answer.text

    def test_costs_as_many_statements_for_twenty_gifts_as_for_one(self, given: Given):
        browser = given.browser("ines")
        browser.get("/trials")
        with statements() as few:
            browser.get("/api/trials")
        with transaction() as db:
            for _ in range(19):
                make_accepted_gift(db, make_offer(db, kind="code"), given.people["ines"])

        with statements() as many:
            answer = browser.get("/api/trials")

        assert len(answer.json()["gifts"]) == 20
        assert answer.json()["older_url"].startswith("/trials?tab=received&before=")
        assert len(many) == len(few) <= 9


class TestForgedCalls:
    @pytest.mark.parametrize("action", ["cancel", "undo", "keep"])
    @pytest.mark.parametrize("handle", ["rui", "leo"])
    def test_change_nothing_of_anothers(self, given: Given, action: str, handle: str):
        before = given.trial()
        form = {"words": given.words(), "yes": "yes", "tab": "received"}

        answer = given.browser(handle).post(
            f"/trials/{given.gift}/{action}", data=form if action == "keep" else {}
        )

        assert answer.status_code == HTTPStatus.SEE_OTHER
        assert given.trial() == before
        with transaction() as db:
            assert db.exec(select(ConsentRecord)).all() == []

    @pytest.mark.parametrize("action", ["cancel", "undo"])
    def test_without_a_session_lead_to_sign_in(self, given: Given, action: str):
        answer = given.browser().post(f"/trials/{given.gift}/{action}")

        assert answer.headers["location"] == "/sign-in?next=/trials"
        assert given.trial().cancel_at is None

    def test_from_another_site_are_refused(self, given: Given):
        answer = given.browser("ines").post(
            f"/trials/{given.gift}/cancel", headers={"origin": "https://evil.example"}
        )

        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert given.trial().cancel_at is None

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"words": "0" * 64},
            {"words": "0" * 64, "yes": "no", "tab": "received"},
            {"words": "short", "yes": "yes", "tab": "received"},
        ],
    )
    def test_without_a_tick_agree_to_nothing(self, given: Given, form: dict):
        answer = given.browser("ines").post(f"/trials/{given.gift}/keep", data=form)

        assert answer.status_code == HTTPStatus.BAD_REQUEST
        with transaction() as db:
            assert db.exec(select(ConsentRecord)).all() == []

    @pytest.mark.parametrize("handle", ["rui", "leo", None])
    def test_read_no_date_of_anothers(self, given: Given, handle: str | None):
        browser = given.browser(handle)

        end = browser.get(f"/trials/{given.gift}/end.ics")
        ledger = browser.get("/trials/ledger.json")

        assert end.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.SEE_OTHER}
        assert "Premiere" not in end.text + ledger.text


class TestChanging:
    def test_one_post_cancels_and_another_undoes(self, given: Given):
        browser = given.browser("ines")

        browser.post(f"/trials/{given.gift}/cancel")
        cancelled = given.trial().cancel_at
        browser.post(f"/trials/{given.gift}/undo")

        assert cancelled is not None
        assert given.trial().cancel_at is None

    def test_words_that_changed_are_shown_anew_and_nothing_is_agreed_to(self, given: Given):
        browser = given.browser("ines")
        form = {"words": "0" * 64, "yes": "yes", "tab": "received"}

        answer = browser.post(f"/trials/{given.gift}/keep", data=form)
        page = data_of(browser.get(answer.headers["location"]).text)

        assert page["flash"]["values"] == {"keep": given.gift}
        assert "Nothing was agreed to" in page["flash"]["errors"]["form"]
        with transaction() as db:
            assert db.exec(select(ConsentRecord)).all() == []

    def test_stripe_down_is_said_and_the_trial_stays_as_it_is(self, given: Given):
        form = {"words": given.words(), "yes": "yes", "tab": "received"}

        answer = given.browser("ines").post(f"/trials/{given.gift}/keep", data=form)

        assert answer.headers["location"] == "/trials"
        assert given.trial().state == TrialState.ACTIVE


class TestFiles:
    def test_csv_has_each_dated_line_and_no_formula(self, given: Given):
        with transaction() as db:
            person = db.get_one(Person, given.people["leo"].key)
            person.name = "=HYPERLINK(1)"

        answer = given.browser("ines").get("/trials/ledger.csv")

        [row] = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert (row["what"], row["brand"]) == ("accepted", "Adobe Premiere Rush")
        assert row["from"] == "'=HYPERLINK(1)"
        assert "attachment" in answer.headers["content-disposition"]

    def test_json_has_the_trial_too(self, given: Given):
        [gift] = json.loads(given.browser("ines").get("/trials/ledger.json").text)["gifts"]

        assert gift["trial"]["state"] == "active"
        assert [line["what"] for line in gift["lines"]] == ["accepted"]

    @pytest.mark.parametrize("address", ["/trials/{gift}/end.ics", "/trials/ends.ics"])
    def test_a_calendar_gets_the_end(self, given: Given, address: str):
        answer = given.browser("ines").get(address.format(gift=given.gift))

        ends = f"DTSTART:{given.trial().ends_at:%Y%m%dT%H%M%SZ}"
        assert answer.headers["content-type"].startswith("text/calendar")
        assert ends in answer.text
        assert "SUMMARY:Adobe Premiere Rush ends" in answer.text


class TestStoppingLetters:
    def test_takes_one_click_of_a_mail_program_and_no_session(self, given: Given):
        token = unsubscribe_token(given.people["ines"].key)

        answer = given.browser().post(
            f"/unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"}
        )

        assert answer.status_code == HTTPStatus.SEE_OTHER
        with transaction() as db:
            assert [one.person_id for one in db.exec(select(QuietPerson))] == [
                given.people["ines"].key
            ]

    def test_a_look_alone_stops_nothing(self, given: Given):
        token = unsubscribe_token(given.people["ines"].key)

        answer = given.browser().get(f"/unsubscribe/{token}")

        assert answer.status_code == HTTPStatus.OK
        with transaction() as db:
            assert db.exec(select(QuietPerson)).all() == []

    def test_a_guessed_link_stops_nobodys(self, given: Given):
        forged = f"{given.people['ines'].key}.{unsubscribe_token(given.people['rui'].key)[2:]}"

        looked = given.browser().get(f"/unsubscribe/{forged}")
        answer = given.browser().post(f"/unsubscribe/{forged}")

        assert looked.status_code == HTTPStatus.NOT_FOUND
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        with transaction() as db:
            assert db.exec(select(QuietPerson)).all() == []

    def test_can_be_taken_back_on_the_page(self, given: Given):
        browser = given.browser("ines")
        browser.post(f"/unsubscribe/{unsubscribe_token(given.people['ines'].key)}")
        quiet = browser.get("/api/trials").json()["summary"]["is_quiet"]

        browser.post("/trials/letters")

        assert quiet
        assert not browser.get("/api/trials").json()["summary"]["is_quiet"]


def test_what_ended_lately_stands_where_it_was_and_under_past(given: Given):
    with transaction() as db:
        trial = db.get_one(Trial, given.trial_id)
        trial.state, trial.due_at = TrialState.ENDED, None
        trial.finished_at = clock.now() - timedelta(days=1)

    browser = given.browser("ines")

    [lately] = browser.get("/api/trials").json()["gifts"]
    [gift] = browser.get("/api/trials?tab=past").json()["gifts"]
    assert lately == gift
    assert gift["standing"]["badge"] == "Ended"
    assert gift["keep"]["yes"].startswith("Yes, charge me $9.99 today")
