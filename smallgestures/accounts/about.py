"""How old somebody is, where they live, and who may send them a gift: asked for once, by gifts."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts import queries
from smallgestures.accounts.countries import COUNTRIES
from smallgestures.accounts.errors import (
    BirthDateNotAllowed,
    CountryUnknown,
    GiftsFromUnknown,
    PersonNotFound,
)
from smallgestures.accounts.models import GiftsFrom, Person

MIN_AGE = 13
GROWN_UP = 18
OLDEST = 120


def age_on(birth_date: date, day: date) -> int:
    """Return how many birthdays have passed; of 29 February's people the one on 1 March counts."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def age_of(person: Person) -> int | None:
    """Return how old the person is today, where they are; none: they have not said."""
    if person.birth_date is None:
        return None
    return age_on(person.birth_date, _today(person))


def has_told(person: Person) -> bool:
    """Say whether birth date and country are known, so that nobody asks again."""
    return person.birth_date is not None and person.country is not None


def tell_about_oneself(db: Session, person: Person, *, birth_date: str, country: str) -> None:
    """Store when somebody was born and where they live, once; a second telling changes nothing.

    Raises:
        BirthDateNotAllowed: No real date, or not 13 yet. Nothing is stored then.
        CountryUnknown: It is not on the list.
        PersonNotFound: The account is closed.
    """
    if has_told(person):
        return
    born = _checked_birth_date(birth_date, today=_today(person))
    if country not in COUNTRIES:
        raise CountryUnknown
    if not queries.change_person(db, person.key, birth_date=born, country=country):
        raise PersonNotFound
    person.birth_date, person.country = born, country


def choose_gifts_from(db: Session, person_id: int, *, gifts_from: str) -> None:
    """Let these people send gifts from now on: everyone, those whom one follows, or nobody.

    Raises:
        GiftsFromUnknown: None of the three.
        PersonNotFound: The account is closed.
    """
    if gifts_from not in set(GiftsFrom):
        raise GiftsFromUnknown
    if not queries.change_person(db, person_id, gifts_from=gifts_from):
        raise PersonNotFound


def _checked_birth_date(typed: str, *, today: date) -> date:
    try:
        born = date.fromisoformat(typed.strip())
    except ValueError:
        raise BirthDateNotAllowed(
            "This is not a date. It should look like 1998-04-21: year, month, day."
        ) from None
    if born > today or born < today - timedelta(days=365.25 * OLDEST):
        raise BirthDateNotAllowed("Nobody was born on this day. Check the year.")
    if age_on(born, today) < MIN_AGE:
        raise BirthDateNotAllowed(
            f"Small Gestures is for people of {MIN_AGE} and over. Nothing was stored or sent."
        )
    return born


def _today(person: Person) -> date:
    return clock.now().astimezone(ZoneInfo(person.time_zone)).date()
