"""What Stripe says of a subscription, made true here once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.billing.ledger.service import trial_balance
from smallgestures.billing.subscriptions.applying import (
    NO_CONSENT,
    apply_page,
    apply_refusal,
    apply_subscription,
)
from smallgestures.billing.subscriptions.models import SubscriptionPayment
from smallgestures.billing.subscriptions.service import (
    end_now,
    find_subscription,
    resume_renewal,
    stop_renewal,
)
from smallgestures.mail.models import MailMessage
from tests import stripe_says_of_subscriptions as stripe_says
from tests.made_subscriptions import PAYEE, consent_of, make_subscription
from tests.outbox import events

OURS = (
    "SubscriptionStarted",
    "SubscriptionCharged",
    "SubscriptionPastDue",
    "SubscriptionNeedsConfirmation",
    "SubscriptionRecovered",
    "SubscriptionEnded",
    "SubscriptionAbandoned",
    "PaymentUnwanted",
)


class Kept:
    """A subscription and what Stripe says of it, one after the other."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.row = make_subscription(db)
        self.invoices: list = []

    def hears(self, said: str = "trialing", **overrides) -> str:
        seen = stripe_says.subscription(
            self.row,
            consent_of(self.db, self.row),
            said,
            **({"invoices": tuple(reversed(self.invoices))} | overrides),
        )
        return apply_subscription(self.db, self.row.key, seen)

    def hears_of_page(self, status: str) -> str:
        return apply_page(self.db, self.row.key, stripe_says.page(self.row, status))

    def is_invoiced(self, status: str = "paid", **overrides) -> None:
        self.invoices.append(stripe_says.invoice(self.row, status, **overrides))

    def told(self) -> list[str]:
        return [name for name, _payload in events(self.db, *OURS)]

    @property
    def card(self):
        found = find_subscription(self.db, purpose="trial", subject_id=self.row.subject_id)
        assert found is not None
        return found


@pytest.fixture
def kept(db: Session, held_clock) -> Kept:
    return Kept(db)


class TestPage:
    def test_that_is_open_waits_for_the_person(self, kept: Kept):
        assert kept.hears_of_page("open") == "open"
        assert kept.row.session_url
        assert kept.told() == []

    def test_that_was_completed_says_nothing_by_itself(self, kept: Kept):
        kept.hears_of_page("open")

        assert kept.hears_of_page("complete") == "open"

    def test_that_ran_out_is_abandoned(self, kept: Kept):
        kept.hears_of_page("open")

        assert kept.hears_of_page("expired") == "abandoned"
        assert kept.told() == ["SubscriptionAbandoned"]

    def test_that_stripe_never_opened_is_abandoned(self, db: Session, kept: Kept):
        assert apply_refusal(db, kept.row.key) == "abandoned"
        assert "did not open a checkout" in (kept.row.trouble or "")

    def test_that_ran_out_takes_nothing_from_a_subscription_that_lives(self, kept: Kept):
        kept.hears("trialing")

        assert kept.hears_of_page("expired") == "trialing"


class TestSubscription:
    def test_starts_once_however_often_it_is_said(self, kept: Kept):
        for _twice in range(2):
            assert kept.hears("trialing") == "trialing"

        assert kept.told() == ["SubscriptionStarted"]
        assert kept.card.card == "Visa ending 4242"

    def test_of_nobodys_consent_is_ignored(self, db: Session, kept: Kept):
        assert kept.hears("active", consent_sha256="another") == NO_CONSENT
        assert kept.hears("active", consent_sha256="") == NO_CONSENT
        assert kept.hears("active", uid="another") == NO_CONSENT
        assert (kept.row.state, kept.row.subscription_id) == ("opening", None)
        assert kept.told() == []
        assert db.exec(select(SubscriptionPayment)).all() == []

    def test_an_answer_that_comes_too_late_changes_nothing_but_what_was_paid(
        self, db: Session, kept: Kept, held_clock
    ):
        kept.hears("trialing")
        late = stripe_says.subscription(kept.row, consent_of(db, kept.row), "trialing")
        held_clock.pass_by(timedelta(seconds=2))
        kept.is_invoiced()
        kept.hears("active")

        apply_subscription(db, kept.row.key, late)
        kept.is_invoiced()
        apply_subscription(db, kept.row.key, replace(late, invoices=tuple(kept.invoices)))

        assert kept.row.state == "active"
        assert len(db.exec(select(SubscriptionPayment)).all()) == 2

    def test_that_is_over_stays_over(self, kept: Kept):
        kept.hears("trialing")
        kept.hears("canceled")

        assert kept.hears("active") == "canceled"
        assert kept.told() == ["SubscriptionStarted", "SubscriptionEnded"]


