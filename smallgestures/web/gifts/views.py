"""Gifts as pages show them: all words made, in the time zone of whoever reads them."""

from dataclasses import dataclass, field

from smallgestures.gestures.gifts.cards import GiftCard, Had, Other, OwnClip
from smallgestures.gestures.gifts.errors import AlreadyAccepted, GiftExpired, GiftWithdrawn
from smallgestures.gestures.gifts.models import GiftState
from smallgestures.gestures.offers.cards import TermsRow
from smallgestures.settings import get_settings
from smallgestures.web import routes
from smallgestures.web.ui.dates import day

STATUS = {
    GiftState.SENT: "Sent",
    GiftState.OPENED: "Opened",
    GiftState.ACCEPTED: "Accepted",
    GiftState.DECLINED: "Found no home",
    GiftState.WITHDRAWN: "Taken back",
    GiftState.EXPIRED: "Not accepted in time",
}
OPEN = {GiftState.SENT, GiftState.OPENED}
# What the giver reads; the send is theirs again after the last three.
NEWS_OF_MINE = {
    GiftState.ACCEPTED: "It found a home.",
    GiftState.DECLINED: "It found no home this time. Your send is back.",
    GiftState.WITHDRAWN: "You took it back. Your send is back.",
    GiftState.EXPIRED: "It waited its time and went back. Your send is back.",
}


@dataclass(frozen=True)
class GiftView:
    """One gift. `stage` says what is drawn: wrapped, open, accepted, mine, or closed.

    `is_new`: it is drawn open, and nobody has opened it so far.
    """

    gift_id: str
    stage: str
    label: str
    sender: str
    sender_handle: str
    from_line: str
    for_line: str
    headline: str
    brand: str
    figure: str
    figure_unit: str
    note: str
    cover_url: str
    cover_poster: str
    terms: list[TermsRow]
    fine_print: str
    status: str
    news: str
    until: str
    post_url: str
    link: str = ""
    can_withdraw: bool = False
    asks_about_you: bool = False
    asks_email: bool = False
    asks_address: bool = False
    first_day: str = ""
    last_day: str = ""
    others: list[Other] = field(default_factory=list)
    can_reveal: bool = False
    code: str = ""
    can_thank: bool = False
    has_thanked: bool = False
    clips: list[OwnClip] = field(default_factory=list)
    has_trial: bool = False
    arriving: bool = False
    is_new: bool = False


def view_of_gift(
    card: GiftCard, time_zone: str, *, post_url: str = "", is_public: bool = False
) -> GiftView:
    """Return a gift as a conversation shows it, or as its public page does: never wrapped.

    Args:
        card: The gift as this person may see it.
        time_zone: Of whoever reads it.
        post_url: Where what they do is posted; empty for the address of its two people.
        is_public: Whether note and terms are to be seen at once.
    """
    stage = _stage(card, is_public=is_public)
    is_shown = stage in {"open", "accepted", "mine"} or (is_public and card.state in OPEN)
    offer, answer = card.offer, card.answer
    first, last = (answer.first_day, answer.last_day) if answer else (None, None)
    until = day(card.claim_by, time_zone)
    return GiftView(
        gift_id=card.public_id,
        stage=stage,
        label=f"Gift from {card.sender}",
        sender=card.sender,
        sender_handle=card.sender_handle,
        from_line=f"From {card.sender} and {offer.brand}" if is_shown else "",
        for_line=_for_line(card),
        headline=_capital(card.gift_title) + ", as a gift" if is_shown else "",
        brand=offer.brand if is_shown else "",
        figure=offer.figure if is_shown else "",
        figure_unit=_unit(offer.figure_unit) if is_shown else "",
        note=card.note if is_shown else "",
        cover_url=card.cover.url if card.cover and is_shown else "",
        cover_poster=card.cover.poster if card.cover and is_shown else "",
        terms=offer.terms if is_shown else [],
        fine_print=offer.fine_print if is_shown else "",
        status=STATUS[GiftState(card.state)] if card.is_mine or stage == "accepted" else "",
        news=_news(card, time_zone),
        until=f"Yours to accept until {until}." if answer else "",
        post_url=post_url or f"/api/gifts/{card.public_id}",
        link=get_settings().site_url + routes.gift(card.link_token) if card.link_token else "",
        can_withdraw=card.is_mine and card.state in OPEN,
        asks_about_you=bool(answer and answer.asks_about_you),
        asks_email=bool(answer and answer.asks_email),
        asks_address=bool(answer and answer.asks_address),
        first_day=first.isoformat() if first else "",
        last_day=last.isoformat() if last else "",
        others=answer.others if answer and is_shown else [],
        can_reveal=bool(card.had and _has_hidden_code(card, card.had)),
        can_thank=bool(card.had and card.had.can_thank),
        has_thanked=bool(card.had and not card.had.can_thank),
        clips=card.had.clips if card.had else [],
        has_trial=bool(card.had and card.had.trial_ends_at),
        is_new=stage == "open" and card.state == GiftState.SENT,
    )


def _stage(card: GiftCard, *, is_public: bool) -> str:
    if card.is_mine:
        return "mine"
    if not card.is_for_me:
        return "closed"
    if card.state == GiftState.ACCEPTED:
        return "accepted"
    if card.state not in OPEN:
        return "closed"
    return "wrapped" if card.state == GiftState.SENT and not is_public else "open"


def _for_line(card: GiftCard) -> str:
    name = card.recipient.partition(" ")[0]
    return f"Something for you, {name}" if name and not card.is_mine else "Something for you"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _unit(unit: str) -> str:
    return f"{unit}, free"  # as “90 days, free”


def _has_hidden_code(card: GiftCard, had: Had) -> bool:
    return card.offer.kind in {"gift_card", "code"} and not had.was_shown


def _news(card: GiftCard, time_zone: str) -> str:
    state = GiftState(card.state)
    if card.is_mine:
        to = card.recipient or "whoever has the link"
        waiting = f"For {to}, until {day(card.claim_by, time_zone)}."
        return NEWS_OF_MINE.get(state, waiting)
    if card.had:
        return _news_of_mine(card.had, time_zone)
    if state == GiftState.ACCEPTED:
        return AlreadyAccepted().user_message
    if state == GiftState.DECLINED:
        return f"No hard feelings: {card.sender} sees that it found no home, and nothing else."
    if state == GiftState.WITHDRAWN:
        return GiftWithdrawn().user_message
    return GiftExpired().user_message if state == GiftState.EXPIRED else ""


def _news_of_mine(had: Had, time_zone: str) -> str:
    if had.trial_starts_at and had.trial_ends_at:
        starts, ends = day(had.trial_starts_at, time_zone), day(had.trial_ends_at, time_zone)
        return f"From {starts} to {ends}. It ends by itself; no card was asked for."
    if had.is_sent:
        return "It goes to the address that you typed. Only the brand sees it."
    if had.last_four:
        return f"Your code was shown. It ends in {had.last_four}."
    return "Your code is ready. It is shown once, so have something to write it down."
