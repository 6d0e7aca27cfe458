"""The page where people pay, as a browser without scripts uses it."""

import re

import httpx
import pytest

from tests.stripe.sandbox import SandboxProcess

CARD = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "code": "123", "name": "Leo M."}
ADDRESS = {"address": "1 Shore Road", "city": "Rome", "postal_code": "00100", "country": "US"}


@pytest.fixture
def post(sandbox: SandboxProcess):
    """Sends the page's form."""

    def send(session, *, path: str = "", headers=None, **fields: str) -> httpx.Response:
        return sandbox.http.post(f"/c/pay/{session.id}{path}", data=fields, headers=headers)

    return send


@pytest.fixture
def look(sandbox: SandboxProcess):
    def get(session, query: str = "") -> httpx.Response:
        return sandbox.http.get(f"/c/pay/{session.id}{query}")

    return get


def words_beside(field: str, page: str) -> str:
    """Return what the field says is wrong with it, as screen readers find it."""
    assert re.search(rf'id="{field}"[^>]* aria-invalid="true"', page), f"{field} is not wrong"
    return re.search(rf'id="{field}-hint">(?:<svg.*?</svg>)?([^<]*)', page)[1]


class TestShow:
    def test_says_what_is_paid_for_and_that_no_money_moves(self, look, vase):
        session = vase(
            branding_settings={"display_name": "Noor Studio"},
            payment_intent_data={"description": "Order 1042"},
        )

        page = look(session).text

        for words in (
            "<h1", "Sandbox checkout", "Pay Noor Studio", "Tidal vase", "$48.00", "Order 1042",
            "leo@example.com", "Back to the shop", "No real money: test cards only",
            "4000 0000 0000 9995",
        ):  # fmt: skip
            assert words in page

    def test_asks_for_an_address_only_where_something_is_sent(self, look, vase):
        sent = vase(shipping_address_collection={"allowed_countries": ["US", "DE"]})

        assert 'name="postal_code"' in look(sent).text
        assert ">Germany</option>" in look(sent).text
        assert 'name="postal_code"' not in look(vase()).text

    def test_fills_in_a_test_card(self, look, vase):
        page = look(vase(), "?card=generic_decline").text

        assert 'value="4000 0000 0000 0002"' in page

    def test_runs_no_script_and_leads_nowhere_else(self, look, vase):
        page = look(vase())

        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "form-action 'self' http://127.0.0.1:9;" in policy
        assert page.headers["cache-control"] == "no-store"
        assert "<script" not in page.text
        assert " style=" not in page.text

    def test_escapes_what_a_shop_calls_its_things(self, look, vase):
        price = {"currency": "usd", "unit_amount": 900, "product_data": {"name": "<b>Vase</b>"}}
        page = look(vase(line_items=[{"price_data": price, "quantity": 1}])).text

        assert "&lt;b&gt;Vase" in page
        assert "<b>" not in page

    def test_knows_no_other_payments(self, sandbox: SandboxProcess):
        answer = sandbox.http.get("/c/pay/cs_test_none")

        assert answer.status_code == 404
        assert "There is no such payment" in answer.text


