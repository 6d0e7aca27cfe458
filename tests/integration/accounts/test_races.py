"""Two at once: one wins, and the other hears why."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from smallgestures.accounts import links, service
from smallgestures.accounts.errors import HandleTaken, LinkNotUsable
from smallgestures.accounts.models import Person
from smallgestures.accounts.passwords import HashedPassword
from smallgestures.accounts.service import NewPerson
from smallgestures.db.engine import transaction
from smallgestures.mail.models import MailMessage
from tests.people import make_person

HASH = HashedPassword("$argon2id$stand-in")


Act = Callable[[int], str]
AtOnce = Callable[[int, Act], list[str]]


def refusal_or(act: Act) -> Act:
    """Return the same, with a refusal's name as the outcome instead of an exception."""

    def tried(number: int) -> str:
        try:
            return act(number)
        except (HandleTaken, LinkNotUsable) as error:
            return type(error).__name__

    return tried


@pytest.mark.usefixtures("database")
class TestSignUp:
    def test_of_one_handle_by_many_succeeds_once(self, at_once: AtOnce):
        def work(number: int) -> str:
            new = NewPerson("ines", "Ines", f"ines{number}@example.com", "UTC")
            with transaction() as db:
                return "new" if service.sign_up(db, new, password_hash=HASH) else "taken"

        assert sorted(at_once(6, refusal_or(work))) == ["HandleTaken"] * 5 + ["new"]

    def test_of_one_address_by_many_opens_one_account(self, at_once: AtOnce):
        def work(number: int) -> str:
            new = NewPerson(f"ines{number}", "Ines", "ines@example.com", "UTC")
            with transaction() as db:
                return "new" if service.sign_up(db, new, password_hash=HASH) else "told the owner"

        assert sorted(at_once(6, refusal_or(work))) == ["new"] + ["told the owner"] * 5
        with transaction() as db:
            assert len(db.exec(select(Person).where(Person.email == "ines@example.com")).all()) == 1
            subjects = sorted(mail.subject for mail in db.exec(select(MailMessage)))
        assert subjects == ["Confirm your e-mail address", "You already have an account"]


@pytest.mark.usefixtures("database")
class TestLinks:
    def _token(self) -> str:
        with transaction() as db:
            (mail,) = db.exec(select(MailMessage))
        found = re.search(r"token=([\w-]+)", mail.text)
        assert found is not None
        return found[1]

    def test_confirm_once(self, at_once: AtOnce):
        with transaction() as db:
            links.send_verification(db, make_person(db, email_verified_at=None).key)
        token = self._token()

        def work(_number: int) -> str:
            with transaction() as db:
                links.verify_email(db, token)
            return "confirmed"

        assert sorted(at_once(6, refusal_or(work))) == ["LinkNotUsable"] * 5 + ["confirmed"]

    def test_reset_once(self, at_once: AtOnce):
        with transaction() as db:
            make_person(db)
            links.request_reset(db, email="ines@example.com")
        token = self._token()

        def work(number: int) -> str:
            with transaction() as db:
                links.reset_password(db, token, password_hash=HashedPassword(f"hash {number}"))
            return "reset"

        assert sorted(at_once(6, refusal_or(work))) == ["LinkNotUsable"] * 5 + ["reset"]
