"""What is read out of Stripe's objects, and which webhooks are believed."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from smallgestures import clock
from smallgestures.billing.errors import WebhookForged
from smallgestures.billing.gateway import read_webhook
from smallgestures.billing.seen import id_of, refund_seen, session_seen
from smallgestures.settings import get_settings


def session(**overrides: Any) -> dict[str, Any]:
    """Return a Checkout Session as Stripe has it before anybody paid."""
    values = {
        "id": "cs_test_a1",
        "object": "checkout.session",
        "metadata": {"checkout_uid": "uid-1"},
        "status": "open",
        "payment_status": "unpaid",
        "url": "https://checkout.stripe.com/c/pay/cs_test_a1",
        "payment_intent": None,
        "collected_information": None,
    }
    return values | overrides


def intent(**overrides: Any) -> dict[str, Any]:
    values = {
        "id": "pi_1",
        "status": "succeeded",
        "last_payment_error": None,
        "latest_charge": {
            "id": "ch_1",
            "disputed": False,
            "payment_method_details": {"card": {"brand": "visa", "last4": "4242"}},
        },
    }
    return values | overrides


class TestSession:
    def test_that_nobody_paid(self):
        seen = session_seen(session())

        assert (seen.session_id, seen.uid, seen.status) == ("cs_test_a1", "uid-1", "open")
        assert seen.url == "https://checkout.stripe.com/c/pay/cs_test_a1"
        assert not seen.is_paid
        assert (seen.payment_intent_id, seen.card, seen.decline_code) == (None, None, None)

    def test_that_was_paid(self):
        shipping = {
            "name": "Ines Duarte",
            "address": {"line1": "Rua do Sol 4", "line2": None, "city": "Lisbon", "country": "PT"},
        }
        seen = session_seen(
            session(
                status="complete",
                payment_status="paid",
                url=None,
                payment_intent=intent(),
                collected_information={"shipping_details": shipping},
            )
        )

        assert seen.is_paid
        assert (seen.payment_intent_id, seen.intent_status) == ("pi_1", "succeeded")
        assert (seen.card, seen.is_disputed) == ("Visa ending 4242", False)
        assert seen.address == {
            "name": "Ines Duarte",
            "line1": "Rua do Sol 4",
            "city": "Lisbon",
            "country": "PT",
        }

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            ({"code": "card_declined", "decline_code": "insufficient_funds"}, "insufficient_funds"),
            ({"code": "expired_card", "decline_code": None}, "expired_card"),
            (
                {"code": "payment_intent_authentication_failure"},
                "payment_intent_authentication_failure",
            ),
        ],
    )
    def test_whose_last_card_was_refused(self, error: dict[str, Any], code: str):
        refused = intent(
            status="requires_payment_method", last_payment_error=error, latest_charge=None
        )
        seen = session_seen(session(payment_intent=refused))

        assert (seen.decline_code, seen.intent_status) == (code, "requires_payment_method")
        assert not seen.is_paid

    def test_whose_payment_the_bank_asks_back(self):
        charge = intent()["latest_charge"] | {"disputed": True}
        seen = session_seen(session(payment_intent=intent(latest_charge=charge)))

        assert seen.is_disputed

    def test_whose_payment_is_named_only(self):
        assert session_seen(session(payment_intent="pi_1")).payment_intent_id == "pi_1"

    def test_that_is_not_ours(self):
        assert session_seen(session(metadata=None)).uid == ""

    def test_that_was_paid_by_something_that_is_no_card(self):
        charge = {"id": "ch_1", "payment_method_details": {"type": "link", "link": {}}}
        seen = session_seen(
            session(payment_status="paid", payment_intent=intent(latest_charge=charge))
        )

        assert (seen.is_paid, seen.card) == (True, None)


class TestRefund:
    def test_is_known_by_both_names(self):
        seen = refund_seen(
            {
                "id": "re_1",
                "amount": 1200,
                "status": "succeeded",
                "payment_intent": "pi_1",
                "metadata": {"refund_uid": "uid-2"},
            }
        )

        assert (seen.refund_id, seen.uid, seen.payment_intent_id) == ("re_1", "uid-2", "pi_1")
        assert (seen.amount_minor, seen.status) == (1200, "succeeded")

    def test_made_at_stripe_has_stripes_name_only(self):
        seen = refund_seen({"id": "re_1", "amount": 1200, "status": None, "metadata": {}})

        assert (seen.uid, seen.payment_intent_id, seen.status) == (None, None, "")


@pytest.mark.parametrize(
    ("reference", "name"), [("pi_1", "pi_1"), ({"id": "pi_1"}, "pi_1"), (None, None), ("", None)]
)
def test_an_object_is_named_or_whole(reference: object, name: str | None):
    assert id_of(reference) == name


def event(**overrides: Any) -> dict[str, Any]:
    """Return a webhook's content as Stripe sends it."""
    values = {
        "id": "evt_1",
        "object": "event",
        "type": "refund.updated",
        "created": 1_794_000_000,
        "livemode": False,
        "data": {"object": {"id": "re_1", "object": "refund", "payment_intent": "pi_1"}},
    }
    return values | overrides


