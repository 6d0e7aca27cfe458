"""Conversations of one of the demo people, for the pages that show them."""

from collections.abc import Callable

from sqlmodel import Session

from smallgestures.accounts.service import find_person_id
from smallgestures.accounts.ties.service import follow_person
from smallgestures.messaging.models import MessageKind
from smallgestures.messaging.service import open_thread, post_message
from tests.e2e.made_clips import product_named

READER = "leo"

# Who writes what; a friend first, then somebody whom Leo does not know.
SAID: tuple[tuple[str, str, str], ...] = (
    ("leo", "maya", "I have forty minutes of Nana’s garden and no idea how to cut it"),
    ("maya", "leo", "Start with the gate. She always opens the gate first."),
    ("maya", "leo", "أيضا، انتظري لحظة 🌱"),
    ("maya", "leo", ""),
    ("leo", "maya", "Oh, the lamp!"),
    ("maya", "leo", "See you there"),
    ("ines", "leo", "Hi Leo, we met at the market"),
)


def with_messages(address: str) -> Callable[[Session], str]:
    """Return what arranges the conversations, once, for a page at this address."""

    def arrange(db: Session) -> str:
        _write(db)
        return address

    return arrange


def conversation_with(handle: str) -> Callable[[Session], str]:
    """Return what arranges the same and says where the one with somebody is."""

    def arrange(db: Session) -> str:
        _write(db)
        return f"/inbox/{open_thread(db, _id(db, READER), with_id=_id(db, handle))}"

    return arrange


def _write(db: Session) -> None:
    follow_person(db, _id(db, READER), followed_id=_id(db, "maya"))
    lamp = product_named(db, "ember-lamp")
    for place, (sender, recipient, text) in enumerate(SAID):
        post_message(
            db,
            sender_id=_id(db, sender),
            recipient_id=_id(db, recipient),
            kind=MessageKind.TEXT if text else MessageKind.PRODUCT,
            client_key=f"of-the-pictures-{place}",
            text=text,
            subject_id=None if text else lamp.key,
        )


def _id(db: Session, handle: str) -> int:
    person_id = find_person_id(db, handle)
    assert person_id is not None
    return person_id
