"""Single-use links."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.accounts import links, sessions
from smallgestures.accounts.errors import AlreadyVerified, LinkNotUsable
from smallgestures.accounts.models import LinkPurpose, SingleUseLink
from smallgestures.accounts.passwords import HashedPassword
from smallgestures.mail.models import MailMessage
from tests.people import make_person, sign_in_as

NEW_HASH = HashedPassword("$argon2id$another")


def last_token(db: Session) -> str:
    """Return the token in the newest mail, as its reader would find it."""
    mail = db.exec(select(MailMessage).order_by(MailMessage.id.desc())).first()
    assert mail is not None
    found = re.search(r"token=([\w-]+)", mail.text)
    assert found is not None
    return found[1]


class TestVerifyEmail:
    def test_confirms_the_address(self, db: Session, held_clock):
        ines = make_person(db, email_verified_at=None)
        links.send_verification(db, ines.key)

        assert links.verify_email(db, last_token(db)) == ines.key

        db.refresh(ines)
        assert ines.email_verified_at == held_clock()

    def test_works_once(self, db: Session, held_clock):
        ines = make_person(db, email_verified_at=None)
        links.send_verification(db, ines.key)
        token = last_token(db)
        links.verify_email(db, token)

        with pytest.raises(LinkNotUsable):
            links.verify_email(db, token)

    def test_works_for_three_days(self, db: Session, held_clock):
        ines = make_person(db, email_verified_at=None)
        links.send_verification(db, ines.key)
        held_clock.pass_by(timedelta(days=3))

        with pytest.raises(LinkNotUsable):
            links.verify_email(db, last_token(db))

    def test_only_the_newest_link_works(self, db: Session, held_clock):
        ines = make_person(db, email_verified_at=None)
        links.send_verification(db, ines.key)
        older = last_token(db)
        links.send_verification(db, ines.key)

        with pytest.raises(LinkNotUsable):
            links.verify_email(db, older)
        assert links.verify_email(db, last_token(db)) == ines.key

    def test_confirms_no_other_address_than_the_one_it_went_to(self, db: Session, held_clock):
        ines = make_person(db, email_verified_at=None)
        links.send_verification(db, ines.key)
        ines.email = "other@example.com"
        db.flush()

        with pytest.raises(LinkNotUsable):
            links.verify_email(db, last_token(db))

    def test_is_no_password_link(self, db: Session, held_clock):
        make_person(db)
        links.request_reset(db, email="ines@example.com")

        with pytest.raises(LinkNotUsable):
            links.verify_email(db, last_token(db))

    def test_stores_no_token(self, db: Session, held_clock):
        ines = make_person(db, email_verified_at=None)
        links.send_verification(db, ines.key)

        (link,) = db.exec(select(SingleUseLink))
        assert last_token(db) not in str(link.model_dump())

    def test_is_not_sent_for_a_confirmed_address(self, db: Session, held_clock):
        ines = make_person(db)

        with pytest.raises(AlreadyVerified):
            links.send_verification(db, ines.key)


class TestResetPassword:
    def test_sets_the_password_and_signs_out_everywhere(self, db: Session, held_clock):
        ines = make_person(db)
        token, _ = sign_in_as(db, ines)
        links.request_reset(db, email="ines@example.com")

        links.reset_password(db, last_token(db), password_hash=NEW_HASH)

        db.refresh(ines)
        assert ines.password_hash == NEW_HASH
        assert sessions.find_session(db, token) is None

    def test_confirms_the_address_because_its_mail_was_read(self, db: Session, held_clock):
        ines = make_person(db, email_verified_at=None)
        links.request_reset(db, email="ines@example.com")

        links.reset_password(db, last_token(db), password_hash=NEW_HASH)

        db.refresh(ines)
        assert ines.email_verified_at == held_clock()

    def test_tells_the_owner(self, db: Session, held_clock):
        make_person(db)
        links.request_reset(db, email="ines@example.com")

        links.reset_password(db, last_token(db), password_hash=NEW_HASH)

        subjects = [mail.subject for mail in db.exec(select(MailMessage))]
        assert subjects == ["Choose a new password", "Your password was changed"]

    def test_works_once_and_for_an_hour(self, db: Session, held_clock):
        make_person(db)
        links.request_reset(db, email="ines@example.com")
        token = last_token(db)
        held_clock.pass_by(timedelta(hours=1))

        assert not links.is_open(db, token, LinkPurpose.RESET_PASSWORD)
        with pytest.raises(LinkNotUsable):
            links.reset_password(db, token, password_hash=NEW_HASH)
