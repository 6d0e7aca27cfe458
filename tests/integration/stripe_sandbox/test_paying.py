"""Paying a session: what becomes of it, of its intent and of its charges."""

from stripe import StripeClient

from tests.stripe.receiver import Receiver
from tests.stripe.sandbox import SandboxProcess

ASKS = "4000 0025 0000 3155"
ADDRESS = {"line1": "1 Shore Road", "city": "Rome", "postal_code": "00100", "country": "DE"}


class TestPay:
    def test_completes_the_session_with_all_that_the_product_needs(
        self, sandbox: SandboxProcess, stripe: StripeClient, vase
    ):
        session = vase(
            shipping_address_collection={"allowed_countries": ["DE"]},
            payment_intent_data={"metadata": {"order": "7"}},
        )

        paid = sandbox.lever(f"pay/{session.id}", name="Leo Marchetti", address=ADDRESS)

        assert paid["redirect"] == f"http://127.0.0.1:9/orders/1?session={session.id}"
        found = stripe.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
        assert (found.status, found.payment_status, found.url) == ("complete", "paid", None)
        assert found.customer_details.email == "leo@example.com"
        assert found.collected_information.shipping_details.name == "Leo Marchetti"
        assert found.collected_information.shipping_details.address.city == "Rome"
        assert found.payment_intent.status == "succeeded"
        assert found.payment_intent.metadata.to_dict() == {"order": "7"}

    def test_is_sent_somewhere_even_if_the_lever_says_not_where(
        self, sandbox: SandboxProcess, vase
    ):
        session = vase(shipping_address_collection={"allowed_countries": ["DE", "US"]})

        paid = sandbox.lever(f"pay/{session.id}")["session"]

        shipping = paid["collected_information"]["shipping_details"]
        assert shipping["address"]["country"] == "DE"

    def test_tells_it_in_stripes_order(self, sandbox: SandboxProcess, receiver: Receiver, vase):
        session = vase()
        intent = sandbox.lever(f"pay/{session.id}")["session"]["payment_intent"]

        told = receiver.wait_for("checkout.session.completed", session.id, intent)

        assert [each.type for each in told] == [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed",
        ]

    def test_takes_the_money_once(self, sandbox: SandboxProcess, stripe: StripeClient, vase):
        session = vase()

        results = [sandbox.lever(f"pay/{session.id}") for _ in range(2)]

        assert [each["result"] for each in results] == ["paid", "paid"]
        intent = results[0]["session"]["payment_intent"]
        assert len(stripe.v1.charges.list({"payment_intent": intent}).data) == 1

    def test_makes_a_customer_when_the_session_asks_for_one(
        self, sandbox: SandboxProcess, stripe: StripeClient, vase
    ):
        session = vase(customer_creation="always")
        sandbox.lever(f"pay/{session.id}", name="Leo")

        found = stripe.v1.checkout.sessions.retrieve(session.id, {"expand": ["customer"]})

        assert (found.customer.name, found.customer.email) == ("Leo", "leo@example.com")


class TestDecline:
    def test_leaves_the_session_open_and_says_why(
        self, sandbox: SandboxProcess, stripe: StripeClient, receiver: Receiver, vase
    ):
        session = vase()

        declined = sandbox.lever(f"pay/{session.id}", number="4000000000009995")

        assert (declined["result"], declined["session"]["status"]) == ("declined", "open")
        intent = stripe.v1.payment_intents.retrieve(
            declined["session"]["payment_intent"], {"expand": ["latest_charge"]}
        )
        assert intent.status == "requires_payment_method"
        assert intent.last_payment_error.decline_code == "insufficient_funds"
        assert (intent.latest_charge.status, intent.latest_charge.paid) == ("failed", False)
        told = receiver.wait_for("payment_intent.payment_failed", intent.id)
        assert [each.type for each in told] == [
            "payment_intent.created",
            "charge.failed",
            "payment_intent.payment_failed",
        ]

    def test_is_forgotten_when_another_card_pays(
        self, sandbox: SandboxProcess, stripe: StripeClient, vase
    ):
        session = vase()
        sandbox.lever(f"pay/{session.id}", number="4000000000000002")

        paid = sandbox.lever(f"pay/{session.id}")

        intent = stripe.v1.payment_intents.retrieve(paid["session"]["payment_intent"])
        assert (intent.status, intent.last_payment_error) == ("succeeded", None)
        charges = stripe.v1.charges.list({"payment_intent": intent.id}).data
        assert [charge.paid for charge in charges] == [True, False]


class TestConfirmation:
    def test_is_asked_for_before_money_moves(
        self, sandbox: SandboxProcess, stripe: StripeClient, vase
    ):
        session = vase()

        asked = sandbox.lever(f"pay/{session.id}", number=ASKS)

        assert asked["result"] == "requires_action"
        intent = stripe.v1.payment_intents.retrieve(asked["session"]["payment_intent"])
        assert intent.next_action.redirect_to_url.url.endswith(f"/c/pay/{session.id}/confirm")
        assert intent.amount_received == 0

    def test_pays_when_it_is_given(self, sandbox: SandboxProcess, vase):
        paid = sandbox.lever(f"pay/{vase().id}", number=ASKS, confirm=True)

        assert paid["session"]["payment_status"] == "paid"

    def test_moves_nothing_when_it_is_refused(
        self, sandbox: SandboxProcess, stripe: StripeClient, vase
    ):
        refused = sandbox.lever(f"pay/{vase().id}", number=ASKS, confirm=False)

        assert (refused["result"], refused["session"]["status"]) == ("declined", "open")
        intent = stripe.v1.payment_intents.retrieve(refused["session"]["payment_intent"])
        assert intent.last_payment_error.code == "payment_intent_authentication_failure"
