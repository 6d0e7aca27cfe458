"""Sending a gift: one unit, one send, one message, and a reason for every no."""

from datetime import date, timedelta

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st
from sqlmodel import select

from smallgestures.accounts.errors import AccountError
from smallgestures.accounts.models import Block, GiftsFrom
from smallgestures.gestures.errors import GestureError
from smallgestures.gestures.gifts.errors import (
    AboutYouNeeded,
    CantReceive,
    NewHere,
    NoteTooLong,
    NotWhereTheyLive,
    NotYourVideo,
    OneIsOpen,
    SeasonOver,
    TooManyToday,
    ToOneself,
    TooYoung,
)
from smallgestures.gestures.gifts.guards import checked_note, need_about_oneself
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.gifts.models import NOTE_LIMIT, Gift, GiftState
from smallgestures.gestures.gifts.service import (
    decline_gift,
    renew_link,
    send_gift,
    withdraw_gift,
)
from smallgestures.gestures.offers.errors import AllGiven, NoSendsLeft, OfferEnded, OfferNotFound
from smallgestures.gestures.offers.service import show_program, withdraw_offer
from smallgestures.live.service import take_news
from smallgestures.messaging.models import Message
from tests.factories import follow, make_clip
from tests.gifts import by, make_gift, make_giver, make_offer, make_program
from tests.outbox import events
from tests.people import make_person


@pytest.fixture
def rush(db, held_clock):
    return make_offer(db, slug="rush")


def left(db, person) -> int:
    program = show_program(db, person_id=person.key)
    assert program is not None
    return program.sends_left


class TestSendGift:
    def test_takes_a_unit_and_a_send_and_lands_in_the_conversation(self, db, leo, ines, rush):
        gift = send_gift(db, "rush", sender_id=leo.key, to="ines", note="For your garden.", key="a")

        message = db.exec(select(Message)).one()
        assert (gift.state, gift.note) == (GiftState.SENT, "For your garden.")
        assert gift.claim_by - gift.sent_at == timedelta(days=14)
        assert (message.kind, message.subject_id, message.sender_id) == ("gift", gift.id, leo.id)
        db.refresh(rush)
        assert rush.units_left == 4
        assert left(db, leo) == 2
        assert events(db, "GiftSent") == [("GiftSent", {"gift_id": gift.id, "offer_id": rush.id})]
        told = {(news.person_id, news.topic) for news in take_news(db)}
        assert {(leo.key, "gift"), (ines.key, "inbox")} <= told

    def test_is_sent_once_however_often_the_button_is_pressed(self, db, leo, ines, rush):
        first = make_gift(db, leo, ines, rush, key="same")
        again = make_gift(db, leo, ines, rush, key="same")

        db.refresh(rush)
        assert again.id == first.id
        assert rush.units_left == 4
        assert left(db, leo) == 2

    def test_as_a_link_goes_to_nobody_yet(self, db, leo, rush):
        gift = make_gift(db, leo, None, rush)

        assert gift.recipient_id is None
        assert len(link_token(gift)) == 27
        assert db.exec(select(Message)).all() == []

    def test_keeps_one_of_the_givers_own_videos_as_the_cover(self, db, leo, ines, rush):
        clip = make_clip(db, leo)

        gift = make_gift(db, leo, ines, rush, cover=clip.public_id)

        assert gift.cover_video_id == clip.id


