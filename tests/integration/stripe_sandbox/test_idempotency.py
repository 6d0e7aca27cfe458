"""Idempotency keys: sent again is not done again."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from stripe import APIConnectionError, APIError, IdempotencyError, InvalidRequestError, StripeClient

from tests.stripe.sandbox import SandboxProcess


@pytest.fixture
def options() -> dict[str, str]:
    """Request options with a key that nobody used before."""
    return {"idempotency_key": f"order-{uuid4()}"}


@pytest.fixture
def intent(sandbox: SandboxProcess, vase) -> str:
    """A payment of $48."""
    return sandbox.lever(f"pay/{vase().id}")["session"]["payment_intent"]


def refunds_of(stripe: StripeClient, intent: str) -> list[str]:
    return [each.id for each in stripe.v1.refunds.list({"payment_intent": intent}).data]


class TestSameRequest:
    def test_has_the_same_answer(self, stripe: StripeClient, intent, options):
        sent = {"payment_intent": intent, "amount": 500}

        first, again = (stripe.v1.refunds.create(sent, options) for _ in range(2))

        assert again.to_dict() == first.to_dict()
        assert "idempotent-replayed" not in first.last_response.headers
        assert again.last_response.headers["idempotent-replayed"] == "true"
        assert refunds_of(stripe, intent) == [first.id]

    def test_has_the_same_refusal(self, stripe: StripeClient, intent, options):
        sent = {"payment_intent": intent, "amount": 9000}
        refusals = []
        for _ in range(2):
            with pytest.raises(InvalidRequestError) as refusal:
                stripe.v1.refunds.create(sent, options)
            refusals.append(refusal.value)

        assert refusals[0].json_body == refusals[1].json_body
        assert refusals[1].headers["idempotent-replayed"] == "true"

    def test_starts_anew_when_its_parameters_were_wrong(self, stripe, intent, options):
        with pytest.raises(InvalidRequestError):
            stripe.v1.refunds.create({"payment_intent": intent, "amount": "much"}, options)

        refund = stripe.v1.refunds.create({"payment_intent": intent}, options)

        assert refund.status == "succeeded"

    def test_is_answered_when_the_first_answer_was_lost(
        self, sandbox: SandboxProcess, stripe: StripeClient, intent, options
    ):
        sandbox.switch(faults=[{"do": "hang_up_after", "path": "/v1/refunds"}])
        sent = {"payment_intent": intent, "amount": 500}
        with pytest.raises(APIConnectionError):
            stripe.v1.refunds.create(sent, options)

        refund = stripe.v1.refunds.create(sent, options)

        assert refund.last_response.headers["idempotent-replayed"] == "true"
        assert refunds_of(stripe, intent) == [refund.id]

    @pytest.mark.parametrize("trouble", ["hang_up_before", "answer_500"])
    def test_is_done_when_it_was_not_done_before(
        self, sandbox: SandboxProcess, stripe: StripeClient, intent, options, trouble
    ):
        sandbox.switch(faults=[{"do": trouble, "method": "POST", "path": "/v1/refunds"}])
        with pytest.raises((APIConnectionError, APIError)):
            stripe.v1.refunds.create({"payment_intent": intent}, options)
        assert refunds_of(stripe, intent) == []

        refund = stripe.v1.refunds.create({"payment_intent": intent}, options)

        assert refunds_of(stripe, intent) == [refund.id]

    def test_is_tried_again_by_the_sdk_itself(self, sandbox: SandboxProcess, stripe, intent):
        sandbox.switch(faults=[{"do": "hang_up_after", "method": "POST", "path": "/v1/refunds"}])

        refund = sandbox.client(retries=1).v1.refunds.create({"payment_intent": intent})

        assert refunds_of(stripe, intent) == [refund.id]


class TestOtherRequest:
    def test_is_refused_under_the_same_key(self, stripe: StripeClient, intent, options):
        stripe.v1.refunds.create({"payment_intent": intent, "amount": 500}, options)

        with pytest.raises(IdempotencyError, match="same parameters") as refusal:
            stripe.v1.refunds.create({"payment_intent": intent, "amount": 600}, options)

        assert refusal.value.http_status == 400

    def test_is_refused_at_another_endpoint(self, stripe: StripeClient, intent, options):
        stripe.v1.refunds.create({"payment_intent": intent, "amount": 500}, options)

        with pytest.raises(IdempotencyError, match="same endpoint"):
            stripe.v1.customers.create({"name": "Leo"}, options)


class TestAtOnce:
    def test_is_told_that_the_first_is_under_way(
        self, sandbox: SandboxProcess, stripe: StripeClient, intent, options
    ):
        sandbox.switch(faults=[{"do": "delay_before", "path": "/v1/refunds", "delay_ms": 300}])

        def refund(_number: int) -> str:
            try:
                return stripe.v1.refunds.create({"payment_intent": intent}, options).status
            except APIError as error:
                return f"{error.http_status} {error.json_body['error']['code']}"

        with ThreadPoolExecutor(2) as threads:
            results = sorted(threads.map(refund, range(2)))

        assert results == ["409 idempotency_key_in_use", "succeeded"]
        assert len(refunds_of(stripe, intent)) == 1
