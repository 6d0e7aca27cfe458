"""What sender, recipient and whoever has the link may see of gifts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.about import has_told
from smallgestures.accounts.models import Person
from smallgestures.gestures.gifts import queries
from smallgestures.gestures.gifts.accepting import CODED, name_of, start_days
from smallgestures.gestures.gifts.cards import (
    Answer,
    Cover,
    GiftCard,
    Had,
    Other,
    OwnClip,
    PersonRow,
)
from smallgestures.gestures.gifts.holding import Holder, find_for, is_late
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.gifts.models import OPEN, Gift, GiftState
from smallgestures.gestures.offers import queries as offers
from smallgestures.gestures.offers.models import OfferKind, RedemptionCode
from smallgestures.gestures.offers.queries import OfferRow
from smallgestures.gestures.offers.service import card_of, why_gone
from smallgestures.gestures.offers.terms import article_name, gift_title
from smallgestures.gestures.trials.models import Trial
from smallgestures.media.storage import get_storage
from smallgestures.videos.models import Video
from smallgestures.videos.queries import list_tiles
from smallgestures.videos.watching.queries import Reach

SENT_SHOWN = 20
PEOPLE_SHOWN = 8
CLIPS_SHOWN = 12
WORDS_LIMIT = 60


@dataclass(frozen=True)
class _Read:
    """Everything that some gifts need to be shown, read together."""

    people: dict[int, Person]
    offers: dict[int, OfferRow]
    of_season: dict[int, list[OfferRow]]
    videos: dict[int, Video]
    trials: dict[int, Trial]
    codes: dict[int, RedemptionCode]
    clips: list[OwnClip]  # of the viewer, when there is something to thank for


def gifts_for(db: Session, gift_ids: Iterable[int], viewer_id: int) -> dict[int, GiftCard]:
    """Return these gifts as one of their two people sees them; others' are left out."""
    gifts = [
        gift
        for gift in queries.get_gifts(db, list(gift_ids))
        if viewer_id in {gift.sender_id, gift.recipient_id, gift.redeemer_id}
    ]
    return {card.id: card for card in _cards(db, gifts, viewer_id)}


def show_gift(db: Session, holder: Holder) -> GiftCard:
    """Return one gift for its two people, or for whoever has its link, with an account or not.

    Raises:
        GiftNotFound: There is none, or it is somebody else's.
    """
    return _cards(db, [find_for(db, holder)], holder.person_id)[0]


def list_sent(db: Session, sender_id: int) -> list[GiftCard]:
    """Return what the person sent in the season that runs, the newest first."""
    program = offers.current_program(db, at=clock.now())
    if program is None:
        return []
    gifts = queries.list_sent(db, sender_id, program_id=program.key, limit=SENT_SHOWN)
    return _cards(db, gifts, sender_id)


def find_people(db: Session, person_id: int, *, words: str) -> list[PersonRow]:
    """Return people whose handle or name begins so; without words, those spoken with last."""
    typed = words.strip().removeprefix("@").lower()[:WORDS_LIMIT]
    if typed:
        people = queries.find_people(db, typed, viewer_id=person_id, limit=PEOPLE_SHOWN)
    else:
        people = queries.list_recent_people(db, person_id, limit=PEOPLE_SHOWN)
    return [PersonRow(person.handle, person.name) for person in people]


def own_clips(db: Session, person_id: int) -> list[OwnClip]:
    """Return the person's newest clips, to choose one for a gift or for thanks.

    Those for followers alone are left out: whoever gets the gift may not be one.
    """
    url = get_storage().url
    return [
        OwnClip(tile.public_id, tile.caption, url(tile.poster_key))
        for tile, _at in list_tiles(
            db, person_id, viewer_id=None, before=None, limit=CLIPS_SHOWN, reach=Reach.ADDRESS
        )
    ]


def thanks_videos(db: Session, gift_ids: Iterable[int], viewer_id: int) -> dict[int, int]:
    """Return the videos that came with thanks for these gifts; others' gifts are left out."""
    return {
        gift.key: gift.thanks_video_id
        for gift in queries.get_gifts(db, list(gift_ids))
        if gift.thanks_video_id is not None and viewer_id in {gift.sender_id, gift.redeemer_id}
    }


def _cards(db: Session, gifts: Sequence[Gift], viewer_id: int | None) -> list[GiftCard]:
    if not gifts:
        return []
    read = _read(db, gifts, viewer_id)
    return [_card(gift, read, viewer_id) for gift in gifts]


