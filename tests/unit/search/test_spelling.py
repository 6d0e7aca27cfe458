"""How near two words are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallgestures.search.spelling import LONGEST, SHORTEST, distance, variants_of

words = st.text("abcd", min_size=SHORTEST, max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "mistakes"),
    [
        ("vase", "vase", 0),
        ("vase", "vaze", 1),
        ("vase", "vsae", 1),
        ("vase", "vas", 1),
        ("vase", "vases", 1),
        ("gestures", "jestrues", 2),
        ("vase", "lamp", 3),
    ],
)
def test_mistakes_are_counted_up_to_a_limit(one: str, other: str, mistakes: int):
    assert distance(one, other, limit=2) == mistakes
    assert distance(other, one, limit=2) == mistakes


@given(words, words)
def test_words_with_one_mistake_between_them_have_a_variant_in_common(one: str, other: str):
    if distance(one, other, limit=1) <= 1:
        assert set(variants_of(one)) & set(variants_of(other))


def test_words_that_are_near_to_everything_are_not_corrected():
    assert variants_of("abc") == []
    assert variants_of("a" * (LONGEST + 1)) == []
