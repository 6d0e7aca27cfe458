"""The order of the feed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from smallgestures.feed.ranking import score

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
counts = st.integers(0, 10_000_000)
more = st.integers(1, 1_000_000)


def rated(at: datetime = NOON, *, views: int = 0, completions: int = 0, likes: int = 0) -> int:
    return score(published_at=at, views=views, completions=completions, likes=likes)


class TestScore:
    @given(views=counts, completions=counts, likes=counts, more=more)
    def test_never_falls_by_a_like(self, views: int, completions: int, likes: int, more: int):
        before = rated(views=views, completions=completions, likes=likes)

        assert rated(views=views, completions=completions, likes=likes + more) >= before

    @given(views=counts, completions=counts, likes=counts, more=more)
    def test_never_falls_when_a_view_turns_out_to_be_complete(
        self, views: int, completions: int, likes: int, more: int
    ):
        before = rated(views=views, completions=completions, likes=likes)

        assert rated(views=views, completions=completions + more, likes=likes) >= before

    @given(
        views=counts, completions=counts, likes=counts, later=st.integers(90_000, 400 * 86_400_000)
    )
    def test_is_higher_for_what_was_published_later(
        self, views: int, completions: int, likes: int, later: int
    ):
        sums = {"views": views, "completions": completions, "likes": likes}

        assert rated(NOON + timedelta(milliseconds=later), **sums) > rated(NOON, **sums)

    @given(views=counts, completions=counts, likes=counts, more=more)
    def test_never_rises_by_views_that_break_off(
        self, views: int, completions: int, likes: int, more: int
    ):
        before = rated(views=views, completions=completions, likes=likes)

        assert rated(views=views + more, completions=completions, likes=likes) <= before

    @given(views=counts, completions=counts, likes=counts)
    def test_fits_into_the_column_for_centuries(self, views: int, completions: int, likes: int):
        far = datetime(2500, 1, 1, tzinfo=UTC)

        assert abs(rated(far, views=views, completions=completions, likes=likes)) < 2**31

    def test_is_real_growth_for_the_first_likes(self):
        assert rated(likes=1) > rated() + 1000

    def test_lets_a_new_clip_stand_beside_one_that_many_like(self):
        liked = rated(NOON - timedelta(days=14), views=1000, completions=600, likes=200)

        assert rated(NOON) > liked
