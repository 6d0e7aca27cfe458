"""Customers, what is sold, and test clocks."""

from time import time

import pytest
from stripe import InvalidRequestError, StripeClient

from tests.stripe.receiver import Receiver

DAY_S = 24 * 60 * 60


class TestCustomer:
    def test_is_kept_and_changed(self, stripe: StripeClient, receiver: Receiver):
        made = stripe.v1.customers.create(
            {"email": "ana@example.com", "metadata": {"person": "1", "old": "yes"}}
        )

        stripe.v1.customers.update(made.id, {"name": "Ana", "metadata": {"old": "", "new": "x"}})

        found = stripe.v1.customers.retrieve(made.id)
        assert (found.name, found.email) == ("Ana", "ana@example.com")
        assert found.metadata.to_dict() == {"person": "1", "new": "x"}
        told = receiver.wait_for("customer.updated", made.id)[-1].event
        assert told["data"]["previous_attributes"]["name"] is None

    def test_pays_under_their_name(self, sandbox, stripe: StripeClient, vase):
        customer = stripe.v1.customers.create({"email": "ana@example.com"}).id
        session = vase(customer=customer, customer_email=None)

        paid = sandbox.lever(f"pay/{session.id}")["session"]

        assert paid["customer_details"]["email"] == "ana@example.com"
        charges = stripe.v1.charges.list({"customer": customer}).data
        assert [charge.payment_intent for charge in charges] == [paid["payment_intent"]]

    def test_keeps_no_card_that_was_used_once(self, sandbox, stripe: StripeClient, vase):
        customer = stripe.v1.customers.create({"email": "ana@example.com"}).id
        sandbox.lever(f"pay/{vase(customer=customer, customer_email=None).id}")

        assert stripe.v1.customers.payment_methods.list(customer).data == []


class TestCatalogue:
    def test_has_products_under_ids_of_ones_own(self, stripe: StripeClient):
        own = f"prod_vase_{time():.0f}"
        made = stripe.v1.products.create({"id": own, "name": "Vase", "images": ["http://a/b.webp"]})

        assert stripe.v1.products.retrieve(own).name == "Vase"
        assert made.id in {each.id for each in stripe.v1.products.list({"active": True}).data}
        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.products.create({"id": own, "name": "Vase"})
        assert refusal.value.code == "resource_already_exists"

    def test_has_prices_that_come_again(self, stripe: StripeClient):
        price = stripe.v1.prices.create(
            {
                "currency": "usd",
                "unit_amount": 999,
                "recurring": {"interval": "month"},
                "product_data": {"name": "Box"},
            }
        )

        found = stripe.v1.prices.retrieve(price.id, {"expand": ["product"]})
        assert (found.recurring.interval, found.product.name) == ("month", "Box")
        listed = stripe.v1.prices.list({"product": found.product.id, "type": "recurring"})
        assert [each.id for each in listed.data] == [price.id]

    def test_sells_nothing_that_comes_again_as_if_it_came_once(self, stripe: StripeClient, vase):
        price = stripe.v1.prices.create(
            {
                "currency": "usd",
                "unit_amount": 999,
                "recurring": {"interval": "month"},
                "product_data": {"name": "Box"},
            }
        )

        with pytest.raises(InvalidRequestError, match="recurring price"):
            vase(line_items=[{"price": price.id, "quantity": 1}])


class TestClock:
    @pytest.fixture
    def clock(self, stripe: StripeClient):
        return stripe.v1.test_helpers.test_clocks.create({"frozen_time": int(time()), "name": "a"})

    def test_moves_forward_and_says_when_it_is_there(
        self, stripe: StripeClient, receiver: Receiver, clock
    ):
        later = clock.frozen_time + 30 * DAY_S

        moving = stripe.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": later})

        assert moving.status == "advancing"
        receiver.wait_for("test_helpers.test_clock.ready", clock.id)
        found = stripe.v1.test_helpers.test_clocks.retrieve(clock.id)
        assert (found.status, found.frozen_time) == ("ready", later)

    def test_never_moves_back(self, stripe: StripeClient, clock):
        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.test_helpers.test_clocks.advance(
                clock.id, {"frozen_time": clock.frozen_time - 1}
            )

        assert refusal.value.param == "frozen_time"

    def test_has_three_customers_at_most(self, stripe: StripeClient, clock):
        on_clock = {"test_clock": clock.id}
        for _ in range(3):
            stripe.v1.customers.create({"name": "Ana", **on_clock})

        with pytest.raises(InvalidRequestError, match="at most 3 customers"):
            stripe.v1.customers.create({"name": "Ana", **on_clock})
        assert len(stripe.v1.customers.list(on_clock).data) == 3

    def test_takes_its_customers_with_it(self, stripe: StripeClient, clock):
        customer = stripe.v1.customers.create({"name": "Ana", "test_clock": clock.id})

        assert stripe.v1.test_helpers.test_clocks.delete(clock.id).deleted

        with pytest.raises(InvalidRequestError, match="No such customer"):
            stripe.v1.customers.retrieve(customer.id)
