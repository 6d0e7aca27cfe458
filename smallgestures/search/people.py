"""Finding one person: for a gift, or to write to."""

from sqlmodel import Session

from smallgestures.accounts.cards import SignedIn
from smallgestures.messaging.showing import recent_people
from smallgestures.search.cards import PersonFound
from smallgestures.search.models import Kind
from smallgestures.search.service import search
from smallgestures.search.subjects.queries import find_person

PEOPLE_SHOWN = 8


def find_people(db: Session, who: SignedIn, *, words: str) -> list[PersonFound]:
    """Return others whom the words may mean; without words, those spoken with last.

    Whoever has just this handle comes first, even before the index has heard of them. Whom a
    block keeps apart from the one who asks is not found.

    Raises:
        QueryTooLong: Nobody types so much.
    """
    typed = words.strip()
    if not typed:
        recent = recent_people(db, who.person_id, limit=PEOPLE_SHOWN)
        return [PersonFound(person.handle, person.name) for person in recent]
    named = find_person(db, typed.removeprefix("@").lower(), viewer_id=who.person_id)
    found = search(db, typed, kind=Kind.PEOPLE, viewer_id=who.person_id)
    people = {named.handle: PersonFound(named.handle, named.name)} if named else {}
    for part in found.parts:
        for hit in part.hits:
            people.setdefault(hit.handle, PersonFound(hit.handle, hit.title))
    people.pop(who.handle, None)
    return list(people.values())[:PEOPLE_SHOWN]
