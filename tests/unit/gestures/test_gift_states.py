"""A gift's states: every move in every state, by everybody who may try it."""

from datetime import timedelta

import pytest

from smallgestures.gestures.gifts.errors import (
    AlreadyAccepted,
    AlreadyDeclined,
    GiftError,
    GiftExpired,
    GiftNotFound,
    GiftWithdrawn,
    NotAcceptedYet,
)
from smallgestures.gestures.gifts.holding import Holder
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.gifts.models import RETURNED, GiftState
from smallgestures.gestures.gifts.service import (
    accept_gift,
    decline_gift,
    expire_gift,
    open_gift,
    renew_link,
    reveal_code,
    swap_gift,
    thank_for_gift,
    withdraw_gift,
)
from smallgestures.gestures.gifts.states import MOVES, GiftMove, next_state
from smallgestures.gestures.offers.service import show_program
from tests.gifts import by, make_gift, make_giver, make_offer
from tests.outbox import events

REFUSALS = {
    GiftState.SENT: NotAcceptedYet,
    GiftState.OPENED: NotAcceptedYet,
    GiftState.ACCEPTED: AlreadyAccepted,
    GiftState.DECLINED: AlreadyDeclined,
    GiftState.WITHDRAWN: GiftWithdrawn,
    GiftState.EXPIRED: GiftExpired,
}
EVENTS = {
    GiftMove.OPEN: "GiftOpened",
    GiftMove.ACCEPT: "GiftAccepted",
    GiftMove.DECLINE: "GiftDeclined",
    GiftMove.WITHDRAW: "GiftWithdrawn",
    GiftMove.EXPIRE: "GiftExpired",
    GiftMove.SWAP: "GiftSwapped",
}


def bring_to(db, gift, state: GiftState, *, sender, recipient, held_clock) -> None:
    if state == GiftState.OPENED:
        open_gift(db, by(recipient, gift))
    elif state == GiftState.ACCEPTED:
        accept_gift(db, by(recipient, gift))
    elif state == GiftState.DECLINED:
        decline_gift(db, by(recipient, gift))
    elif state == GiftState.WITHDRAWN:
        withdraw_gift(db, gift.public_id, sender_id=sender.key)
    elif state == GiftState.EXPIRED:
        held_clock.pass_by(timedelta(days=14))
        expire_gift(db, gift.key)
    db.commit()


def make_move(db, gift, move: GiftMove, *, sender, recipient, other) -> None:
    holder = by(recipient, gift)
    {
        GiftMove.OPEN: lambda: open_gift(db, holder),
        GiftMove.ACCEPT: lambda: accept_gift(db, holder),
        GiftMove.DECLINE: lambda: decline_gift(db, holder),
        GiftMove.WITHDRAW: lambda: withdraw_gift(db, gift.public_id, sender_id=sender.key),
        GiftMove.EXPIRE: lambda: expire_gift(db, gift.key),
        GiftMove.SWAP: lambda: swap_gift(db, holder, offer_slug=other.slug),
        GiftMove.REVEAL: lambda: reveal_code(db, holder),
        GiftMove.THANK: lambda: thank_for_gift(db, holder, text="Thank you!"),
        GiftMove.RENEW_LINK: lambda: renew_link(db, gift.public_id, sender_id=sender.key),
    }[move]()