class TestPay:
    def test_leads_back_to_the_shop(self, post, vase):
        session = vase()

        answer = post(session, **CARD)

        assert answer.status_code == 303
        assert answer.headers["location"] == f"http://127.0.0.1:9/orders/1?session={session.id}"

    def test_pays_once_however_often_it_is_sent(self, stripe, post, vase):
        session = vase()

        answers = [post(session, **CARD) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [303, 303, 303]
        intent = stripe.v1.checkout.sessions.retrieve(session.id).payment_intent
        assert len(stripe.v1.charges.list({"payment_intent": intent}).data) == 1

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            ("4000 0000 0000 0002", "The card was declined. No money moved."),
            ("4000 0000 0000 9995", "There is not enough money on the card. No money moved."),
            ("4000 0000 0000 0069", "The card has expired. No money moved."),
            ("4000 0000 0000 0127", "The security code is wrong. No money moved."),
        ],
    )
    def test_says_why_a_card_was_declined(self, post, vase, number, words):
        page = post(vase(), **CARD | {"number": number}).text

        assert re.search(rf'role="alert">(?:<svg.*?</svg>)?{words}', page)
        assert 'value="Leo M."' in page
        assert number not in page.replace(f"<dt>{number}</dt>", "")

    @pytest.mark.parametrize(
        ("field", "typed", "words"),
        [
            ("number", "4242 4242 4242 4241", "This card number is not complete, or has a slip"),
            ("number", "4242", "This card number is not complete, or has a slip"),
            ("number", "4111 1111 1111 1111", "This is not a test card. Real cards are never"),
            ("number", "", "Type a card number"),
            ("expiry", "12 / 20", "This date is past"),
            ("expiry", "13 / 34", "Type the month and year like"),
            ("code", "12", "Type the 3 digits from the back"),
            ("name", " ", "Type the name as it stands on the card"),
            ("address", "", "Type the street and the number"),
            ("city", "", "Type the city"),
            ("postal_code", "", "Type the postal code"),
            ("country", "FR", "Choose a country that it can be sent to"),
        ],
    )
    def test_says_beside_each_field_what_is_wrong(self, post, vase, field, typed, words):
        session = vase(shipping_address_collection={"allowed_countries": ["US", "DE"]})

        page = post(session, **CARD | ADDRESS | {field: typed}).text

        assert words in words_beside(field, page)
        assert 'role="alert"' in page
        assert "One field needs another look. No money moved." in page

    def test_keeps_what_was_typed_but_for_the_card(self, post, vase):
        session = vase(shipping_address_collection={"allowed_countries": ["US", "DE"]})

        page = post(session, **CARD | ADDRESS | {"city": ""}).text

        for kept in ("12 / 34", "Leo M.", "1 Shore Road", "00100"):
            assert f'value="{kept}"' in page
        assert 'value="4242 4242 4242 4242"' not in page
        assert 'value="123"' not in page

    def test_asks_for_mail_where_the_shop_knew_none(self, post, vase):
        session = vase(customer_email=None)

        assert "Type an email address" in words_beside("email", post(session, **CARD).text)
        assert post(session, **CARD, email="leo@example.com").status_code == 303

    def test_keeps_no_card_number(self, sandbox: SandboxProcess, stripe, post, vase):
        session = vase()
        post(session, **CARD | {"number": "5555 5555 5555 4444"})

        found = stripe.v1.checkout.sessions.retrieve(
            session.id, {"expand": ["payment_intent.payment_method"]}
        )

        assert found.payment_intent.payment_method.card.last4 == "4444"
        for file in sandbox.folder.iterdir():
            assert b"5555555555554444" not in file.read_bytes()
            assert b"5555 5555 5555 4444" not in file.read_bytes()

    def test_does_nothing_for_another_sites_form(self, stripe, post, vase):
        session = vase()

        for origin in ("https://elsewhere.example", "null"):
            answer = post(session, headers={"Origin": origin}, **CARD)
            assert answer.status_code == 403

        assert stripe.v1.checkout.sessions.retrieve(session.id).status == "open"


class TestConfirm:
    @pytest.fixture
    def asked(self, post, vase):
        session = vase()
        answer = post(session, **CARD | {"number": "4000 0025 0000 3155"})
        assert answer.headers["location"] == f"/c/pay/{session.id}/confirm"
        return session

    def test_asks_with_two_buttons(self, look, asked):
        page = look(asked, "/confirm").text

        assert "Confirm this payment" in page
        assert re.findall(r"<button[^>]*>(.*?)</button>", page) == ["Confirm", "Refuse"]

    def test_pays_when_confirmed(self, stripe, post, asked):
        answer = post(asked, path="/confirm", answer="confirm")

        assert answer.headers["location"].endswith(asked.id)
        assert stripe.v1.checkout.sessions.retrieve(asked.id).payment_status == "paid"

    def test_goes_back_to_the_card_when_refused(self, stripe, post, look, asked):
        page = post(asked, path="/confirm", answer="refuse").text

        assert "The payment was not confirmed. No money moved." in page
        assert 'name="number"' in page
        assert stripe.v1.checkout.sessions.retrieve(asked.id).status == "open"
        assert look(asked, "/confirm").headers["location"] == f"/c/pay/{asked.id}"


class TestAfterwards:
    def test_says_that_it_was_paid(self, sandbox: SandboxProcess, look, vase):
        session = vase()
        sandbox.lever(f"pay/{session.id}")

        page = look(session).text

        assert "This was already paid" in page
        assert f'href="http://127.0.0.1:9/orders/1?session={session.id}"' in page

    def test_says_that_it_has_expired(self, sandbox: SandboxProcess, look, post, vase):
        session = vase()
        sandbox.lever(f"expire/{session.id}")

        for page in (look(session), post(session, **CARD)):
            assert "This payment has expired" in page.text
            assert 'href="http://127.0.0.1:9/orders/1"' in page.text
