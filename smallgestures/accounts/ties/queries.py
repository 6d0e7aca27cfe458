"""Every SQL statement of who follows and who blocks whom."""

from sqlalchemy import Exists, and_, bindparam, delete, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from smallgestures import clock
from smallgestures.accounts.models import Block, Follow, Person
from smallgestures.db.upsert import unless_there


def insert_follow(db: Session, *, follower_id: int, followed_id: int) -> None:
    """Let one person follow another; following twice is following once."""
    row = {"follower_id": follower_id, "followed_id": followed_id, "created_at": clock.now()}
    unless_there(Follow, "follower_id", "followed_id").store(db, row)


def delete_follow(db: Session, *, follower_id: int, followed_id: int) -> None:
    """Let one person no longer follow another."""
    forget = delete(Follow).where(
        col(Follow.follower_id) == follower_id, col(Follow.followed_id) == followed_id
    )
    db.exec(forget)


def is_following(follower: str, followed: str) -> Exists:
    """Return the condition that one person follows another, each the parameter of this name."""
    wanted = select(Follow.id).where(
        col(Follow.follower_id) == bindparam(follower),
        col(Follow.followed_id) == bindparam(followed),
    )
    return wanted.exists()


def is_blocking(blocker: str, blocked: str) -> Exists:
    """Return the condition that one person blocks another, each the parameter of this name."""
    wanted = select(Block.id).where(
        col(Block.blocker_id) == bindparam(blocker),
        col(Block.blocked_id) == bindparam(blocked),
    )
    return wanted.exists()


def is_apart_from(viewer_id: int) -> Exists:
    """Return the condition that a block stands between the `Person` of a row and the viewer."""
    wanted = select(Block.id).where(
        or_(
            and_(col(Block.blocker_id) == viewer_id, col(Block.blocked_id) == col(Person.id)),
            and_(col(Block.blocked_id) == viewer_id, col(Block.blocker_id) == col(Person.id)),
        )
    )
    return wanted.exists()


_FOLLOWS = sql_select(is_following("follower", "followed"))


def follows(db: Session, follower_id: int, followed_id: int) -> bool:
    """Say whether one person follows another."""
    pair = {"follower": follower_id, "followed": followed_id}
    return bool(db.execute(_FOLLOWS, pair).scalar_one())


def insert_block(db: Session, *, blocker_id: int, blocked_id: int) -> None:
    """Store that one person blocks another; blocking twice is blocking once."""
    row = {"blocker_id": blocker_id, "blocked_id": blocked_id, "created_at": clock.now()}
    unless_there(Block, "blocker_id", "blocked_id").store(db, row)


def delete_block(db: Session, *, blocker_id: int, blocked_id: int) -> None:
    """Let one person no longer block another."""
    forget = delete(Block).where(
        col(Block.blocker_id) == blocker_id, col(Block.blocked_id) == blocked_id
    )
    db.exec(forget)


def blockers_between(db: Session, a: int, b: int) -> set[int]:
    """Return which of two people block the other."""
    wanted = select(Block.blocker_id).where(
        col(Block.blocker_id).in_((a, b)), col(Block.blocked_id).in_((a, b))
    )
    return set(db.exec(wanted))


def is_blocked_between(db: Session, a: int, b: int) -> bool:
    """Say whether either of two people blocks the other."""
    return bool(blockers_between(db, a, b))
