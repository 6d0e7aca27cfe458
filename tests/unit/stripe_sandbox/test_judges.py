"""The judges themselves: Stripe's file and the SDK's types find what is wrong."""

import pytest

from tests.stripe import openapi, typed_dicts
from tests.stripe.forms import decode
from tests.stripe.traffic import problems_of

SESSIONS = "/v1/checkout/sessions"
GOOD = (
    "mode=payment&success_url=http://a/b&line_items[0][quantity]=1"
    "&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=4800"
    "&line_items[0][price_data][product_data][name]=Vase&metadata[order]=7&expand[0]=line_items"
    "&shipping_address_collection[allowed_countries][0]=US"
)
REFUND = {
    "id": "re_1", "object": "refund", "amount": 5, "balance_transaction": None, "charge": "ch_1",
    "created": 1, "currency": "usd", "metadata": {}, "payment_intent": "pi_1", "reason": None,
    "receipt_number": None, "source_transfer_reversal": None, "status": "succeeded",
    "transfer_reversal": None,
}  # fmt: skip
EXCHANGE = {
    "method": "POST", "path": "/v1/refunds", "sent": "charge=ch_1&amount=5", "status": 200,
    "answer": REFUND,
}  # fmt: skip


class TestForms:
    def test_are_read_as_stripe_reads_them(self):
        assert decode("a[b][0][c]=1&a[b][1][c]=2&d[]=3&d[]=4&e[x]=5&f=") == {
            "a": {"b": [{"c": "1"}, {"c": "2"}]},
            "d": ["3", "4"],
            "e": {"x": "5"},
            "f": "",
        }


class TestRequests:
    @pytest.mark.parametrize("judge", [openapi, typed_dicts])
    @pytest.mark.parametrize(
        ("method", "path", "sent"),
        [
            ("POST", SESSIONS, GOOD),
            ("GET", SESSIONS, "limit=3&created[gte]=5&expand[0]=data.customer"),
            ("GET", SESSIONS + "/cs_1", "expand[0]=payment_intent"),
            ("POST", "/v1/customers/cus_1", "name=&metadata=&email=a@b.c"),
            ("GET", "/v1/events", "types[0]=charge.succeeded&created[gte]=1"),
            ("GET", "/v1/charges", "payment_intent=pi_1"),
        ],
    )
    def test_that_are_right_are_left_alone(self, judge, method, path, sent):
        assert judge.request_problems(method, path, sent) == []

    @pytest.mark.parametrize("judge", [openapi, typed_dicts])
    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            (GOOD + "&colour=red", "colour"),
            (GOOD + "&payment_method_types[0]=card", "payment_method_types"),
            (GOOD + "&line_items[0][colour]=red", "colour"),
            (GOOD.replace("unit_amount]=4800", "unit_amount]=much"), "much"),
            (GOOD.replace("[quantity]=1", "[quantity]=one"), "one"),
            (GOOD.replace("mode=payment", "mode=gift"), "gift"),
            (GOOD.replace("[currency]=usd", "[tax_behavior]=inclusive"), "currency"),
            (GOOD.replace("[name]=Vase", "[description]=Vase"), "name"),
        ],
    )
    def test_that_are_wrong_are_found(self, judge, wrong, words):
        assert words in " ".join(judge.request_problems("POST", SESSIONS, wrong))

    @pytest.mark.parametrize("judge", [openapi, typed_dicts])
    def test_to_unknown_addresses_are_found(self, judge):
        assert judge.request_problems("POST", "/v1/gifts", "") != []

    def test_may_use_what_is_newer_than_the_file(self):
        sent = GOOD + "&allowed_payment_method_types[0]=card"

        assert openapi.request_problems("POST", SESSIONS, sent) == []
        assert typed_dicts.request_problems("POST", SESSIONS, sent) == []


class TestAnswers:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"amount": "5"},
            {"amount": None},
            {"colour": "red"},
            {"charge": {"id": "ch_1", "object": "charge"}},
            {"object": "charge"},
        ],
    )
    def test_that_are_wrong_are_found(self, wrong):
        assert problems_of(EXCHANGE) == []
        assert problems_of(EXCHANGE | {"answer": REFUND | wrong}) != []

    def test_of_refusals_have_their_own_shape(self):
        refusal = {"error": {"type": "invalid_request_error", "message": "No."}}
        refused = EXCHANGE | {"status": 400, "answer": refusal, "sent": "colour=red"}

        assert problems_of(refused) == []
        assert problems_of(refused | {"answer": {"error": "No."}}) != []
        assert problems_of(refused | {"answer": {"error": {"type": "no_such_type"}}}) != []

    def test_of_events_are_right_in_what_they_show(self):
        event = {
            "id": "evt_1", "object": "event", "api_version": "a", "created": 1,
            "data": {"object": REFUND}, "livemode": False, "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None}, "type": "refund.created",
        }  # fmt: skip
        read = {"method": "GET", "path": "/v1/events/evt_1", "sent": "", "status": 200}

        assert problems_of(read | {"answer": event}) == []
        wrong = event | {"data": {"object": REFUND | {"colour": "red"}}}
        assert problems_of(read | {"answer": wrong}) != []
