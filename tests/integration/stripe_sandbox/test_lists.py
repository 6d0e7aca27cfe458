"""Pages of lists, and `expand`."""

import pytest
from stripe import InvalidRequestError, StripeClient

from tests.stripe.sandbox import SandboxProcess

NAMES = ["one", "two", "three", "four", "five"]


@pytest.fixture
def ids(stripe: StripeClient) -> list[str]:
    """Five customers with an address of their own, the newest first."""
    made = [
        stripe.v1.customers.create({"name": name, "email": "five@example.com"}).id for name in NAMES
    ]
    return made[::-1]


class TestPages:
    @pytest.fixture(autouse=True)
    def _alone(self, stripe: StripeClient):
        """Leave nobody with this address to the next test."""
        yield
        for customer in stripe.v1.customers.list({"email": "five@example.com", "limit": 100}).data:
            stripe.v1.customers.update(customer.id, {"email": "gone@example.com"})

    def test_go_from_the_newest_to_the_oldest(self, stripe: StripeClient, ids):
        wanted = {"email": "five@example.com", "limit": 2}

        first = stripe.v1.customers.list(wanted)
        second = stripe.v1.customers.list({**wanted, "starting_after": first.data[-1].id})
        third = stripe.v1.customers.list({**wanted, "starting_after": second.data[-1].id})

        pages = [[each.id for each in page.data] for page in (first, second, third)]
        assert pages == [ids[:2], ids[2:4], ids[4:]]
        assert [page.has_more for page in (first, second, third)] == [True, True, False]
        assert first.url == "/v1/customers"

    def test_go_back(self, stripe: StripeClient, ids):
        page = stripe.v1.customers.list(
            {"email": "five@example.com", "limit": 2, "ending_before": ids[4]}
        )

        assert [each.id for each in page.data] == ids[2:4]
        assert page.has_more

    def test_are_walked_by_the_sdk(self, stripe: StripeClient, ids):
        walked = stripe.v1.customers.list(
            {"email": "five@example.com", "limit": 2}
        ).auto_paging_iter()

        assert [each.id for each in walked] == ids

    def test_know_what_is_older_than_a_time(self, stripe: StripeClient, ids):
        created = stripe.v1.customers.retrieve(ids[0]).created
        wanted = {"email": "five@example.com"}

        assert stripe.v1.customers.list({**wanted, "created": {"gt": created}}).data == []
        later = stripe.v1.customers.list({**wanted, "created": {"gte": created - 60}})
        assert len(later.data) == 5

    @pytest.mark.parametrize(
        ("wrong", "param"),
        [
            ({"limit": 101}, "limit"),
            ({"limit": 0}, "limit"),
            ({"starting_after": "cus_none"}, "starting_after"),
            ({"colour": "red"}, "colour"),
        ],
    )
    def test_refuse_what_they_do_not_know(self, stripe: StripeClient, wrong, param):
        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.customers.list(wrong)

        assert refusal.value.param == param


class TestExpand:
    def test_reaches_into_lists(self, sandbox: SandboxProcess, stripe: StripeClient, vase):
        intent = sandbox.lever(f"pay/{vase().id}")["session"]["payment_intent"]

        page = stripe.v1.checkout.sessions.list(
            {
                "payment_intent": intent,
                "expand": ["data.payment_intent.latest_charge", "data.line_items"],
            }
        )

        assert page.data[0].payment_intent.latest_charge.amount == 4800
        assert page.data[0].line_items.data[0].quantity == 1

    def test_leaves_ids_where_it_was_not_asked(self, sandbox: SandboxProcess, stripe, vase):
        charge = sandbox.lever(f"pay/{vase().id}")["session"]["payment_intent"]

        found = stripe.v1.payment_intents.retrieve(charge)

        assert isinstance(found.latest_charge, str)

    def test_shows_the_product_of_a_price(self, stripe: StripeClient, vase):
        session = vase(expand=["line_items.data.price.product"])

        assert session.line_items.data[0].price.product.name == "Tidal vase"

    def test_follows_a_balance_to_its_source(self, sandbox: SandboxProcess, stripe, vase):
        intent = sandbox.lever(f"pay/{vase().id}")["session"]["payment_intent"]
        charge = stripe.v1.payment_intents.retrieve(intent).latest_charge

        moved = stripe.v1.balance_transactions.list({"source": charge, "expand": ["data.source"]})

        assert moved.data[0].source.payment_intent == intent

    @pytest.mark.parametrize(
        "path", ["status", "payment_intent.colour", "customer_details", "a.b.c.d.e"]
    )
    def test_refuses_what_can_not_be_shown(self, sandbox, stripe, vase, path):
        session = vase()
        sandbox.lever(f"pay/{session.id}")

        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.checkout.sessions.retrieve(session.id, {"expand": [path]})

        assert refusal.value.http_status == 400
        assert "expand" in refusal.value.param
