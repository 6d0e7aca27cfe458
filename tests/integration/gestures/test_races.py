"""Many send, accept and give back at once: every unit, send and code is there once."""

from collections import Counter

import pytest
from sqlmodel import Session, col, func, select

from smallgestures.db.engine import reading, transaction
from smallgestures.errors import DomainError
from smallgestures.gestures.gifts.errors import AlreadyAccepted, OneIsOpen, TrialRuns
from smallgestures.gestures.gifts.handlers import expire_due
from smallgestures.gestures.gifts.holding import Holder
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.gifts.models import OPEN, Gift
from smallgestures.gestures.gifts.service import (
    accept_gift,
    decline_gift,
    send_gift,
    swap_gift,
    withdraw_gift,
)
from smallgestures.gestures.offers.errors import AllGiven, NoSendsLeft
from smallgestures.gestures.offers.models import Offer, OfferKind, RedemptionCode, SendAllowance
from smallgestures.gestures.trials.models import Trial
from smallgestures.messaging.models import Message
from tests.gifts import make_codes, make_gift, make_giver, make_offer, make_program

pytestmark = pytest.mark.usefixtures("database")


def outcome(work) -> str:
    """Do it in a transaction of its own; return what became of it."""
    try:
        with transaction() as db:
            work(db)
    except DomainError as refusal:
        return type(refusal).__name__
    return "done"


def units(offer_id: int) -> tuple[int, int]:
    """How many units are left, and how many gifts hold one."""
    with reading() as db:
        held = select(func.count()).where(
            Gift.offer_id == offer_id, col(Gift.state).in_((*OPEN, "accepted"))
        )
        return db.get_one(Offer, offer_id).units_left, db.exec(held).one()


def test_sixty_senders_of_the_last_ten_units_send_exactly_ten(given, at_once):
    def arrange(db: Session) -> tuple[int, str, list[int]]:
        offer = make_offer(db, units_total=10)
        return offer.key, offer.slug, [make_giver(db, f"leo{n}").key for n in range(60)]

    offer_id, slug, senders = given(arrange)

    def send(n: int) -> str:
        return outcome(
            lambda db: send_gift(db, slug, sender_id=senders[n], to=None, key=f"key-{n}")
        )

    assert Counter(at_once(60, send)) == {"done": 10, AllGiven.__name__: 50}
    assert units(offer_id) == (0, 10)
    with reading() as db:
        assert db.exec(select(func.sum(SendAllowance.used))).one() == 10


def test_one_person_who_presses_everywhere_sends_three(given, at_once):
    def arrange(db: Session) -> tuple[int, str]:
        make_program(db)
        for n in range(8):
            make_giver(db, f"ines{n}")
        return make_giver(db, "leo").key, make_offer(db, units_total=50).slug

    sender_id, slug = given(arrange)

    def send(n: int) -> str:
        return outcome(
            lambda db: send_gift(db, slug, sender_id=sender_id, to=f"ines{n}", key=f"key-{n}")
        )

    assert Counter(at_once(8, send)) == {"done": 3, NoSendsLeft.__name__: 5}
    with reading() as db:
        assert db.exec(select(func.count()).select_from(Message)).one() == 3


def test_a_button_pressed_eight_times_sends_once_and_two_tabs_send_one(given, at_once):
    def arrange(db: Session) -> tuple[int, str]:
        make_giver(db, "ines")
        return make_giver(db, "leo").key, make_offer(db, units_total=50).slug

    sender_id, slug = given(arrange)

    def press(n: int) -> str:
        return outcome(
            lambda db: send_gift(db, slug, sender_id=sender_id, to="ines", key=f"key-{n % 2}")
        )

    results = Counter(at_once(8, press))
    assert results == {"done": 4, OneIsOpen.__name__: 4}
    with reading() as db:
        assert db.exec(select(func.count()).select_from(Gift)).one() == 1


