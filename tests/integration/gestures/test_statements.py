"""A screen of gifts costs the same few statements however many there are."""

import pytest
from sqlmodel import Session

from smallgestures.db.engine import reading, transaction
from smallgestures.gestures.gifts.holding import Holder
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.gifts.models import Gift
from smallgestures.gestures.gifts.service import accept_gift, send_gift
from smallgestures.gestures.gifts.showing import gifts_for, list_sent, show_gift
from smallgestures.gestures.offers.service import show_program
from tests.gifts import make_gift, make_giver, make_offer
from tests.integration.statements import statements

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def many(given) -> tuple[int, int, list[int], str]:
    """Ines has gifts of twelve people, half of them accepted; Leo sent three."""

    def arrange(db: Session) -> tuple[int, int, list[int], str]:
        ines, leo = make_giver(db, "ines"), make_giver(db, "leo")
        gifts: list[Gift] = []
        for n in range(12):
            gift = make_gift(db, make_giver(db, f"giver{n}"), ines, make_offer(db))
            if n % 2:
                accept_gift(db, Holder(ines.key, public_id=gift.public_id))
            gifts.append(gift)
        sent = [make_gift(db, leo, None) for _ in range(3)]
        return ines.key, leo.key, [gift.key for gift in gifts], link_token(sent[0])

    return given(arrange)


def asked(work) -> int:
    with reading() as db, statements() as noted:
        work(db)
    return len(noted)


def test_screens_take_few_statements(many):
    ines_id, leo_id, gift_ids, token = many

    assert asked(lambda db: gifts_for(db, gift_ids, ines_id)) <= 7
    assert asked(lambda db: gifts_for(db, gift_ids[:1], ines_id)) <= 7
    assert asked(lambda db: list_sent(db, leo_id)) <= 4
    assert asked(lambda db: show_program(db, person_id=leo_id)) <= 3
    assert asked(lambda db: show_gift(db, Holder(None, token=token))) <= 4


def test_sending_takes_few_statements(given):
    slug = given(lambda db: make_offer(db).slug)

    with statements() as noted, transaction() as db:
        noor = make_giver(db, "noor")
        maya_id = make_giver(db, "maya").key
        before = len(noted)
        send_gift(db, slug, sender_id=maya_id, to=noor.handle, key="a key of its own")

    assert len(noted) - before <= 16
