"""Which typed words mean the programme."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallgestures.search.programmes import SMALL_GESTURES, programme_like


@pytest.mark.parametrize(
    "typed",
    [
        "small gestures",
        "Small Gestures",
        "Small-Gestures",
        "#smallgestures",
        "SMALL GESTURE",
        "smallgesture",
        "smal gestures",
        "small jestures",
        "small gestrues",
        "smal gestrues",
        "small gesturs",
        "samll gestures",
        "small  gestures!",
        "gestures",
        "sma",
        "small ge",
        "smal gest",
        "free gift",
        "gifts",
    ],
)
def test_its_name_means_it_however_it_is_written(typed: str):
    assert programme_like(typed) == SMALL_GESTURES


@pytest.mark.parametrize(
    "typed", ["", "s", "sm", "vase", "smile", "small talk", "small vase", "night city", "geese"]
)
def test_other_words_do_not(typed: str):
    assert programme_like(typed) is None


@given(st.text())
def test_nothing_that_can_be_typed_is_too_much(typed: str):
    programme_like(typed)
