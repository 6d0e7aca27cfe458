"""Who sees what of an order, on its page and in what the page asks for; and what brands see."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import pytest
from starlette.testclient import TestClient

from smallgestures.accounts.models import Person, Role
from smallgestures.db.engine import transaction
from smallgestures.shop.attribution.service import record_product_view
from smallgestures.shop.models import Product
from smallgestures.shop.orders.models import Order
from smallgestures.shop.orders.showing import PAGE
from tests import made_orders
from tests.factories import (
    checkout_of,
    make_brand,
    make_click,
    make_clip,
    make_link,
    make_order,
    make_product,
)
from tests.integration.conftest import Database
from tests.integration.web.browsers import browser_of, data_of
from tests.outbox import events
from tests.people import make_person

OF_THE_BUYER = ("Ines Duarte", "@ines", "Rua do Sol", "Lisbon", "4242")


@dataclass
class Sale:
    """Ines bought a vase of Noor's by a link of Maya's; Rui and another brand look on."""

    order: Order
    vase: Product
    people: dict[str, Person]

    @property
    def page(self) -> str:
        return f"/orders/{self.order.public_id}"

    @property
    def source(self) -> str:
        return f"/api/orders/{self.order.public_id}"

    def browser(self, handle: str | None = None, **headers: str) -> TestClient:
        """Return the browser of one of them, or of nobody."""
        return browser_of(self.people[handle] if handle else None, **headers)


@pytest.fixture
def sale(sqlite_database: Database, built_pages: None) -> Sale:
    with transaction() as db:
        people = {
            "ines": make_person(db, "ines", name="Ines Duarte", time_zone="Asia/Tokyo"),
            "maya": make_person(db, "maya"),
            "noor": make_person(db, "noor", roles=(Role.BRAND,)),
            "rui": make_person(db, "rui"),
            "rival": make_person(db, "rival", roles=(Role.BRAND,)),
        }
        brand = make_brand(db, name="Noor Studio", owner_id=people["noor"].key)
        vase = make_product(db, slug="vase", brand_id=brand.key, stock=100)
        link = make_link(db, make_clip(db, people["maya"]), vase)
        record_product_view(db, vase.key, click=make_click(db, link, people["ines"]))
        order = made_orders.pay(db, make_order(db, vase, people["ines"]))
    return Sale(order, vase, people)


class TestOneOrder:
    def test_nobody_is_led_to_sign_in_and_back(self, sale: Sale):
        answer = sale.browser().get(f"{sale.page}?from=checkout")

        assert answer.status_code == HTTPStatus.SEE_OTHER
        expected = f"/sign-in?next={sale.page}%3Ffrom%3Dcheckout"
        assert answer.headers["location"] == expected

    def test_the_buyer_sees_all_of_it(self, sale: Sale):
        answer = sale.browser("ines").get(sale.page)

        order = data_of(answer.text)["order"]
        assert answer.status_code == HTTPStatus.OK
        assert answer.headers["cache-control"] == "private, no-cache"
        assert f"<title data-server>Order {sale.order.number}" in answer.text
        assert (order["tile"]["status"], order["is_buyers"]) == ("Paid", True)
        assert "Rua do Sol 4" in order["address"]
        assert order["steps"][1]["detail"] == "Confirmed by Stripe, Visa ending 4242"
        assert [step["what"] for step in order["chain"]] == [
            "Shown",
            "Link followed",
            "Product page opened",
            "Ordered",
        ]
        assert order["commission"] == ""

    def test_the_creator_sees_what_they_earn_and_nothing_of_the_buyer(self, sale: Sale):
        answer = sale.browser("maya").get(sale.page)

        order = data_of(answer.text)["order"]
        assert (order["is_buyers"], order["can_pay"]) == (False, False)
        assert order["commission"].startswith("$3.84, pending: 8% of $48.00, as at the click.")
        assert "The buyer can send it back until" in order["commission"]
        assert [word for word in OF_THE_BUYER if word in answer.text] == []

    @pytest.mark.parametrize("handle", ["rui", "noor", "rival"])
    def test_for_everybody_else_there_is_none(self, sale: Sale, handle: str):
        answer = sale.browser(handle).get(sale.page)

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert data_of(answer.text)["reason"] == "We can’t find this order among yours."
        assert "Tidal vase" not in answer.text

    def test_an_order_that_is_not_there_answers_the_same(self, sale: Sale):
        answer = sale.browser("ines").get("/orders/nobodyhasit")

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert data_of(answer.text)["reason"] == "We can’t find this order among yours."

    def test_its_times_are_those_of_who_looks(self, sale: Sale, held_clock):
        held_clock.pass_by(timedelta(hours=6))  # three in the morning in Tokyo
        with transaction() as db:
            late = make_order(db, sale.vase, sale.people["ines"])

        lead = data_of(sale.browser("ines").get(f"/orders/{late.public_id}").text)["order"]["lead"]

        assert lead == "Saturday 21 November 2026, from Noor Studio"

    def test_what_a_form_left_is_shown_once(self, sale: Sale):
        browser = sale.browser("ines")
        browser.post(f"{sale.page}/pay")

        first, second = (data_of(browser.get(sale.page).text)["flash"] for _ in range(2))

        assert first["errors"]["form"] == "This order is paid already. Nothing more was charged."
        assert second is None


class TestComingBackFromStripe:
    @pytest.fixture
    def waiting(self, sale: Sale) -> Sale:
        with transaction() as db:
            order = make_order(db, sale.vase, sale.people["ines"])
            checkout = checkout_of(db, order)
            checkout.checked_at = order.created_at.replace(year=2020)
            db.add(checkout)
        return Sale(order, sale.vase, sale.people)

    def asked(self) -> int:
        with transaction() as db:
            return len(events(db, "CheckoutDue"))

    def test_has_stripe_asked_at_once_and_proves_nothing(self, waiting: Sale):
        before = self.asked()

        data = data_of(waiting.browser("ines").get(f"{waiting.page}?from=checkout").text)

        assert self.asked() == before + 1
        assert data["returned"] is True
        assert data["order"]["tile"]["status"] == "Waiting for payment"
        assert data["order"]["is_settling"] is True

    def test_asks_nothing_when_a_page_is_only_looked_for(self, waiting: Sale):
        before = self.asked()

        waiting.browser("ines").head(f"{waiting.page}?from=checkout")
        waiting.browser("ines").get(waiting.page)
        waiting.browser("maya").get(f"{waiting.page}?from=checkout")

        assert self.asked() == before


class TestWhatAnOpenPageAsksFor:
    def test_is_what_the_page_came_with(self, sale: Sale):
        browser = sale.browser("ines")

        answer = browser.get(sale.source)

        assert answer.json() == data_of(browser.get(sale.page).text)["order"]
        assert answer.headers["cache-control"] == "no-store"

    def test_tells_the_creator_nothing_of_the_buyer(self, sale: Sale):
        answer = sale.browser("maya").get(sale.source)

        assert answer.json()["is_buyers"] is False
        assert [word for word in OF_THE_BUYER if word in answer.text] == []

    @pytest.mark.parametrize(
        ("handle", "status"), [(None, HTTPStatus.UNAUTHORIZED), ("rui", HTTPStatus.NOT_FOUND)]
    )
    def test_tells_others_nothing(self, sale: Sale, handle: str | None, status: HTTPStatus):
        answer = sale.browser(handle).get(sale.source)

        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"


class TestMyOrders:
    def test_nobody_is_led_to_sign_in(self, sale: Sale):
        answer = sale.browser().get("/orders")

        assert answer.headers["location"] == "/sign-in?next=/orders"

    def test_everybody_sees_their_own(self, sale: Sale):
        mine = data_of(sale.browser("ines").get("/orders").text)["orders"]
        makers = data_of(sale.browser("maya").get("/orders").text)["orders"]

        assert [tile["url"] for tile in mine["tiles"]] == [sale.page]
        assert makers["tiles"] == []

    def test_older_ones_are_a_page_further(self, sale: Sale):
        with transaction() as db:
            for _ in range(PAGE):
                made_orders.pay(db, make_order(db, sale.vase, sale.people["ines"]))
        browser = sale.browser("ines")

        first = data_of(browser.get("/orders").text)["orders"]
        second = data_of(browser.get(first["older_url"]).text)["orders"]

        assert len(first["tiles"]) == PAGE
        assert [tile["url"] for tile in second["tiles"]] == [sale.page]
        assert (second["older_url"], second["is_older"]) == ("", True)

    def test_a_full_page_that_is_the_last_one_leads_nowhere(self, sale: Sale):
        with transaction() as db:
            for _ in range(PAGE - 1):
                made_orders.pay(db, make_order(db, sale.vase, sale.people["ines"]))

        orders = data_of(sale.browser("ines").get("/orders").text)["orders"]

        assert len(orders["tiles"]) == PAGE
        assert orders["older_url"] == ""

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "²"])
    def test_a_page_that_is_none_is_the_first(self, sale: Sale, before: str):
        orders = data_of(sale.browser("ines").get("/orders", params={"before": before}).text)

        assert len(orders["orders"]["tiles"]) == 1


class TestBrandOrders:
    def test_nobody_is_led_to_sign_in(self, sale: Sale):
        assert sale.browser().get("/brand/orders").headers["location"] == (
            "/sign-in?next=/brand/orders"
        )
        assert sale.browser().get("/api/brand/orders").status_code == HTTPStatus.UNAUTHORIZED

    def test_who_is_no_brand_has_no_such_page(self, sale: Sale):
        answer = sale.browser("ines").get("/brand/orders")

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert "Tidal vase" not in answer.text
        assert sale.browser("ines").get("/api/brand/orders").status_code == HTTPStatus.FORBIDDEN

    def test_a_brand_sees_what_it_sold_and_nothing_of_the_buyer(self, sale: Sale):
        browser = sale.browser("noor")

        answer = browser.get("/brand/orders")

        sold = data_of(answer.text)["sold"]
        assert [row["tile"]["key"] for row in sold["rows"]] == [sale.order.public_id]
        assert sold["rows"][0]["refundable"] == "$48.00"
        assert [word for word in OF_THE_BUYER if word in answer.text] == []
        assert browser.get("/api/brand/orders").json() == sold

    def test_another_brand_sees_nothing_of_it(self, sale: Sale):
        browser = sale.browser("rival")

        assert data_of(browser.get("/brand/orders").text)["sold"]["rows"] == []
        assert browser.get("/api/brand/orders").json()["rows"] == []

    def test_what_a_refund_says_stands_beside_its_order(self, sale: Sale):
        browser = sale.browser("noor")
        browser.post(f"/brand/orders/{sale.order.public_id}/refund", data={"amount": "12"})

        data = data_of(browser.get("/brand/orders").text)

        assert data["flash"]["notice"] == "$12.00 is on its way back."
        assert data["said_of"] == sale.order.public_id
        row = data["sold"]["rows"][0]
        assert (row["refunding"], row["refundable"]) == ("$12.00", "$36.00")
        assert data["sold"]["is_settling"] is True

    def test_a_refund_that_is_refused_keeps_what_was_typed(self, sale: Sale):
        browser = sale.browser("noor")
        browser.post(f"/brand/orders/{sale.order.public_id}/refund", data={"amount": "1000"})

        data = data_of(browser.get("/brand/orders").text)

        assert "At most $48.00" in data["flash"]["errors"]["form"]
        assert data["flash"]["values"]["amount"] == "1000"
        assert data["said_of"] == sale.order.public_id

    def test_what_is_said_of_an_order_on_no_page_stands_above_them_all(self, sale: Sale):
        browser = sale.browser("noor")
        browser.post("/brand/orders/nobodyhasit/refund", data={"amount": "12"})

        data = data_of(browser.get("/brand/orders").text)

        assert data["flash"]["errors"]["form"]
        assert data["said_of"] == ""
