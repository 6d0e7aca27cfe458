"""A place in the feed, as a word."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smallgestures.feed.cursor import GIVEN_KEPT, HIGHEST, Cursor, Part, from_ms, to_ms
from smallgestures.feed.errors import BadCursor

ids = st.integers(0, HIGHEST)
times = st.integers(0, to_ms(datetime(9999, 1, 1, tzinfo=UTC)))
cursors = st.builds(
    Cursor,
    part=st.sampled_from([Part.FRESH, Part.FOLLOWING]),
    key=st.integers(-HIGHEST, HIGHEST),
    video_id=ids,
    started_ms=times,
    given=st.lists(ids, max_size=GIVEN_KEPT).map(tuple),
) | st.builds(Cursor, part=st.just(Part.SEEN), key=times, video_id=ids, started_ms=times)


def word(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


class TestCursor:
    @given(cursors)
    def test_comes_back_as_it_was(self, cursor: Cursor):
        assert Cursor.decode(cursor.encode()) == cursor

    @given(cursors)
    def test_fits_into_an_address(self, cursor: Cursor):
        encoded = cursor.encode()

        assert len(encoded) <= 1024
        assert encoded.isascii()
        assert all(char.isalnum() or char in "-_" for char in encoded)

    @given(st.text() | st.binary(max_size=60).map(word))
    @example("")
    @example("null")
    @example("é")
    @example("AAAA====")
    @example(Cursor(Part.FRESH, 1, 1, 0).encode()[:-1])
    def test_is_read_or_refused_but_never_breaks(self, garbage: str):
        try:
            cursor = Cursor.decode(garbage)
        except BadCursor:
            return
        assert Cursor.decode(cursor.encode()) == cursor

    @pytest.mark.parametrize(
        "impossible",
        [
            Cursor(Part.FRESH, 2**31, 1, 0),
            Cursor(Part.FRESH, -(2**31), 1, 0),
            Cursor(Part.FRESH, 1, 2**31, 0),
            Cursor(Part.FOLLOWING, 1, 2**32 - 1, 0),
            Cursor(Part.FRESH, 1, 1, 2**62),
            Cursor(Part.SEEN, -1, 1, 0),
            Cursor(Part.SEEN, 2**62, 1, 0),
            Cursor(Part.FRESH, 1, 1, 0, given=(2**31,)),
            Cursor(Part.FRESH, 1, 1, 0, given=(1,) * (GIVEN_KEPT + 1)),
        ],
    )
    def test_refuses_what_no_database_could_hold(self, impossible: Cursor):
        with pytest.raises(BadCursor, match="Start again from the top"):
            Cursor.decode(impossible.encode())

    def test_refuses_a_part_that_does_not_exist(self):
        with pytest.raises(BadCursor):
            Cursor.decode(word(bytes([9]) + bytes(20)))

    def test_forgets_the_earliest_of_many_that_were_given(self):
        cursor = Cursor(Part.FRESH, 1, 1, 0, given=tuple(range(GIVEN_KEPT)))

        later = cursor.after(7, [1000, 1001])

        assert (later.key, later.video_id) == (7, 1001)
        assert later.given == (*range(2, GIVEN_KEPT), 1000, 1001)


class TestTimes:
    @given(st.datetimes(timezones=st.just(UTC)))
    def test_are_kept_to_the_millisecond(self, moment: datetime):
        kept = from_ms(to_ms(moment))

        assert 0 <= (moment - kept).total_seconds() < 0.001
        assert to_ms(kept) == to_ms(moment)
