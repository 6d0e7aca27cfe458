"""People, what they may do, where they are signed in, and whom they follow."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from smallgestures import clock
from smallgestures.db.base import Record, UtcDateTime

HANDLE_SHORTEST = 3
HANDLE_LIMIT = 30
NAME_LIMIT = 60
EMAIL_LIMIT = 254
HASH_LENGTH = 64  # SHA-256, in hexadecimal digits


class Role(StrEnum):
    """What somebody is here, beside being a person; anybody can be several at once."""

    VIEWER = "viewer"
    CREATOR = "creator"
    BRAND = "brand"
    MODERATOR = "moderator"


class GiftsFrom(StrEnum):
    """Who may send somebody a gift."""

    EVERYONE = "everyone"
    FOLLOWING = "following"  # those whom they follow
    NOBODY = "nobody"


class LinkPurpose(StrEnum):
    """What opening a single-use link does."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"


class Person(Record, table=True):
    """Somebody with a handle; the e-mail address is theirs once it is verified."""

    __table_args__ = (
        CheckConstraint(
            f"length(handle) BETWEEN {HANDLE_SHORTEST} AND {HANDLE_LIMIT} "
            "AND handle = lower(handle)",
            name="handle_has_its_form",
        ),
        CheckConstraint("length(name) > 0", name="name_not_empty"),
        CheckConstraint("email = lower(email)", name="email_is_normalised"),
        CheckConstraint(
            "email_verified_at IS NULL OR email IS NOT NULL", name="verified_is_an_address"
        ),
        CheckConstraint(
            "gifts_from IN ('everyone', 'following', 'nobody')", name="gifts_from_known"
        ),
    )

    handle: str = Field(max_length=HANDLE_LIMIT, unique=True)
    name: str = Field(max_length=NAME_LIMIT)
    email: str | None = Field(
        default=None,
        max_length=EMAIL_LIMIT,
        unique=True,
        description="Lower case; none for a handle that was asked for with a taken address.",
    )
    email_verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    password_hash: str | None = Field(
        default=None, max_length=200, description="Argon2id; none: nobody can sign in."
    )
    time_zone: str = Field(default="UTC", max_length=64, description="IANA name.")
    birth_date: date | None = Field(default=None, description="Asked for once, with a gift.")
    country: str | None = Field(default=None, max_length=2, description="ISO 3166, asked with it.")
    gifts_from: str = Field(
        default=GiftsFrom.EVERYONE,
        max_length=10,
        sa_column_kwargs={"server_default": GiftsFrom.EVERYONE.value},
    )
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PersonRole(Record, table=True):
    """One role of one person."""

    __tablename__ = "person_role"
    __table_args__ = (
        UniqueConstraint("person_id", "role"),
        CheckConstraint("role IN ('viewer', 'creator', 'brand', 'moderator')", name="role_known"),
    )

    person_id: int = Field(foreign_key="person.id")
    role: str = Field(max_length=12)


class SignInSession(Record, table=True):
    """One browser in which somebody is signed in, until `ended_at` or `expires_at`."""

    __tablename__ = "sign_in_session"
    __table_args__ = (Index("ix_sign_in_session_person_id_ended_at", "person_id", "ended_at"),)

    token_hash: str = Field(
        max_length=HASH_LENGTH, unique=True, description="SHA-256 of the cookie's 256-bit token."
    )
    person_id: int = Field(foreign_key="person.id")
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True, description="Real time.")
    last_seen_at: datetime = Field(default_factory=clock.wall, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    device: str = Field(default="", max_length=60, description="As “Firefox on Linux”.")


class SingleUseLink(Record, table=True):
    """A link that was mailed: it works once, until `expires_at`, for the address it went to."""

    __tablename__ = "single_use_link"
    __table_args__ = (
        CheckConstraint("purpose IN ('verify_email', 'reset_password')", name="purpose_known"),
        Index("ix_single_use_link_person_id_purpose", "person_id", "purpose"),
    )

    purpose: str = Field(max_length=20)
    token_hash: str = Field(max_length=HASH_LENGTH, unique=True)
    person_id: int = Field(foreign_key="person.id")
    email: str = Field(max_length=EMAIL_LIMIT)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True, description="Real time.")
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Follow(Record, table=True):
    """One person follows another."""

    __table_args__ = (
        UniqueConstraint("follower_id", "followed_id"),
        CheckConstraint("follower_id != followed_id", name="nobody_follows_themselves"),
    )

    follower_id: int = Field(foreign_key="person.id")
    followed_id: int = Field(foreign_key="person.id", index=True)


class Block(Record, table=True):
    """One person wants nothing to do with another; it holds both ways and is told to nobody."""

    __table_args__ = (
        UniqueConstraint("blocker_id", "blocked_id"),
        CheckConstraint("blocker_id != blocked_id", name="nobody_blocks_themselves"),
    )

    blocker_id: int = Field(foreign_key="person.id")
    blocked_id: int = Field(foreign_key="person.id", index=True)
