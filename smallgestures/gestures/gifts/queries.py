"""Every SQL statement of gifts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Exists, and_, bindparam, func, or_
from sqlalchemy import select as sql_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Block, Person
from smallgestures.accounts.ties.queries import is_blocking, is_following
from smallgestures.db.upsert import insert_once
from smallgestures.gestures.gifts.models import OPEN, Gift
from smallgestures.gestures.trials.models import Trial
from smallgestures.gestures.trials.states import RUNNING
from smallgestures.messaging.models import Thread, ThreadMember
from smallgestures.videos.models import Video
from smallgestures.videos.watching.queries import Reach, may_watch

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Pair(NamedTuple):
    """What stands between a sender and a recipient."""

    blocked: bool
    recipient_follows: bool
    sender_follows: bool
    has_open: bool
    sent: int  # by the sender since a moment, whatever became of it


def get_person(db: Session, person_id: int) -> Person:
    """Return somebody who is there, account open or not."""
    return db.get_one(Person, person_id)


def find_two(db: Session, sender_id: int, handle: str) -> list[Person]:
    """Return the sender, and whoever has the handle, in no order; one statement."""
    return list(db.exec(_TWO, params={"sender_id": sender_id, "handle": handle}))


def find_pair(
    db: Session, sender_id: int, other_id: int, *, offer_id: int = 0, since: datetime = BEGINNING
) -> Pair:
    """Return what decides whether one person may send an offer to another; one statement."""
    params = {"sender": sender_id, "other": other_id, "offer": offer_id, "since": since}
    blocked, other_follows, sender_follows, has_open, sent = db.execute(_PAIR, params).one()
    return Pair(bool(blocked), bool(other_follows), bool(sender_follows), bool(has_open), sent)


# Built once: building them costs more than asking them, and they are asked with every gift.
_TWO = select(Person).where(
    or_(col(Person.id) == bindparam("sender_id"), col(Person.handle) == bindparam("handle"))
)
_PAIR = sql_select(
    or_(is_blocking("sender", "other"), is_blocking("other", "sender")),
    is_following("other", "sender"),
    is_following("sender", "other"),
    select(Gift.id)
    .where(
        col(Gift.sender_id) == bindparam("sender"),
        col(Gift.recipient_id) == bindparam("other"),
        col(Gift.offer_id) == bindparam("offer"),
        # Not as a list, whose text would be written anew each time.
        or_(*(col(Gift.state) == state for state in OPEN)),
    )
    .exists(),
    select(func.count())
    .where(col(Gift.sender_id) == bindparam("sender"), col(Gift.sent_at) > bindparam("since"))
    .scalar_subquery(),
)


def insert_gift(db: Session, gift: Gift) -> bool:
    """Store a gift; False when the pair has one of this offer open, or it is sent already."""
    return insert_once(db, gift)


def change_offer(db: Session, gift: Gift, offer_id: int) -> bool:
    """Let the gift be another offer; False when the same two have that one open already."""
    try:
        with db.begin_nested():
            gift.offer_id = offer_id
            db.add(gift)
            db.flush()
    except IntegrityError:
        return False
    return True


def find_gift(db: Session, public_id: str) -> Gift | None:
    """Return the gift of this name."""
    return db.exec(select(Gift).where(Gift.public_id == public_id)).one_or_none()


def find_by_token(db: Session, token_hash: str) -> Gift | None:
    """Return the gift that a link's token opens."""
    return db.exec(select(Gift).where(Gift.token_hash == token_hash)).one_or_none()