def _read(db: Session, gifts: Sequence[Gift], viewer_id: int | None) -> _Read:
    people = {gift.sender_id for gift in gifts} | {gift.recipient_id for gift in gifts}
    people = {one for one in (*people, viewer_id) if one is not None}
    accepted = [gift for gift in gifts if viewer_id and gift.redeemer_id == viewer_id]
    mine = [gift.key for gift in accepted]
    can_thank = any(gift.thanked_at is None for gift in accepted)
    open_here = {
        gift.program_id for gift in gifts if gift.state in OPEN and gift.sender_id != viewer_id
    }
    covers = [gift.cover_video_id for gift in gifts if gift.cover_video_id is not None]
    return _Read(
        people=queries.get_people(db, [one for one in people if one is not None]),
        offers=offers.get_offers(db, sorted({gift.offer_id for gift in gifts})),
        of_season={program_id: offers.list_offers(db, program_id) for program_id in open_here},
        videos=queries.list_covers(db, covers, viewer_id=viewer_id) if covers else {},
        trials=queries.list_trials(db, mine) if mine else {},
        codes=offers.list_codes(db, mine) if mine else {},
        clips=own_clips(db, viewer_id) if viewer_id and can_thank else [],
    )


def _card(gift: Gift, read: _Read, viewer_id: int | None) -> GiftCard:
    sender, row = read.people[gift.sender_id], read.offers[gift.offer_id]
    recipient = read.people.get(gift.recipient_id or 0)
    state = GiftState.EXPIRED if is_late(gift) else GiftState(gift.state)
    is_mine = gift.sender_id == viewer_id
    meant_for = gift.redeemer_id or gift.recipient_id
    is_for_me = not is_mine and (meant_for == viewer_id if meant_for is not None else state in OPEN)
    viewer = read.people.get(viewer_id or 0)
    return GiftCard(
        id=gift.key,
        public_id=gift.public_id,
        state=state,
        sender=name_of(sender),
        sender_handle=sender.handle if sender.disabled_at is None else "",
        recipient=name_of(recipient) if recipient else "",
        is_mine=is_mine,
        is_for_me=is_for_me,
        sent_at=gift.sent_at,
        claim_by=gift.claim_by,
        note=gift.note,
        offer=card_of(row),
        gift_title=gift_title(row.brand.name, row.offer),
        cover=_cover(read.videos.get(gift.cover_video_id or 0)),
        link_token=link_token(gift) if is_mine and recipient is None and state in OPEN else "",
        answer=_answer(gift, row, read, viewer) if is_for_me and state in OPEN else None,
        had=_had(gift, row, read) if is_for_me and state == GiftState.ACCEPTED else None,
    )


def _cover(video: Video | None) -> Cover | None:
    if video is None or video.poster_key is None:
        return None
    poster = get_storage().url(video.poster_key)
    return Cover(f"/video/{video.public_id}", poster)


def _answer(gift: Gift, row: OfferRow, read: _Read, viewer: Person | None) -> Answer:
    is_trial = row.offer.kind == OfferKind.TRIAL_SUBSCRIPTION
    days = start_days(viewer) if viewer and is_trial else (None, None)
    others = [
        Other(other.offer.slug, article_name(other.brand.name, other.offer))
        for other in read.of_season.get(gift.program_id, ())
        if other.offer.id != gift.offer_id and not why_gone(other.offer)
    ]
    return Answer(
        asks_about_you=viewer is not None and not has_told(viewer),
        asks_email=(
            viewer is not None and viewer.email_verified_at is None and gift.recipient_id is None
        ),
        asks_address=row.offer.kind == OfferKind.PHYSICAL_ITEM,
        first_day=days[0],
        last_day=days[1],
        others=others,
    )


def _had(gift: Gift, row: OfferRow, read: _Read) -> Had:
    trial, code = read.trials.get(gift.key), read.codes.get(gift.key)
    is_coded = row.offer.kind in CODED and code is not None
    return Had(
        trial_starts_at=trial.starts_at if trial else None,
        trial_ends_at=trial.ends_at if trial else None,
        last_four=code.last_four if is_coded and code and code.revealed_at else "",
        was_shown=bool(code and code.revealed_at),
        is_sent=gift.sealed_address is not None,
        can_thank=gift.thanked_at is None,
        clips=read.clips if gift.thanked_at is None else [],
    )
