"""Opening an account."""

import pytest
from sqlmodel import Session, select

from smallgestures.accounts import links, service
from smallgestures.accounts.errors import HandleTaken, PersonNotFound
from smallgestures.accounts.models import Person, PersonRole, Role
from smallgestures.accounts.passwords import HashedPassword
from smallgestures.accounts.service import NewPerson, SignUpRefused
from smallgestures.mail.models import MailMessage
from tests.people import make_person

HASH = HashedPassword("$argon2id$stand-in")
INES = NewPerson("ines", "Ines", "ines@example.com", "Europe/Lisbon")


def mails(db: Session) -> list[MailMessage]:
    return list(db.exec(select(MailMessage)))


class TestNewPerson:
    def test_names_everything_that_is_wrong_at_once(self):
        with pytest.raises(SignUpRefused) as refused:
            NewPerson.checked(handle="!", name="", email="?", password="short", time_zone="")

        fields = [refusal.field for refusal in refused.value.refusals]
        assert fields == ["handle", "name", "email", "password"]


class TestSignUp:
    def test_opens_an_account_and_mails_the_link_that_confirms_it(self, db: Session, held_clock):
        person_id = service.sign_up(db, INES, password_hash=HASH)

        person = db.get(Person, person_id)
        assert person is not None
        assert (person.handle, person.email, person.email_verified_at) == (
            "ines",
            "ines@example.com",
            None,
        )
        assert [role.role for role in db.exec(select(PersonRole))] == [Role.VIEWER]
        assert [mail.to_address for mail in mails(db)] == ["ines@example.com"]
        assert "http://localhost:3000/verify?token=" in mails(db)[0].text

    def test_says_that_a_handle_is_taken(self, db: Session, held_clock):
        make_person(db, "ines", email="other@example.com")

        with pytest.raises(HandleTaken, match="@ines is taken"):
            service.sign_up(db, INES, password_hash=HASH)

    def test_tells_only_the_owner_that_an_address_is_taken(self, db: Session, held_clock):
        make_person(db, "first", email="ines@example.com")

        assert service.sign_up(db, INES, password_hash=HASH) is None

        (mail,) = mails(db)
        assert mail.subject == "You already have an account"
        assert "@first" in mail.text
        assert "token" not in mail.text

    def test_keeps_the_handle_also_when_the_address_was_taken(self, db: Session, held_clock):
        make_person(db, "first", email="ines@example.com")
        service.sign_up(db, INES, password_hash=HASH)

        with pytest.raises(HandleTaken):
            service.sign_up(
                db, NewPerson("ines", "X", "new@example.com", "UTC"), password_hash=HASH
            )

    def test_writes_to_the_owner_once_a_day(self, db: Session, held_clock):
        make_person(db, "first", email="ines@example.com")

        for handle in ("one", "two", "three"):
            service.sign_up(
                db, NewPerson(handle, "X", "ines@example.com", "UTC"), password_hash=HASH
            )

        assert len(mails(db)) == 1


class TestAddRole:
    def test_twice_is_once(self, db: Session, held_clock):
        ines = make_person(db)

        service.add_role(db, ines.key, Role.CREATOR)
        service.add_role(db, ines.key, Role.CREATOR)

        roles = db.exec(select(PersonRole.role).where(PersonRole.person_id == ines.key)).all()
        assert sorted(roles) == ["creator", "viewer"]

    def test_needs_an_open_account(self, db: Session, held_clock):
        gone = make_person(db, disabled_at=held_clock())

        with pytest.raises(PersonNotFound):
            service.add_role(db, gone.key, Role.CREATOR)


class TestChangeName:
    def test_is_stored_tidied(self, db: Session, held_clock):
        ines = make_person(db)

        assert service.change_name(db, ines.key, name="  Ines  K ") == "Ines K"

        db.refresh(ines)
        assert ines.name == "Ines K"


class TestAddressesAsked:
    def test_asking_for_a_reset_of_an_unknown_address_does_nothing(self, db: Session, held_clock):
        links.request_reset(db, email="nobody@example.com")

        assert mails(db) == []
