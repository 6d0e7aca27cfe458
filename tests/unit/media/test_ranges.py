import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallgestures.media.ranges import Span, Unsatisfiable, asked_span

CAP = 64
SIZES = st.integers(min_value=1, max_value=1000)


def ask(header: str, size: int) -> Span | None:
    return asked_span(header, size, open_end_bytes=CAP)


class TestAskedSpan:
    @given(size=SIZES, first=st.integers(0, 999), length=st.integers(1, 2000))
    def test_a_closed_range_is_exactly_those_bytes(self, size, first, length):
        content = bytes(index % 251 for index in range(size))
        asked = content[first : first + length]

        if first >= size:
            with pytest.raises(Unsatisfiable):
                ask(f"bytes={first}-{first + length - 1}", size)
            return
        span = ask(f"bytes={first}-{first + length - 1}", size)

        assert span is not None
        assert content[span.first : span.last + 1] == asked
        assert span.length == len(asked)

    @given(size=SIZES, first=st.integers(0, 999))
    def test_an_open_range_begins_where_asked_and_is_capped(self, size, first):
        if first >= size:
            with pytest.raises(Unsatisfiable):
                ask(f"bytes={first}-", size)
            return

        assert ask(f"bytes={first}-", size) == (first, min(size, first + CAP) - 1)

    @given(size=SIZES, length=st.integers(1, 2000))
    def test_a_suffix_is_the_end_of_the_file(self, size, length):
        span = ask(f"bytes=-{length}", size)

        assert span == (max(0, size - length), size - 1)

    @given(
        size=SIZES, header=st.text(max_size=30) | st.from_regex(r"bytes=[0-9, -]*", fullmatch=True)
    )
    def test_whatever_is_asked_stays_inside_the_file(self, size, header):
        try:
            span = ask(header, size)
        except Unsatisfiable:
            return

        assert span is None or 0 <= span.first <= span.last < size

    @pytest.mark.parametrize(
        "header",
        ["", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b", "bytes=0-1,3-4", "bytes=1--2",
         "items=0-5", "bytes=0x1-2", "bytes=+1-2", "bytes=\u0661-\u0662", "bytes =0-1"],
    )  # fmt: skip
    def test_what_is_no_single_range_means_the_whole_file(self, header):
        assert ask(header, 100) is None

    @pytest.mark.parametrize(
        "header", ["bytes=100-", "bytes=100-200", "bytes=-0", f"bytes={'9' * 5000}-"]
    )
    def test_a_range_behind_the_end_is_unsatisfiable(self, header):
        with pytest.raises(Unsatisfiable):
            ask(header, 100)

    @pytest.mark.parametrize("header", ["BYTES=0-1", "bytes= 0-1", "bytes=0-1 ", "bytes=00-01"])
    def test_other_spellings_of_one_range(self, header):
        assert ask(header, 100) == (0, 1)

    def test_nothing_of_an_empty_file_can_be_asked_for(self):
        for header in ("bytes=0-", "bytes=0-0", "bytes=-1"):
            with pytest.raises(Unsatisfiable):
                ask(header, 0)