class TestRefusals:
    """Whatever the reason, nothing was sent: no unit, no send, no message."""

    @pytest.fixture(autouse=True)
    def _nothing_was_sent(self, db, leo, ines, rush):
        before = (rush.units_left, len(db.exec(select(Gift)).all()))
        db.commit()
        yield
        db.rollback()
        db.refresh(rush)
        assert rush.units_left == before[0]
        assert len(db.exec(select(Message)).all()) == len(db.exec(select(Gift)).all())

    def test_to_oneself(self, db, leo, rush):
        with pytest.raises(ToOneself):
            make_gift(db, leo, leo, rush)

    @pytest.mark.parametrize("blocker", ["leo", "ines"])
    def test_when_either_blocked_the_other_without_saying_so(self, db, leo, ines, rush, blocker):
        pair = (leo, ines) if blocker == "leo" else (ines, leo)
        db.add(Block(blocker_id=pair[0].key, blocked_id=pair[1].key))
        db.commit()

        with pytest.raises(CantReceive, match="Ines can’t receive gifts from you"):
            make_gift(db, leo, ines, rush)

    def test_to_somebody_who_wants_none(self, db, leo, ines, rush):
        ines.gifts_from = GiftsFrom.NOBODY
        db.commit()

        with pytest.raises(CantReceive):
            make_gift(db, leo, ines, rush)

    def test_to_somebody_who_takes_them_from_people_they_follow(self, db, leo, ines, rush):
        ines.gifts_from = GiftsFrom.FOLLOWING
        follow(db, leo, ines)  # the wrong way round
        db.commit()

        with pytest.raises(CantReceive):
            make_gift(db, leo, ines, rush)

    def test_to_nobody_of_that_handle(self, db, leo, rush):
        with pytest.raises(CantReceive):
            send_gift(db, "rush", sender_id=leo.key, to="nobody.here", key="a")

    def test_between_a_grown_up_and_a_minor_who_does_not_follow_them(self, db, leo, ines, rush):
        ines.birth_date = date(2011, 1, 1)
        db.commit()

        with pytest.raises(CantReceive):
            make_gift(db, leo, ines, rush)

    def test_from_or_to_somebody_too_young_for_the_offer(self, db, leo, ines, rush):
        rush.min_age = 31
        db.commit()
        with pytest.raises(TooYoung):
            make_gift(db, leo, ines, rush)

        leo.birth_date = date(1980, 1, 1)
        db.commit()
        with pytest.raises(CantReceive):
            make_gift(db, leo, ines, rush)

    def test_where_the_offer_is_not_given(self, db, leo, ines, rush):
        rush.countries = ["US", "GB"]
        db.commit()

        with pytest.raises(NotWhereTheyLive):
            make_gift(db, leo, ines, rush)

    def test_of_an_offer_that_was_withdrawn(self, db, leo, ines, rush):
        withdraw_offer(db, rush)
        db.commit()

        with pytest.raises(OfferEnded):
            make_gift(db, leo, ines, rush)

    def test_of_an_offer_that_ended(self, db, leo, ines, rush, held_clock):
        rush.ends_at = held_clock.at
        db.commit()

        with pytest.raises(OfferEnded):
            make_gift(db, leo, ines, rush)

    def test_of_an_offer_that_is_all_given(self, db, leo, ines, rush):
        rush.units_left = 0
        db.commit()

        with pytest.raises(AllGiven):
            make_gift(db, leo, ines, rush)
        rush.units_left = 5
        db.commit()

    def test_of_an_offer_that_is_none(self, db, leo, rush):
        with pytest.raises(OfferNotFound):
            send_gift(db, "unheard-of", sender_id=leo.key, to="ines", key="a")

    def test_between_two_seasons(self, db, leo, ines, rush, held_clock):
        held_clock.pass_by(timedelta(days=400))

        with pytest.raises(SeasonOver):
            make_gift(db, leo, ines, rush)

    def test_before_birth_date_and_country_are_known(self, db, leo, ines, rush):
        leo.birth_date = None
        db.commit()

        with pytest.raises(AboutYouNeeded):
            make_gift(db, leo, ines, rush)

    def test_with_somebody_elses_video(self, db, leo, ines, rush):
        clip = make_clip(db, ines)
        db.commit()

        with pytest.raises(NotYourVideo):
            make_gift(db, leo, ines, rush, cover=clip.public_id)

    def test_with_a_note_that_is_longer_than_the_card(self, db, leo, ines, rush):
        with pytest.raises(NoteTooLong):
            make_gift(db, leo, ines, rush, note="x" * 10_000)


