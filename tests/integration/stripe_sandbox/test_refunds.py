"""Refunds and disputes."""

import pytest
from stripe import InvalidRequestError, StripeClient

from tests.stripe.receiver import Receiver
from tests.stripe.sandbox import SandboxProcess


@pytest.fixture
def intent(sandbox: SandboxProcess, vase) -> str:
    """A payment of $48."""
    return sandbox.lever(f"pay/{vase().id}")["session"]["payment_intent"]


@pytest.fixture
def charge(stripe: StripeClient, intent: str) -> str:
    return stripe.v1.payment_intents.retrieve(intent).latest_charge


class TestRefund:
    def test_gives_all_of_it_back(self, stripe: StripeClient, receiver: Receiver, intent, charge):
        refund = stripe.v1.refunds.create(
            {"payment_intent": intent, "reason": "requested_by_customer", "metadata": {"n": "1"}}
        )

        assert (refund.status, refund.amount, refund.charge) == ("succeeded", 4800, charge)
        found = stripe.v1.charges.retrieve(charge, {"expand": ["refunds"]})
        assert (found.refunded, found.amount_refunded) == (True, 4800)
        assert [each.id for each in found.refunds.data] == [refund.id]
        told = receiver.wait_for("charge.refund.updated", refund.id, charge)
        assert [each.type for each in told if "refund" in each.type] == [
            "charge.refunded",
            "refund.created",
            "refund.updated",
            "charge.refund.updated",
        ]

    def test_gives_parts_back_until_nothing_is_left(self, stripe: StripeClient, intent, charge):
        stripe.v1.refunds.create({"charge": charge, "amount": 1800})
        stripe.v1.refunds.create({"payment_intent": intent})

        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.refunds.create({"payment_intent": intent})

        assert refusal.value.code == "charge_already_refunded"
        refunds = stripe.v1.refunds.list({"payment_intent": intent}).data
        assert [each.amount for each in refunds] == [3000, 1800]

    def test_gives_no_more_back_than_was_paid(self, stripe: StripeClient, charge):
        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.refunds.create({"charge": charge, "amount": 4801})
        assert (
            refusal.value.user_message
            == "Refund amount ($48.01) is greater than charge amount ($48.00)"
        )

        stripe.v1.refunds.create({"charge": charge, "amount": 4000})
        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.refunds.create({"charge": charge, "amount": 900})
        assert refusal.value.user_message == (
            "Refund amount ($9.00) is greater than unrefunded amount on charge ($8.00)"
        )

    def test_needs_a_payment_that_succeeded(
        self, sandbox: SandboxProcess, stripe: StripeClient, vase
    ):
        declined = sandbox.lever(f"pay/{vase().id}", number="4000000000000002")

        with pytest.raises(InvalidRequestError, match="does not have a successful charge"):
            stripe.v1.refunds.create({"payment_intent": declined["session"]["payment_intent"]})

    def test_may_come_back_from_the_bank(
        self, sandbox: SandboxProcess, stripe: StripeClient, receiver: Receiver, intent, charge
    ):
        refund = stripe.v1.refunds.create({"payment_intent": intent})

        sandbox.lever(f"refunds/{refund.id}/fail", reason="expired_or_canceled_card")

        failed = stripe.v1.refunds.retrieve(refund.id)
        assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
        assert stripe.v1.charges.retrieve(charge).amount_refunded == 0
        receiver.wait_for("refund.failed", refund.id)


class TestDispute:
    def test_stops_refunds(
        self, sandbox: SandboxProcess, stripe: StripeClient, receiver: Receiver, intent, charge
    ):
        dispute = sandbox.lever("disputes", charge=charge)

        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.refunds.create({"payment_intent": intent})

        assert refusal.value.code == "charge_disputed"
        assert stripe.v1.charges.retrieve(charge).disputed
        assert stripe.v1.disputes.list({"charge": charge}).data[0].id == dispute["id"]
        receiver.wait_for("charge.dispute.created", dispute["id"])

    @pytest.mark.parametrize(("status", "moved"), [("won", 0), ("lost", -4800)])
    def test_is_decided(self, sandbox: SandboxProcess, receiver: Receiver, charge, status, moved):
        stripe = sandbox.client()
        dispute = sandbox.lever("disputes", charge=charge)

        sandbox.lever(f"disputes/{dispute['id']}/close", status=status)

        found = stripe.v1.disputes.retrieve(dispute["id"])
        assert found.status == status
        assert sum(each.amount for each in found.balance_transactions) == moved
        receiver.wait_for("charge.dispute.closed", dispute["id"])
