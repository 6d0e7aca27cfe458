"""Gifts: one sending of one unit of an offer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime

NOTE_LIMIT = 280


class GiftState(StrEnum):
    """How far a gift came; the last four are final."""

    SENT = "sent"
    OPENED = "opened"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN = (GiftState.SENT, GiftState.OPENED)
RETURNED = (GiftState.DECLINED, GiftState.WITHDRAWN, GiftState.EXPIRED)
_IS_OPEN = text("state IN ('sent', 'opened')")


class Gift(Record, table=True):
    """One unit of an offer on its way from one person to another, or to whoever has the link."""

    __table_args__ = (
        CheckConstraint("sender_id != recipient_id", name="not_to_oneself"),
        CheckConstraint("sender_id != redeemer_id", name="not_by_the_sender"),
        CheckConstraint(
            "(state = 'accepted') = (redeemer_id IS NOT NULL)", name="accepted_by_somebody"
        ),
        CheckConstraint("(state = 'accepted') = (accepted_at IS NOT NULL)", name="accepted_when"),
        CheckConstraint(
            "(state IN ('declined', 'withdrawn', 'expired')) = (returned_at IS NOT NULL)",
            name="returned_when",
        ),
        CheckConstraint(
            "state IN ('sent', 'opened', 'accepted', 'declined', 'withdrawn', 'expired')",
            name="state_known",
        ),
        Index(
            "uq_gift_one_open",
            "sender_id",
            "recipient_id",
            "offer_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_gift_open_until", "claim_by", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("ix_gift_sender_id_sent_at", "sender_id", "sent_at"),
        Index("ix_gift_recipient_id_sent_at", "recipient_id", "sent_at"),
        Index("ix_gift_redeemer_id_accepted_at", "redeemer_id", "accepted_at"),
    )

    public_id: str = Field(max_length=22, unique=True, description="Names it to its two people.")
    program_id: int = Field(foreign_key="program.id", index=True)
    offer_id: int = Field(foreign_key="offer.id", index=True)
    first_offer_id: int = Field(foreign_key="offer.id", description="Before any swap.", index=True)
    sender_id: int = Field(foreign_key="person.id")
    recipient_id: int | None = Field(
        default=None, foreign_key="person.id", description="None: a link, for whoever is first."
    )
    redeemer_id: int | None = Field(default=None, foreign_key="person.id")
    state: str = Field(default=GiftState.SENT, max_length=10)
    note: str = Field(default="", max_length=NOTE_LIMIT)
    cover_video_id: int | None = Field(default=None, foreign_key="video.id")
    link_nonce: str = Field(
        max_length=22, description="The link’s token is made from it; a new one ends the old link."
    )
    token_hash: str = Field(max_length=64, unique=True, description="SHA-256 of the token.")
    sent_at: datetime = Field(sa_type=UtcDateTime)
    claim_by: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    returned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sealed_address: str | None = Field(
        default=None, max_length=2000, description="Where an item is sent; encrypted JSON."
    )
    thanked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    thanks_video_id: int | None = Field(
        default=None, foreign_key="video.id", description="The redeemer’s own, shown with thanks."
    )
