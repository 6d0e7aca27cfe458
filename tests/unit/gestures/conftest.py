"""Two people who have been here for a while: Leo gives, and Ines is given something."""

import pytest

from tests.gifts import make_giver


@pytest.fixture
def leo(db, held_clock):
    return make_giver(db, "leo")


@pytest.fixture
def ines(db, held_clock):
    return make_giver(db, "ines")