def signed(body: bytes, *, secret: str = "", age_s: int = 0) -> str:
    """Return Stripe's signature of the body."""
    secret = secret or get_settings().webhook_secret
    at = int(clock.wall().timestamp()) - age_s
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class TestWebhook:
    def test_says_what_happened_to_which_object(self):
        body = json.dumps(event()).encode()

        seen = read_webhook(body, signed(body))

        assert (seen.event_id, seen.type) == ("evt_1", "refund.updated")
        assert (seen.object_id, seen.payment_intent_id) == ("re_1", "pi_1")
        assert int(seen.happened_at.timestamp()) == 1_794_000_000

    def test_may_be_about_something_without_a_name(self):
        body = json.dumps(
            event(type="balance.available", data={"object": {"object": "balance"}})
        ).encode()

        assert read_webhook(body, signed(body)).object_id == ""

    @pytest.mark.parametrize("signature", ["", "t=1", "v1=00", "t=x,v1=y", "nonsense"])
    def test_is_not_believed_without_a_signature(self, signature: str):
        with pytest.raises(WebhookForged):
            read_webhook(json.dumps(event()).encode(), signature)

    def test_is_not_believed_when_somebody_else_signed_it(self):
        body = json.dumps(event()).encode()

        with pytest.raises(WebhookForged, match="SG_STRIPE_WEBHOOK_SECRET"):
            read_webhook(body, signed(body, secret="whsec_of_somebody_else"))

    def test_is_not_believed_when_it_was_changed(self):
        body = json.dumps(event()).encode()

        with pytest.raises(WebhookForged):
            read_webhook(body.replace(b"re_1", b"re_2"), signed(body))

    def test_is_not_believed_when_it_is_older_than_five_minutes(self):
        body = json.dumps(event()).encode()

        assert read_webhook(body, signed(body, age_s=290))
        with pytest.raises(WebhookForged):
            read_webhook(body, signed(body, age_s=310))

    def test_is_not_believed_when_real_money_moved(self):
        body = json.dumps(event(livemode=True)).encode()

        with pytest.raises(WebhookForged):
            read_webhook(body, signed(body))

    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"[]", b"null", b'"evt"', b"{}", b"\xff\xfe", b'{"object": "event"}'],
    )
    def test_is_not_believed_when_it_is_no_event(self, content: bytes):
        with pytest.raises(WebhookForged):
            read_webhook(content, signed(content))

    @pytest.mark.parametrize("missing", ["id", "type", "created", "livemode", "data"])
    def test_is_not_believed_when_a_part_is_missing(self, missing: str):
        body = json.dumps({name: value for name, value in event().items() if name != missing})

        with pytest.raises(WebhookForged):
            read_webhook(body.encode(), signed(body.encode()))