class TestHowOften:
    def test_one_offer_waits_for_one_person_once(self, db, leo, ines, rush):
        make_gift(db, leo, ines, rush)

        with pytest.raises(OneIsOpen):
            make_gift(db, leo, ines, rush)

    def test_three_of_a_season_and_no_fourth(self, db, leo, rush):
        for handle in ("ines", "maya", "noor"):
            make_gift(db, leo, make_giver(db, handle), rush)

        with pytest.raises(NoSendsLeft, match="all 3 of this season"):
            make_gift(db, leo, None, rush)
        assert left(db, leo) == 0

    def test_what_finds_no_home_gives_its_send_back(self, db, leo, ines, rush):
        gift = make_gift(db, leo, ines, rush)
        decline_gift(db, by(ines, gift))

        assert left(db, leo) == 3

    def test_one_on_the_first_day(self, db, ines, rush):
        newcomer = make_giver(db, "newcomer", email_verified_at=ines.email_verified_at)
        newcomer.email_verified_at = None
        make_gift(db, newcomer, ines, rush)

        with pytest.raises(NewHere):
            make_gift(db, newcomer, None, rush)

    def test_ten_a_day_also_when_they_come_back(self, db, leo, rush):
        for _ in range(10):
            gift = make_gift(db, leo, None, rush)
            withdraw_gift(db, gift.public_id, sender_id=leo.key)

        with pytest.raises(TooManyToday):
            make_gift(db, leo, None, rush)


class TestAboutOneself:
    def test_is_asked_once_and_stays(self, db, held_clock):
        anna = make_person(db, "anna")

        need_about_oneself(db, anna.key, birth_date="2000-02-29", country="US")
        need_about_oneself(db, anna.key, birth_date="1990-01-01", country="FR")

        assert (anna.birth_date, anna.country) == (date(2000, 2, 29), "US")

    @pytest.mark.parametrize(
        ("birth_date", "country"),
        [
            ("2013-11-21", "US"),  # thirteen tomorrow
            ("2026-11-21", "US"),
            ("1850-01-01", "US"),
            ("2001-02-29", "US"),
            ("yesterday", "US"),
            ("2000-01-01", "XX"),
            ("2000-01-01", ""),
        ],
    )
    def test_is_refused_when_it_can_not_be_and_nothing_is_stored(
        self, db, held_clock, birth_date, country
    ):
        anna = make_person(db, "anna")

        with pytest.raises(AccountError):
            need_about_oneself(db, anna.key, birth_date=birth_date, country=country)

        assert (anna.birth_date, anna.country) == (None, None)

    def test_thirteen_today_is_old_enough(self, db, held_clock):
        anna = make_person(db, "anna")

        need_about_oneself(db, anna.key, birth_date="2013-11-20", country="US")

        assert anna.country == "US"


class TestLinks:
    def test_a_new_link_ends_the_old_one(self, db, leo, rush):
        gift = make_gift(db, leo, None, rush)
        before = link_token(gift)

        after = renew_link(db, gift.public_id, sender_id=leo.key)

        assert after != before
        assert link_token(gift) == after

    def test_nothing_of_the_token_is_stored(self, db, leo, rush):
        gift = make_gift(db, leo, None, rush)

        stored = db.get_one(Gift, gift.key).model_dump()
        assert link_token(gift) not in map(str, stored.values())


class TestNotes:
    @generated(st.text(max_size=400))
    def test_are_kept_as_written_or_refused_but_never_cut(self, typed: str):
        try:
            note = checked_note(typed)
        except GestureError:
            assert len(typed) > NOTE_LIMIT
            return
        assert len(note) <= NOTE_LIMIT
        assert note == checked_note(note)
        assert "\x00" not in note

    def test_keep_lines_emoji_and_other_scripts(self):
        note = "شكراً لك\r\n<b>👩‍👩‍👧 café</b>"

        assert checked_note(note) == "شكراً لك\n<b>👩‍👩‍👧 café</b>"


def test_a_season_says_how_many_sends_are_left_before_the_first(db, leo, rush):
    make_program(db)

    assert left(db, leo) == 3
