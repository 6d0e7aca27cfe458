"""What the pages of messages show, read in one go."""

from collections.abc import Sequence

from sqlmodel import Session

from smallgestures.accounts.cards import SignedIn
from smallgestures.gestures.gifts.showing import gifts_for, thanks_videos
from smallgestures.messaging.cards import MessageCard
from smallgestures.messaging.models import MessageKind
from smallgestures.messaging.showing import PAGE, conversations_of, show_thread, unread_of
from smallgestures.web.gifts.views import view_of_gift
from smallgestures.web.inbox.shared import Subject, shared_views
from smallgestures.web.inbox.views import (
    InboxView,
    Subjects,
    ThreadView,
    UnreadView,
    view_of_inbox,
    view_of_thread,
    view_of_unread,
)


def read_inbox(
    db: Session, who: SignedIn, *, before_id: int | None = None, requests: bool = False
) -> InboxView:
    """Return a page of the person's conversations, or of what strangers ask them."""
    rows = conversations_of(db, who.person_id, before_id=before_id, requests=requests)
    last_id = rows[-1].last.id if len(rows) == PAGE else None
    more = last_id and conversations_of(db, who.person_id, before_id=last_id, requests=requests)
    return view_of_inbox(
        rows,
        who.time_zone,
        older_id=last_id if more else None,
        is_older=before_id is not None,
        shows_requests=requests,
    )


def read_thread(
    db: Session,
    who: SignedIn,
    public_id: str,
    *,
    before_id: int | None = None,
    after_id: int | None = None,
) -> ThreadView:
    """Return a page of one of the person's conversations.

    Raises:
        ThreadNotFound: There is no such thread, or it is other people's.
    """
    card = show_thread(
        db, public_id, viewer_id=who.person_id, before_id=before_id, after_id=after_id
    )
    return view_of_thread(card, who.time_zone, _subjects(db, card.messages, who))


def read_unread(db: Session, person_id: int) -> UnreadView:
    """Return what the navigation says about a person's messages."""
    return view_of_unread(unread_of(db, person_id))


def _subjects(db: Session, messages: Sequence[MessageCard], who: SignedIn) -> Subjects:
    named = [
        Subject(message.kind, message.subject_id)
        for message in messages
        if message.subject_id is not None
    ]
    gift_ids = [subject.id for subject in named if subject.kind is MessageKind.GIFT]
    cards = gifts_for(db, gift_ids, who.person_id) if gift_ids else {}
    thanked = [subject.id for subject in named if subject.kind is MessageKind.THANKS]
    videos = thanks_videos(db, thanked, who.person_id) if thanked else {}
    clips = {gift_id: Subject(MessageKind.VIDEO, video) for gift_id, video in videos.items()}
    shared = shared_views(db, [*named, *clips.values()], viewer_id=who.person_id)
    with_thanks = {
        Subject(MessageKind.THANKS, gift_id): shared[clip]
        for gift_id, clip in clips.items()
        if clip in shared
    }
    return Subjects(
        gifts={gift_id: view_of_gift(card, who.time_zone) for gift_id, card in cards.items()},
        shared=shared | with_thanks,
    )
