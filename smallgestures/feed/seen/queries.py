"""Every SQL statement that changes what a viewer has seen; pages read it in `feed.queries`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, literal
from sqlmodel import Session, col, select

from smallgestures.db.upsert import insert_into
from smallgestures.feed.models import Seen


def upsert_seen(db: Session, viewer: str, video_ids: Sequence[int], *, at: datetime) -> None:
    """Store that the viewer saw these clips at `at`."""
    rows = [{"viewer": viewer, "video_id": video_id, "seen_at": at} for video_id in video_ids]
    statement = insert_into(db, Seen).values(rows)
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["viewer", "video_id"], set_={"seen_at": statement.excluded.seen_at}
        )
    )


def give_seen(db: Session, viewer: str, *, to: str) -> None:
    """Make what a browser has seen the person's; of a clip both saw, the later time stays."""
    rows = select(literal(to), Seen.video_id, Seen.seen_at).where(Seen.viewer == viewer)
    statement = insert_into(db, Seen).from_select(["viewer", "video_id", "seen_at"], rows)
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["viewer", "video_id"],
            set_={"seen_at": statement.excluded.seen_at},
            where=statement.excluded.seen_at > Seen.seen_at,
        )
    )
    db.exec(delete(Seen).where(col(Seen.viewer) == viewer))


def viewers_with_more_than(db: Session, limit: int) -> list[str]:
    """Return the viewers who have seen more clips than we remember of each."""
    return list(db.exec(select(Seen.viewer).group_by(Seen.viewer).having(func.count() > limit)))


def forget_oldest_seen(db: Session, viewer: str, *, keep: int) -> int:
    """Forget what the viewer saw longest ago, beyond the newest `keep`; return how many."""
    edge = db.exec(
        select(Seen.seen_at)
        .where(Seen.viewer == viewer)
        .order_by(col(Seen.seen_at).desc())
        .offset(keep)
        .limit(1)
    ).first()
    if edge is None:
        return 0
    done = db.exec(delete(Seen).where(col(Seen.viewer) == viewer, col(Seen.seen_at) <= edge))
    return done.rowcount
