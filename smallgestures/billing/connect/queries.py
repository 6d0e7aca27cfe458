"""Every SQL statement of connected accounts and transfers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import literal, or_
from sqlmodel import Session, col, select

from smallgestures.billing.connect.models import (
    ConnectedAccount,
    ConnectTransfer,
    ReversalState,
    TransferReversal,
    TransferState,
)
from smallgestures.billing.models import Checkout
from smallgestures.db.upsert import insert_once

# As literals, so that SQLite can use the indices of what is on its way.
_is_requested = col(ConnectTransfer.state) == literal(TransferState.REQUESTED, literal_execute=True)
_is_asked_back = col(TransferReversal.state) == literal(
    ReversalState.REQUESTED, literal_execute=True
)


def find_account_of(db: Session, person_id: int) -> ConnectedAccount | None:
    """Return somebody's account, or the wish for one."""
    return db.exec(
        select(ConnectedAccount).where(ConnectedAccount.person_id == person_id)
    ).one_or_none()


def insert_account(db: Session, account: ConnectedAccount) -> bool:
    """Store the wish for an account; False when the person has one."""
    return insert_once(db, account, "person_id")


def get_account(db: Session, account_row_id: int) -> ConnectedAccount:
    """Return one account, which is there."""
    return db.get_one(ConnectedAccount, account_row_id)


def lock_account(db: Session, account_row_id: int) -> ConnectedAccount:
    """Return one account as it is now, held until the commit."""
    return db.exec(
        select(ConnectedAccount)
        .where(ConnectedAccount.id == account_row_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def find_account_id(db: Session, account_id: str) -> int | None:
    """Return the row of the account that goes by Stripe's id."""
    return db.exec(
        select(ConnectedAccount.id).where(ConnectedAccount.account_id == account_id)
    ).one_or_none()


def list_unready(db: Session, *, before: datetime, limit: int) -> list[int]:
    """Return accounts that can't be paid, and of which Stripe was not asked since `before`."""
    found = db.exec(
        select(ConnectedAccount.id)
        .where(
            ConnectedAccount.can_receive == False,  # noqa: E712  # SQL's, not Python's
            col(ConnectedAccount.account_id).is_not(None),
            col(ConnectedAccount.checked_at) < before,
        )
        .order_by(col(ConnectedAccount.checked_at))
        .limit(limit)
    )
    return [row_id for row_id in found if row_id is not None]


def get_transfer(db: Session, transfer_row_id: int) -> tuple[ConnectTransfer, Checkout]:
    """Return a transfer with the payment that it is a part of."""
    return db.exec(
        select(ConnectTransfer, Checkout)
        .join(Checkout, col(Checkout.id) == col(ConnectTransfer.checkout_id))
        .where(ConnectTransfer.id == transfer_row_id)
    ).one()


def lock_transfer(db: Session, transfer_row_id: int) -> ConnectTransfer:
    """Return one transfer as it is now, held until the commit."""
    return db.exec(
        select(ConnectTransfer)
        .where(ConnectTransfer.id == transfer_row_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def find_transfer_row(db: Session, transfer_id: str) -> int | None:
    """Return the row of the transfer that goes by Stripe's id."""
    return db.exec(
        select(ConnectTransfer.id).where(ConnectTransfer.transfer_id == transfer_id)
    ).one_or_none()


def lock_sent(db: Session, purpose: str, subject_id: int) -> list[ConnectTransfer]:
    """Return what was sent for a subject, the newest first, held until the commit."""
    return list(
        db.exec(
            select(ConnectTransfer)
            .where(
                ConnectTransfer.purpose == purpose,
                ConnectTransfer.subject_id == subject_id,
                ConnectTransfer.state == TransferState.SENT,
            )
            .order_by(col(ConnectTransfer.id).desc())
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def list_sent(db: Session, person_id: int, *, limit: int) -> list[ConnectTransfer]:
    """Return what was last sent to somebody, the newest first."""
    wanted = select(ConnectTransfer).where(
        ConnectTransfer.person_id == person_id, ConnectTransfer.state == TransferState.SENT
    )
    return list(db.exec(wanted.order_by(col(ConnectTransfer.id).desc()).limit(limit)))


def get_reversal(db: Session, reversal_row_id: int) -> tuple[TransferReversal, ConnectTransfer]:
    """Return what is taken back, with what it was sent by."""
    return db.exec(
        select(TransferReversal, ConnectTransfer)
        .join(ConnectTransfer, col(ConnectTransfer.id) == col(TransferReversal.transfer_row_id))
        .where(TransferReversal.id == reversal_row_id)
    ).one()


def find_reversal(db: Session, *, reversal_id: str, uid: str | None) -> TransferReversal | None:
    """Return the reversal that goes by Stripe's id, or by ours."""
    names = [col(TransferReversal.reversal_id) == reversal_id]
    if uid:
        names.append(col(TransferReversal.uid) == uid)
    return db.exec(select(TransferReversal).where(or_(*names))).one_or_none()


def list_requested(db: Session, *, before: datetime, limit: int) -> Sequence[int]:
    """Return old transfers of which Stripe's answer is not known."""
    found = db.exec(
        select(ConnectTransfer.id)
        .where(_is_requested, col(ConnectTransfer.created_at) < before)
        .order_by(col(ConnectTransfer.created_at))
        .limit(limit)
    )
    return [row_id for row_id in found if row_id is not None]


def list_asked_back(db: Session, *, before: datetime, limit: int) -> Sequence[int]:
    """Return old reversals of which Stripe's answer is not known."""
    found = db.exec(
        select(TransferReversal.id)
        .where(_is_asked_back, col(TransferReversal.created_at) < before)
        .order_by(col(TransferReversal.created_at))
        .limit(limit)
    )
    return [row_id for row_id in found if row_id is not None]
