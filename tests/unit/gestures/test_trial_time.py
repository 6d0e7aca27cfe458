"""What time brings to a trial, in its order and once."""

from datetime import timedelta

import pytest
from sqlmodel import select

from smallgestures.gestures.trials.errors import AlreadyOver, NothingToUndo, TrialNotFound
from smallgestures.gestures.trials.handlers import pass_time
from smallgestures.gestures.trials.models import GiftLine, Reminder, TrialState
from smallgestures.gestures.trials.quiet import resume_letters, stop_letters
from smallgestures.gestures.trials.service import cancel_trial, undo_cancel
from smallgestures.mail.models import MailMessage
from tests.made_trials import let_pass, letters_of, make_trial
from tests.outbox import events
from tests.people import make_person

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def ines(db):
    return make_person(db, "ines")


def kinds_of(db):
    return [line.kind for line in db.exec(select(GiftLine).order_by(GiftLine.id))]


class TestDoingNothing:
    def test_ends_the_trial_after_three_reminders_and_says_that_nothing_was_charged(
        self, db, ines, held_clock
    ):
        trial = make_trial(db, ines)

        let_pass(db, held_clock, 91 * DAY)

        assert trial.state == TrialState.ENDED
        assert letters_of(db) == ["Adobe Premiere Rush ends on 18 February 2027"] * 3 + [
            "Adobe Premiere Rush has ended; nothing was charged"
        ]
        assert kinds_of(db) == ["accepted", "reminder", "reminder", "reminder", "ended"]
        assert trial.due_at is None
        assert [name for name, _ in events(db) if name != "MailQueued"] == [
            "TrialStarted",
            "TrialEnded",
        ]

    def test_tells_the_brand_ids_and_nothing_else(self, db, ines, held_clock):
        trial = make_trial(db, ines)

        let_pass(db, held_clock, 91 * DAY)

        assert events(db, "TrialEnded") == [
            ("TrialEnded", {"trial_id": trial.key, "offer_id": trial.offer_id})
        ]


class TestAScheduledTrial:
    def test_begins_on_its_day_and_lasts_from_there(self, db, ines, held_clock):
        trial = make_trial(db, ines, starts_in=10 * DAY)

        let_pass(db, held_clock, 9 * DAY)
        before = trial.state
        let_pass(db, held_clock, DAY)

        assert (before, trial.state) == (TrialState.SCHEDULED, TrialState.ACTIVE)
        assert trial.ends_at == trial.starts_at + 90 * DAY


class TestReminders:
    @pytest.mark.parametrize(("days", "reminders"), [(8, 3), (7, 2), (3, 1), (1, 0)])
    def test_of_leads_that_a_trial_is_too_short_for_are_skipped(
        self, db, ines, held_clock, days, reminders
    ):
        make_trial(db, ines, trial_length=days)

        let_pass(db, held_clock, days * DAY)

        assert len(db.exec(select(Reminder)).all()) == reminders

    def test_that_fell_due_while_no_worker_ran_are_one(self, db, ines, held_clock):
        make_trial(db, ines)
        held_clock.pass_by(88 * DAY)

        pass_time(db, at=held_clock.at)

        assert [one.lead_days for one in db.exec(select(Reminder))] == [3]
        assert len(letters_of(db)) == 1

    def test_are_not_sent_for_a_trial_that_ended_while_no_worker_ran(self, db, ines, held_clock):
        trial = make_trial(db, ines)
        held_clock.pass_by(100 * DAY)

        pass_time(db, at=held_clock.at)

        assert letters_of(db) == ["Adobe Premiere Rush has ended; nothing was charged"]
        assert trial.finished_at == trial.ends_at

    def test_go_out_once_however_often_the_worker_looks(self, db, ines, held_clock):
        trial = make_trial(db, ines)
        held_clock.pass_by(83 * DAY)

        for _ in range(3):
            pass_time(db, at=held_clock.at)
            trial.due_at = held_clock.at  # as if it had not been noted that it was done
            db.flush()

        assert len(letters_of(db)) == 1

    def test_stay_in_the_app_for_whoever_wants_no_letters(self, db, ines, held_clock):
        make_trial(db, ines)
        stop_letters(db, ines.key)

        let_pass(db, held_clock, 91 * DAY)

        assert letters_of(db) == []
        assert kinds_of(db).count("reminder") == 3

    def test_go_out_again_for_whoever_wants_them_after_all(self, db, ines, held_clock):
        make_trial(db, ines)
        stop_letters(db, ines.key)
        resume_letters(db, ines.key)

        let_pass(db, held_clock, 84 * DAY)

        assert len(letters_of(db)) == 1

    def test_carry_the_one_click_that_stops_them(self, db, ines, held_clock):
        make_trial(db, ines)

        let_pass(db, held_clock, 84 * DAY)

        mail = db.exec(select(MailMessage)).one()
        assert mail.unsubscribe_url
        assert mail.unsubscribe_url in mail.text
        assert mail.unsubscribe_url in mail.html