class TestPayment:
    def test_is_booked_receipted_and_told_once(self, db: Session, kept: Kept):
        kept.hears("trialing")
        kept.is_invoiced()
        for _twice in range(2):
            kept.hears("active")

        assert kept.told() == ["SubscriptionStarted", "SubscriptionCharged"]
        assert trial_balance(db) == {PAYEE: 999, "stripe": -999}
        (letter,) = db.exec(select(MailMessage))
        assert letter.subject == "Receipt: $9.99 for Premiere Rush"
        assert "Visa ending 4242" in letter.text

    def test_of_nothing_is_none(self, db: Session, kept: Kept):
        kept.is_invoiced(amount_paid_minor=0)
        kept.hears("trialing")

        assert trial_balance(db) == {}
        assert kept.told() == ["SubscriptionStarted"]

    def test_that_failed_says_why_and_where_to_mend_it(self, kept: Kept):
        kept.hears("trialing")
        kept.is_invoiced("open", decline_code="insufficient_funds")
        kept.hears("past_due")

        assert kept.told() == ["SubscriptionStarted", "SubscriptionPastDue"]
        assert kept.card.trouble == "There is not enough money on the card. No money moved."
        assert kept.card.fix_url == kept.invoices[0].url

    def test_that_is_mended_recovers(self, kept: Kept):
        kept.hears("trialing")
        kept.is_invoiced("open")
        kept.hears("past_due")
        kept.invoices[0] = replace(kept.invoices[0], status="paid", amount_paid_minor=999)
        kept.hears("active")

        assert kept.told() == [
            "SubscriptionStarted",
            "SubscriptionPastDue",
            "SubscriptionCharged",
            "SubscriptionRecovered",
        ]
        assert (kept.card.trouble, kept.card.fix_url) == ("", "")

    def test_that_asks_for_a_confirmation_is_told_once(self, kept: Kept):
        kept.hears("trialing")
        kept.is_invoiced("open", asks_confirmation=True)
        for _twice in range(2):
            kept.hears("past_due")

        assert kept.told() == [
            "SubscriptionStarted",
            "SubscriptionNeedsConfirmation",
            "SubscriptionPastDue",
        ]
        assert kept.card.trouble == "Your bank asks you to confirm the payment. No money moved yet."
        assert kept.card.asks_confirmation

    def test_that_is_a_draft_is_no_trouble_yet(self, kept: Kept):
        kept.hears("trialing")
        kept.is_invoiced("draft")
        kept.hears("active")

        assert (kept.card.trouble, kept.told()) == ("", ["SubscriptionStarted"])


class TestWish:
    def test_to_stop_is_shown_at_once_and_forgotten_when_it_is_true(self, db: Session, kept: Kept):
        kept.hears("trialing")

        stop_renewal(db, purpose="trial", subject_id=kept.row.subject_id)
        assert (kept.card.is_stopping, kept.card.cancel_at_period_end) == (True, False)
        kept.hears("trialing", cancels=True)

        assert kept.row.wish is None
        assert (kept.card.is_stopping, kept.card.cancel_at_period_end) == (True, True)

    def test_to_go_on_after_all(self, db: Session, kept: Kept):
        kept.hears("trialing", cancels=True)

        resume_renewal(db, purpose="trial", subject_id=kept.row.subject_id)
        assert not kept.card.is_stopping
        kept.hears("trialing", cancels=False)

        assert (kept.row.wish, kept.card.is_stopping) == (None, False)

    def test_to_stop_before_the_page_was_completed_ends_it(self, db: Session, kept: Kept):
        kept.hears_of_page("open")

        stop_renewal(db, purpose="trial", subject_id=kept.row.subject_id)
        assert kept.row.wish == "end"
        kept.hears_of_page("expired")

        assert (kept.row.state, kept.row.wish) == ("abandoned", None)

    def test_what_is_charged_after_it_goes_back_and_counts_for_nothing(
        self, db: Session, kept: Kept, held_clock
    ):
        kept.hears("trialing")
        stop_renewal(db, purpose="trial", subject_id=kept.row.subject_id)
        held_clock.pass_by(timedelta(days=30))
        kept.is_invoiced()
        kept.hears("active")

        assert kept.told() == ["SubscriptionStarted", "PaymentUnwanted"]
        assert db.exec(select(MailMessage)).all() == []

    def test_what_was_owed_before_it_counts(self, db: Session, kept: Kept, held_clock):
        kept.hears("trialing")
        kept.is_invoiced("open")
        kept.hears("past_due")
        held_clock.pass_by(timedelta(days=1))
        end_now(db, purpose="trial", subject_id=kept.row.subject_id)
        kept.invoices[0] = replace(kept.invoices[0], status="paid", amount_paid_minor=999)
        kept.hears("active")

        assert "SubscriptionCharged" in kept.told()

    def test_what_was_given_up_here_is_ended_there(self, db: Session, kept: Kept):
        kept.hears_of_page("open")
        kept.hears_of_page("expired")
        kept.hears("trialing")

        assert (kept.row.state, kept.row.wish) == ("abandoned", "end")
        assert "SubscriptionStarted" not in kept.told()


class TestNextLook:
    def test_is_just_after_the_money_of_the_first_period_is_taken(self, kept: Kept):
        kept.hears("trialing")

        assert kept.row.look_at == kept.row.trial_end + timedelta(minutes=65)

    def test_is_tomorrow_while_stripe_tries_again(self, kept: Kept, held_clock):
        kept.hears("past_due")

        assert kept.row.look_at == held_clock() + timedelta(days=1)

    def test_is_never_once_it_is_over(self, kept: Kept):
        kept.hears("trialing")
        kept.hears("canceled")

        assert kept.row.look_at is None
