"""Keeping a trial: somebody agrees to a price and a date, and goes on to pay."""

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.ledger.service import brand_account
from smallgestures.billing.subscriptions import queries as billing
from smallgestures.billing.subscriptions.service import prepare_subscription, record_consent
from smallgestures.billing.subscriptions.states import AWAITED
from smallgestures.gestures.trials import queries
from smallgestures.gestures.trials.consent import ConsentWords, propose
from smallgestures.gestures.trials.errors import CannotBeKept, ConsentOutdated
from smallgestures.gestures.trials.models import Trial
from smallgestures.gestures.trials.moves import Notes, move
from smallgestures.gestures.trials.paying import PURPOSE
from smallgestures.gestures.trials.service import hold_own
from smallgestures.gestures.trials.states import TrialEvent


def agree_to_keep(
    db: Session, trial_id: int, *, person_id: int, words_sha256: str, origin: str
) -> int:
    """Store what somebody agreed to, word for word, and return the subscription to be opened.

    Nothing is charged by that: Stripe's page comes next, and only when it is completed
    is the trial kept. Agreed to twice, it is the same page.

    Args:
        db: The caller's session.
        trial_id: Their own trial.
        person_id: Who agrees.
        words_sha256: Of the words that stood on their screen.
        origin: Where they come back to from Stripe's page.

    Raises:
        TrialNotFound: There is none, or it is somebody else's.
        CannotBeKept: The words say why.
        ConsentOutdated: By now they would agree to something else.
        AlreadySubscribed, PaymentsNotSetUp: Nothing was agreed to.
    """
    subject = hold_own(db, trial_id, person_id=person_id)
    trial, brand, now, notes = subject.trial, subject.brand, clock.now(), Notes()
    zone = subject.person.time_zone
    proposal = propose(trial, subject.offer, brand, now=now, time_zone=zone)
    if queries.other_of_offer(db, person_id, trial.offer_id, besides=trial.key) is not None:
        raise CannotBeKept(f"You have {brand.name} by another gift already.")
    if proposal.words.sha256 != words_sha256:
        raise ConsentOutdated
    waiting = _waiting_page(db, trial, proposal.words)
    if waiting is not None:
        return waiting
    move(trial, TrialEvent.CONSENT, notes, at=now)
    consent = record_consent(
        db,
        person_id=person_id,
        purpose=PURPOSE,
        subject_id=trial.key,
        amount=proposal.amount,
        interval=proposal.interval,
        first_charge_at=proposal.first_charge_at,
        charges_at_once=proposal.charges_at_once,
        text=proposal.words.text,
    )
    subscription = prepare_subscription(
        db,
        consent,
        title=brand.name,
        seller=brand.name,
        trial_end=proposal.trial_end,
        success_url=f"{origin}/trials?from=checkout",
        cancel_url=f"{origin}/trials",
        payee=brand_account(brand.key),
    )
    notes.add_line(
        trial, f"consent:{consent.key}", "consent", f"You said: {proposal.words.yes}", at=now
    )
    notes.write(db)
    return subscription.key


def _waiting_page(db: Session, trial: Trial, words: ConsentWords) -> int | None:
    """Return the subscription whose page waits for them in these very words."""
    live = billing.live_subscription(db, PURPOSE, trial.key)
    if live is None or live.state not in AWAITED or live.wish is not None:
        return None
    is_same = billing.get_consent(db, live.consent_id).text == words.text
    return live.key if is_same and live.expires_at > clock.wall() else None
