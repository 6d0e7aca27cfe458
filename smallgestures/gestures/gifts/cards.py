"""Gifts as their two people see them: frozen plain values, with moments that a page formats."""

from dataclasses import dataclass, field
from datetime import date, datetime

from smallgestures.gestures.offers.cards import OfferCard


@dataclass(frozen=True)
class Cover:
    """The giver's own clip on the card."""

    url: str
    poster: str


@dataclass(frozen=True)
class Other:
    """Another offer that the gift can be swapped for."""

    slug: str
    name: str


@dataclass(frozen=True)
class OwnClip:
    """A clip of one's own, for the card of a gift or for one's thanks."""

    id: str
    caption: str
    poster: str


@dataclass(frozen=True)
class Had:
    """What an accepted gift is to whoever accepted it; its sender sees none of it."""

    trial_starts_at: datetime | None = None
    trial_ends_at: datetime | None = None
    last_four: str = ""
    was_shown: bool = False
    is_sent: bool = False
    can_thank: bool = False
    clips: list[OwnClip] = field(default_factory=list)  # to thank with


@dataclass(frozen=True)
class Answer:
    """What is asked of whoever may accept it."""

    asks_about_you: bool
    asks_email: bool
    asks_address: bool
    first_day: date | None
    last_day: date | None
    others: list[Other] = field(default_factory=list)


@dataclass(frozen=True)
class GiftCard:
    """One gift as one person may see it.

    `state` is that of the gift, with `expired` for one whose time is over already. A gift
    that is `wrapped` for its viewer holds neither its note nor its offer.
    """

    id: int
    public_id: str
    state: str
    sender: str
    sender_handle: str
    recipient: str
    is_mine: bool
    is_for_me: bool
    sent_at: datetime
    claim_by: datetime
    note: str
    offer: OfferCard
    gift_title: str
    cover: Cover | None
    link_token: str  # of the giver's own open link
    answer: Answer | None
    had: Had | None
