"""What happens to one trial at the same moment, and workers that are two, or die."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from smallgestures import clock
from smallgestures.billing.subscriptions.models import ConsentRecord, Subscription
from smallgestures.db.engine import transaction
from smallgestures.errors import DomainError
from smallgestures.gestures.trials.handlers import run_trials_due
from smallgestures.gestures.trials.models import GiftLine, Reminder, Trial, TrialState
from smallgestures.gestures.trials.schedule import next_due
from smallgestures.gestures.trials.service import cancel_trial, undo_cancel
from smallgestures.mail.models import MailMessage
from tests.integration.conftest import Database
from tests.integration.processes import PythonProcess
from tests.kept_trials import agree
from tests.made_trials import make_trial, make_trial_offer
from tests.people import make_person

DAY = timedelta(days=1)


def make_due(number: int, *, days_left: int = 7) -> list[int]:
    """Make trials of which each is due for its reminder, committed."""
    with transaction() as db:
        offer = make_trial_offer(db)
        sender = make_person(db, "leo")
        return [_due(db, offer, sender, name, days_left) for name in range(number)]


def _due(db, offer, sender, name: int, days_left: int) -> int:
    trial = make_trial(db, make_person(db, f"ines{name}"), sender, offer=offer)
    passed = (90 - days_left) * DAY
    trial.starts_at -= passed
    trial.ends_at -= passed
    trial.due_at = next_due(trial, after=trial.ends_at - days_left * DAY - timedelta(seconds=1))
    db.flush()
    return trial.key


def work_until_done(_place: int = 0) -> int:
    """Do what a worker does, until nothing is due."""
    done = 0
    while number := run_trials_due(clock.now()):
        done += number
    return done


def everybody_was_told_once(number: int) -> None:
    with transaction() as db:
        reminders = Counter(one.trial_id for one in db.exec(select(Reminder)))
        letters = Counter(mail.to_address for mail in db.exec(select(MailMessage)))
        lines = [line for line in db.exec(select(GiftLine)) if line.kind == "reminder"]
    assert len(reminders) == len(letters) == len(lines) == number
    assert {*reminders.values(), *letters.values()} == {1}


def test_two_workers_remind_everybody_once(database: Database, at_once):
    make_due(230)

    done = at_once(2, work_until_done)

    assert sum(done) == 230
    everybody_was_told_once(230)


@pytest.mark.kill
def test_of_two_workers_one_killed_at_any_moment_everybody_is_reminded_once(
    database: Database, tmp_path: Path
):
    """Killed at a moment of chance, another goes on; what was not committed is done anew."""
    number = 400
    make_due(number)
    wanted = Random().randrange(1, 250)
    worker = _worker(database, tmp_path / "first.txt")
    worker.wait_until(lambda: _reminders() >= wanted)
    worker.abandon()

    last = _worker(database, tmp_path / "last.txt")
    last.wait_until(lambda: _reminders() == number)
    last.abandon()

    everybody_was_told_once(number)


def _worker(database: Database, output: Path) -> PythonProcess:
    secret = {"SG_SECRET_KEY": "a secret of the tests, long enough"}
    settings = database.environment | secret
    return PythonProcess("smallgestures", "worker", environment=settings, output=output)


def _reminders() -> int:
    with transaction() as db:
        return len(db.exec(select(Reminder)).all())


def attempt(act) -> str:
    """Return `done`, or the name of the refusal."""
    try:
        with transaction() as db:
            act(db)
    except DomainError as error:
        return type(error).__name__
    return "done"


def test_cancelled_by_two_devices_at_once_is_cancelled_once(database: Database, at_once):
    [trial_id] = make_due(1, days_left=30)
    with transaction() as db:
        person_id = db.get_one(Trial, trial_id).person_id

    at_once(4, lambda _n: attempt(lambda db: cancel_trial(db, trial_id, person_id=person_id)))

    with transaction() as db:
        kinds = [line.kind for line in db.exec(select(GiftLine))]
    assert kinds.count("cancelled") == 1


@pytest.mark.parametrize("round_number", range(3))
def test_ending_cancelling_and_keeping_at_the_same_moment_leave_one_story(
    database: Database, at_once, round_number: int
):
    """Whatever comes first, nothing is charged without a consent, and nothing is left open."""
    [trial_id] = make_due(1, days_left=30)
    with transaction() as db:
        trial = db.get_one(Trial, trial_id)
        person_id = trial.person_id
        trial.ends_at = trial.due_at = clock.now().replace(microsecond=0)
        trial.starts_at = trial.ends_at - 90 * DAY

    acts = [
        lambda: str(work_until_done()),
        lambda: attempt(lambda db: cancel_trial(db, trial_id, person_id=person_id)),
        lambda: attempt(lambda db: agree(db, db.get_one(Trial, trial_id))),
        lambda: attempt(lambda db: undo_cancel(db, trial_id, person_id=person_id)),
    ]
    at_once(len(acts), lambda place: acts[(place + round_number) % len(acts)]())
    work_until_done()

    with transaction() as db:
        trial = db.get_one(Trial, trial_id)
        consents = len(db.exec(select(ConsentRecord)).all())
        subscriptions = db.exec(select(Subscription)).all()
    assert trial.state in {TrialState.ENDED, TrialState.CANCELLED}
    assert trial.consent_id is None
    assert len(subscriptions) == consents <= 1


def test_agreed_to_on_two_devices_at_once_is_one_consent_and_one_page(database: Database, at_once):
    [trial_id] = make_due(1, days_left=30)

    at_once(4, lambda _n: attempt(lambda db: agree(db, db.get_one(Trial, trial_id))))

    with transaction() as db:
        assert len(db.exec(select(ConsentRecord)).all()) == 1
        assert len(db.exec(select(Subscription)).all()) == 1
