"""Telling those who look after the place what is wrong."""

from sqlmodel import Session

from smallgestures.moderation import queries
from smallgestures.moderation.errors import ReasonMissing, WordsTooLong
from smallgestures.moderation.models import WORDS_LIMIT, Report, ReportReason, SubjectKind


def report_subject(
    db: Session,
    kind: SubjectKind,
    subject_id: int,
    *,
    reporter_id: int | None,
    reason: str,
    words: str = "",
) -> None:
    """Store that somebody finds something wrong; a second time changes nothing.

    Whoever is reported is not told.

    Raises:
        ReasonMissing: None of the reasons was chosen.
        WordsTooLong: The description is longer than a report holds.
    """
    if reason not in set(ReportReason):
        raise ReasonMissing
    said = words.replace("\x00", "").strip()
    if len(said) > WORDS_LIMIT:
        raise WordsTooLong(WORDS_LIMIT)
    queries.insert_report(
        db,
        Report(
            reporter_id=reporter_id,
            subject_kind=kind,
            subject_id=subject_id,
            reason=reason,
            words=said,
        ),
    )
