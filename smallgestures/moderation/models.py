"""Reports: somebody finds something wrong."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from smallgestures.db.base import Record

WORDS_LIMIT = 500


class SubjectKind(StrEnum):
    """What is reported; `subject_id` names a row of that kind."""

    PERSON = "person"
    THREAD = "thread"
    MESSAGE = "message"
    VIDEO = "video"
    GIFT = "gift"


class ReportReason(StrEnum):
    """What is wrong."""

    SPAM = "spam"
    UNKIND = "unkind"
    THREAT = "threat"
    SEXUAL = "sexual"
    SCAM = "scam"
    MINOR = "minor"
    OTHER = "other"


REASON_WORDS = {
    ReportReason.SPAM: "Spam or advertising",
    ReportReason.UNKIND: "Insults or harassment",
    ReportReason.THREAT: "Threats or hate",
    ReportReason.SEXUAL: "Sexual content",
    ReportReason.SCAM: "A scam, or somebody else’s name",
    ReportReason.MINOR: "A child is at risk",
    ReportReason.OTHER: "Something else",
}


class Report(Record, table=True):
    """One person says what is wrong with one thing; twice is the same as once."""

    __table_args__ = (
        UniqueConstraint("reporter_id", "subject_kind", "subject_id"),
        Index("ix_report_subject_kind_subject_id", "subject_kind", "subject_id"),
        CheckConstraint(
            "subject_kind IN ('person', 'thread', 'message', 'video', 'gift')",
            name="subject_kind_known",
        ),
        CheckConstraint(
            "reason IN ('spam', 'unkind', 'threat', 'sexual', 'scam', 'minor', 'other')",
            name="reason_known",
        ),
    )

    reporter_id: int | None = Field(
        default=None, foreign_key="person.id", description="None: somebody without an account."
    )
    subject_kind: str = Field(max_length=10)
    subject_id: int
    reason: str = Field(max_length=10)
    words: str = Field(default="", max_length=WORDS_LIMIT)