def test_of_two_devices_that_accept_a_link_one_wins(given, at_once):
    def arrange(db: Session) -> tuple[str, list[int]]:
        gift = make_gift(db, make_giver(db, "leo"), None)
        return link_token(gift), [make_giver(db, f"ines{n}").key for n in range(6)]

    token, people = given(arrange)

    def accept(n: int) -> str:
        return outcome(lambda db: accept_gift(db, Holder(people[n], token=token)))

    assert Counter(at_once(6, accept)) == {"done": 1, AlreadyAccepted.__name__: 5}
    with reading() as db:
        assert db.exec(select(func.count()).select_from(Trial)).one() == 1


def test_one_person_has_one_trial_of_an_offer_whichever_gift_is_accepted_first(given, at_once):
    def arrange(db: Session) -> tuple[int, list[str]]:
        ines, offer = make_giver(db, "ines"), make_offer(db)
        gifts = [make_gift(db, make_giver(db, f"leo{n}"), ines, offer) for n in range(4)]
        return ines.key, [gift.public_id for gift in gifts]

    person_id, gifts = given(arrange)

    def accept(n: int) -> str:
        return outcome(lambda db: accept_gift(db, Holder(person_id, public_id=gifts[n])))

    assert Counter(at_once(4, accept)) == {"done": 1, TrialRuns.__name__: 3}


def test_every_code_has_one_owner(given, at_once):
    def arrange(db: Session) -> list[tuple[int, str]]:
        card = make_offer(db, kind=OfferKind.GIFT_CARD, units_total=20)
        make_codes(db, card, "AAAA-0001", "AAAA-0002", "AAAA-0003")
        people = [make_giver(db, f"ines{n}") for n in range(6)]
        gifts = [
            make_gift(db, make_giver(db, f"leo{n}"), ines, card) for n, ines in enumerate(people)
        ]
        return [(ines.key, gift.public_id) for ines, gift in zip(people, gifts, strict=True)]

    gifts = given(arrange)

    def accept(n: int) -> str:
        return outcome(lambda db: accept_gift(db, Holder(gifts[n][0], public_id=gifts[n][1])))

    assert Counter(at_once(6, accept)) == {"done": 3, "CodesUsedUp": 3}
    with reading() as db:
        taken = db.exec(select(RedemptionCode.gift_id)).all()
        assert len(set(taken)) == 3
        assert None not in taken


def test_whoever_gives_back_first_gives_back_once(given, at_once, held_clock):
    def arrange(db: Session) -> tuple[int, int, int, str, str]:
        leo, ines = make_giver(db, "leo"), make_giver(db, "ines")
        offer, other = make_offer(db), make_offer(db)
        gift = make_gift(db, leo, ines, offer)
        return leo.key, ines.key, offer.key, gift.public_id, other.slug

    leo_id, ines_id, offer_id, gift, other = given(arrange)
    recipient = Holder(ines_id, public_id=gift)
    moves = (
        lambda db: decline_gift(db, recipient),
        lambda db: withdraw_gift(db, gift, sender_id=leo_id),
        lambda db: swap_gift(db, recipient, offer_slug=other),
        lambda db: accept_gift(db, recipient),
        lambda db: decline_gift(db, recipient),
        lambda db: withdraw_gift(db, gift, sender_id=leo_id),
    )

    results = at_once(len(moves), lambda n: outcome(moves[n]))
    with reading() as db:
        [stored] = db.exec(select(Gift)).all()
        used = db.exec(select(SendAllowance.used)).one()
        total = db.exec(select(func.sum(Offer.units_left))).one()

    is_back = stored.state in {"declined", "withdrawn"}
    assert (used, total) == ((0, 10) if is_back else (1, 9))
    ends = [results[n] for n in (0, 1, 3, 4, 5)]
    assert ends.count("done") == 1
    assert units(offer_id)[0] <= 5


def test_two_workers_let_a_gift_go_back_once(given, at_once, held_clock):
    def arrange(db: Session) -> tuple[int, int]:
        offer = make_offer(db)
        for n in range(3):
            make_gift(db, make_giver(db, f"leo{n}"), None, offer)
        return offer.key, db.exec(select(Gift.id)).first() or 0

    offer_id, _first = given(arrange)
    with reading() as db:
        over = db.exec(select(func.max(Gift.claim_by))).one()

    assert sum(at_once(4, lambda n: expire_due(over))) == 3
    assert units(offer_id) == (5, 0)
