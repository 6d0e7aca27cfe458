"""Keeping a trial: nothing is charged without a consent, and what each turn of it leads to."""

from datetime import timedelta

import pytest
from sqlmodel import select

from smallgestures.billing.subscriptions.errors import AlreadySubscribed
from smallgestures.billing.subscriptions.models import ConsentRecord, Subscription
from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.trials.consent import NOTICE
from smallgestures.gestures.trials.errors import (
    AlreadyOver,
    CannotBeKept,
    ConsentOutdated,
    TrialNotFound,
)
from smallgestures.gestures.trials.models import GiftLine, TrialState
from smallgestures.gestures.trials.quiet import stop_letters
from smallgestures.gestures.trials.service import cancel_trial, undo_cancel
from smallgestures.mail.models import MailMessage
from tests.kept_trials import Keeping, agree, proposal_of, subscriptions_of
from tests.made_trials import let_pass, letters_of, make_trial
from tests.outbox import events
from tests.people import make_person

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
RUSH = "Adobe Premiere Rush"


@pytest.fixture
def ines(db):
    return make_person(db, "ines")


@pytest.fixture
def trial(db, ines, held_clock):
    return make_trial(db, ines)


@pytest.fixture
def kept(db, trial):
    return Keeping(db, trial).says("trialing")


def lines_of(db):
    return [line.words for line in db.exec(select(GiftLine).order_by(GiftLine.id))]


def told(db):
    ours = ("TrialStarted", "TrialKept", "TrialConverted", "TrialEnded")
    return [name for name, _payload in events(db, *ours)]


class TestConsent:
    def test_is_stored_word_for_word_and_charges_nothing(self, db, trial):
        proposal = proposal_of(db, trial)

        agree(db, trial)

        consent = db.exec(select(ConsentRecord)).one()
        assert consent.text == proposal.words.text
        assert consent.text_sha256 == proposal.words.sha256
        assert (consent.amount_minor, consent.first_charge_at) == (999, trial.ends_at)
        assert (trial.state, trial.consent_id) == (TrialState.ACTIVE, None)

    def test_names_price_interval_first_charge_and_how_to_cancel(self, db, trial):
        words = proposal_of(db, trial).words

        assert words.heading == f"Keep {RUSH}"
        assert words.yes == "Yes, charge me $9.99 every month from 18 February 2027 until I cancel."
        assert ("First charge", "18 February 2027") in words.rows
        assert any("One click" in said for _label, said in words.rows)
        assert all(part in words.text for row in words.rows for part in row)

    @pytest.mark.parametrize(
        ("zone", "said"),
        [("Pacific/Auckland", "19 February 2027"), ("America/Los_Angeles", "18 February 2027")],
    )
    def test_names_the_day_that_it_will_be_where_the_person_is(self, db, held_clock, zone, said):
        person = make_person(db, "away", time_zone=zone)

        trial = make_trial(db, person, time_zone="UTC")

        assert said in proposal_of(db, trial).words.yes

    def test_to_words_that_changed_meanwhile_is_refused(self, db, trial):
        seen = proposal_of(db, trial).words.sha256
        offer = db.get_one(Offer, trial.offer_id)
        offer.price_after_minor = 1299
        db.flush()

        with pytest.raises(ConsentOutdated):
            agree(db, trial, words_sha256=seen)

        assert db.exec(select(ConsentRecord)).all() == []

    def test_given_twice_is_the_same_page(self, db, trial):
        assert agree(db, trial) == agree(db, trial)
        assert len(db.exec(select(ConsentRecord)).all()) == 1

    def test_of_somebody_else_is_none(self, db, trial):
        stranger = make_person(db, "mallory")

        with pytest.raises(TrialNotFound):
            agree(db, trial, person_id=stranger.key)

    def test_is_not_asked_for_what_names_no_price(self, db, ines, held_clock):
        free = make_trial(db, ines, price_after_minor=None, price_after_interval=None)

        with pytest.raises(CannotBeKept, match="it simply ends"):
            proposal_of(db, free)

    def test_is_not_asked_for_what_has_not_begun(self, db, ines, held_clock):
        later = make_trial(db, ines, starts_in=3 * DAY)

        with pytest.raises(CannotBeKept, match="has not begun"):
            proposal_of(db, later)

    def test_is_not_asked_while_a_cancellation_stands(self, db, ines, trial):
        cancel_trial(db, trial.key, person_id=ines.key)

        with pytest.raises(CannotBeKept, match="Undo that first"):
            proposal_of(db, trial)

    def test_to_what_the_person_has_by_another_gift_is_refused(self, db, ines, trial, held_clock):
        let_pass(db, held_clock, 91 * DAY)
        make_trial(db, ines, offer=db.get_one(Offer, trial.offer_id))

        with pytest.raises(CannotBeKept, match="by another gift"):
            agree(db, trial)


