"""People: signing up, and what they can change about themselves."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts import letters, links, queries
from smallgestures.accounts.errors import AccountError, HandleTaken, PersonNotFound
from smallgestures.accounts.events import NameChanged, PersonSignedUp
from smallgestures.accounts.fields import (
    check_email,
    check_handle,
    check_name,
    check_time_zone,
    time_zone_or_utc,
)
from smallgestures.accounts.models import Person, Role
from smallgestures.accounts.passwords import HashedPassword, check_password
from smallgestures.mail.service import queue_mail
from smallgestures.outbox.service import record


@dataclass(frozen=True)
class NewPerson:
    """What somebody typed to sign up, checked and in its stored form."""

    handle: str
    name: str
    email: str
    time_zone: str

    @classmethod
    def checked(
        cls, *, handle: str, name: str, email: str, password: str, time_zone: str
    ) -> "NewPerson":
        """Check all inputs.

        Raises:
            SignUpRefused: With every refusal, not only the first.
        """
        refusals: list[AccountError] = []
        good: dict[str, str] = {"handle": "", "name": "", "email": ""}
        for field, check, typed in (
            ("handle", check_handle, handle),
            ("name", check_name, name),
            ("email", check_email, email),
        ):
            try:
                good[field] = check(typed)
            except AccountError as refusal:
                refusals.append(refusal)
        try:
            check_password(password, not_like=(good["handle"], good["name"], good["email"]))
        except AccountError as refusal:
            refusals.append(refusal)
        if refusals:
            raise SignUpRefused(refusals)
        return cls(**good, time_zone=time_zone_or_utc(time_zone))


class SignUpRefused(AccountError):
    """One or more inputs can't stay as they are."""

    field = "form"

    def __init__(self, refusals: list[AccountError]) -> None:
        self.refusals = refusals
        super().__init__(" ".join(refusal.user_message for refusal in refusals))


def sign_up(db: Session, new: NewPerson, *, password_hash: HashedPassword) -> int | None:
    """Open an account and mail the link that confirms its address.

    An address that has an account gets no second one. Its owner is told by
    mail, and the handle is kept all the same, so that whoever typed the address
    learns nothing from either.

    Returns:
        The person's id, or `None` when the address has an account.

    Raises:
        HandleTaken: Somebody else has the handle, also when they were faster by a moment.
    """
    if queries.find_by_handle(db, new.handle):
        raise HandleTaken(new.handle)
    owner = queries.find_by_email(db, new.email)
    person = Person(
        handle=new.handle,
        name=new.name,
        email=new.email if owner is None else None,
        password_hash=password_hash if owner is None else None,
        time_zone=new.time_zone,
    )
    try:
        person_id = queries.insert_person(db, person, roles=frozenset({Role.VIEWER}))
    except IntegrityError:
        # PostgreSQL lets two sign-ups run at once. The second look finds who was faster.
        if queries.find_by_handle(db, new.handle):
            raise HandleTaken(new.handle) from None
        return sign_up(db, new, password_hash=password_hash)
    if owner is not None:
        _tell_owner(db, owner)
        return None
    record(db, PersonSignedUp(person_id))
    links.send_verification(db, person_id)
    return person_id


def create_person(
    db: Session,
    new: NewPerson,
    *,
    password_hash: HashedPassword,
    roles: frozenset[Role] = frozenset(),
) -> int:
    """Open an account whose address needs no confirmation, and return the person's id.

    For the seed and for operators: reserved handles are theirs to give.
    """
    person = Person(
        handle=new.handle,
        name=new.name,
        email=new.email,
        email_verified_at=clock.wall(),
        password_hash=password_hash,
        time_zone=new.time_zone,
    )
    person_id = queries.insert_person(db, person, roles=roles | {Role.VIEWER})
    record(db, PersonSignedUp(person_id))
    return person_id


def find_person_id(db: Session, handle: str) -> int | None:
    """Return whose handle it is, if the account is open."""
    person = queries.find_by_handle(db, handle.lower())
    return person.id if person is not None and person.disabled_at is None else None


def change_name(db: Session, person_id: int, *, name: str) -> str:
    """Call the person something else; return the name as it is stored.

    Raises:
        NameNotAllowed: Empty, too long, or with invisible characters.
        PersonNotFound: The account is closed.
    """
    checked = check_name(name)
    if not queries.change_person(db, person_id, name=checked):
        raise PersonNotFound
    record(db, NameChanged(person_id))
    return checked


def change_time_zone(db: Session, person_id: int, *, time_zone: str) -> None:
    """Show the person's times in another zone from now on.

    Raises:
        TimeZoneUnknown: There is no such zone.
        PersonNotFound: The account is closed.
    """
    if not queries.change_person(db, person_id, time_zone=check_time_zone(time_zone)):
        raise PersonNotFound


def add_role(db: Session, person_id: int, role: Role) -> None:
    """Let the person be one more thing; twice is the same as once.

    Raises:
        PersonNotFound: The account is closed.
    """
    if queries.get_person(db, person_id) is None:
        raise PersonNotFound
    if not queries.has_role(db, person_id, role):
        queries.add_role(db, person_id, role)


def _tell_owner(db: Session, owner: Person) -> None:
    """Write to the owner of an address that was typed into the sign-up form, once a day."""
    if owner.email is None or owner.disabled_at is not None:
        return
    letter = letters.has_account_already(owner.name, owner.handle)
    queue_mail(
        db,
        key=f"has-account-already:{owner.key}:{clock.wall():%Y-%m-%d}",
        person_id=owner.key,
        to=owner.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
    )
