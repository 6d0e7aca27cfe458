"""One trial in each state, for the pages that show them."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session, col, select

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.accounts.queries import find_by_handle
from smallgestures.billing.subscriptions.applying import apply_subscription
from smallgestures.billing.subscriptions.models import Subscription
from smallgestures.billing.subscriptions.queries import get_consent
from smallgestures.gestures.gifts.models import Gift
from smallgestures.gestures.gifts.service import thank_for_gift
from smallgestures.gestures.gifts.showing import own_clips
from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.trials.handlers import pass_time
from smallgestures.gestures.trials.models import Trial
from smallgestures.gestures.trials.schedule import next_due
from smallgestures.gestures.trials.service import cancel_trial
from smallgestures.gestures.trials.subscriptions import keep_trial
from smallgestures.messaging.service import open_thread
from tests import stripe_says_of_subscriptions as stripe_says
from tests.gifts import by
from tests.kept_trials import agree
from tests.made_trials import make_accepted_gift, make_trial

# Nobody else receives gifts as Noor.
RECIPIENT = "noor"
DAY = timedelta(days=1)


def with_trials(address: str) -> Callable[[Session], str]:
    """Return what arranges the trials once, for a page at this address."""

    def arrange(db: Session) -> str:
        recipient = person_named(db, RECIPIENT)
        if not db.exec(select(Trial).where(Trial.person_id == recipient.key)).first():
            _make(db, recipient)
        return address

    return arrange


def with_thanks(db: Session) -> str:
    """Say thanks for one of Leo's gifts with a video, once, and return where."""
    with_trials("")(db)
    recipient, giver = person_named(db, RECIPIENT), person_named(db, "leo")
    gift = db.exec(
        select(Gift)
        .where(Gift.sender_id == giver.key, Gift.redeemer_id == recipient.key)
        .order_by(col(Gift.id))
    ).first()
    assert gift is not None
    if gift.thanked_at is None:
        clip = own_clips(db, recipient.key)[0]
        thank_for_gift(db, by(recipient, gift), text="Look what came of it.", video=clip.id)
    return f"/inbox/{open_thread(db, recipient.key, with_id=giver.key)}"


def person_named(db: Session, handle: str) -> Person:
    """Return one of the demo people."""
    person = find_by_handle(db, handle)
    assert person is not None
    return person


def offer_named(db: Session, slug: str) -> Offer:
    """Return one of the demo's offers."""
    return db.exec(select(Offer).where(Offer.slug == slug)).one()


def accept(db: Session, slug: str, recipient: Person, *, days_ago: int, sender: str) -> Trial:
    """Return a trial that began so many days ago; what fell due since then is done."""
    offer = offer_named(db, slug)
    trial = make_trial(db, recipient, person_named(db, sender), offer=offer)
    began = trial.starts_at
    trial.starts_at -= days_ago * DAY
    trial.ends_at -= days_ago * DAY
    trial.due_at = next_due(trial, after=trial.starts_at)
    gift = db.get_one(Gift, trial.gift_id)
    gift.sent_at = gift.accepted_at = began - days_ago * DAY
    db.flush()
    pass_time(db, at=clock.now())
    return trial


def _make(db: Session, recipient: Person) -> None:
    make_accepted_gift(db, offer_named(db, "nyx-5-dollar-gift-card"), recipient)
    kept = accept(db, "dashpass-1-month", recipient, days_ago=18, sender="leo")
    _keep(db, kept)
    cancelled = accept(db, "skillshare-2-months", recipient, days_ago=20, sender="ines")
    cancel_trial(db, cancelled.key, person_id=recipient.key)
    over = accept(db, "pandora-90-days", recipient, days_ago=120, sender="maya")
    assert over.finished_at is not None
    accept(db, "pandora-90-days", recipient, days_ago=87, sender="maya")
    accept(db, "premiere-rush-90-days", recipient, days_ago=6, sender="leo")


def _keep(db: Session, trial: Trial) -> Subscription:
    row = db.get_one(Subscription, agree(db, trial))
    seen = stripe_says.subscription(row, get_consent(db, row.consent_id))
    apply_subscription(db, row.key, seen)
    keep_trial(db, row.key)
    return row