class TestKept:
    def test_when_stripe_has_the_card_and_the_free_days_stay(self, db, trial, kept):
        assert trial.state == TrialState.KEEPING
        assert trial.consent_id == kept.consent.key
        assert trial.ends_at == kept.row.trial_end
        assert told(db) == ["TrialStarted", "TrialKept"]

    def test_mails_a_copy_of_the_very_words(self, db, kept):
        mail = db.exec(select(MailMessage)).one()

        assert mail.subject == f"You agreed to keep {RUSH}"
        assert all(line in mail.text for line in kept.consent.text.split("\n"))

    def test_is_charged_at_its_end_and_subscribed_from_then_on(self, db, kept, trial, held_clock):
        let_pass(db, held_clock, 90 * DAY)
        waiting = trial.state

        held_clock.pass_by(HOUR)
        kept.is_charged()

        assert (waiting, trial.state) == (TrialState.KEEPING, TrialState.CONVERTED)
        assert told(db) == ["TrialStarted", "TrialKept", "TrialConverted"]
        charged = db.exec(select(GiftLine).where(GiftLine.kind == "charged")).one()
        assert (charged.amount_minor, charged.currency) == (999, "usd")
        assert f"Receipt: $9.99 for {RUSH}" in letters_of(db)

    def test_is_charged_again_each_month_each_with_its_line(self, db, kept, trial, held_clock):
        let_pass(db, held_clock, 90 * DAY + HOUR)
        kept.is_charged()
        held_clock.pass_by(30 * DAY)
        kept.is_charged()
        kept.says("active")

        assert [line.kind for line in db.exec(select(GiftLine))].count("charged") == 2

    def test_reminds_of_the_charge_whoever_wants_no_letters_seven_days_ahead_and_then_no_more(
        self, db, ines, kept, held_clock
    ):
        stop_letters(db, ines.key)
        before = letters_of(db)

        let_pass(db, held_clock, 90 * DAY)

        assert letters_of(db)[len(before) :] == [f"{RUSH}: $9.99 on 18 February 2027"]
        assert sum("Reminder, here only" in words for words in lines_of(db)) == 2

    def test_is_not_asked_again(self, db, kept, trial):
        with pytest.raises(CannotBeKept, match="already"):
            proposal_of(db, trial)

    def test_with_less_than_two_days_left_lasts_longer_at_no_cost(self, db, trial, held_clock):
        let_pass(db, held_clock, 89 * DAY)
        proposal = proposal_of(db, trial)
        ended_at = trial.ends_at

        keeping = Keeping(db, trial)
        before_payment = trial.ends_at
        keeping.says("trialing")

        assert proposal.first_charge_at == held_clock.at + NOTICE
        assert "lasts until 19 February 2027, at no cost" in proposal.words.lead
        assert before_payment == ended_at
        assert trial.ends_at == proposal.first_charge_at
        assert any("lasts until 19 February 2027" in words for words in lines_of(db))

    def test_a_page_that_was_left_moves_nothing_however_often(self, db, trial, held_clock):
        let_pass(db, held_clock, 89 * DAY)
        ends_at = trial.ends_at

        Keeping(db, trial).is_abandoned()
        Keeping(db, trial).is_abandoned()

        assert (trial.state, trial.ends_at) == (TrialState.ACTIVE, ends_at)

    def test_a_page_completed_after_the_end_gives_the_days_that_it_named(
        self, db, trial, held_clock
    ):
        let_pass(db, held_clock, 90 * DAY - HOUR)
        keeping = Keeping(db, trial)
        let_pass(db, held_clock, 2 * HOUR)
        ended = trial.state

        keeping.says("trialing")

        assert (ended, trial.state) == (TrialState.ENDED, TrialState.KEEPING)
        assert trial.ends_at == keeping.row.trial_end > held_clock.at


