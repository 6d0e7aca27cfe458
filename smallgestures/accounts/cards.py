"""People and sessions as the rest of the product sees them: plain values."""

from dataclasses import dataclass
from datetime import datetime

from smallgestures.accounts.models import Role


@dataclass(frozen=True)
class SignedIn:
    """Who asks, as the session in their cookie says."""

    session_id: int
    person_id: int
    handle: str
    name: str
    email: str
    email_verified: bool
    roles: frozenset[Role]
    time_zone: str
    last_seen_at: datetime
    country: str = ""  # ISO 3166; nothing for whoever was never asked

    def has(self, role: Role) -> bool:
        """Say whether they are this, beside being a person."""
        return role in self.roles


@dataclass(frozen=True)
class Profile:
    """What anybody may know of a person."""

    person_id: int
    handle: str
    name: str


@dataclass(frozen=True)
class Credentials:
    """What a password is checked against, read before the check and compared after it."""

    person_id: int
    password_hash: str | None
    email_verified: bool


@dataclass(frozen=True)
class OpenSession:
    """One browser in which a person is signed in."""

    id: int
    device: str
    last_seen_at: datetime
    is_this: bool
