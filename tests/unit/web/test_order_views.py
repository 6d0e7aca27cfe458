"""An order in the words of its page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smallgestures.shop.orders.cards import OrderCard, OrderTile, SoldTile, Step
from smallgestures.shop.orders.models import OrderState
from smallgestures.shop.orders.showing import DISPUTED, STATUS
from smallgestures.web.orders.views import view_of_order, view_of_sold

PLACED = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)


def tile(state: OrderState = OrderState.PAID, **overrides: Any) -> OrderTile:
    values = {
        "id": 42,
        "public_id": "abc",
        "number": "1042",
        "title": "Tidal vase",
        "brand": "Noor Studio",
        "picture": "/media/a.webp",
        "price": "$48.00",
        "state": state,
        "status": STATUS[state],
        "placed_at": PLACED,
    }
    return OrderTile(**(values | overrides))


def card(state: OrderState = OrderState.PAID, **overrides: Any) -> OrderCard:
    values = {
        "tile": tile(state),
        "is_buyers": True,
        "can_pay": False,
        "is_settling": False,
        "trouble": "",
        "product_url": "/product/tidal-vase",
        "steps": [Step("Ordered", "One piece was set aside.", PLACED)],
        "chain": [],
        "receipt": [],
    }
    return OrderCard(**(values | overrides))


def sold(**overrides: Any) -> SoldTile:
    values = {
        "tile": tile(),
        "refundable_minor": 4800,
        "refundable": "$48.00",
        "refunded": "",
        "refunding": "",
        "is_disputed": False,
        "failures": [],
    }
    return SoldTile(**(values | overrides))


def test_the_days_are_those_of_who_reads():
    assert view_of_order(card(), "UTC").lead == "Sunday 22 November 2026, from Noor Studio"
    assert view_of_order(card(), "Pacific/Auckland").lead.startswith("Monday 23 November 2026")


@pytest.mark.parametrize("state", OrderState)
def test_every_state_has_its_news_for_the_buyer_and_for_the_creator(state: OrderState):
    mine, theirs = (view_of_order(card(state, is_buyers=is_buyers), "UTC") for is_buyers in (1, 0))

    assert mine.news
    assert theirs.news
    assert mine.tile.status == STATUS[state]
    assert bool(mine.to_do) == (state in {OrderState.WAITING, OrderState.UNPAID})


@pytest.mark.parametrize(
    ("step", "state", "mark"),
    [
        (Step("Paid", "", PLACED), OrderState.PAID, "done"),
        (Step("Waiting for payment", "", None), OrderState.WAITING, "now"),
        (Step("Refund on its way", "", None), OrderState.PAID, "now"),
        (Step("Not paid", "", None), OrderState.UNPAID, "off"),
        (Step(DISPUTED, "", PLACED), OrderState.PAID, "off"),
    ],
)
def test_a_step_is_ticked_only_when_it_went_as_it_should(step: Step, state: OrderState, mark: str):
    [seen] = view_of_order(card(state, steps=[step]), "UTC").steps

    assert seen.mark == mark


def test_a_step_of_another_day_names_that_day():
    steps = [Step("Paid", "", PLACED), Step("Refunded", "", PLACED + timedelta(days=2))]

    seen = view_of_order(card(steps=steps), "UTC").steps

    assert [step.when for step in seen] == ["14:02", "24 Nov, 14:02"]


def test_a_brands_page_follows_only_while_money_is_on_its_way():
    still = view_of_sold([sold()], "UTC", older_id=None, is_older=False)
    moving = view_of_sold([sold(), sold(refunding="$12.00")], "UTC", older_id=42, is_older=False)

    assert (still.is_settling, still.older_url) == (False, "")
    assert (moving.is_settling, moving.older_url) == (True, "/brand/orders?before=42")