class TestAfterTheEnd:
    def test_it_is_charged_at_once_and_says_so(self, db, trial, held_clock):
        let_pass(db, held_clock, 91 * DAY)
        proposal = proposal_of(db, trial)

        keeping = Keeping(db, trial).is_charged()

        assert proposal.charges_at_once
        assert proposal.words.yes == (
            "Yes, charge me $9.99 today, 19 February 2027, and then every month until I cancel."
        )
        assert keeping.row.trial_end is None
        assert (trial.state, trial.finished_at) == (TrialState.CONVERTED, None)

    def test_what_was_cancelled_is_not_kept_any_more(self, db, ines, trial, held_clock):
        cancel_trial(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, 2 * DAY)

        with pytest.raises(CannotBeKept, match="can’t be kept any more"):
            proposal_of(db, trial)


class TestCancellingWhatIsKept:
    def test_takes_only_the_charge_away(self, db, ines, kept, trial, held_clock):
        cancel_trial(db, trial.key, person_id=ines.key)
        wish = kept.row.wish
        kept.says("trialing", cancels=True)

        let_pass(db, held_clock, 25 * HOUR)

        assert wish == "stop"
        assert (trial.state, trial.consent_id) == (TrialState.ACTIVE, None)
        assert kept.row.wish == "end"
        assert any("Your free days go on" in words for words in lines_of(db))

    def test_then_ends_by_itself_and_nothing_was_charged(self, db, ines, kept, trial, held_clock):
        cancel_trial(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, 25 * HOUR)
        kept.says("canceled")

        let_pass(db, held_clock, 90 * DAY)

        assert trial.state == TrialState.ENDED
        assert "charged" not in [line.kind for line in db.exec(select(GiftLine))]

    def test_can_be_undone_and_the_charge_comes_as_agreed(self, db, ines, kept, trial, held_clock):
        cancel_trial(db, trial.key, person_id=ines.key)
        held_clock.pass_by(HOUR)

        undo_cancel(db, trial.key, person_id=ines.key)

        assert kept.row.wish == "resume"
        assert (trial.state, trial.cancel_at) == (TrialState.KEEPING, None)

    def test_can_be_kept_again_later(self, db, ines, kept, trial, held_clock):
        cancel_trial(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, 25 * HOUR)
        kept.says("canceled")

        Keeping(db, trial).says("trialing")

        assert trial.state == TrialState.KEEPING
        assert [one.state for one in subscriptions_of(db, trial)] == ["canceled", "trialing"]

    def test_is_never_followed_by_a_second_subscription_while_one_lives(
        self, db, ines, kept, trial, held_clock
    ):
        cancel_trial(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, 25 * HOUR)

        with pytest.raises(AlreadySubscribed):
            agree(db, trial)

    def test_on_the_day_before_the_end_ends_it_uncharged(self, db, ines, kept, trial, held_clock):
        let_pass(db, held_clock, 90 * DAY - HOUR)
        cancel_trial(db, trial.key, person_id=ines.key)

        let_pass(db, held_clock, 2 * HOUR)

        assert trial.state == TrialState.ENDED
        assert kept.row.wish == "end"

    def test_while_the_first_charge_is_under_way_ends_it_at_once(
        self, db, ines, kept, trial, held_clock
    ):
        let_pass(db, held_clock, 90 * DAY + timedelta(minutes=10))

        cancel_trial(db, trial.key, person_id=ines.key)

        assert (trial.state, trial.cancel_at) == (TrialState.ENDED, None)
        assert kept.row.wish == "end"

    def test_while_the_page_is_open_closes_it(self, db, ines, trial):
        keeping = Keeping(db, trial)

        cancel_trial(db, trial.key, person_id=ines.key)

        assert keeping.row.wish == "end"
        assert trial.state == TrialState.ACTIVE

    def test_of_a_subscription_runs_to_the_end_of_what_is_paid(
        self, db, ines, kept, trial, held_clock
    ):
        let_pass(db, held_clock, 90 * DAY + HOUR)
        kept.is_charged()
        cancel_trial(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, 25 * HOUR)
        runs = trial.state
        wish = kept.row.wish
        held_clock.pass_by(29 * DAY)
        kept.says("canceled")

        assert (wish, runs, trial.state) == ("stop", TrialState.CONVERTED, TrialState.ENDED)
        assert letters_of(db)[-1] == f"{RUSH} has ended"

    def test_of_what_has_ended_is_refused(self, db, ines, kept, trial, held_clock):
        let_pass(db, held_clock, 90 * DAY + HOUR)
        kept.is_charged().says("canceled")

        with pytest.raises(AlreadyOver):
            cancel_trial(db, trial.key, person_id=ines.key)


