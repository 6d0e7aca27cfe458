"""An unkept trial can’t be charged: the schema has no way to it."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from smallgestures.billing.subscriptions.models import ConsentRecord, StripeCustomer, Subscription
from smallgestures.gestures.trials.models import Trial, TrialState
from smallgestures.schema import metadata
from tests.made_subscriptions import make_consent
from tests.made_trials import make_trial
from tests.people import make_person

# What a means of payment would be kept by.
MEANS = ("card", "customer", "payment", "stripe", "iban", "token", "invoice", "session")
# Where a trial leads by its own columns, and no further than a brand and two people. The one way
# from there to money is the consent, which an unkept trial can’t have.
CONSENT = "consent_record"
HARMLESS = {
    ("gift", "token_hash"),  # of the gift's own link
    ("redemption_code", "sealed_code"),
}


def reachable(start: str) -> set[str]:
    """Return the tables that a row leads to by foreign keys, but for its consent."""
    found, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        keys = [key.column.table.name for key in metadata.tables[name].foreign_keys]
        waiting += [key for key in keys if key != CONSENT]
    return found


def test_no_table_that_an_unkept_trial_leads_to_holds_a_means_of_payment():
    tables = reachable("trial")
    holding = {
        (table, column.name)
        for table in tables
        for column in metadata.tables[table].columns
        if any(word in column.name for word in MEANS)
    }

    assert {"trial", "gift", "offer", "person", "brand"} <= tables
    assert not tables & {"subscription", "stripe_customer", "checkout", CONSENT}
    assert holding <= HARMLESS


def test_no_subscription_is_without_a_consent():
    consent = metadata.tables["subscription"].columns["consent_id"]

    assert not consent.nullable
    assert {key.column.table.name for key in consent.foreign_keys} == {CONSENT}


@pytest.mark.parametrize("state", [TrialState.KEEPING, TrialState.CONVERTED])
def test_a_trial_is_kept_by_a_consent_and_by_nothing_else(db, state):
    trial = make_trial(db, make_person(db))

    trial.state = state

    with pytest.raises(IntegrityError, match="kept_by_consent"):
        db.flush()


@pytest.mark.parametrize("state", [TrialState.ACTIVE, TrialState.ENDED, TrialState.CANCELLED])
def test_a_trial_that_is_not_kept_can_hold_no_consent(db, state):
    trial = make_trial(db, make_person(db))

    trial.state, trial.consent_id = state, make_consent(db).key

    with pytest.raises(IntegrityError, match="kept_by_consent"):
        db.flush()


def test_accepting_makes_nobody_known_to_stripe(db):
    make_trial(db, make_person(db))

    assert db.exec(select(Trial)).one().consent_id is None
    for table in (StripeCustomer, Subscription, ConsentRecord):
        assert db.exec(select(table)).all() == []