def lock_gift(db: Session, gift_id: int) -> Gift:
    """Return one gift as it is now, held until the commit."""
    return db.exec(
        select(Gift)
        .where(Gift.id == gift_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def get_gifts(db: Session, gift_ids: Sequence[int]) -> list[Gift]:
    """Return gifts by their ids."""
    return list(db.exec(select(Gift).where(col(Gift.id).in_(gift_ids))))


def list_sent(db: Session, sender_id: int, *, program_id: int, limit: int) -> list[Gift]:
    """Return what the person sent in a season, the newest first."""
    return list(
        db.exec(
            select(Gift)
            .where(Gift.sender_id == sender_id, Gift.program_id == program_id)
            .order_by(col(Gift.sent_at).desc(), col(Gift.id).desc())
            .limit(limit)
        )
    )


def get_people(db: Session, person_ids: Sequence[int]) -> dict[int, Person]:
    """Return people by their ids."""
    people = db.exec(select(Person).where(col(Person.id).in_(person_ids)))
    return {person.key: person for person in people}


def list_covers(
    db: Session, video_ids: Sequence[int], *, viewer_id: int | None
) -> dict[int, Video]:
    """Return those of these videos that the viewer may watch, by their ids."""
    videos = db.exec(
        select(Video).where(col(Video.id).in_(video_ids), may_watch(Reach.ADDRESS, viewer_id))
    )
    return {video.key: video for video in videos if video.id is not None}


def find_own_video(db: Session, public_id: str, *, creator_id: int) -> Video | None:
    """Return a clip of this creator that whoever has its address may watch."""
    return db.exec(
        select(Video).where(
            Video.public_id == public_id,
            Video.creator_id == creator_id,
            may_watch(Reach.ADDRESS, None),
        )
    ).one_or_none()


def find_running_trial(db: Session, person_id: int, offer_id: int) -> Trial | None:
    """Return what the person has of this offer at the moment."""
    return db.exec(
        select(Trial).where(
            Trial.person_id == person_id,
            Trial.offer_id == offer_id,
            col(Trial.state).in_(RUNNING),
        )
    ).one_or_none()


def list_trials(db: Session, gift_ids: Sequence[int]) -> dict[int, Trial]:
    """Return the trials that these gifts became."""
    trials = db.exec(select(Trial).where(col(Trial.gift_id).in_(gift_ids)))
    return {trial.gift_id: trial for trial in trials}


def find_thread_id(db: Session, first_id: int, second_id: int) -> str | None:
    """Return the name of two people's conversation."""
    low, high = sorted((first_id, second_id))
    return db.exec(
        select(Thread.public_id).where(Thread.first_id == low, Thread.second_id == high)
    ).one_or_none()


def list_recent_people(db: Session, person_id: int, *, limit: int) -> list[Person]:
    """Return the people spoken with last, the last first."""
    recent = (
        select(Person)
        .join(
            Thread,
            or_(
                and_(col(Thread.first_id) == person_id, col(Person.id) == col(Thread.second_id)),
                and_(col(Thread.second_id) == person_id, col(Person.id) == col(Thread.first_id)),
            ),
        )
        .join(ThreadMember, col(ThreadMember.thread_id) == col(Thread.id))
        .where(
            ThreadMember.person_id == person_id,
            col(Person.disabled_at).is_(None),
            ~_blocked(person_id),
        )
        .order_by(col(ThreadMember.last_message_id).desc())
        .limit(limit)
    )
    return list(db.exec(recent))


def find_people(db: Session, typed: str, *, viewer_id: int, limit: int) -> list[Person]:
    """Return people whose handle or name begins with what was typed, in lower case."""
    begins = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = (
        select(Person)
        .where(
            or_(
                col(Person.handle).like(begins, escape="\\"),
                func.lower(Person.name).like(begins, escape="\\"),
            ),
            col(Person.id) != viewer_id,
            col(Person.disabled_at).is_(None),
            ~_blocked(viewer_id),
        )
        .order_by(col(Person.handle) != typed, col(Person.handle))
        .limit(limit)
    )
    return list(db.exec(found))


def _blocked(viewer_id: int) -> Exists:
    return (
        select(Block.id)
        .where(
            or_(
                and_(col(Block.blocker_id) == viewer_id, col(Block.blocked_id) == col(Person.id)),
                and_(col(Block.blocked_id) == viewer_id, col(Block.blocker_id) == col(Person.id)),
            )
        )
        .exists()
    )


def next_expiry(db: Session) -> datetime | None:
    """Return when the next open gift runs out, however long ago that was."""
    first = (
        select(Gift.claim_by).where(col(Gift.state).in_(OPEN)).order_by(col(Gift.claim_by)).limit(1)
    )
    return db.exec(first).one_or_none()


def list_expired(db: Session, *, at: datetime, limit: int) -> list[int]:
    """Return the open gifts whose time was over at a moment, the earliest first."""
    expired = (
        select(Gift.id)
        .where(col(Gift.state).in_(OPEN), col(Gift.claim_by) <= at)
        .order_by(col(Gift.claim_by), col(Gift.id))
        .limit(limit)
    )
    return [gift_id for gift_id in db.exec(expired) if gift_id is not None]
