"""How often clips with products may come out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.models import Follow, Person
from smallgestures.shop.links.errors import CommerceTooSoon
from smallgestures.shop.links.ladder import (
    STEPS,
    fits,
    next_fitting,
    require_commerce_allowed,
    show_allowance,
    step_of,
)
from smallgestures.shop.links.service import add_product, link_products, remove_product
from smallgestures.videos.models import Video, VideoState
from tests.conftest import NOON
from tests.factories import make_clip, make_playable, make_product, make_video, unused
from tests.people import make_person

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@pytest.fixture
def maya(db: Session, held_clock) -> Person:
    make_product(db, slug="vase")
    return make_person(db, "maya", time_zone="Europe/Berlin")


def sell(db: Session, maya: Person, **when) -> Video:
    """Return a clip of Maya's with a product, which came out now or `when` it says."""
    video = make_video(db, maya)
    add_product(db, video.public_id, "vase", by=maya.key)
    values = vars(make_playable()) | {"state": VideoState.READY, "published_at": clock.now()}
    for name, value in (values | when).items():
        setattr(video, name, value)
    db.add(video)
    db.flush()
    return video


class TestStepOf:
    @pytest.mark.parametrize(
        ("followers", "clips", "stretch"),
        [
            (0, 1, WEEK),
            (999, 1, WEEK),
            (1_000, 2, DAY),
            (2_999, 2, DAY),
            (3_000, 5, DAY),
            (9_999, 5, DAY),
            (10_000, 10, DAY),
            (1_000_000, 10, DAY),
        ],
    )
    def test_grows_with_the_followers(self, followers: int, clips: int, stretch: timedelta):
        step = step_of(followers)

        assert (step.clips, step.stretch) == (clips, stretch)


MOMENTS = st.integers(0, 72).map(lambda hours: NOON + hours * HOUR)


class TestFits:
    @given(st.sampled_from(STEPS), st.lists(MOMENTS, max_size=12), MOMENTS)
    def test_lets_no_stretch_hold_too_many(self, step, others, at):
        allowed = fits(step, others, at)

        everything = [*others, at]
        fullest = max(
            sum(begin <= moment < begin + step.stretch for moment in everything)
            for begin in everything
            if begin <= at < begin + step.stretch
        )
        assert allowed == (fullest <= step.clips)

    @given(st.sampled_from(STEPS), st.lists(MOMENTS, max_size=12), MOMENTS)
    def test_the_next_moment_fits_and_none_before_it_does(self, step, others, at):
        found = next_fitting(step, others, at)

        assert found >= at
        assert fits(step, others, found)
        hours = int((found - at) / HOUR)
        assert not any(fits(step, others, at + hour * HOUR) for hour in range(hours))


class TestRequireCommerceAllowed:
    def test_lets_the_first_one_out(self, db: Session, maya: Person, held_clock):
        require_commerce_allowed(db, maya.key, at=held_clock())

    def test_refuses_a_second_one_within_the_week_and_says_when_it_can_come(
        self, db: Session, maya: Person, held_clock
    ):
        sell(db, maya)
        held_clock.pass_by(3 * DAY)

        with pytest.raises(CommerceTooSoon) as refused:
            require_commerce_allowed(db, maya.key, at=held_clock())

        assert refused.value.user_message == (
            "With fewer than 1,000 followers, one video with products can come out a week. "
            "The next one can come out from 27 November 2026, 13:00. "
            "Choose that time, or publish this one without its products."
        )

    def test_lets_it_out_when_the_week_is_over(self, db: Session, maya: Person, held_clock):
        sell(db, maya)

        require_commerce_allowed(db, maya.key, at=NOON + WEEK)

    def test_counts_what_is_scheduled_before_and_after(self, db: Session, maya: Person, held_clock):
        sell(db, maya, published_at=None, publish_at=NOON + 3 * DAY)

        for at in (NOON, NOON + 3 * DAY, NOON + 9 * DAY):
            with pytest.raises(CommerceTooSoon):
                require_commerce_allowed(db, maya.key, at=at)
        require_commerce_allowed(db, maya.key, at=NOON + 10 * DAY)

    def test_counts_no_drafts_no_plain_clips_and_nobody_elses(
        self, db: Session, maya: Person, held_clock
    ):
        make_clip(db, maya)
        sell(db, maya, published_at=None, publish_at=None)
        sell(db, make_person(db, unused("noor")))

        require_commerce_allowed(db, maya.key, at=held_clock())

    def test_counts_nothing_that_the_place_itself_put_in(
        self, db: Session, maya: Person, held_clock
    ):
        link_products(db, make_clip(db, maya).key, ["vase"])

        require_commerce_allowed(db, maya.key, at=held_clock())

    def test_does_not_let_a_clip_stand_in_its_own_way(self, db: Session, maya: Person, held_clock):
        planned = sell(db, maya, published_at=None, publish_at=NOON + DAY)

        require_commerce_allowed(db, maya.key, at=NOON + DAY, video_id=planned.key)

    def test_asks_nothing_of_a_clip_without_products(self, db: Session, maya: Person, held_clock):
        sell(db, maya)
        plain = make_video(db, maya)

        require_commerce_allowed(db, maya.key, at=held_clock(), video_id=plain.key)

    def test_counts_a_clip_whose_products_were_taken_off(
        self, db: Session, maya: Person, held_clock
    ):
        sold = sell(db, maya)
        remove_product(db, sold.public_id, "vase", by=maya.key)

        with pytest.raises(CommerceTooSoon):
            require_commerce_allowed(db, maya.key, at=held_clock())

    def test_a_thousand_followers_allow_two_a_day(self, db: Session, maya: Person, held_clock):
        fans = [Person(handle=f"fan{number}", name="Fan") for number in range(1_000)]
        db.add_all(fans)
        db.flush()
        db.add_all([Follow(follower_id=fan.key, followed_id=maya.key) for fan in fans])
        sell(db, maya)

        require_commerce_allowed(db, maya.key, at=held_clock())
        sell(db, maya)
        with pytest.raises(CommerceTooSoon, match="two videos with products can come out a day"):
            require_commerce_allowed(db, maya.key, at=held_clock())


class TestProductsOnAClipThatIsOut:
    def test_the_first_one_must_be_allowed_too(self, db: Session, maya: Person, held_clock):
        sell(db, maya)
        plain = make_clip(db, maya)

        with pytest.raises(CommerceTooSoon):
            add_product(db, plain.public_id, "vase", by=maya.key)

    def test_count_from_the_day_they_came(self, db: Session, maya: Person, held_clock):
        old = make_clip(db, maya)
        held_clock.pass_by(30 * DAY)
        add_product(db, old.public_id, "vase", by=maya.key)

        with pytest.raises(CommerceTooSoon):
            require_commerce_allowed(db, maya.key, at=held_clock())

    def test_more_of_them_change_nothing(self, db: Session, maya: Person, held_clock):
        sold = sell(db, maya)
        make_product(db, slug="lamp")

        add_product(db, sold.public_id, "lamp", by=maya.key)


class TestShowAllowance:
    def test_says_why_and_when(self, db: Session, maya: Person, held_clock):
        assert show_allowance(db, maya.key).next_at is None

        sell(db, maya)

        allowance = show_allowance(db, maya.key)
        assert allowance.next_at == NOON + WEEK
        assert "grows with your followers" in allowance.reason
