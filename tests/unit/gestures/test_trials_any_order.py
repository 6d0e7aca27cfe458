"""Whatever happens to a trial, in whatever order: no charge without consent, and no loose end."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from smallgestures import clock
from smallgestures.billing.subscriptions.models import (
    ConsentRecord,
    Subscription,
    SubscriptionPayment,
)
from smallgestures.billing.subscriptions.queries import get_consent
from smallgestures.billing.subscriptions.states import FINAL
from smallgestures.errors import DomainError
from smallgestures.gestures.trials.handlers import next_trial_due, pass_time
from smallgestures.gestures.trials.models import GiftLine, Reminder, Trial, TrialState
from smallgestures.gestures.trials.service import cancel_trial, undo_cancel
from smallgestures.mail.models import MailMessage
from tests.conftest import HeldClock
from tests.kept_trials import Keeping
from tests.made_trials import make_trial
from tests.memory_database import memory_session
from tests.people import make_person

KEPT = {TrialState.KEEPING, TrialState.CONVERTED}
STEPS = (
    "cancel",
    "undo",
    "agree",
    "stripe begins",
    "stripe charges",
    "bank refuses",
    "stripe ends",
    "page expires",
    "an hour",
    "a day",
    "a week",
    "to the end",
)
DAY = timedelta(days=1)


class Story:
    """One trial, and everything that happens to it."""

    def __init__(self, db: Session, held: HeldClock) -> None:
        self.db, self.held = db, held
        self.trial = make_trial(db, make_person(db))
        self.keeping: Keeping | None = None

    def step(self, what: str) -> None:
        """Let one thing happen; what is refused changes nothing."""
        try:
            self._acts()[what]()
        except DomainError:
            self.db.refresh(self.trial)

    def _acts(self) -> dict[str, Callable[[], object]]:
        trial, db = self.trial, self.db
        keeping = self.keeping
        says = {
            "stripe begins": lambda: keeping and self._lives() and keeping.says("trialing"),
            "stripe charges": lambda: keeping and self._begun() and keeping.is_charged(),
            "bank refuses": lambda: keeping and self._begun() and keeping.is_refused(),
            "stripe ends": lambda: keeping and self._begun() and keeping.says("canceled"),
            "page expires": lambda: keeping and not self._begun() and keeping.is_abandoned(),
        }
        return says | {
            "cancel": lambda: cancel_trial(db, trial.key, person_id=trial.person_id),
            "undo": lambda: undo_cancel(db, trial.key, person_id=trial.person_id),
            "agree": self._agree,
            "an hour": lambda: self.pass_by(timedelta(hours=1)),
            "a day": lambda: self.pass_by(DAY),
            "a week": lambda: self.pass_by(7 * DAY),
            "to the end": lambda: self.pass_by(max(DAY, trial.ends_at - self.held.at)),
        }

    def _agree(self) -> None:
        self.keeping = Keeping(self.db, self.trial)

    def _lives(self) -> bool:
        return self.keeping is not None and self.keeping.row.state not in FINAL

    def _begun(self) -> bool:
        return self._lives() and self.keeping is not None and bool(self.keeping.row.started_at)

    def pass_by(self, time: timedelta) -> None:
        """Let the clock run on, doing on the way what falls due."""
        until = self.held.at + time
        while (due := next_trial_due(self.db)) is not None and due <= until:
            self.held.at = max(self.held.at, due)
            pass_time(self.db, at=self.held.at)
        self.held.at = until

    def holds(self) -> None:
        """Check what is always true."""
        trial, db = self.trial, self.db
        assert (trial.state in KEPT) == (trial.consent_id is not None)
        subscriptions = db.exec(select(Subscription)).all()
        assert sum(one.state not in FINAL for one in subscriptions) <= 1
        by_consent = {one.key: get_consent(db, one.consent_id) for one in subscriptions}
        payments = db.exec(select(SubscriptionPayment)).all()
        for payment in payments:
            assert by_consent[payment.subscription_id].amount_minor == payment.amount_minor
            assert by_consent[payment.subscription_id].subject_id == trial.key
        wanted = sum(not payment.is_unwanted for payment in payments)
        lines = Counter(line.kind for line in db.exec(select(GiftLine)))
        assert lines["charged"] == wanted
        assert lines["consent"] == len(db.exec(select(ConsentRecord)).all())
        leads = Counter((one.ends_at, one.lead_days) for one in db.exec(select(Reminder)))
        assert set(leads.values()) <= {1}
        keys = [mail.once_key for mail in db.exec(select(MailMessage))]
        assert len(keys) == len(set(keys))
        if trial.state == TrialState.ACTIVE:
            assert trial.ends_at > self.held.at, "an unkept trial ends by itself"
            assert trial.due_at is not None
        if trial.state in {TrialState.ENDED, TrialState.CANCELLED}:
            assert (trial.due_at, trial.cancel_at) == (None, None)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from(STEPS), min_size=4, max_size=14))
def test_no_order_of_things_charges_without_consent_or_leaves_a_trial_open(steps):
    held = HeldClock()
    with pytest.MonkeyPatch.context() as patch, memory_session() as db:
        patch.setattr(clock, "now", held)
        patch.setattr(clock, "wall", held)
        story = Story(db, held)
        for what in steps:
            story.step(what)
            db.flush()
            story.holds()
        story.step("to the end")
        story.pass_by(10 * DAY)
        story.holds()
        if story.keeping is None:
            trial = db.exec(select(Trial)).one()
            assert trial.state in {TrialState.ENDED, TrialState.CANCELLED}