PAIRS = [(state, move) for state in GiftState for move in GiftMove if move != GiftMove.RENEW_LINK]
# Accepting what one has accepted, and expiring what has ended, is done already.
HARMLESS = {(GiftState.ACCEPTED, GiftMove.ACCEPT)} | {
    (state, GiftMove.EXPIRE) for state in (GiftState.ACCEPTED, *RETURNED)
}


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_every_move_in_every_state_does_what_the_table_says(db, leo, ines, held_clock, pair):
    state, move = pair
    offer, other = make_offer(db), make_offer(db)
    gift = make_gift(db, leo, ines, offer)
    bring_to(db, gift, state, sender=leo, recipient=ines, held_clock=held_clock)
    told = len(events(db))

    try:
        make_move(db, gift, move, sender=leo, recipient=ines, other=other)
        came = None
    except GiftError as refusal:
        came = type(refusal)
        db.rollback()

    db.flush()
    db.refresh(gift)
    if pair in MOVES:
        expected = None if move != GiftMove.REVEAL else GiftNotFound  # a trial has no code
        assert (came, gift.state) == (expected, MOVES[pair])
        names = [name for name, _payload in events(db)[told:]]
        is_new = gift.state != state or move == GiftMove.SWAP
        assert (EVENTS.get(move) in names) == (is_new and move in EVENTS)
    else:
        assert gift.state == state
        assert came is (None if pair in HARMLESS else REFUSALS[state])
    for row, swapped in ((offer, False), (other, True)):
        db.refresh(row)
        is_here = gift.state not in RETURNED and (gift.offer_id == other.id) == swapped
        assert row.units_left == (4 if is_here else 5)
    program = show_program(db, person_id=leo.key)
    assert program is not None
    assert program.sends_left == (3 if gift.state in RETURNED else 2)


@pytest.mark.parametrize(("state", "move"), [(s, m) for s in GiftState for m in GiftMove])
def test_the_table_leads_nowhere_out_of_a_final_state(state, move):
    if (state, move) in MOVES:
        after = next_state(state, move)
        assert after == state or state in {GiftState.SENT, GiftState.OPENED}
    else:
        with pytest.raises(REFUSALS[state]):
            next_state(state, move)


def test_a_gift_whose_time_is_over_is_expired_before_the_worker_says_so(db, leo, ines, held_clock):
    gift = make_gift(db, leo, ines)
    held_clock.pass_by(timedelta(days=14))

    for move in (accept_gift, open_gift, decline_gift):
        with pytest.raises(GiftExpired):
            move(db, by(ines, gift))


class TestForged:
    """Whoever asks by the gift's name and is not the right one of its two finds nothing."""

    @pytest.mark.parametrize(
        "move",
        [
            open_gift,
            accept_gift,
            decline_gift,
            reveal_code,
            lambda db, holder: swap_gift(db, holder, offer_slug="other"),
            lambda db, holder: thank_for_gift(db, holder, text="x"),
        ],
    )
    @pytest.mark.parametrize("who", ["sender", "stranger", "nobody"])
    def test_calls_of_recipients(self, db, leo, ines, move, who):
        make_offer(db, slug="other")
        gift = make_gift(db, leo, ines)
        people = {"sender": leo, "stranger": make_giver(db, "maya"), "nobody": None}

        with pytest.raises(GiftNotFound):
            move(db, by(people[who], gift))

        assert gift.state == GiftState.SENT

    @pytest.mark.parametrize("who", ["recipient", "stranger"])
    def test_calls_of_the_sender(self, db, leo, ines, who):
        gift = make_gift(db, leo, ines)
        forger = ines if who == "recipient" else make_giver(db, "maya")

        with pytest.raises(GiftNotFound):
            withdraw_gift(db, gift.public_id, sender_id=forger.key)
        with pytest.raises(GiftNotFound):
            renew_link(db, gift.public_id, sender_id=forger.key)

    def test_guessed_links_open_nothing(self, db, leo):
        gift = make_gift(db, leo, None)
        token = link_token(gift)

        for guess in ("", "x", token[:-1], token + "x", gift.public_id, "y" * 5000):
            with pytest.raises(GiftNotFound):
                open_gift(db, Holder(None, token=guess))

    def test_nobody_opens_the_gift_of_a_link(self, db, leo):
        gift = make_gift(db, leo, None)

        with pytest.raises(GiftNotFound):
            open_gift(db, Holder(None, token=link_token(gift)))

        assert (gift.state, gift.opened_at) == (GiftState.SENT, None)

    def test_the_link_of_a_gift_for_somebody_is_for_them_alone(self, db, leo, ines):
        gift = make_gift(db, leo, ines)
        maya = make_giver(db, "maya")

        with pytest.raises(GiftNotFound):
            accept_gift(db, Holder(maya.key, token=link_token(gift)))
