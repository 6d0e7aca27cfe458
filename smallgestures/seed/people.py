"""The demo people. Their password is public, so they exist only on this machine's own address."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.models import Role
from smallgestures.accounts.passwords import HashedPassword
from smallgestures.accounts.queries import change_person
from smallgestures.accounts.service import NewPerson, create_person, find_person_id
from smallgestures.accounts.ties.queries import insert_follow

PASSWORD = "demo-small-gestures"
# They are no newcomers, and have said what is asked with the first gift.
HERE_FOR = timedelta(days=30)
BORN, COUNTRY = date(1996, 5, 14), "PT"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as, by `{handle}@example.com`."""

    handle: str
    name: str
    roles: frozenset[Role] = frozenset()
    follows: tuple[str, ...] = ()


PEOPLE = (
    DemoPerson("maya", "Maya", frozenset({Role.CREATOR})),
    DemoPerson("leo", "Leo", follows=("maya", "noor")),
    DemoPerson("ines", "Ines"),
    DemoPerson("noor", "Noor", frozenset({Role.CREATOR, Role.BRAND}), follows=("maya",)),
    DemoPerson("rush", "Premiere Rush", frozenset({Role.BRAND})),
    DemoPerson("moderator", "Moderator", frozenset({Role.MODERATOR})),
)


def seed_people(db: Session, password_hash: HashedPassword) -> dict[str, int]:
    """Open the accounts that aren't there; return everybody's id by handle."""
    ids: dict[str, int] = {}
    new: list[DemoPerson] = []
    for person in PEOPLE:
        found = find_person_id(db, person.handle)
        if found is None:
            new.append(person)
            found = create_person(
                db,
                NewPerson(
                    handle=person.handle,
                    name=person.name,
                    email=f"{person.handle}@example.com",
                    time_zone="Europe/Lisbon",
                ),
                password_hash=password_hash,
                roles=person.roles,
            )
            change_person(
                db,
                found,
                email_verified_at=clock.wall() - HERE_FOR,
                birth_date=BORN,
                country=COUNTRY,
            )
        ids[person.handle] = found
    for person in new:
        for handle in person.follows:
            insert_follow(db, follower_id=ids[person.handle], followed_id=ids[handle])
    return ids
