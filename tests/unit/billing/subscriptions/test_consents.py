"""Nothing is charged that nobody agreed to."""

import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

import smallgestures
from smallgestures.billing.subscriptions.errors import AlreadySubscribed, ConsentMissing
from smallgestures.billing.subscriptions.models import ConsentRecord, Subscription
from smallgestures.billing.subscriptions.service import subscription_request
from smallgestures.money import Money
from tests.made_subscriptions import WORDS, make_consent, make_subscription


class TestConsent:
    def test_keeps_the_exact_words_with_their_hash(self, db: Session, held_clock):
        consent = make_consent(db)

        assert (consent.text, consent.agreed_at) == (WORDS, held_clock())
        assert consent.text_sha256 == sha256(WORDS.encode()).hexdigest()


class TestPrepare:
    def test_asks_stripe_for_the_price_and_the_date_of_the_consent(self, db: Session, held_clock):
        consent = make_consent(db, amount=Money(1499), interval="year")

        request = subscription_request(db, make_subscription(db, consent).key)

        assert (request.amount_minor, request.currency, request.interval) == (1499, "usd", "year")
        assert request.trial_end == consent.first_charge_at
        assert request.consent_sha256 == consent.text_sha256

    def test_charges_at_once_only_where_that_was_said(self, db: Session, held_clock):
        at_once = make_consent(db, first_charge_at=held_clock(), charges_at_once=True)

        assert subscription_request(db, make_subscription(db, at_once).key).trial_end is None
        with pytest.raises(ConsentMissing):
            make_subscription(db, make_consent(db), trial_end=None)

    def test_refuses_another_date_than_the_one_that_was_named(self, db: Session, held_clock):
        consent = make_consent(db)

        with pytest.raises(ConsentMissing):
            make_subscription(db, consent, trial_end=consent.first_charge_at - timedelta(seconds=1))

    def test_refuses_words_that_were_altered(self, db: Session, held_clock):
        consent = make_consent(db)
        db.exec(update(ConsentRecord).values(text=f"{WORDS} Always."))
        db.expire(consent)

        with pytest.raises(ConsentMissing):
            make_subscription(db, consent)

    def test_refuses_a_consent_that_is_not_stored(self, db: Session, held_clock):
        consent = make_consent(db)
        unsaved = ConsentRecord(**consent.model_dump(exclude={"id"}))

        with pytest.raises(ValueError, match="no id"):
            make_subscription(db, unsaved)

    def test_refuses_a_consent_that_was_used(self, db: Session, held_clock):
        subscription = make_subscription(db)
        consent = db.get_one(ConsentRecord, subscription.consent_id)

        with pytest.raises(ConsentMissing):
            make_subscription(db, consent)

    def test_returns_the_page_that_waits_for_the_same(self, db: Session, held_clock):
        first = make_subscription(db)
        old = db.get_one(ConsentRecord, first.consent_id)
        again = make_consent(
            db,
            person_id=old.person_id,
            subject_id=old.subject_id,
            first_charge_at=old.first_charge_at,
        )

        assert make_subscription(db, again).key == first.key

    def test_closes_the_page_that_waits_at_another_price(self, db: Session, held_clock):
        first = make_subscription(db)
        old = db.get_one(ConsentRecord, first.consent_id)
        again = make_consent(
            db, person_id=old.person_id, subject_id=old.subject_id, amount=Money(1999)
        )

        second = make_subscription(db, again)

        assert second.key != first.key
        assert (first.state, first.wish) == ("abandoned", "end")

    def test_refuses_a_second_living_one(self, db: Session, held_clock):
        first = make_subscription(db)
        db.exec(
            update(Subscription)
            .where(col(Subscription.id) == first.key)
            .values(state="trialing", subscription_id="sub_1")
        )
        old = db.get_one(ConsentRecord, first.consent_id)
        db.expire_all()

        with pytest.raises(AlreadySubscribed):
            make_subscription(
                db, make_consent(db, person_id=old.person_id, subject_id=old.subject_id)
            )


def test_a_subscription_has_no_room_to_be_without_a_consent():
    assert not Subscription.__table__.c.consent_id.nullable
    assert Subscription.__table__.c.consent_id.unique


def test_the_only_code_that_begins_to_charge_asks_for_what_a_consent_says():
    """Stripe's ways to charge somebody later are used in one place, which is given a consent's."""
    ways = re.compile(r"(subscriptions|invoices|payment_intents|subscription_schedules)\.create\(")
    pages = re.compile(r'"mode": "subscription"')
    product = Path(smallgestures.__file__).parent
    sources = {
        str(path.relative_to(product)): path.read_text()
        for path in product.rglob("*.py")
        if "stripe_sandbox" not in path.parts
    }

    assert [name for name, text in sources.items() if ways.search(text)] == []
    assert [name for name, text in sources.items() if pages.search(text)] == [
        "billing/subscriptions/gateway.py"
    ]
    callers = [name for name, text in sources.items() if "gateway.open_page(" in text]
    assert callers == ["billing/subscriptions/handlers.py"]
    assert sources[callers[0]].count("service.subscription_request(") == 1
