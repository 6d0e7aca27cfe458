"""Whatever was asked first and applied last, a subscription ends as Stripe had it last."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlmodel import Session, select

from smallgestures.billing.ledger.service import trial_balance
from smallgestures.billing.subscriptions.applying import apply_page, apply_subscription
from smallgestures.billing.subscriptions.models import SubscriptionPayment
from tests import stripe_says_of_subscriptions as stripe_says
from tests.made_subscriptions import PAYEE, consent_of, make_subscription
from tests.outbox import events


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_every_order_of_answers_and_each_twice_ends_the_same(db: Session, held_clock, order):
    row = make_subscription(db)
    consent = consent_of(db, row)
    first = stripe_says.invoice(row)
    failed = stripe_says.invoice(row, "open")
    truth = [
        ("trialing", ()),
        ("active", (first,)),
        ("past_due", (failed, first)),
        ("canceled", (failed, first)),
    ]
    answers = []
    for said, invoices in truth:
        held_clock.pass_by(timedelta(seconds=1))
        answers.append(stripe_says.subscription(row, consent, said, invoices=invoices))

    for place in order:
        for _twice in range(2):
            apply_subscription(db, row.key, answers[place])
            apply_page(db, row.key, stripe_says.page(row, "complete"))

    assert row.state == "canceled"
    assert len(db.exec(select(SubscriptionPayment)).all()) == 1
    assert trial_balance(db) == {PAYEE: 999, "stripe": -999}
    told = [name for name, _payload in events(db) if name.startswith("Subscription")]
    assert len(told) == len(set(told))
    assert {"SubscriptionStarted", "SubscriptionCharged", "SubscriptionEnded"} <= set(told)
