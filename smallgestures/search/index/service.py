"""Keeping the index right: entries follow what everybody may see."""

from collections.abc import Sequence

from sqlmodel import Session

from smallgestures.search.index import queries
from smallgestures.search.models import Kind, SearchEntry
from smallgestures.search.spelling import is_checked
from smallgestures.search.words import WHOLE, indexed

BATCH = 500


def refresh(db: Session, kind: Kind, subject_ids: Sequence[int]) -> int:
    """Bring the entries of these subjects up to date; return how many changed.

    What is not public any more has no entry afterwards. Repeating it changes nothing.
    """
    before = queries.list_entries(db, kind, subject_ids)
    now = {
        subject.id: SearchEntry(
            place=kind.place_of(subject.id, popularity=subject.popularity),
            kind=kind,
            subject_id=subject.id,
            words=indexed(subject.names, subject.text),
        )
        for subject in queries.list_public(db, kind, subject_ids)
    }
    new = [entry for key, entry in now.items() if before.get(key) != (entry.place, entry.words)]
    gone = [key for key in before if key not in now]
    queries.replace_entries(db, kind, new, gone=gone)
    queries.insert_words(db, (word for entry in new for word in _words_of(entry)))
    return len(new) + len(gone)


def _words_of(entry: SearchEntry) -> list[str]:
    words = entry.words.split()
    return [word for word in words if is_checked(word) and not word.startswith(WHOLE)]


def refresh_after(db: Session, kind: Kind, *, after: int) -> int | None:
    """Bring the next entries of a kind up to date; return after which to go on, None at the end.

    Entries of what is not there any more go, too.
    """
    ids = queries.list_ids(db, kind, after=after, limit=BATCH)
    last = ids[-1] if len(ids) == BATCH else None
    old = queries.list_entry_ids(db, kind, after=after, until=last)
    refresh(db, kind, sorted({*ids, *old}))
    return last


def rebuild(db: Session) -> None:
    """Bring every entry up to date in one transaction; for few subjects, as in a demo."""
    for kind in Kind:
        after: int | None = 0
        while after is not None:
            after = refresh_after(db, kind, after=after)
