"""Every SQL statement of moderation."""

from sqlmodel import Session, col, select

from smallgestures.db.upsert import insert_once
from smallgestures.moderation.models import Report, SubjectKind


def insert_report(db: Session, report: Report) -> None:
    """Store a report; the first of a person about one thing is the one that stays."""
    insert_once(db, report, "reporter_id", "subject_kind", "subject_id")


def list_reports(db: Session, kind: SubjectKind, subject_id: int) -> list[Report]:
    """Return what was reported about one thing, the oldest first."""
    wanted = select(Report).where(Report.subject_kind == kind, Report.subject_id == subject_id)
    return list(db.exec(wanted.order_by(col(Report.id))))
