"""Letting something happen to a trial: its state, and all that hangs on it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from smallgestures import clock
from smallgestures.gestures.trials import queries
from smallgestures.gestures.trials.events import (
    TrialConverted,
    TrialEnded,
    TrialKept,
    TrialStarted,
)
from smallgestures.gestures.trials.models import Trial, TrialState
from smallgestures.gestures.trials.schedule import reschedule
from smallgestures.gestures.trials.states import TrialEvent, state_after
from smallgestures.live.service import News, announce_all
from smallgestures.mail.service import Posted, queue_letters
from smallgestures.money import Money
from smallgestures.outbox.service import record_all

KEPT = (TrialState.KEEPING, TrialState.CONVERTED)
OVER = (TrialState.CANCELLED, TrialState.ENDED)
_TOLD = {
    TrialState.ACTIVE: TrialStarted,
    TrialState.KEEPING: TrialKept,
    TrialState.CONVERTED: TrialConverted,
    TrialState.CANCELLED: TrialEnded,
    TrialState.ENDED: TrialEnded,
}


@dataclass
class Notes:
    """What is to be written down and said after something happened, for many trials at once."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    letters: list[Posted] = field(default_factory=list)
    events: list[object] = field(default_factory=list)
    news: list[News] = field(default_factory=list)

    def add_line(
        self,
        trial: Trial,
        once_key: str,
        kind: str,
        words: str,
        *,
        at: datetime,
        amount: Money | None = None,
    ) -> None:
        """Note a dated line of the person's ledger."""
        self.lines.append(
            {
                "created_at": clock.now(),
                "gift_id": trial.gift_id,
                "person_id": trial.person_id,
                "once_key": once_key,
                "kind": kind,
                "happened_at": at,
                "amount_minor": amount.amount_minor if amount else None,
                "currency": amount.currency if amount else None,
                "words": words,
            }
        )

    def write(self, db: Session) -> None:
        """Store all of it in the transaction of what it is about."""
        queries.insert_lines(db, self.lines)
        queue_letters(db, self.letters)
        record_all(db, self.events)
        announce_all(db, self.news)


def move(
    trial: Trial,
    event: TrialEvent,
    notes: Notes,
    *,
    at: datetime,
    consent_id: int | None = None,
) -> bool:
    """Let `event` happen to a trial that is held; False when it changes nothing there.

    A cancellation that has lapsed or was undone is forgotten, and so is what belongs
    to a trial that is kept when it is kept no more.
    """
    before, after = trial.state, state_after(trial.state, event)
    if after is None:
        return False
    trial.state = after
    kept_no_more = before in KEPT and after not in KEPT
    if event in {TrialEvent.UNDO, TrialEvent.LAPSE} or after in OVER or kept_no_more:
        trial.cancel_at = None
    if after in KEPT:
        trial.consent_id = consent_id or trial.consent_id
    else:
        trial.consent_id = None
    if after != TrialState.KEEPING or event == TrialEvent.RECOVERED:
        trial.grace_until = None
    trial.finished_at = at if after in OVER else None
    reschedule(trial, at=at)
    if after != before:
        came_back = before == TrialState.KEEPING and after == TrialState.ACTIVE
        if not came_back:
            notes.events.append(_TOLD[after](trial.key, trial.offer_id))
    topic = "reminder" if event == TrialEvent.REMINDER else "trial"
    notes.news.append(News(trial.person_id, topic, trial.key))
    return True
