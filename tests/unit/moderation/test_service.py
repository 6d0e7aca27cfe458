"""Reports: what is wrong, said once, and told to nobody who is reported."""

import pytest
from sqlmodel import Session

from smallgestures.moderation.errors import ReasonMissing, WordsTooLong
from smallgestures.moderation.models import REASON_WORDS, WORDS_LIMIT, ReportReason, SubjectKind
from smallgestures.moderation.queries import list_reports
from smallgestures.moderation.service import report_subject
from tests.people import make_person


def reasons_for(db: Session, kind: SubjectKind, subject_id: int) -> list[tuple[str, str]]:
    return [(one.reason, one.words) for one in list_reports(db, kind, subject_id)]


def test_the_first_report_of_a_person_about_one_thing_stays(db: Session):
    ines, leo = make_person(db, "ines"), make_person(db, "leo")

    for who, reason in ((ines, "spam"), (ines, "scam"), (leo, "unkind")):
        report_subject(db, SubjectKind.VIDEO, 7, reporter_id=who.key, reason=reason, words=" Oh ")

    assert reasons_for(db, SubjectKind.VIDEO, 7) == [("spam", "Oh"), ("unkind", "Oh")]
    assert reasons_for(db, SubjectKind.GIFT, 7) == []


def test_whoever_has_no_account_may_report_a_gift_too(db: Session):
    for _ in range(2):
        report_subject(db, SubjectKind.GIFT, 7, reporter_id=None, reason="scam")

    assert reasons_for(db, SubjectKind.GIFT, 7) == [("scam", "")] * 2


@pytest.mark.parametrize("reason", ["", "because", "SPAM"])
def test_a_report_says_what_is_wrong(db: Session, reason: str):
    with pytest.raises(ReasonMissing):
        report_subject(db, SubjectKind.VIDEO, 7, reporter_id=None, reason=reason)


def test_a_report_is_short(db: Session):
    with pytest.raises(WordsTooLong):
        report_subject(
            db,
            SubjectKind.VIDEO,
            7,
            reporter_id=None,
            reason="spam",
            words="a" * (WORDS_LIMIT + 1),
        )


def test_every_reason_has_its_words():
    assert set(REASON_WORDS) == set(ReportReason)
