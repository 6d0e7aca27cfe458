"""Accepting: no card, no Stripe, and the gift stays open whatever the reason for a no."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from smallgestures.accounts.models import Block
from smallgestures.gestures.gifts.errors import (
    AboutYouNeeded,
    AddressIncomplete,
    AlreadyAccepted,
    CodeShownBefore,
    EmailNotConfirmed,
    GiftError,
    GiftNotFound,
    HaveThatOne,
    NotFromThisPerson,
    NothingToSay,
    NotInYourCountry,
    NotYourVideo,
    StartNotPossible,
    ThankedBefore,
    TooYoung,
    TrialRuns,
)
from smallgestures.gestures.gifts.handlers import next_expiry
from smallgestures.gestures.gifts.holding import Holder
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.gifts.models import Gift, GiftState
from smallgestures.gestures.gifts.service import (
    Address,
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
from smallgestures.gestures.gifts.showing import gifts_for, show_gift, thanks_videos
from smallgestures.gestures.offers.errors import AllGiven, CodesUsedUp, OfferEnded
from smallgestures.gestures.offers.models import OfferKind, RedemptionCode
from smallgestures.gestures.offers.service import empty_revealed_codes, withdraw_offer
from smallgestures.gestures.trials.models import GiftLine, Trial, TrialState
from smallgestures.messaging.models import Message
from smallgestures.videos.models import VideoState
from tests.factories import follow, make_brand, make_clip
from tests.gifts import by, make_codes, make_gift, make_giver, make_offer
from tests.outbox import events

HOME = Address("Ines Duarte", "Rua das Flores 12", "Lisboa", "1200-195", "PT")


@pytest.fixture
def ines(db, held_clock):
    return make_giver(db, "ines", time_zone="Europe/Lisbon")


@pytest.fixture
def gift(db, leo, ines):
    return make_gift(db, leo, ines)


@pytest.fixture
def top_coat(db, held_clock):
    return make_offer(db, kind=OfferKind.PHYSICAL_ITEM, title="top coat")


@pytest.fixture
def card(db, held_clock):
    offer = make_offer(db, kind=OfferKind.GIFT_CARD, title="$5 gift card")
    make_codes(db, offer, "NYX-ABCD-EFGH-1234")
    return offer


class TestTrial:
    def test_begins_now_for_as_long_as_the_offer_says(self, db, ines, gift, held_clock):
        accept_gift(db, by(ines, gift))

        trial = db.exec(select(Trial)).one()
        assert (trial.person_id, trial.gift_id) == (ines.id, gift.id)
        assert (trial.state, trial.starts_at) == (TrialState.ACTIVE, held_clock.at)
        assert trial.ends_at == held_clock.at + timedelta(days=90)
        assert gift.state == GiftState.ACCEPTED
        assert {line.kind for line in db.exec(select(GiftLine))} == {"sent", "accepted"}

    def test_begins_on_a_day_within_the_next_thirty(self, db, ines, gift):
        accept_gift(db, by(ines, gift), start_on="2026-12-20")

        trial = db.exec(select(Trial)).one()
        assert trial.state == TrialState.SCHEDULED
        assert trial.starts_at.date() == date(2026, 12, 20)

    @pytest.mark.parametrize("day", ["2026-11-19", "2026-12-21", "2026-02-30", "soon", "9" * 500])
    def test_on_no_other_day(self, db, ines, gift, day):
        with pytest.raises(StartNotPossible):
            accept_gift(db, by(ines, gift), start_on=day)

    def test_accepted_twice_is_accepted_once(self, db, ines, gift):
        accept_gift(db, by(ines, gift))
        accept_gift(db, by(ines, gift))

        assert len(db.exec(select(Trial)).all()) == 1
        assert len(events(db, "GiftAccepted")) == 1

    def test_of_what_runs_already_waits(self, db, leo, ines, gift):
        maya = make_giver(db, "maya")
        offer = db.exec(select(Gift)).one().offer_id
        accept_gift(db, by(ines, gift))
        second = make_gift(db, maya, ines, db.get_one(type(make_offer(db)), offer))
        db.commit()

        with pytest.raises(TrialRuns, match="swap it"):
            accept_gift(db, by(ines, second))

        db.rollback()
        assert second.state == GiftState.SENT

    def test_stays_good_when_the_offer_is_withdrawn_after_sending(self, db, leo, ines):
        offer = make_offer(db)
        gift = make_gift(db, leo, ines, offer)
        withdraw_offer(db, offer)

        accept_gift(db, by(ines, gift))

        assert gift.state == GiftState.ACCEPTED

    def test_stays_good_when_the_giver_left(self, db, leo, ines, gift, held_clock):
        leo.disabled_at = held_clock.at

        accept_gift(db, by(ines, gift))

        assert show_gift(db, by(ines, gift)).sender == "Somebody who left"


class TestRefusals:
    """The gift stays as it was."""

    @pytest.fixture(autouse=True)
    def _stays_open(self, db, gift):
        db.commit()
        yield
        db.rollback()
        db.refresh(gift)
        assert gift.state == GiftState.SENT
        assert db.exec(select(Trial)).all() == []

    def test_before_birth_date_and_country_are_known(self, db, ines, gift):
        ines.country = None
        db.commit()

        with pytest.raises(AboutYouNeeded):
            accept_gift(db, by(ines, gift))

    def test_for_somebody_too_young(self, db, ines, gift):
        ines.birth_date = date(2014, 1, 1)
        db.commit()

        with pytest.raises(TooYoung):
            accept_gift(db, by(ines, gift))

    def test_for_a_minor_who_does_not_follow_the_giver(self, db, leo, ines, gift):
        ines.birth_date = date(2010, 1, 1)
        db.commit()

        with pytest.raises(NotFromThisPerson):
            accept_gift(db, by(ines, gift))

    def test_after_a_block(self, db, leo, ines, gift):
        db.add(Block(blocker_id=leo.key, blocked_id=ines.key))
        db.commit()

        with pytest.raises(GiftNotFound):
            accept_gift(db, by(ines, gift))

    def test_where_it_is_not_given(self, db, ines, gift):
        ines.country = "BR"
        db.get_one(type(make_offer(db)), gift.offer_id).countries = ["US"]
        db.commit()

        with pytest.raises(NotInYourCountry):
            accept_gift(db, by(ines, gift))


def test_a_minor_who_follows_the_giver_may(db, leo, ines, gift):
    ines.birth_date = date(2010, 1, 1)
    follow(db, ines, leo)

    assert accept_gift(db, by(ines, gift)).state == GiftState.ACCEPTED


class TestLink:
    def test_is_the_first_ones_who_accepts(self, db, leo, ines):
        gift, maya = make_gift(db, leo, None), make_giver(db, "maya")
        token = link_token(gift)
        accept_gift(db, Holder(ines.key, token=token))

        with pytest.raises(AlreadyAccepted):
            accept_gift(db, Holder(maya.key, token=token))
        assert gift.redeemer_id == ines.id

    def test_needs_a_confirmed_address(self, db, leo, ines):
        gift = make_gift(db, leo, None)
        ines.email_verified_at = None

        with pytest.raises(EmailNotConfirmed):
            accept_gift(db, Holder(ines.key, token=link_token(gift)))

    def test_can_be_declined_without_an_account(self, db, leo):
        gift = make_gift(db, leo, None)

        decline_gift(db, Holder(None, token=link_token(gift)))

        assert gift.state == GiftState.DECLINED

    def test_is_never_accepted_by_its_giver_or_by_nobody(self, db, leo):
        gift = make_gift(db, leo, None)

        for person_id in (leo.key, None):
            with pytest.raises(GiftNotFound):
                accept_gift(db, Holder(person_id, token=link_token(gift)))

    def test_renewed_opens_nothing_any_more(self, db, leo, ines):
        gift = make_gift(db, leo, None)
        before = link_token(gift)
        after = renew_link(db, gift.public_id, sender_id=leo.key)

        with pytest.raises(GiftNotFound):
            show_gift(db, Holder(ines.key, token=before))
        assert show_gift(db, Holder(ines.key, token=after)).is_for_me


class TestItem:
    def test_asks_where_to_and_keeps_it_from_everybody(self, db, leo, ines, top_coat):
        gift = make_gift(db, leo, ines, top_coat)

        accept_gift(db, by(ines, gift), address=HOME)

        assert gift.sealed_address is not None
        assert "Flores" not in gift.sealed_address
        for person in (leo, ines):
            assert "Flores" not in str(show_gift(db, by(person, gift)))
        assert "Flores" not in json.dumps(events(db))

    @pytest.mark.parametrize("missing", ["name", "line1", "city", "postal_code", "country"])
    def test_is_not_sent_to_half_an_address(self, db, leo, ines, top_coat, missing):
        gift = make_gift(db, leo, ines, top_coat)

        with pytest.raises(AddressIncomplete):
            accept_gift(db, by(ines, gift), address=Address(**(vars(HOME) | {missing: " "})))


class TestCode:
    def test_is_taken_at_acceptance_and_shown_once(self, db, leo, ines, card):
        gift = make_gift(db, leo, ines, card)
        accept_gift(db, by(ines, gift))

        assert reveal_code(db, by(ines, gift)) == "NYX-ABCD-EFGH-1234"
        with pytest.raises(CodeShownBefore, match="ends in 1234"):
            reveal_code(db, by(ines, gift))

    def test_is_never_shown_to_the_giver_nor_told_to_anybody(self, db, leo, ines, card):
        gift = make_gift(db, leo, ines, card)
        accept_gift(db, by(ines, gift))

        with pytest.raises(GiftNotFound):
            reveal_code(db, by(leo, gift))
        reveal_code(db, by(ines, gift))
        cards = gifts_for(db, [gift.key], leo.key)
        assert "1234" not in str(cards)
        assert "ABCD" not in json.dumps(events(db))
        stored = db.exec(select(RedemptionCode)).one()
        assert "ABCD" not in str(stored.model_dump())

    def test_is_forgotten_a_day_after_it_was_shown(self, db, leo, ines, card, held_clock):
        gift = make_gift(db, leo, ines, card)
        accept_gift(db, by(ines, gift))
        reveal_code(db, by(ines, gift))
        assert empty_revealed_codes(db) == 0

        held_clock.pass_by(timedelta(days=1, seconds=1))
        assert empty_revealed_codes(db) == 1

        stored = db.exec(select(RedemptionCode)).one()
        assert (stored.sealed_code, stored.last_four) == (None, "1234")

    def test_of_an_empty_list_leaves_the_gift_open(self, db, leo, ines, card):
        first, second = make_gift(db, leo, ines, card), make_gift(db, leo, None, card)
        accept_gift(db, by(ines, first))
        maya = make_giver(db, "maya")
        db.commit()

        with pytest.raises(CodesUsedUp, match="Nothing is lost"):
            accept_gift(db, Holder(maya.key, token=link_token(second)))

        db.rollback()
        assert second.state == GiftState.SENT
        make_codes(db, card, "NYX-MORE-CODE-5678")
        assert accept_gift(db, Holder(maya.key, token=link_token(second))).redeemer_id == maya.id


class TestSwap:
    def test_takes_the_other_unit_and_gives_its_own_back(self, db, leo, ines, gift, card):
        before = db.get_one(type(card), gift.offer_id)

        swap_gift(db, by(ines, gift), offer_slug=card.slug)

        db.refresh(before)
        db.refresh(card)
        assert (gift.offer_id, gift.first_offer_id) == (card.id, before.id)
        assert (before.units_left, card.units_left) == (5, 4)

    def test_is_refused_when_the_other_can_not_be_had(self, db, ines, gift, card, top_coat):
        card.units_left = 0
        withdraw_offer(db, top_coat)
        db.flush()

        with pytest.raises(AllGiven):
            swap_gift(db, by(ines, gift), offer_slug=card.slug)
        with pytest.raises(OfferEnded):
            swap_gift(db, by(ines, gift), offer_slug=top_coat.slug)

    def test_is_refused_when_the_same_giver_sent_that_one_too(self, db, leo, ines, gift, card):
        make_gift(db, leo, ines, card)

        with pytest.raises(HaveThatOne):
            swap_gift(db, by(ines, gift), offer_slug=card.slug)


class TestThanks:
    def test_arrive_in_the_conversation_once(self, db, leo, ines, gift):
        accept_gift(db, by(ines, gift))

        thank_for_gift(db, by(ines, gift), text="It made my day.")

        message = db.exec(select(Message).where(Message.kind == "thanks")).one()
        assert (message.sender_id, message.text) == (ines.id, "It made my day.")
        assert message.subject_id == gift.id
        with pytest.raises(ThankedBefore):
            thank_for_gift(db, by(ines, gift), text="Again.")

    def test_can_be_one_of_ones_own_videos(self, db, leo, ines, gift):
        accept_gift(db, by(ines, gift))
        clip, theirs = make_clip(db, ines), make_clip(db, leo)
        with pytest.raises(NotYourVideo):
            thank_for_gift(db, by(ines, gift), text="", video=theirs.public_id)
        with pytest.raises(NothingToSay):
            thank_for_gift(db, by(ines, gift), text=" \n ")

        thank_for_gift(db, by(ines, gift), text="", video=clip.public_id)

        said = [(message.kind, message.text) for message in db.exec(select(Message))]
        assert said == [("gift", ""), ("thanks", "Thank you!")]
        for person in (leo, ines):
            assert thanks_videos(db, [gift.key], person.key) == {gift.key: clip.key}
        assert thanks_videos(db, [gift.key], make_giver(db, "maya").key) == {}

    @pytest.mark.parametrize("changes", [{"published_at": None}, {"state": VideoState.PROCESSING}])
    def test_can_not_be_a_video_that_nobody_can_watch(self, db, ines, gift, changes):
        accept_gift(db, by(ines, gift))
        clip = make_clip(db, ines, **changes)

        shown = show_gift(db, by(ines, gift)).had

        assert shown is not None
        assert shown.clips == []
        with pytest.raises(NotYourVideo):
            thank_for_gift(db, by(ines, gift), text="See.", video=clip.public_id)

    def test_are_asked_for_once_with_ones_own_videos_to_choose_from(self, db, leo, ines, gift):
        clip = make_clip(db, ines)
        make_clip(db, leo)
        accept_gift(db, by(ines, gift))
        asked = show_gift(db, by(ines, gift)).had

        thank_for_gift(db, by(ines, gift), text="", video=clip.public_id)

        thanked = show_gift(db, by(ines, gift)).had
        assert asked is not None
        assert thanked is not None
        assert ([one.id for one in asked.clips], asked.can_thank) == ([clip.public_id], True)
        assert (thanked.clips, thanked.can_thank) == ([], False)


class TestShowing:
    def test_the_giver_sees_how_far_it_came_and_no_usage(self, db, leo, ines, gift):
        open_gift(db, by(ines, gift))
        accept_gift(db, by(ines, gift), start_on="2026-12-01")

        seen = show_gift(db, by(leo, gift))

        assert seen.state == GiftState.ACCEPTED
        assert seen.had is None
        assert seen.answer is None

    def test_others_see_none_of_it(self, db, leo, ines, gift):
        maya = make_giver(db, "maya")

        assert gifts_for(db, [gift.key], maya.key) == {}
        with pytest.raises(GiftNotFound):
            show_gift(db, by(maya, gift))

    def test_offers_to_swap_for_are_those_that_can_be_had(self, db, ines, gift, card, top_coat):
        withdraw_offer(db, top_coat)

        answer = show_gift(db, by(ines, gift)).answer

        assert answer is not None
        assert [other.slug for other in answer.others] == [card.slug]


def test_what_time_ends_first_is_what_the_worker_is_woken_for(db, leo, ines, held_clock):
    assert next_expiry(db) is None
    brief = make_gift(db, leo, ines, make_offer(db, claim_days=2, brand_id=make_brand(db).key))
    make_gift(db, leo, ines)

    assert next_expiry(db) == held_clock.at + timedelta(days=2)
    held_clock.pass_by(timedelta(days=2))
    assert expire_gift(db, brief.key)
    assert next_expiry(db) == held_clock.at + timedelta(days=12)


def test_every_refusal_says_what_it_means_in_a_sentence(db, leo, ines, gift):
    withdraw_gift(db, gift.public_id, sender_id=leo.key)

    with pytest.raises(GiftError) as refused:
        accept_gift(db, by(ines, gift))
    assert refused.value.user_message == "This gift was taken back before it was accepted."
