"""Webhooks: signed, in order, again until they are taken, and wrong in every way one asks for."""

import pytest
from stripe import SignatureVerificationError, StripeClient

from tests.stripe.receiver import Receiver
from tests.stripe.sandbox import SECRET, SandboxProcess
from tests.stripe.traffic import event_problems

OF_A_PAYMENT = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]
HOUR_S = 3600


@pytest.fixture
def paid(sandbox: SandboxProcess, vase):
    """Pays a new session and returns the ids by which its events are found."""

    def pay() -> tuple[str, str]:
        session = sandbox.lever(f"pay/{vase().id}")["session"]
        return session["id"], session["payment_intent"]

    return pay


@pytest.fixture
def waiting(sandbox: SandboxProcess):
    """The ids of the events that are still to go out, by their type."""

    def look() -> dict[str, str]:
        return {each["type"]: each["event"] for each in sandbox.events(waiting=True)}

    return look


class TestDelivery:
    def test_is_signed_as_the_sdk_checks_it(self, stripe: StripeClient, receiver: Receiver, paid):
        told = receiver.wait_for("checkout.session.completed", *(ids := paid()))

        for each in told:
            event = stripe.construct_event(each.raw, each.signature, SECRET)
            assert event.api_version == "2026-10-28.endive"
            assert event_problems(each.event) == []
        assert told[-1].event["data"]["object"]["id"] == ids[0]

    def test_names_the_request_that_caused_it(self, stripe: StripeClient, receiver, vase):
        session = vase()
        options = {"idempotency_key": f"expire-{session.id}"}

        expired = stripe.v1.checkout.sessions.expire(session.id, {}, options)

        told = receiver.wait_for("checkout.session.expired", session.id)[-1].event
        assert told["request"] == {
            "id": expired.last_response.request_id,
            "idempotency_key": options["idempotency_key"],
        }

    def test_is_tried_again_after_a_failure_while_others_go_on(
        self, receiver: Receiver, stripe, vase
    ):
        session = vase()
        receiver.answers.append(500)

        stripe.v1.checkout.sessions.expire(session.id)

        first, again = receiver.wait_for("checkout.session.expired", session.id, times=2)
        assert first.raw == again.raw
        event = stripe.v1.events.retrieve(first.event["id"])
        assert event.type == "checkout.session.expired"

    def test_is_over_once_it_was_taken(self, sandbox: SandboxProcess, receiver, stripe, paid):
        told = receiver.wait_for("checkout.session.completed", *paid())

        def is_noted() -> bool:
            return stripe.v1.events.retrieve(told[-1].event["id"]).pending_webhooks == 0

        sandbox.process.wait_until(is_noted)
        states = {each["event"]: each["state"] for each in sandbox.events()}
        assert states[told[-1].event["id"]] == "delivered"


class TestEvents:
    def test_are_listed_by_type(self, stripe: StripeClient, paid):
        _session, intent = paid()

        listed = stripe.v1.events.list(
            {"types": ["charge.succeeded", "payment_intent.succeeded"], "limit": 2}
        )

        assert [each.type for each in listed.data] == OF_A_PAYMENT[2:0:-1]
        assert listed.data[0].data.object.id == intent
        named = stripe.v1.events.list({"type": "checkout.session.*", "limit": 1})
        assert named.data[0].type == "checkout.session.completed"


class TestTrouble:
    def test_can_hold_events_and_let_them_go_backwards(
        self, sandbox: SandboxProcess, receiver: Receiver, paid
    ):
        sandbox.switch(webhooks={"hold": True})
        ids = paid()

        sandbox.lever("release", order="reversed")

        assert [each.type for each in receiver.about(*ids)] == OF_A_PAYMENT[::-1]

    def test_can_let_them_go_in_any_order(
        self, sandbox: SandboxProcess, receiver: Receiver, paid, waiting
    ):
        sandbox.switch(webhooks={"hold": True})
        ids = paid()
        order = [OF_A_PAYMENT[place] for place in (2, 0, 3, 1)]

        sandbox.lever("release", order=[waiting()[kind] for kind in order])

        assert [each.type for each in receiver.about(*ids)] == order

    def test_can_deliver_one_and_keep_the_rest(
        self, sandbox: SandboxProcess, receiver: Receiver, paid, waiting
    ):
        sandbox.switch(webhooks={"hold": True})
        ids = paid()

        answer = sandbox.lever(f"deliver/{waiting()['checkout.session.completed']}")

        assert answer == {"taken": True, "answer": "200"}
        assert [each.type for each in receiver.about(*ids)] == ["checkout.session.completed"]
        assert set(waiting()) == set(OF_A_PAYMENT[:3])

    def test_can_send_everything_twice(self, sandbox: SandboxProcess, receiver: Receiver, paid):
        sandbox.switch(webhooks={"duplicate": 1})

        told = receiver.wait_for("checkout.session.completed", *paid(), times=2)

        assert [each.type for each in told] == [kind for kind in OF_A_PAYMENT for _ in range(2)]

    def test_can_send_the_newest_first(self, sandbox: SandboxProcess, receiver: Receiver, paid):
        sandbox.switch(webhooks={"hold": True})
        ids = paid()

        sandbox.switch(webhooks={"reverse": True})

        told = receiver.wait_for("payment_intent.created", *ids)
        assert [each.type for each in told] == OF_A_PAYMENT[::-1]

    def test_can_be_late(self, sandbox: SandboxProcess, receiver: Receiver, paid, waiting):
        sandbox.switch(webhooks={"delay_ms": 60_000})
        ids = paid()

        assert set(waiting()) == set(OF_A_PAYMENT)
        assert receiver.about(*ids) == []

        sandbox.lever("switches", "DELETE")
        receiver.wait_for("checkout.session.completed", *ids)

    def test_can_lose_events_of_a_type(self, sandbox: SandboxProcess, receiver: Receiver, paid):
        sandbox.switch(
            webhooks={"drop": {"types": ["charge.succeeded", "payment_intent.created"], "times": 2}}
        )

        lost = receiver.wait_for("checkout.session.completed", *paid())
        whole = receiver.wait_for("checkout.session.completed", *paid())

        assert [each.type for each in lost] == OF_A_PAYMENT[2:]
        assert [each.type for each in whole] == OF_A_PAYMENT

    def test_can_lose_everything_but_what_is_sent_by_hand(
        self, sandbox: SandboxProcess, receiver: Receiver, paid
    ):
        sandbox.switch(webhooks={"drop": {"types": ["*"]}})
        ids = paid()

        def are_dropped() -> bool:
            return [each["state"] for each in sandbox.events()[-4:]] == ["dropped"] * 4

        sandbox.process.wait_until(are_dropped)
        assert receiver.about(*ids) == []
        assert sandbox.lever(f"deliver/{sandbox.events()[-1]['event']}")["taken"]
        assert [each.type for each in receiver.about(*ids)] == ["checkout.session.completed"]

    @pytest.mark.parametrize("how", [{"forged": True}, {"signed_s_ago": HOUR_S}])
    def test_can_be_signed_wrongly(
        self, sandbox: SandboxProcess, stripe: StripeClient, receiver: Receiver, paid, how
    ):
        event = receiver.wait_for("checkout.session.completed", *paid())[-1].event["id"]

        sandbox.lever(f"deliver/{event}", **how)

        wrong = receiver.about(event)[-1]
        with pytest.raises(SignatureVerificationError):
            stripe.construct_event(wrong.raw, wrong.signature, SECRET)
