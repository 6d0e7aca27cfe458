"""Another card for a subscription."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field

from smallgestures.billing.models import STRIPE_ID_LIMIT, UID_LIMIT, new_uid
from smallgestures.db.base import Record, UtcDateTime


class CardChangeState(StrEnum):
    """How far the change of a card came; the last two are final."""

    OPENING = "opening"
    OPEN = "open"
    DONE = "done"
    ABANDONED = "abandoned"


class CardChange(Record, table=True):
    """Another card for a subscription, given on Stripe’s page; nothing is charged there."""

    __tablename__ = "card_change"
    __table_args__ = (
        Index(
            "ix_card_change_unsettled",
            "checked_at",
            sqlite_where=text("state IN ('opening', 'open')"),
            postgresql_where=text("state IN ('opening', 'open')"),
        ),
    )

    uid: str = Field(default_factory=new_uid, max_length=UID_LIMIT, unique=True)
    subscription_id: int = Field(foreign_key="subscription.id", index=True)
    success_url: str = Field(max_length=500)
    cancel_url: str = Field(max_length=500)
    state: str = Field(default=CardChangeState.OPENING, max_length=10)
    expires_at: datetime = Field(sa_type=UtcDateTime, description="Of its page. Real time.")
    checked_at: datetime = Field(sa_type=UtcDateTime, description="Real time.")
    session_id: str | None = Field(default=None, max_length=STRIPE_ID_LIMIT, unique=True)
    session_url: str | None = Field(default=None, max_length=2000)
