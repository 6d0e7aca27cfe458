"""Finding one person: by handle at once, by words through the index, never across a block."""

import pytest
from sqlmodel import Session

from smallgestures.accounts.cards import SignedIn
from smallgestures.accounts.ties.service import block_person
from smallgestures.db.engine import reading
from smallgestures.messaging.models import MessageKind
from smallgestures.messaging.service import post_message
from smallgestures.search.index.service import rebuild
from smallgestures.search.models import Kind
from smallgestures.search.people import PEOPLE_SHOWN, find_people
from smallgestures.search.service import search
from tests.factories import make_clip
from tests.integration.statements import statements
from tests.people import make_person, sign_in_as

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def leo(given) -> SignedIn:
    """Leo has written to Maya and to Noor; Noor and he are kept apart by her block."""

    def arrange(db: Session) -> SignedIn:
        leo, maya, noor = (make_person(db, name) for name in ("leo", "maya", "noor"))
        for other in (noor, maya):
            post_message(
                db,
                sender_id=leo.key,
                recipient_id=other.key,
                kind=MessageKind.TEXT,
                client_key=f"hello-{other.handle}",
                text="Hello",
            )
        for number in range(PEOPLE_SHOWN + 4):
            make_person(db, f"giver{number}", name=f"Giver {number}")
        make_person(db, "ana_b", name="Bea 100%")
        make_person(db, "gone", disabled_at=leo.email_verified_at)
        make_person(db, "waiting", password_hash=None)
        make_clip(db, noor, caption="Noor throws a vase")
        rebuild(db)
        block_person(db, noor.key, blocked_id=leo.key)
        make_person(db, "newcomer")  # the index has not heard of them
        return sign_in_as(db, leo)[1]

    return given(arrange)


def found(who: SignedIn, words: str) -> list[str]:
    with reading() as db:
        return [person.handle for person in find_people(db, who, words=words)]


@pytest.mark.parametrize(
    ("words", "handles"),
    [
        ("", ["maya"]),
        ("maya", ["maya"]),
        (" @MAYA ", ["maya"]),
        ("may", ["maya"]),
        ("newcomer", ["newcomer"]),
        ("bea 100%", ["ana_b"]),
        ("ana_b", ["ana_b"]),
        ("ana", ["ana_b"]),
        ("noor", []),
        ("leo", []),
        ("gone", []),
        ("waiting", []),
        ("%", []),
        ("_", []),
    ],
)
def test_words_find_people(leo: SignedIn, words: str, handles: list[str]):
    assert found(leo, words) == handles


def test_a_list_of_people_stays_short(leo: SignedIn):
    assert len(found(leo, "giver")) == PEOPLE_SHOWN


def test_whoever_has_just_this_handle_comes_first(leo: SignedIn):
    assert found(leo, "giver7")[0] == "giver7"


def test_a_block_hides_people_and_clips_from_search_in_both_directions(given, leo: SignedIn):
    def titles(viewer_id: int | None) -> list[str]:
        with reading() as db:
            parts = search(db, "noor", viewer_id=viewer_id).parts
            return [hit.title for part in parts for hit in part.hits if part.kind != Kind.BRANDS]

    assert titles(None) == ["Noor", "Noor throws a vase"]
    assert titles(leo.person_id) == []
    noor_finds = given(lambda db: sign_in_as(db, make_person(db, "other"))[1])
    assert titles(noor_finds.person_id) == ["Noor", "Noor throws a vase"]


@pytest.mark.parametrize(("words", "most"), [("", 1), ("maya", 7), ("giver", 7)])
def test_finding_people_takes_few_statements(leo: SignedIn, words: str, most: int):
    with reading() as db, statements() as noted:
        find_people(db, leo, words=words)
    assert len(noted) <= most
