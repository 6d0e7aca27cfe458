"""Payouts with everything real but the money: the life of one, and all that can go wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from smallgestures import clock
from smallgestures.billing.connect import handlers
from smallgestures.billing.connect.models import (
    ConnectedAccount,
    ConnectTransfer,
    TransferReversal,
)
from smallgestures.shop.commissions.models import CommissionState
from tests.integration.fault_table import Fault, FaultTable
from tests.integration.payments.conftest import Shop
from tests.integration.payments.earner import COMMISSION_MINOR, Earner
from tests.stripe.traffic import problems_of

TRANSFERS = "/v1/transfers"
AWAY = "The payment service is not answering at the moment."


@pytest.fixture
def maya(shop: Shop) -> Earner:
    return Earner(shop)


def states(maya: Earner) -> list[str]:
    return [entry.state for entry in maya.entries()]


def test_a_payout_from_click_to_refund_speaks_as_stripe_does(maya: Earner):
    """1. Maya sells, tells Stripe half, then all; thirty days later she is paid.

    2. A refund takes its share back, another one more than is left in her account.
    3. What could not be taken back comes off the next payout.
    4. Nothing that was asked or answered contradicts Stripe's own description of its API.
    """
    maya.sandbox.switch(record_traffic=True)
    order = maya.sells()
    assert states(maya) == [CommissionState.PENDING]

    maya.onboards(born="1900-01-01")
    assert (maya.account.can_receive, maya.account.due) == (
        False,
        ["individual.verification.document"],
    )
    maya.waits()
    assert states(maya) == [CommissionState.SETTLED]
    maya.onboards()
    maya.shop.work()

    (sent,) = maya.at_stripe()
    assert (sent["amount"], sent["transfer_group"][:9]) == (COMMISSION_MINOR, "checkout_")
    assert sent["source_transaction"].startswith("ch_")
    assert states(maya) == [CommissionState.PAID]

    maya.refunds(order, "24")
    assert maya.at_stripe()[0]["amount_reversed"] == 192
    assert maya.owed() == 0
    maya.sandbox.lever(f"accounts/{maya.account.account_id}/empty")
    maya.refunds(order)
    assert (maya.owed(), states(maya)) == (-192, [CommissionState.REVERSED])

    maya.sells()
    maya.waits()
    assert [one["amount"] for one in maya.at_stripe()] == [192, 384]
    maya.is_balanced()
    assert maya.owed() == 0

    exchanges = maya.sandbox.traffic()
    asked = {(one["method"], one["path"].split("/")[2]) for one in exchanges}
    assert {("POST", "accounts"), ("POST", "account_links"), ("POST", "transfers")} <= asked
    assert [problem for one in exchanges for problem in problems_of(one)] == []


row = FaultTable[Earner]()


@row
def stripe_is_down_when_she_sets_up_payouts(maya: Earner) -> None:
    maya.sandbox.kill()
    assert maya.starts().words.startswith(AWAY)

    maya.sandbox.start_again()
    maya.onboards()
    assert maya.account.can_receive


@row
def stripe_hangs_up_after_it_opened_the_account(maya: Earner) -> None:
    maya.sandbox.fail("hang_up_after", path="/v1/accounts", times=2)
    assert maya.starts().words.startswith(AWAY)

    maya.onboards()

    accounts = maya.sandbox._list("/v1/accounts")
    assert sum(one["metadata"]["account_uid"] == maya.account.uid for one in accounts) == 1


@row
def stripe_is_down_during_the_transfer(maya: Earner) -> None:
    ready_to_be_paid(maya)
    maya.sandbox.kill()
    maya.waits()
    assert states(maya) == [CommissionState.SETTLED]

    maya.sandbox.start_again()
    maya.shop.work()
    paid_once(maya)


@row
def stripe_is_slow_during_the_transfer(maya: Earner) -> None:
    ready_to_be_paid(maya)
    maya.sandbox.fail("delay_after", path=TRANSFERS, times=2, delay_ms=3000)
    maya.waits()
    maya.shop.work()
    paid_once(maya)


@row
def stripe_answers_500_to_the_transfer(maya: Earner) -> None:
    ready_to_be_paid(maya)
    maya.sandbox.fail("answer_500", path=TRANSFERS, times=3)
    maya.waits()
    maya.shop.work()
    paid_once(maya)


@row
def stripe_hangs_up_after_it_sent_the_money(maya: Earner) -> None:
    ready_to_be_paid(maya)
    maya.sandbox.fail("hang_up_after", path=TRANSFERS, times=2)
    maya.waits()
    maya.shop.work()
    paid_once(maya)


@row
def stripe_hangs_up_after_it_took_money_back(maya: Earner) -> None:
    ready_to_be_paid(maya)
    order = maya.shop.orders()[-1]
    maya.waits()
    maya.sandbox.fail("hang_up_after", path=TRANSFERS, times=2)
    maya.refunds(order, "12")
    maya.shop.work()

    assert [one["amount_reversed"] for one in maya.at_stripe()] == [96]
    assert (maya.owed(), states(maya)) == (0, [CommissionState.PAID])


@row
def the_account_is_restricted_before_the_transfer(maya: Earner) -> None:
    ready_to_be_paid(maya)
    maya.sandbox.switch(webhooks={"hold": True})
    maya.sandbox.lever(f"accounts/{maya.account.account_id}/restrict")
    maya.waits()
    assert states(maya) == [CommissionState.HELD]
    assert "open questions" in maya.entries()[0].reason

    maya.sandbox.release("created")
    maya.sandbox.lever(f"accounts/{maya.account.account_id}/onboard")
    maya.shop.hear()
    maya.waits()
    paid_once(maya)


@row
def the_webhooks_come_reversed_and_twice(maya: Earner) -> None:
    maya.sells()
    maya.starts()
    maya.sandbox.switch(webhooks={"hold": True, "duplicate": 1})
    account_id = maya.account.account_id
    maya.sandbox.lever(f"accounts/{account_id}/restrict")
    maya.sandbox.lever(f"accounts/{account_id}/onboard")
    maya.sandbox.release("reversed")
    maya.shop.hear()
    maya.waits()
    paid_once(maya)


@row
def no_webhook_ever_tells_of_the_account(maya: Earner) -> None:
    maya.sells()
    maya.starts()
    maya.sandbox.switch(webhooks={"drop": {"types": ["account.updated"]}})
    maya.sandbox.lever(f"accounts/{maya.account.account_id}/onboard")
    maya.waits()
    maya.shop.hear()
    assert not maya.account.can_receive

    old = clock.wall() - timedelta(hours=2)
    maya.shop.given(lambda db: db.exec(update(ConnectedAccount).values(checked_at=old)))
    assert handlers.sweep() >= 1
    maya.shop.work()
    paid_once(maya)


@row
def the_worker_never_heard_what_became_of_the_transfer(maya: Earner) -> None:
    """Restored from a backup, after Stripe had made it and forgotten its key."""
    ready_to_be_paid(maya)
    maya.waits()
    maya.shop.given(_forget_transfer)
    assert handlers.sweep() >= 1
    maya.shop.work()

    assert len(maya.at_stripe()) == 1
    assert [one.state for one in maya.transfers()] == ["sent"]


def _forget_transfer(db) -> None:
    old = clock.now() - timedelta(days=2)
    forgotten = {"state": "requested", "transfer_id": None, "created_at": old}
    newest = max(row.id for row in db.exec(select(ConnectTransfer)))
    db.exec(update(ConnectTransfer).where(col(ConnectTransfer.id) == newest).values(**forgotten))


@row
def somebody_reverses_the_transfer_at_stripe(maya: Earner) -> None:
    ready_to_be_paid(maya)
    maya.waits()
    (sent,) = maya.at_stripe()
    maya.sandbox.client().v1.transfers.reversals.create(sent["id"], {})
    maya.shop.hear()

    assert states(maya) == [CommissionState.HELD]
    assert "Ask them why" in maya.entries()[0].reason
    assert maya.owed() == COMMISSION_MINOR
    maya.is_balanced()


@row
def the_bank_asks_for_the_payment_back(maya: Earner) -> None:
    ready_to_be_paid(maya)
    charge = maya.sandbox.charges()[0]["id"]
    dispute = maya.sandbox.lever("disputes", charge=charge)
    maya.shop.hear()
    maya.waits()
    assert states(maya) == [CommissionState.HELD]
    assert maya.at_stripe() == []

    maya.sandbox.lever(f"disputes/{dispute['id']}/close", status="won")
    maya.shop.hear()
    maya.waits()
    paid_once(maya)


@row
def the_bank_takes_the_payment_back_for_good(maya: Earner) -> None:
    ready_to_be_paid(maya)
    maya.waits()
    charge = maya.sandbox.charges()[0]["id"]
    dispute = maya.sandbox.lever("disputes", charge=charge)
    maya.sandbox.lever(f"disputes/{dispute['id']}/close", status="lost")
    maya.shop.hear()

    assert states(maya) == [CommissionState.REVERSED]
    assert [one["amount_reversed"] for one in maya.at_stripe()] == [COMMISSION_MINOR]
    assert maya.owed() == 0


def ready_to_be_paid(maya: Earner) -> None:
    maya.sells()
    maya.onboards()


def paid_once(maya: Earner) -> None:
    assert [one["amount"] for one in maya.at_stripe()] == [COMMISSION_MINOR]
    assert states(maya) == [CommissionState.PAID]
    assert maya.owed() == 0
    assert maya.shop.all(TransferReversal) == []


# Their waits are long; what they show is near to what the others do.
LONG = (
    stripe_is_down_when_she_sets_up_payouts,
    stripe_is_slow_during_the_transfer,
    stripe_answers_500_to_the_transfer,
    stripe_hangs_up_after_it_took_money_back,
    the_webhooks_come_reversed_and_twice,
)


@pytest.mark.parametrize(
    "fault",
    [pytest.param(fault, marks=[pytest.mark.soak] if fault in LONG else []) for fault in row.rows],
    ids=lambda fault: fault.__name__,
)
def test_nothing_is_lost_or_sent_twice_when(maya: Earner, fault: Fault[Earner]):
    fault(maya)

    maya.is_balanced()
