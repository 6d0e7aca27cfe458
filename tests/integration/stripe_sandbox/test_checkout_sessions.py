"""Checkout Sessions, through the official SDK."""

from time import time

import pytest
from stripe import InvalidRequestError, StripeClient

from tests.stripe.receiver import Receiver
from tests.stripe.sandbox import SandboxProcess

MINUTE_S = 60
HOUR_S = 60 * MINUTE_S


class TestCreate:
    def test_opens_a_page_for_what_is_sold(self, sandbox: SandboxProcess, vase):
        session = vase(
            client_reference_id="order-7",
            metadata={"order": "7"},
            payment_intent_data={"metadata": {"order": "7"}, "description": "Order 1042"},
            shipping_address_collection={"allowed_countries": ["US", "DE"]},
            submit_type="pay",
            locale="en",
            expand=["line_items"],
        )

        assert session.url == f"http://localhost:{sandbox.port}/c/pay/{session.id}"
        assert session.id.startswith("cs_test_")
        assert (session.status, session.payment_status) == ("open", "unpaid")
        assert (session.amount_total, session.currency) == (4800, "usd")
        assert session.line_items.data[0].description == "Tidal vase"
        assert session.metadata.to_dict() == {"order": "7"}
        assert session.payment_intent is None

    def test_takes_prices_that_were_made_before(self, stripe: StripeClient, vase):
        product = stripe.v1.products.create({"name": "Lamp"})
        price = stripe.v1.prices.create(
            {"product": product.id, "currency": "usd", "unit_amount": 2500}
        )

        session = vase(line_items=[{"price": price.id, "quantity": 2}])

        assert session.amount_total == 5000

    def test_lasts_a_day_unless_it_is_told_otherwise(self, vase):
        usual, short = vase(), vase(expires_at=int(time()) + 31 * MINUTE_S)

        assert usual.expires_at - usual.created == 24 * HOUR_S
        assert short.expires_at - short.created <= 31 * MINUTE_S

    @pytest.mark.parametrize("seconds", [10 * MINUTE_S, 25 * HOUR_S])
    def test_lasts_from_half_an_hour_to_a_day(self, vase, seconds):
        with pytest.raises(InvalidRequestError) as refusal:
            vase(expires_at=int(time()) + seconds)

        assert refusal.value.param == "expires_at"
        assert "from Checkout Session creation" in refusal.value.user_message

    @pytest.mark.parametrize(
        ("wrong", "param", "code"),
        [
            ({"payment_method_types": ["card"]}, "payment_method_types", "parameter_unknown"),
            ({"colour": "red"}, "colour", "parameter_unknown"),
            ({"success_url": "nowhere"}, "success_url", "url_invalid"),
            ({"mode": "gift"}, "mode", None),
            ({"mode": "subscription"}, "line_items", None),
            ({"customer": "cus_nobody", "customer_email": None}, "customer", "resource_missing"),
            ({"line_items": [{"price": "price_none", "quantity": 1}]}, "line_items[0][price]",
             "resource_missing"),
            ({"phone_number_collection": {"enabled": True}}, "phone_number_collection[enabled]",
             None),
            ({"metadata": {"key": "x" * 501}}, "metadata[key]", None),
            ({"expand": ["colour"]}, "expand", None),
        ],
    )  # fmt: skip
    def test_refuses_in_stripes_envelope(self, vase, wrong, param, code):
        with pytest.raises(InvalidRequestError) as refusal:
            vase(**wrong)

        assert (refusal.value.param, refusal.value.code) == (param, code)
        assert refusal.value.http_status == 400
        assert refusal.value.request_id.startswith("req_")

    def test_says_what_is_missing(self, stripe: StripeClient):
        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.checkout.sessions.create({"mode": "payment"})

        assert (refusal.value.param, refusal.value.code) == ("success_url", "parameter_missing")

    def test_sells_nothing_for_less_than_stripe_moves(self, vase):
        price = {"currency": "usd", "unit_amount": 49, "product_data": {"name": "Pin"}}

        with pytest.raises(InvalidRequestError) as refusal:
            vase(line_items=[{"price_data": price, "quantity": 1}])

        assert refusal.value.code == "amount_too_small"


class TestRead:
    def test_shows_a_session_again_with_all_that_is_asked_for(
        self, sandbox: SandboxProcess, stripe: StripeClient, vase
    ):
        session = vase()
        sandbox.lever(f"pay/{session.id}")

        again = stripe.v1.checkout.sessions.retrieve(
            session.id,
            {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]},
        )

        charge = again.payment_intent.latest_charge
        assert (charge.amount, charge.balance_transaction.fee) == (4800, 169)
        assert charge.balance_transaction.net == 4800 - 169
        assert again.line_items.data[0].price.unit_amount == 4800

    def test_lists_what_a_session_is_for(self, stripe: StripeClient, vase):
        items = [
            {"quantity": number, "price_data": {
                "currency": "usd", "unit_amount": 100, "product_data": {"name": f"Card {number}"}}}
            for number in (1, 2, 3)
        ]  # fmt: skip
        session = vase(line_items=items)

        first = stripe.v1.checkout.sessions.line_items.list(session.id, {"limit": 2})
        rest = stripe.v1.checkout.sessions.line_items.list(
            session.id, {"starting_after": first.data[-1].id}
        )

        assert [item.description for item in first.data] == ["Card 1", "Card 2"]
        assert first.has_more
        assert [item.amount_total for item in rest.data] == [300]

    def test_finds_sessions_by_status_and_intent(
        self, sandbox: SandboxProcess, stripe: StripeClient, vase
    ):
        paid, _open = vase(), vase()
        intent = sandbox.lever(f"pay/{paid.id}")["session"]["payment_intent"]
        sessions = stripe.v1.checkout.sessions

        assert [each.id for each in sessions.list({"payment_intent": intent}).data] == [paid.id]
        assert {each.status for each in sessions.list({"status": "open"}).data} == {"open"}

    def test_says_that_there_is_no_such_session(self, stripe: StripeClient):
        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.checkout.sessions.retrieve("cs_test_none")

        assert refusal.value.http_status == 404
        assert refusal.value.code == "resource_missing"


class TestExpire:
    def test_closes_an_open_session(self, stripe: StripeClient, receiver: Receiver, vase):
        session = vase()

        expired = stripe.v1.checkout.sessions.expire(session.id)

        assert (expired.status, expired.url) == ("expired", None)
        receiver.wait_for("checkout.session.expired", session.id)

    def test_leaves_a_paid_session_paid(self, sandbox: SandboxProcess, stripe: StripeClient, vase):
        session = vase()
        sandbox.lever(f"pay/{session.id}")

        with pytest.raises(InvalidRequestError, match="status of complete"):
            stripe.v1.checkout.sessions.expire(session.id)

        assert stripe.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"

    def test_cancels_the_intent_of_a_payment_that_was_declined(
        self, sandbox: SandboxProcess, stripe: StripeClient, vase
    ):
        session = vase()
        declined = sandbox.lever(f"pay/{session.id}", number="4000000000000002")

        stripe.v1.checkout.sessions.expire(session.id)

        intent = declined["session"]["payment_intent"]
        assert stripe.v1.payment_intents.retrieve(intent).status == "canceled"
        assert sandbox.lever(f"pay/{session.id}")["result"] == "expired"
