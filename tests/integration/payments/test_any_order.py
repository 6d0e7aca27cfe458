"""Stripe promises no order of its webhooks; whatever it is, the end is the same."""

from itertools import permutations

from sqlmodel import select

from smallgestures.billing.ledger.models import LedgerTransfer
from smallgestures.mail.models import MailMessage
from smallgestures.shop.attribution.service import record_click
from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.orders.models import OrderState
from tests.factories import make_clip, make_link, make_product, new_impression_id, unused
from tests.integration.payments.conftest import Shop
from tests.people import make_person

STOCK = 100
TOLD = (
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
)


def test_every_order_of_a_checkouts_webhooks_and_each_twice_ends_paid_once(shop: Shop):
    creator = shop.given(lambda db: make_person(db, unused("maya")))
    product = shop.given(lambda db: make_product(db, price_minor=4800, stock=STOCK))
    link = shop.given(lambda db: make_link(db, make_clip(db, creator), product))
    orders = list(permutations(range(len(TOLD))))
    for place, order in enumerate(orders):
        ines = shop.person(unused("ines"))
        shop.given(
            lambda db, ines=ines: record_click(
                db,
                new_impression_id(link),
                slug=product.slug,
                person_id=ines.id,
                visitor_key=None,
            )
        )
        shop.sandbox.begin()
        shop.sandbox.switch(webhooks={"hold": True})
        assert shop.sandbox.pay(ines.buy(product).session_id) == "paid"
        said = [one["event"] for one in shop.sandbox.events(waiting=True) if one["type"] in TOLD]
        assert len(said) == len(order)
        for at in order:
            for _twice in range(2):
                assert shop.sandbox.deliver(said[at]) == "200"
            if place % 2:
                shop.work()  # sometimes the worker is fast, sometimes all comes before it looks
        shop.work()

    paid = shop.orders()
    assert [one.state for one in paid] == [OrderState.PAID] * len(orders)
    assert shop.stock(product) == STOCK - len(orders)
    told = [event.event_id for event in shop.webhooks() if event.type in TOLD]
    assert len(told) == len(set(told)) == len(TOLD) * len(orders)
    entries = shop.all(CommissionEntry)
    assert [entry.amount_minor for entry in entries] == [384] * len(orders)
    keys = [f"order-paid:{order.key}" for order in paid]
    lines = shop.read(
        lambda db: list(
            db.exec(select(LedgerTransfer).where(LedgerTransfer.transaction_key.in_(keys)))
        )
    )
    assert sorted(line.amount_minor for line in lines) == [384] * len(orders) + [4800] * len(orders)
    assert len(shop.all(MailMessage)) == len(orders)
