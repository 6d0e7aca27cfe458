"""Following and blocking."""

import pytest
from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.errors import CannotFollow, PersonNotFound, ThatIsYou
from smallgestures.accounts.ties.queries import follows, is_blocked_between
from smallgestures.accounts.ties.service import (
    Tie,
    block_person,
    follow_person,
    tie_between,
    unblock_person,
    unfollow_person,
)
from tests.people import make_person


@pytest.fixture
def ines(db: Session):
    return make_person(db, "ines")


@pytest.fixture
def leo(db: Session):
    return make_person(db, "leo")


def test_following_twice_is_following_once_and_ends_at_once(db, ines, leo):
    follow_person(db, ines.key, followed_id=leo.key)
    follow_person(db, ines.key, followed_id=leo.key)
    assert follows(db, ines.key, leo.key)
    assert not follows(db, leo.key, ines.key)

    unfollow_person(db, ines.key, followed_id=leo.key)

    assert not follows(db, ines.key, leo.key)


@pytest.mark.parametrize(
    "tie",
    [
        lambda db, one, other: follow_person(db, one, followed_id=other),
        lambda db, one, other: block_person(db, one, blocked_id=other),
    ],
    ids=["follow", "block"],
)
def test_nobody_has_a_tie_to_themselves_or_to_a_closed_account(db, ines, leo, tie):
    leo.disabled_at = clock.wall()
    db.flush()

    for other, refusal in ((ines, ThatIsYou), (leo, PersonNotFound)):
        with pytest.raises(refusal):
            tie(db, ines.key, other.key)


def test_a_block_holds_both_ways_and_ends_what_they_followed(db, ines, leo):
    follow_person(db, ines.key, followed_id=leo.key)
    follow_person(db, leo.key, followed_id=ines.key)

    block_person(db, ines.key, blocked_id=leo.key)
    block_person(db, ines.key, blocked_id=leo.key)

    assert is_blocked_between(db, ines.key, leo.key)
    assert is_blocked_between(db, leo.key, ines.key)
    assert not follows(db, ines.key, leo.key)
    assert not follows(db, leo.key, ines.key)


def test_only_who_blocks_knows_it(db, ines, leo):
    block_person(db, ines.key, blocked_id=leo.key)

    assert tie_between(db, ines.key, other_id=leo.key) == Tie(follows=False, has_blocked=True)
    assert tie_between(db, leo.key, other_id=ines.key) == Tie(follows=False, has_blocked=False)
    with pytest.raises(CannotFollow) as refusal:
        follow_person(db, leo.key, followed_id=ines.key)
    assert "block" not in refusal.value.user_message


def test_a_block_that_ended_lets_them_follow_again(db, ines, leo):
    block_person(db, ines.key, blocked_id=leo.key)
    unblock_person(db, ines.key, blocked_id=leo.key)

    follow_person(db, leo.key, followed_id=ines.key)

    assert follows(db, leo.key, ines.key)
