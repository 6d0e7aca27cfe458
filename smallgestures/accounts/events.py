"""What accounts tells the other domains."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonSignedUp:
    """Somebody has a new account."""

    person_id: int


@dataclass(frozen=True)
class EmailVerified:
    """A person has shown that their e-mail address is theirs."""

    person_id: int


@dataclass(frozen=True)
class FollowersChanged:
    """Somebody is followed by one more, or by one less."""

    person_id: int


@dataclass(frozen=True)
class NameChanged:
    """Somebody calls themselves something else."""

    person_id: int
