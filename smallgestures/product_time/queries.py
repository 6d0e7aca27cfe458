"""Every SQL statement about product time."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Session, col

from smallgestures.db.upsert import insert_into
from smallgestures.product_time.models import THE_ROW, ProductTime


def find(db: Session) -> ProductTime | None:
    """Return how product time stands; None while it has never moved."""
    return db.get(ProductTime, THE_ROW, populate_existing=True)


def insert_row(db: Session, *, at: datetime) -> None:
    """Let there be a row to change."""
    row = {"id": THE_ROW, "created_at": at, "offset_s": 0, "from_s": 0, "doing": ""}
    once = insert_into(db, ProductTime).values(row)
    db.execute(once.on_conflict_do_nothing(index_elements=["id"]))


def begin_move(db: Session, *, days_s: int, doing: str) -> bool:
    """Set out for a time so many seconds ahead; False when it is moving already."""
    begin = (
        update(ProductTime)
        .where(col(ProductTime.target_s).is_(None))
        .values(
            from_s=ProductTime.offset_s,
            target_s=ProductTime.offset_s + days_s,
            doing=doing,
        )
    )
    return db.exec(begin).rowcount == 1


def take_lease(db: Session, token: str, *, at: datetime, until: datetime) -> bool:
    """Make a move that is under way ours, or keep it, unless somebody else has it."""
    take = (
        update(ProductTime)
        .where(
            col(ProductTime.target_s).is_not(None),
            or_(
                col(ProductTime.lease_token).is_(None),
                col(ProductTime.lease_token) == token,
                col(ProductTime.leased_until) <= at,
            ),
        )
        .values(lease_token=token, leased_until=until)
    )
    return db.exec(take).rowcount == 1


def change_leased(db: Session, token: str, /, **values: Any) -> bool:
    """Change the row if the move is still ours."""
    change = update(ProductTime).where(col(ProductTime.lease_token) == token)
    return db.exec(change.values(**values)).rowcount == 1
