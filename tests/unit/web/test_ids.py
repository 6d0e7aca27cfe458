"""What addresses and forms name is an id, or nothing at all."""

import pytest

from smallgestures.web.ids import LONGEST_ID, id_of


@pytest.mark.parametrize("number", [0, 7, 10**LONGEST_ID - 1])
def test_digits_are_an_id(number: int):
    assert id_of(str(number)) == number


@pytest.mark.parametrize("text", ["", "x1", "1x", "-1", " 1", "1\n", "²", "1" * (LONGEST_ID + 1)])
def test_anything_else_is_none(text: str):
    assert id_of(text) is None