class TestCancelling:
    def test_ends_the_trial_when_its_24_hours_are_over(self, db, ines, held_clock):
        trial = make_trial(db, ines)
        cancel_trial(db, trial.key, person_id=ines.key)

        let_pass(db, held_clock, 23 * HOUR)
        before = trial.state
        let_pass(db, held_clock, HOUR)

        assert (before, trial.state) == (TrialState.ACTIVE, TrialState.CANCELLED)
        assert letters_of(db) == ["Adobe Premiere Rush has ended; nothing was charged"]

    def test_can_be_undone_for_24_hours(self, db, ines, held_clock):
        trial = make_trial(db, ines)
        cancel_trial(db, trial.key, person_id=ines.key)
        held_clock.pass_by(24 * HOUR - timedelta(seconds=1))

        undo_cancel(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, 2 * DAY)

        assert trial.state == TrialState.ACTIVE
        assert kinds_of(db) == ["accepted", "cancelled", "undone"]

    def test_cannot_be_undone_later(self, db, ines, held_clock):
        trial = make_trial(db, ines)
        cancel_trial(db, trial.key, person_id=ines.key)
        held_clock.pass_by(24 * HOUR)

        with pytest.raises(NothingToUndo):
            undo_cancel(db, trial.key, person_id=ines.key)

    def test_twice_is_once(self, db, ines, held_clock):
        trial = make_trial(db, ines)
        cancel_trial(db, trial.key, person_id=ines.key)
        first = trial.cancel_at
        held_clock.pass_by(HOUR)

        cancel_trial(db, trial.key, person_id=ines.key)

        assert trial.cancel_at == first
        assert kinds_of(db) == ["accepted", "cancelled"]

    def test_on_the_last_day_lasts_to_the_end_and_no_longer(self, db, ines, held_clock):
        trial = make_trial(db, ines)
        let_pass(db, held_clock, 90 * DAY - HOUR)

        cancel_trial(db, trial.key, person_id=ines.key)
        until = trial.cancel_at
        let_pass(db, held_clock, HOUR)

        assert until == trial.ends_at
        assert trial.state == TrialState.CANCELLED

    def test_after_the_end_that_no_worker_has_seen_yet_ends_it_now(self, db, ines, held_clock):
        trial = make_trial(db, ines)
        held_clock.pass_by(90 * DAY + HOUR)

        cancel_trial(db, trial.key, person_id=ines.key)

        assert (trial.state, trial.cancel_at) == (TrialState.CANCELLED, None)

    def test_passes_nothing_by_that_fell_due_before_and_was_not_done(self, db, ines, held_clock):
        trial = make_trial(db, ines, starts_in=DAY)
        held_clock.pass_by(DAY + HOUR)

        cancel_trial(db, trial.key, person_id=ines.key)
        undo_cancel(db, trial.key, person_id=ines.key)
        pass_time(db, at=held_clock.at)

        assert trial.state == TrialState.ACTIVE

    def test_of_what_is_over_is_refused(self, db, ines, held_clock):
        trial = make_trial(db, ines)
        let_pass(db, held_clock, 91 * DAY)

        with pytest.raises(AlreadyOver):
            cancel_trial(db, trial.key, person_id=ines.key)

    def test_of_what_has_not_begun_ends_it_too(self, db, ines, held_clock):
        trial = make_trial(db, ines, starts_in=10 * DAY)

        cancel_trial(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, 2 * DAY)

        assert trial.state == TrialState.CANCELLED

    def test_holds_back_a_reminder_which_undoing_sends(self, db, ines, held_clock):
        trial = make_trial(db, ines)
        let_pass(db, held_clock, 83 * DAY - HOUR)
        cancel_trial(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, 2 * HOUR)
        held_back = letters_of(db)

        undo_cancel(db, trial.key, person_id=ines.key)
        let_pass(db, held_clock, timedelta(seconds=1))

        assert held_back == []
        assert letters_of(db) == ["Adobe Premiere Rush ends on 18 February 2027"]

    @pytest.mark.parametrize("act", [cancel_trial, undo_cancel])
    def test_or_undoing_is_for_nobody_else(self, db, ines, held_clock, act):
        trial = make_trial(db, ines)
        stranger = make_person(db, "mallory")

        with pytest.raises(TrialNotFound):
            act(db, trial.key, person_id=stranger.key)
