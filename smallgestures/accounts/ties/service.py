"""Whom somebody follows, and whom they want nothing to do with."""

from dataclasses import dataclass

from sqlmodel import Session

from smallgestures.accounts.errors import CannotFollow, PersonNotFound, ThatIsYou
from smallgestures.accounts.events import FollowersChanged
from smallgestures.accounts.queries import get_person
from smallgestures.accounts.ties import queries
from smallgestures.outbox.service import record


@dataclass(frozen=True)
class Tie:
    """How one person stands to another, as far as they may know."""

    follows: bool
    has_blocked: bool


def follow_person(db: Session, follower_id: int, *, followed_id: int) -> None:
    """Let one person follow another; following twice is following once.

    Raises:
        ThatIsYou: Nobody follows themselves.
        PersonNotFound: The account is closed.
        CannotFollow: One of them blocks the other.
    """
    _check_other(db, follower_id, followed_id)
    if queries.is_blocked_between(db, follower_id, followed_id):
        raise CannotFollow
    queries.insert_follow(db, follower_id=follower_id, followed_id=followed_id)
    record(db, FollowersChanged(followed_id))


def unfollow_person(db: Session, follower_id: int, *, followed_id: int) -> None:
    """Let one person no longer follow another."""
    queries.delete_follow(db, follower_id=follower_id, followed_id=followed_id)
    record(db, FollowersChanged(followed_id))


def block_person(db: Session, blocker_id: int, *, blocked_id: int) -> None:
    """Keep two people apart, both ways; neither follows the other any more, and nobody is told.

    Raises:
        ThatIsYou: Nobody blocks themselves.
        PersonNotFound: The account is closed.
    """
    _check_other(db, blocker_id, blocked_id)
    queries.insert_block(db, blocker_id=blocker_id, blocked_id=blocked_id)
    queries.delete_follow(db, follower_id=blocker_id, followed_id=blocked_id)
    queries.delete_follow(db, follower_id=blocked_id, followed_id=blocker_id)


def unblock_person(db: Session, blocker_id: int, *, blocked_id: int) -> None:
    """Take a block away; the other's own block, if there is one, stays."""
    queries.delete_block(db, blocker_id=blocker_id, blocked_id=blocked_id)


def tie_between(db: Session, person_id: int, *, other_id: int) -> Tie:
    """Return how a person stands to another; whether the other blocks them stays untold."""
    return Tie(
        follows=queries.follows(db, person_id, other_id),
        has_blocked=person_id in queries.blockers_between(db, person_id, other_id),
    )


def _check_other(db: Session, person_id: int, other_id: int) -> None:
    if person_id == other_id:
        raise ThatIsYou
    if get_person(db, other_id) is None:
        raise PersonNotFound
