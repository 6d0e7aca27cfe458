"""Our rows agree with what Stripe said, whatever was heard before, twice or late."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from smallgestures.billing import words
from smallgestures.billing.models import Checkout, CheckoutState, Refund, RefundState
from smallgestures.billing.queries import list_refunds
from smallgestures.billing.seen import EventSeen
from smallgestures.billing.service import (
    ASKED_LATELY,
    apply_refunds,
    apply_refusal,
    apply_session,
    ask_again,
    refuse_refund,
    request_refund,
    session_request,
    store_webhook,
)
from tests import stripe_says
from tests.factories import make_checkout
from tests.outbox import events
from tests.people import make_person

OUTCOMES = ("PaymentSucceeded", "CheckoutClosed")
SENT_BACK = ("RefundSucceeded", "RefundFailed")


@pytest.fixture
def checkout(db: Session, held_clock) -> Checkout:
    return make_checkout(db)


@pytest.fixture
def paid(db: Session, checkout: Checkout) -> Checkout:
    apply_session(db, checkout.key, stripe_says.paid(checkout))
    return checkout


@pytest.fixture
def refund(db: Session, paid: Checkout) -> Refund:
    return request_refund(db, paid, amount_minor=1000, by=paid.person_id)


class TestCheckout:
    def test_asks_stripe_for_the_same_each_time(self, db: Session, held_clock):
        ines = make_person(db)
        checkout = make_checkout(db, ines)
        first = session_request(db, checkout.key)
        held_clock.pass_by(timedelta(minutes=5))

        assert session_request(db, checkout.key) == first
        assert (first.uid, first.email) == (checkout.uid, "ines@example.com")
        assert first.expires_at == held_clock() + timedelta(minutes=35)

    def test_is_the_only_one_that_can_be_paid(self, db: Session, paid: Checkout):
        with pytest.raises(IntegrityError):
            make_checkout(db, subject_id=paid.subject_id)

    def test_makes_room_for_another_once_it_is_closed(self, db: Session, checkout: Checkout):
        apply_session(db, checkout.key, stripe_says.expired(checkout))

        assert make_checkout(db, subject_id=checkout.subject_id).state == CheckoutState.OPENING


class TestApplySession:
    def test_learns_where_it_is_paid(self, db: Session, checkout: Checkout):
        seen = stripe_says.opened(checkout)

        assert apply_session(db, checkout.key, seen) == CheckoutState.OPEN

        assert (checkout.session_id, checkout.session_url) == (seen.session_id, seen.url)
        assert events(db) == []

    def test_says_why_a_card_was_refused_and_stays_open(self, db: Session, checkout: Checkout):
        apply_session(db, checkout.key, stripe_says.declined(checkout, "expired_card"))

        assert checkout.state == CheckoutState.OPEN
        assert checkout.trouble == "The card has expired. No money moved."

    def test_keeps_when_and_by_which_card_it_was_paid(self, db, checkout, held_clock):
        apply_session(db, checkout.key, stripe_says.declined(checkout))

        assert apply_session(db, checkout.key, stripe_says.paid(checkout)) == CheckoutState.PAID

        assert (checkout.paid_at, checkout.card) == (held_clock(), "Visa ending 4242")
        assert (checkout.address, checkout.trouble) == (stripe_says.ADDRESS, None)

    def test_tells_of_a_payment_once(self, db: Session, checkout: Checkout):
        for _ in range(3):
            apply_session(db, checkout.key, stripe_says.paid(checkout))

        about = {"checkout_id": checkout.key, "purpose": "order"}
        assert events(db, *OUTCOMES) == [("PaymentSucceeded", about)]

    def test_tells_once_that_the_time_to_pay_ran_out(self, db: Session, checkout: Checkout):
        for _ in range(3):
            state = apply_session(db, checkout.key, stripe_says.expired(checkout))
            assert state == CheckoutState.EXPIRED

        about = {"checkout_id": checkout.key, "purpose": "order"}
        assert events(db, *OUTCOMES) == [("CheckoutClosed", about)]

    def test_takes_a_bank_that_refuses_late_for_the_end(self, db: Session, checkout: Checkout):
        state = apply_session(db, checkout.key, stripe_says.refused_late(checkout))

        assert state == CheckoutState.FAILED
        assert [name for name, _ in events(db, *OUTCOMES)] == ["CheckoutClosed"]

    def test_waits_for_a_bank_that_takes_days(self, db: Session, checkout: Checkout):
        seen = stripe_says.paid(checkout, is_paid=False, intent_status="processing")

        assert apply_session(db, checkout.key, seen) == CheckoutState.OPEN

    @pytest.mark.parametrize("closed", [stripe_says.expired, stripe_says.refused_late])
    def test_paid_wins_over_closed(self, db: Session, checkout: Checkout, closed):
        apply_session(db, checkout.key, closed(checkout))

        assert apply_session(db, checkout.key, stripe_says.paid(checkout)) == CheckoutState.PAID

        assert [name for name, _ in events(db, *OUTCOMES)] == ["CheckoutClosed", "PaymentSucceeded"]

    @pytest.mark.parametrize("late", ["opened", "declined", "expired", "refused_late"])
    def test_what_was_said_before_the_payment_comes_too_late(self, db: Session, paid, late: str):
        before = paid.model_dump()

        apply_session(db, paid.key, getattr(stripe_says, late)(paid))

        assert paid.model_dump() == before
        assert [name for name, _ in events(db, *OUTCOMES)] == ["PaymentSucceeded"]

    def test_what_was_said_before_the_end_comes_too_late(self, db: Session, checkout: Checkout):
        apply_session(db, checkout.key, stripe_says.declined(checkout))
        apply_session(db, checkout.key, stripe_says.expired(checkout))

        state = apply_session(db, checkout.key, stripe_says.declined(checkout))

        assert (state, checkout.trouble) == (CheckoutState.EXPIRED, None)

    def test_notes_once_when_the_bank_began_to_ask(self, db: Session, paid, held_clock):
        apply_session(db, paid.key, stripe_says.disputed(paid))
        began = held_clock()
        held_clock.pass_by(timedelta(days=1))

        apply_session(db, paid.key, stripe_says.disputed(paid))

        assert (paid.state, paid.disputed_at) == (CheckoutState.PAID, began)


class TestApplyRefusal:
    def test_closes_what_stripe_never_opened(self, db: Session, checkout: Checkout):
        for _ in range(2):
            assert apply_refusal(db, checkout.key) == CheckoutState.FAILED

        assert checkout.trouble == words.NOT_OPENED
        assert [name for name, _ in events(db, *OUTCOMES)] == ["CheckoutClosed"]

    def test_leaves_what_stripe_did_open(self, db: Session, checkout: Checkout):
        apply_session(db, checkout.key, stripe_says.opened(checkout))

        assert apply_refusal(db, checkout.key) == CheckoutState.OPEN

        assert events(db) == []


class TestAskAgain:
    def test_has_stripe_asked_unless_it_was_just_now(self, db: Session, checkout, held_clock):
        assert not ask_again(db, checkout.key)
        held_clock.pass_by(ASKED_LATELY + timedelta(milliseconds=1))

        assert ask_again(db, checkout.key)
        assert not ask_again(db, checkout.key)

        assert events(db) == [("CheckoutDue", {"checkout_id": checkout.key})]

    def test_asks_no_more_once_it_is_paid(self, db: Session, paid: Checkout, held_clock):
        held_clock.pass_by(timedelta(hours=1))

        assert not ask_again(db, paid.key)


class TestRefund:
    def test_is_stored_before_stripe_is_asked_for_it(self, db: Session, refund: Refund):
        assert (refund.state, refund.amount_minor) == (RefundState.REQUESTED, 1000)
        assert events(db, "RefundRequested") == [("RefundRequested", {"refund_id": refund.key})]

    def test_is_told_once_when_the_money_went_back(self, db: Session, refund: Refund):
        for status in ("pending", "succeeded", "succeeded", "pending"):
            apply_refunds(db, refund.checkout_id, [stripe_says.refunded(refund, status)])

        assert (refund.state, refund.refund_id) == (RefundState.SUCCEEDED, f"re_{refund.key}")
        about = {"refund_id": refund.key, "purpose": "order"}
        assert events(db, *SENT_BACK) == [("RefundSucceeded", about)]

    @pytest.mark.parametrize("status", ["pending", "requires_action"])
    def test_waits_while_the_bank_does(self, db: Session, refund: Refund, status: str):
        apply_refunds(db, refund.checkout_id, [stripe_says.refunded(refund, status)])

        assert refund.state == RefundState.PENDING
        assert events(db, *SENT_BACK) == []

    @pytest.mark.parametrize("status", ["failed", "canceled"])
    def test_that_never_went_through_says_so(self, db: Session, refund: Refund, status: str):
        apply_refunds(db, refund.checkout_id, [stripe_says.refunded(refund, status)])

        assert (refund.state, refund.failure) == (RefundState.FAILED, words.REFUND_BOUNCED)
        about = {"refund_id": refund.key, "purpose": "order", "had_succeeded": False}
        assert events(db, *SENT_BACK) == [("RefundFailed", about)]

    def test_that_came_back_says_that_it_had_gone(self, db: Session, refund: Refund):
        for status in ("succeeded", "failed", "failed"):
            apply_refunds(db, refund.checkout_id, [stripe_says.refunded(refund, status)])

        told = events(db, *SENT_BACK)
        assert [name for name, _ in told] == ["RefundSucceeded", "RefundFailed"]
        assert told[1][1]["had_succeeded"]

    def test_stays_failed_when_its_success_is_heard_late(self, db: Session, refund: Refund):
        for status in ("failed", "succeeded", "pending"):
            apply_refunds(db, refund.checkout_id, [stripe_says.refunded(refund, status)])

        assert refund.state == RefundState.FAILED
        assert [name for name, _ in events(db, *SENT_BACK)] == ["RefundFailed"]

    def test_made_at_stripe_is_found_once(self, db: Session, paid: Checkout):
        seen = stripe_says.refunded_there(paid, 700)

        for _ in range(2):
            apply_refunds(db, paid.key, [seen])

        (found,) = list_refunds(db, paid.key)
        assert (found.amount_minor, found.requested_by) == (700, None)
        assert (found.refund_id, found.state) == (seen.refund_id, RefundState.SUCCEEDED)

    def test_is_known_by_our_name_before_stripes_is(self, db: Session, refund: Refund):
        apply_refunds(db, refund.checkout_id, [stripe_says.refunded(refund)])

        assert [one.key for one in list_refunds(db, refund.checkout_id)] == [refund.key]


class TestRefuseRefund:
    def test_says_why_stripe_sends_nothing_back(self, db: Session, refund: Refund):
        for _ in range(2):
            refuse_refund(db, refund.key, code="charge_disputed")

        assert refund.state == RefundState.FAILED
        assert refund.failure == words.refund_refused("charge_disputed")
        assert [name for name, _ in events(db, *SENT_BACK)] == ["RefundFailed"]

    @pytest.mark.parametrize("status", ["succeeded", "failed"])
    def test_leaves_what_is_settled(self, db: Session, refund: Refund, status: str):
        apply_refunds(db, refund.checkout_id, [stripe_says.refunded(refund, status)])
        before = refund.model_dump()

        refuse_refund(db, refund.key, code="charge_disputed")

        assert refund.model_dump() == before

    def test_gives_way_when_stripe_has_sent_it_after_all(self, db: Session, refund: Refund):
        refuse_refund(db, refund.key, code="charge_already_refunded")

        apply_refunds(db, refund.checkout_id, [stripe_says.refunded(refund)])

        assert refund.state == RefundState.SUCCEEDED
        assert [name for name, _ in events(db, *SENT_BACK)] == ["RefundFailed", "RefundSucceeded"]


class TestStoreWebhook:
    def test_keeps_what_stripe_said_once(self, db: Session, held_clock):
        event = EventSeen("evt_1", "charge.refunded", "ch_1", "pi_1", held_clock())

        assert [store_webhook(db, event) for _ in range(3)] == [True, False, False]

        assert [name for name, _ in events(db)] == ["WebhookStored"]
