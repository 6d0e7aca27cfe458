"""Every SQL statement about trials, their reminders and their dated lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Person
from smallgestures.billing.subscriptions.models import ConsentRecord
from smallgestures.db.upsert import insert_into, unless_there
from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.trials.models import (
    GiftLine,
    QuietPerson,
    Reminder,
    Trial,
    TrialState,
)
from smallgestures.shop.models import Brand

HAVING_IT = (TrialState.SCHEDULED, TrialState.ACTIVE, TrialState.KEEPING, TrialState.CONVERTED)


@dataclass(frozen=True)
class Subject:
    """A trial with everything that is said of it."""

    trial: Trial
    offer: Offer
    brand: Brand
    person: Person
    consent: ConsentRecord | None
    is_quiet: bool

    @property
    def agreed(self) -> ConsentRecord | None:
        """What will be charged as agreed; none when the trial isn’t kept, or not any more."""
        is_kept = self.trial.consent_id is not None and self.trial.cancel_at is None
        return self.consent if is_kept else None


def lock_trial(db: Session, trial_id: int) -> Subject | None:
    """Return one trial as it is now, held until the commit."""
    found = _lock(db, Trial.id == trial_id, limit=1, skip_locked=False)
    return found[0] if found else None


def lock_due(db: Session, *, at: datetime, limit: int) -> list[Subject]:
    """Return trials that have something due, the longest due first, held until the commit.

    What another worker holds is left to it.
    """
    return _lock(db, col(Trial.due_at) <= at, limit=limit, skip_locked=True)


def _lock(db: Session, which: Any, *, limit: int, skip_locked: bool) -> list[Subject]:
    statement = (
        select(Trial, Offer, Brand, Person)
        .add_columns(ConsentRecord, QuietPerson)
        .join(Offer, col(Offer.id) == col(Trial.offer_id))
        .join(Brand, col(Brand.id) == col(Offer.brand_id))
        .join(Person, col(Person.id) == col(Trial.person_id))
        .outerjoin(ConsentRecord, col(ConsentRecord.id) == col(Trial.consent_id))
        .outerjoin(QuietPerson, col(QuietPerson.person_id) == col(Trial.person_id))
        .where(which)
        .order_by(col(Trial.due_at), col(Trial.id))
        .limit(limit)
        .with_for_update(of=Trial, skip_locked=skip_locked)
        .execution_options(populate_existing=True)
    )
    return [
        Subject(trial, offer, brand, person, consent, quiet is not None)
        for trial, offer, brand, person, consent, quiet in db.execute(statement)
    ]


def next_due_at(db: Session) -> datetime | None:
    """Return when the earliest thing of all trials falls due."""
    first = (
        select(Trial.due_at)
        .where(col(Trial.due_at).is_not(None))
        .order_by(col(Trial.due_at))
        .limit(1)
    )
    return db.exec(first).one_or_none()


def other_of_offer(
    db: Session, person_id: int, offer_id: int, *, besides: int | None = None
) -> Trial | None:
    """Return a trial by which the person has the offer, or will have it on a later day."""
    statement = select(Trial).where(
        Trial.person_id == person_id, Trial.offer_id == offer_id, col(Trial.state).in_(HAVING_IT)
    )
    if besides is not None:
        statement = statement.where(Trial.id != besides)
    return db.exec(statement).first()


def get_brand_of(db: Session, offer: Offer) -> Brand:
    """Return whose offer it is."""
    return db.get_one(Brand, offer.brand_id)


_LINES = unless_there(GiftLine, "gift_id", "once_key")


def insert_line(db: Session, row: dict[str, Any]) -> bool:
    """Add a dated line; False when one of its key stands already."""
    return _LINES.store(db, row) is not None


def insert_lines(db: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Add dated lines, each that doesn't stand already; return how many those are."""
    if not rows:
        return 0
    return len(db.execute(_LINES(db), rows).all())


def insert_reminders(db: Session, rows: Sequence[dict[str, Any]]) -> set[int]:
    """Note that notices go out; return the trials whose notice did not go out before."""
    if not rows:
        return set()
    once = insert_into(db, Reminder).on_conflict_do_nothing(
        index_elements=["trial_id", "ends_at", "lead_days"]
    )
    return set(db.execute(once.returning(Reminder.trial_id), rows).scalars())


def insert_quiet(db: Session, person_id: int, *, at: datetime) -> None:
    """Note that the person wants no letters that the law doesn't ask for."""
    row = {"person_id": person_id, "created_at": at}
    unless_there(QuietPerson, "person_id").store(db, row)


def delete_quiet(db: Session, person_id: int) -> None:
    """Forget that note."""
    db.execute(delete(QuietPerson).where(col(QuietPerson.person_id) == person_id))


def person_exists(db: Session, person_id: int) -> bool:
    """Say whether there is such an account, open or not."""
    return db.exec(select(Person.id).where(Person.id == person_id)).first() is not None