class TestAFailedFirstCharge:
    @pytest.fixture
    def failed(self, db, kept, held_clock):
        let_pass(db, held_clock, 90 * DAY + HOUR)
        return kept.is_refused()

    def test_is_told_and_leaves_it_working_for_seven_days(self, db, failed, trial, held_clock):
        assert trial.state == TrialState.KEEPING
        assert trial.grace_until == held_clock.at + 7 * DAY
        assert letters_of(db)[-1] == f"{RUSH}: the payment did not work"

    def test_that_is_fixed_converts_it(self, db, failed, trial, held_clock):
        held_clock.pass_by(2 * DAY)
        failed.is_paid_after_all()

        let_pass(db, held_clock, 10 * DAY)

        assert (trial.state, trial.grace_until) == (TrialState.CONVERTED, None)

    def test_that_is_not_fixed_ends_it_uncharged(self, db, failed, trial, held_clock):
        let_pass(db, held_clock, 8 * DAY)

        assert trial.state == TrialState.ENDED
        assert failed.row.wish == "end"
        assert letters_of(db)[-1] == f"{RUSH} has ended; nothing was charged"

    def test_told_twice_gives_no_longer_grace(self, db, failed, trial, held_clock):
        until = trial.grace_until
        held_clock.pass_by(DAY)

        failed.says("past_due")

        assert trial.grace_until == until
        assert letters_of(db).count(f"{RUSH}: the payment did not work") == 1

    def test_that_asks_for_a_confirmation_says_so(self, db, kept, trial, held_clock):
        let_pass(db, held_clock, 90 * DAY + HOUR)

        kept.is_refused(asks_confirmation=True)

        assert letters_of(db)[-1] == f"{RUSH}: your bank asks you to confirm"
        assert f"{RUSH}: the payment did not work" not in letters_of(db)
        assert trial.grace_until is not None


class TestNewsThatComesLate:
    def test_of_a_beginning_after_the_cancellation_lapsed_charges_nothing(
        self, db, ines, trial, held_clock
    ):
        keeping = Keeping(db, trial)
        cancel_trial(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, 25 * HOUR)

        keeping.says("trialing")

        assert trial.state == TrialState.CANCELLED
        assert keeping.row.wish == "end"

    def test_of_a_charge_before_the_beginning_converts_it_once(self, db, trial, held_clock):
        keeping = Keeping(db, trial)
        let_pass(db, held_clock, 90 * DAY + HOUR)

        keeping.is_charged().is_charged().says("active")

        assert trial.state == TrialState.CONVERTED
        assert told(db).count("TrialConverted") == 1

    def test_of_the_end_of_an_older_subscription_changes_nothing(
        self, db, ines, kept, trial, held_clock
    ):
        cancel_trial(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, 25 * HOUR)
        kept.says("canceled")
        newer = Keeping(db, trial).says("trialing")

        kept.says("canceled")

        assert trial.state == TrialState.KEEPING
        assert trial.consent_id == newer.consent.key

    def test_of_an_end_at_stripe_leaves_the_free_days(self, db, kept, trial):
        kept.says("canceled")

        assert (trial.state, trial.cancel_at) == (TrialState.ACTIVE, None)


def test_an_unkept_trial_leads_to_no_subscription_and_no_consent(db, trial, held_clock):
    let_pass(db, held_clock, 91 * DAY)

    assert db.exec(select(Subscription)).all() == []
    assert db.exec(select(ConsentRecord)).all() == []
