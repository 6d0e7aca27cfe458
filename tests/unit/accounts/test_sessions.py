"""Signing in and out."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.accounts import sessions
from smallgestures.accounts.cards import Credentials
from smallgestures.accounts.errors import NotConfirmed, WrongCredentials
from smallgestures.accounts.models import Role, SignInSession
from smallgestures.accounts.passwords import hash_password
from tests.people import PASSWORD, make_person, sign_in_as


class TestCheckCredentials:
    def test_says_the_same_of_a_wrong_password_and_of_nobody(self):
        ines = Credentials(1, hash_password(PASSWORD), email_verified=True)

        words = set()
        for found in (ines, None):
            with pytest.raises(WrongCredentials) as refused:
                sessions.check_credentials(found, "a loud red meadow", confirmed_only=False)
            words.add(refused.value.user_message)

        assert words == {"E-mail or password is wrong."}

    def test_says_the_same_of_an_address_that_is_not_confirmed(self):
        ines = Credentials(1, hash_password(PASSWORD), email_verified=False)

        with pytest.raises(NotConfirmed, match="E-mail or password is wrong"):
            sessions.check_credentials(ines, PASSWORD, confirmed_only=True)
        assert sessions.check_credentials(ines, PASSWORD, confirmed_only=False) == ines


class TestSignIn:
    def test_is_refused_when_the_password_was_changed_meanwhile(self, db: Session, held_clock):
        ines = make_person(db)
        checked = Credentials(ines.key, "an older hash", email_verified=True)

        with pytest.raises(WrongCredentials):
            sessions.sign_in(db, checked, device="Firefox")

    def test_keeps_only_the_hash_of_the_token(self, db: Session, held_clock):
        token, _ = sign_in_as(db, make_person(db))

        (row,) = db.exec(select(SignInSession))
        assert len(token) >= 43
        assert token not in str(row.model_dump())


class TestFindSession:
    def test_says_who_it_is_and_what_they_may_do(self, db: Session, held_clock):
        ines = make_person(db, roles=(Role.CREATOR,), email_verified_at=None)

        _, who = sign_in_as(db, ines)

        assert (who.person_id, who.handle, who.email_verified) == (ines.key, "ines", False)
        assert who.roles == {Role.VIEWER, Role.CREATOR}

    @pytest.mark.parametrize("token", ["", "x", "x" * 65, "\ud800", "é" * 20])
    def test_knows_nobody_by_another_token(self, db: Session, held_clock, token: str):
        sign_in_as(db, make_person(db))

        assert sessions.find_session(db, token) is None

    def test_lasts_thirty_days_from_the_last_use(self, db: Session, held_clock):
        token, who = sign_in_as(db, make_person(db))
        held_clock.pass_by(timedelta(days=29))
        sessions.see_session(db, who.session_id)
        held_clock.pass_by(timedelta(days=29))

        assert sessions.find_session(db, token) is not None

        held_clock.pass_by(timedelta(days=1))
        assert sessions.find_session(db, token) is None

    def test_ends_with_the_account(self, db: Session, held_clock):
        ines = make_person(db)
        token, _ = sign_in_as(db, ines)
        ines.disabled_at = held_clock()
        db.flush()

        assert sessions.find_session(db, token) is None


class TestEndSessions:
    def test_ends_the_one_that_it_is_asked_to(self, db: Session, held_clock):
        ines = make_person(db)
        here, _ = sign_in_as(db, ines)
        there, _ = sign_in_as(db, ines)

        assert sessions.end_session(db, here)

        assert sessions.find_session(db, here) is None
        assert sessions.find_session(db, there) is not None
        assert not sessions.end_session(db, here)

    def test_ends_every_other_one(self, db: Session, held_clock):
        ines = make_person(db)
        here, who = sign_in_as(db, ines)
        there, _ = sign_in_as(db, ines)
        leos, _ = sign_in_as(db, make_person(db, "leo"))

        assert sessions.end_other_sessions(db, who) == 1

        assert sessions.find_session(db, here) is not None
        assert sessions.find_session(db, there) is None
        assert sessions.find_session(db, leos) is not None

    def test_an_ended_session_is_not_brought_back_by_its_use(self, db: Session, held_clock):
        token, who = sign_in_as(db, make_person(db))
        sessions.end_session(db, token)

        sessions.see_session(db, who.session_id)

        assert sessions.find_session(db, token) is None


class TestListSessions:
    def test_shows_where_one_is_signed_in_and_which_one_is_here(self, db: Session, held_clock):
        ines = make_person(db)
        _, who = sign_in_as(db, ines, device="Firefox on Linux")
        held_clock.pass_by(timedelta(minutes=1))
        sign_in_as(db, ines, device="Safari on iPhone")

        listed = [(one.device, one.is_this) for one in sessions.list_sessions(db, who)]

        assert listed == [("Safari on iPhone", False), ("Firefox on Linux", True)]


class TestForgetExpired:
    def test_keeps_what_still_works(self, db: Session, held_clock):
        sign_in_as(db, make_person(db))
        held_clock.pass_by(timedelta(days=20))
        sign_in_as(db, make_person(db, "leo"))
        held_clock.pass_by(timedelta(days=11))

        assert sessions.forget_expired(db) == 1
