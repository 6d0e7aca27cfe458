"""Who sees whose earnings, by the addresses that a browser, or a program, asks."""

import csv
import io
import json
from dataclasses import dataclass
from http import HTTPStatus

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.billing.connect.models import ConnectedAccount
from smallgestures.db.engine import transaction
from smallgestures.shop.earnings.export import CSV_HEAD
from tests import connect_says
from tests.factories import make_click, make_clip, make_link, make_order, make_product
from tests.integration.conftest import Database
from tests.integration.web.browsers import browser_of, data_of
from tests.made_orders import abandon, pay, refund
from tests.people import make_person

ADDRESSES = (
    "/studio/earnings",
    "/studio/earnings/ledger.jsonl",
    "/studio/earnings/earnings.csv",
    "/studio/earnings/statements/{month}",
)


@dataclass
class Given:
    """Maya sold four things: paid, refunded in part, bought by herself, never paid."""

    people: dict[str, Person]

    def browser(self, handle: str | None = None) -> TestClient:
        return browser_of(self.people[handle] if handle else None)

    def earnings(self, handle: str = "maya", query: str = "") -> dict:
        answer = self.browser(handle).get(f"/studio/earnings{query}")
        assert answer.status_code == HTTPStatus.OK
        return data_of(answer.text)["earnings"]


@pytest.fixture
def given(sqlite_database: Database, built_pages: None) -> Given:
    with transaction() as db:
        people = {name: make_person(db, name) for name in ("maya", "noor", "ines", "leo")}
        arrange(db, people)
    return Given(people)


def arrange(db: Session, people: dict[str, Person]) -> None:
    product = make_product(db, title="=Tidal vase", stock=9)
    link = make_link(db, make_clip(db, people["maya"]), product)

    def order(handle: str):
        make_click(db, link, people[handle])
        return make_order(db, product, people[handle])

    pay(db, order("ines"))
    refund(db, pay(db, order("leo")), 1200)
    pay(db, order("maya"))
    abandon(db, order("noor"))


def month() -> str:
    return f"{clock.now():%Y-%m}"


class TestPage:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_leads_nobody_to_sign_in(self, given: Given, address: str):
        path = address.format(month=month())
        answer = given.browser().get(path)

        assert answer.status_code == HTTPStatus.SEE_OTHER
        assert answer.headers["location"] == f"/sign-in?next={path}"

    def test_says_what_is_waiting_and_why(self, given: Given):
        shown = given.earnings()

        figures = {one["name"]: one["value"] for one in shown["figures"]}
        assert figures == {
            "Can be paid out": "$0.00",
            "Waiting": "$6.72",
            "Taken back": "$0.96",
            "Buyers per 100 clicks": "50.0",
        }
        assert [(one["status"], one["amount"]) for one in shown["commissions"]] == [
            ("Not eligible", "$0.00"),
            ("Not eligible", "$0.00"),
            ("Pending", "$2.88"),
            ("Pending", "$3.84"),
        ]
        chain = [step["what"] for step in shown["commissions"][-1]["chain"]]
        assert chain == ["Shown", "Link followed", "Product page opened", "Ordered"]
        assert shown["account"]["button"] == "Set up payouts"

    def test_tells_a_creator_nothing_of_who_bought(self, given: Given):
        text = given.browser("maya").get("/studio/earnings").text

        for secret in ("ines@", "@ines", "Ines", "leo@", "@leo", "Leo"):
            assert secret not in text
        aliases = {
            one["chain"][-1]["detail"].rpartition("by ")[2]
            for one in given.earnings()["commissions"]
        }
        assert len(aliases) == 4

    def test_shows_another_creator_nothing_of_it(self, given: Given):
        shown = given.earnings("noor")

        assert (shown["commissions"], shown["sent"], shown["months"]) == ([], [], [])
        assert "Tidal vase" not in given.browser("noor").get("/studio/earnings").text

    def test_of_older_ones_takes_any_nonsense(self, given: Given):
        assert given.earnings(query="?before=1")["is_older"]
        for nonsense in ("?before=-1", "?before=x", "?before=" + "9" * 30):
            assert not given.earnings(query=nonsense)["is_older"]

    def test_says_what_stripe_wants(self, given: Given):
        with transaction() as db:
            connect_says.is_ready(db, given.people["maya"], can_receive=False)

        account = given.earnings()["account"]

        assert account["title"] == "Stripe wants something more"
        assert account["wanted"] == ["a picture of your passport or identity card"]
        assert account["button"] == "Go on at Stripe"

    def test_has_stripe_asked_when_somebody_comes_back_and_not_otherwise(self, given: Given):
        with transaction() as db:
            connect_says.is_ready(db, given.people["maya"])
            row = db.exec(select(ConnectedAccount)).one()
            row.checked_at = row.checked_at.replace(year=2020)
            db.add(row)

        given.earnings("noor", "?from=stripe")
        given.earnings()
        assert checked_year() == 2020
        given.earnings(query="?from=stripe")
        assert checked_year() > 2020

    def test_as_json_is_the_same(self, given: Given):
        answer = given.browser("maya").get("/api/studio/earnings")

        assert answer.json() == json.loads(json.dumps(given.earnings()))
        assert given.browser().get("/api/studio/earnings").status_code == HTTPStatus.UNAUTHORIZED


