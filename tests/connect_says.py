"""What Stripe says of accounts, transfers and reversals, as the gateway reads it."""

from sqlmodel import Session, select

from smallgestures.accounts.models import Person
from smallgestures.billing.connect.models import (
    ConnectedAccount,
    ConnectTransfer,
    ReversalState,
    TransferReversal,
    TransferState,
)
from smallgestures.billing.connect.seen import AccountSeen, ReversalSeen, TransferSeen
from smallgestures.billing.connect.service import (
    apply_account,
    apply_reversals,
    apply_transfer,
    refuse_reversal,
    refuse_transfer,
    wish_for_account,
)


def account(person_id: int, *, can_receive: bool = True, **overrides: object) -> AccountSeen:
    """Everything is told, and money can be sent; or Stripe wants a document."""
    values = {
        "account_id": f"acct_{person_id}",
        "can_receive": can_receive,
        "pays_out": can_receive,
        "is_submitted": True,
        "due": [] if can_receive else ["individual.verification.document"],
        "checking": [],
        "disabled_reason": None if can_receive else "requirements.past_due",
        "bank": "bank ending 6789",
    }
    return AccountSeen(**(values | overrides))


def is_ready(db: Session, person: Person, *, can_receive: bool = True) -> ConnectedAccount:
    """Let somebody have told Stripe everything."""
    wished = wish_for_account(db, person.key)
    apply_account(db, wished.key, account(person.key, can_receive=can_receive))
    return wished


def asked_for(db: Session) -> list[ConnectTransfer]:
    """Return the transfers of which Stripe's answer is not known, the oldest first."""
    return list(
        db.exec(
            select(ConnectTransfer)
            .where(ConnectTransfer.state == TransferState.REQUESTED)
            .order_by(ConnectTransfer.id)
            .execution_options(populate_existing=True)
        )
    )


def asked_back(db: Session) -> list[TransferReversal]:
    """Return the reversals of which Stripe's answer is not known, the oldest first."""
    return list(
        db.exec(
            select(TransferReversal)
            .where(TransferReversal.state == ReversalState.REQUESTED)
            .order_by(TransferReversal.id)
            .execution_options(populate_existing=True)
        )
    )


def sends(db: Session, transfer: ConnectTransfer) -> None:
    """Let Stripe make a transfer."""
    seen = TransferSeen(f"tr_{transfer.key}", transfer.uid, transfer.amount_minor, 0)
    apply_transfer(db, transfer.key, seen)


def refuses(
    db: Session, transfer: ConnectTransfer, code: str = "insufficient_capabilities_for_transfer"
) -> None:
    """Let Stripe send nothing."""
    refuse_transfer(db, transfer.key, code=code)


def returns(db: Session, reversal: TransferReversal) -> None:
    """Let Stripe take money back."""
    seen = ReversalSeen(f"trr_{reversal.key}", reversal.uid, reversal.amount_minor)
    apply_reversals(db, reversal.transfer_row_id, [seen])


def keeps(db: Session, reversal: TransferReversal) -> None:
    """Let there be too little in the account."""
    refuse_reversal(db, reversal.key, code="balance_insufficient")
