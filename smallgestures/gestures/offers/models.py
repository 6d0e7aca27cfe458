"""Seasons of the programme, what brands give in them, and how often one person may send."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime

SENDS_LIMIT = 3
CLAIM_DAYS = 14
CODE_KEPT = timedelta(days=1)  # after it was revealed


class OfferKind(StrEnum):
    """What is given."""

    TRIAL_SUBSCRIPTION = "trial_subscription"
    GIFT_CARD = "gift_card"
    PHYSICAL_ITEM = "physical_item"
    CODE = "code"


class TrialUnit(StrEnum):
    """How a trial's length is counted; months are calendar months of the recipient."""

    DAY = "day"
    MONTH = "month"


class Program(Record, table=True):
    """One season of Small Gestures."""

    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),)

    slug: str = Field(max_length=60, unique=True)
    name: str = Field(max_length=80)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    sends_limit: int = SENDS_LIMIT


class SendAllowance(Record, table=True):
    """How many of a season's sends somebody has used; what found no home is given back."""

    __tablename__ = "send_allowance"
    __table_args__ = (
        UniqueConstraint("program_id", "sender_id"),
        CheckConstraint("used >= 0 AND used <= sends_limit", name="used_within_limit"),
    )

    program_id: int = Field(foreign_key="program.id")
    sender_id: int = Field(foreign_key="person.id", index=True)
    used: int = 0
    sends_limit: int = Field(default=SENDS_LIMIT, description="The season’s, when this began.")


class Offer(Record, table=True):
    """A brand's promise: what is given, for how long, what follows, and how many there are."""

    __table_args__ = (
        CheckConstraint("units_left >= 0 AND units_left <= units_total", name="never_oversold"),
        CheckConstraint(
            "(kind = 'trial_subscription') = (trial_length IS NOT NULL)",
            name="trials_have_a_length",
        ),
        CheckConstraint("trial_length > 0", name="trial_not_empty"),
        CheckConstraint(
            "(trial_length IS NULL) = (trial_unit IS NULL)", name="length_has_its_unit"
        ),
        CheckConstraint(
            "(price_after_minor IS NULL) = (price_after_interval IS NULL)",
            name="price_has_its_interval",
        ),
        CheckConstraint(
            "price_after_minor IS NULL OR price_after_minor > 0", name="price_positive"
        ),
        CheckConstraint(
            "price_after_minor IS NULL OR kind = 'trial_subscription'", name="only_trials_go_on"
        ),
        CheckConstraint("claim_days > 0", name="claim_window_not_empty"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint(
            "kind IN ('trial_subscription', 'gift_card', 'physical_item', 'code')",
            name="kind_known",
        ),
    )

    program_id: int = Field(foreign_key="program.id", index=True)
    brand_id: int = Field(foreign_key="brand.id", index=True)
    slug: str = Field(max_length=80, unique=True)
    position: int = Field(default=0, description="Where it stands on the programme’s page.")
    title: str = Field(max_length=60, description="As “90 days”, “$5 gift card”, “top coat”.")
    figure: str = Field(max_length=6, description="The big part of the title, as “90” or “$5”.")
    figure_unit: str = Field(max_length=24, description="What the figure counts, as “days”.")
    tagline: str = Field(max_length=80, description="As “Edit video on every device”.")
    kind: str = Field(max_length=20)
    value_minor: int | None = Field(default=None, description="What a card or code is worth.")
    currency: str = Field(default="usd", max_length=3)
    trial_length: int | None = None
    trial_unit: str | None = Field(default=None, max_length=5)
    price_after_minor: int | None = Field(
        default=None, description="A period’s price for whoever keeps it; none: it can’t be kept."
    )
    price_after_interval: str | None = Field(default=None, max_length=5, description="month, year")
    gift_words: str = Field(max_length=160, description="The terms card’s first row.")
    brand_learns: str = Field(
        max_length=200, description="What the brand is told of who accepts; the last row ends so."
    )
    units_total: int
    units_left: int
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    countries: list[str] | None = Field(
        default=None, sa_type=JSON, description="ISO 3166 codes; none: everywhere."
    )
    min_age: int = 13
    claim_days: int = CLAIM_DAYS


_REVEALED = text("revealed_at IS NOT NULL AND sealed_code IS NOT NULL")


class RedemptionCode(Record, table=True):
    """One code of a brand's list, encrypted; taken by a gift when it is accepted."""

    __tablename__ = "redemption_code"
    __table_args__ = (
        Index(
            "ix_redemption_code_free",
            "offer_id",
            "id",
            sqlite_where=text("gift_id IS NULL"),
            postgresql_where=text("gift_id IS NULL"),
        ),
        Index(
            "ix_redemption_code_revealed",
            "revealed_at",
            sqlite_where=_REVEALED,
            postgresql_where=_REVEALED,
        ),
        CheckConstraint("revealed_at IS NULL OR gift_id IS NOT NULL", name="revealed_was_taken"),
    )

    offer_id: int = Field(foreign_key="offer.id")
    code_hash: str = Field(max_length=64, unique=True, description="Keeps a list free of doubles.")
    sealed_code: str | None = Field(
        default=None, max_length=400, description="Emptied a day after it was revealed."
    )
    last_four: str = Field(max_length=4, description="What stays to be seen of it.")
    gift_id: int | None = Field(default=None, foreign_key="gift.id", unique=True)
    revealed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