def checked_year() -> int:
    with transaction() as db:
        return db.exec(select(ConnectedAccount)).one().checked_at.year


class TestFiles:
    def test_ledger_is_the_creators_own_line_by_line(self, given: Given):
        answer = given.browser("maya").get("/studio/earnings/ledger.jsonl")

        lines = [json.loads(line) for line in answer.text.splitlines()]
        assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
        assert lines[-1]["balance_minor"] + 0 == 672
        assert "attachment" in answer.headers["content-disposition"]
        assert given.browser("noor").get("/studio/earnings/ledger.jsonl").text == ""

    def test_csv_has_every_entry_and_no_formula(self, given: Given):
        answer = given.browser("maya").get("/studio/earnings/earnings.csv")

        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert tuple(rows[0]) == CSV_HEAD
        assert [row["commission_minor"] for row in rows] == ["384", "0", "384", "384"]
        assert {row["product"] for row in rows} == {"'=Tidal vase"}

    def test_csv_of_nothing_has_its_head(self, given: Given):
        answer = given.browser("noor").get("/studio/earnings/earnings.csv")

        assert answer.text.strip() == "\ufeff" + ",".join(CSV_HEAD)


class TestStatement:
    def test_of_this_month_adds_up(self, given: Given):
        answer = given.browser("maya").get(f"/studio/earnings/statements/{month()}")

        shown = data_of(answer.text)["statement"]
        assert (shown["opening"], shown["closing"]) == ("$0.00", "$6.72")
        assert shown["sums"] == [
            {"name": "Earned", "amount": "$7.68"},
            {"name": "Taken back", "amount": "−$0.96"},  # noqa: RUF001
        ]
        assert len(shown["lines"]) == 3

    @pytest.mark.parametrize("name", ["2019-01", "2099-01", "2026-13", "x", "2026-1", "2026-011"])
    def test_of_no_such_month_is_none(self, given: Given, name: str):
        answer = given.browser("maya").get(f"/studio/earnings/statements/{name}")

        assert answer.status_code == HTTPStatus.NOT_FOUND

    def test_of_somebody_who_never_earned_is_none(self, given: Given):
        answer = given.browser("noor").get(f"/studio/earnings/statements/{month()}")

        assert answer.status_code == HTTPStatus.NOT_FOUND


class TestSettingUp:
    def test_needs_somebody_who_is_signed_in(self, given: Given):
        for method in ("start", "refresh"):
            path = f"/studio/earnings/payouts/{method}"
            browser = given.browser()
            answer = browser.post(path) if method == "start" else browser.get(path)

            assert answer.headers["location"] == "/sign-in?next=/studio/earnings"

    def test_by_a_link_from_elsewhere_opens_no_account(self, given: Given):
        answer = given.browser("maya").get("/studio/earnings/payouts/refresh")

        assert answer.headers["location"] == "/studio/earnings"
        with transaction() as db:
            assert db.exec(select(ConnectedAccount)).all() == []

    def test_by_a_foreign_page_is_refused(self, given: Given):
        answer = given.browser("maya").post(
            "/studio/earnings/payouts/start", headers={"origin": "https://elsewhere.example"}
        )

        assert answer.status_code == HTTPStatus.FORBIDDEN
