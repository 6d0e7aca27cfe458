"""Reading somebody's gifts, as their page and their exports show them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.subscriptions.models import ConsentRecord, Subscription
from smallgestures.billing.subscriptions.states import SubscriptionState
from smallgestures.gestures.ledger import queries
from smallgestures.gestures.ledger.cards import (
    Charge,
    Line,
    ReceivedGift,
    SentGift,
    Summary,
    TrialCard,
)
from smallgestures.gestures.ledger.queries import ReceivedRow
from smallgestures.gestures.trials.consent import ConsentWords, propose
from smallgestures.gestures.trials.errors import CannotBeKept, TrialNotFound
from smallgestures.gestures.trials.models import GiftLine, Trial, TrialState
from smallgestures.gestures.trials.periods import start_of_today
from smallgestures.money import Money

PAGE = 20
CHARGED = "charged"
LATE = (SubscriptionState.PAST_DUE, SubscriptionState.UNPAID, SubscriptionState.INCOMPLETE)

Paid = tuple[Subscription, ConsentRecord]


def list_received(
    db: Session, person_id: int, *, time_zone: str, is_past: bool, before_id: int | None = None
) -> list[ReceivedGift]:
    """Return a page of gifts that the person accepted, the newest first."""
    rows = queries.list_received(db, person_id, is_past=is_past, before_id=before_id, limit=PAGE)
    return _gifts(db, person_id, rows, time_zone)


def list_everything(db: Session, person_id: int, *, time_zone: str) -> list[ReceivedGift]:
    """Return every gift that the person ever accepted, the newest first."""
    return _gifts(db, person_id, queries.list_all_received(db, person_id), time_zone)


def show_received(db: Session, public_id: str, person_id: int, *, time_zone: str) -> ReceivedGift:
    """Return one gift that the person accepted.

    Raises:
        TrialNotFound: There is none, or it is somebody else's.
    """
    row = queries.find_received(db, public_id, person_id)
    if row is None:
        raise TrialNotFound
    return _gifts(db, person_id, [row], time_zone)[0]


def find_trial_id(db: Session, public_id: str, person_id: int) -> int:
    """Return the person's own trial that came with a gift.

    Raises:
        TrialNotFound: There is none, or it is somebody else's.
    """
    row = queries.find_received(db, public_id, person_id)
    if row is None or row.trial is None:
        raise TrialNotFound
    return row.trial.key


def list_sent(db: Session, person_id: int, *, before_id: int | None = None) -> list[SentGift]:
    """Return a page of gifts that the person sent, the newest first."""
    return [
        SentGift(
            id=gift.key,
            public_id=gift.public_id,
            brand=brand.name,
            offer=offer.title,
            recipient=person.name if person else "",
            state=gift.state,
            sent_at=gift.sent_at,
        )
        for gift, offer, brand, person in queries.list_sent(
            db, person_id, before_id=before_id, limit=PAGE
        )
    ]


def is_settling(db: Session, person_id: int) -> bool:
    """Say whether a page of Stripe's waits for the person, or was completed just now."""
    return queries.has_page_open(db, person_id)


def summarise(db: Session, person_id: int, *, time_zone: str) -> Summary:
    """Return what the person's gifts cost today, in their zone, and what comes next."""
    today = start_of_today(time_zone)
    kept = [
        (brand.name, _charge(trial, (subscription, consent)))
        for trial, brand, subscription, consent in queries.list_kept(db, person_id)
    ]
    charges = [(charge.next_at, brand, charge.amount) for brand, charge in kept if charge.next_at]
    next_at, brand, amount = min(charges, default=(None, "", None), key=lambda one: one[0])
    return Summary(
        paid_today=Money(queries.charged_since(db, person_id, today)),
        next_brand=brand,
        next_amount=amount,
        next_at=next_at,
        is_quiet=queries.is_quiet(db, person_id),
    )


def _gifts(
    db: Session, person_id: int, rows: Sequence[ReceivedRow], time_zone: str
) -> list[ReceivedGift]:
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in queries.list_lines(db, person_id, [row.gift.key for row in rows]):
        lines[line.gift_id].append(_line(line))
    paid: dict[int, list[Paid]] = defaultdict(list)
    trial_ids = [row.trial.key for row in rows if row.trial]
    for subscription, consent in queries.list_subscriptions(db, trial_ids):
        paid[subscription.subject_id].append((subscription, consent))
    return [
        ReceivedGift(
            id=row.gift.key,
            public_id=row.gift.public_id,
            kind=row.offer.kind,
            brand=row.brand.name,
            offer=row.offer.title,
            sender=row.sender.name,
            accepted_at=row.gift.accepted_at or row.gift.created_at,
            trial=_trial(row, paid, lines[row.gift.key], time_zone),
            lines=lines[row.gift.key],
        )
        for row in rows
    ]


def _line(line: GiftLine) -> Line:
    amount = Money(line.amount_minor, line.currency or "usd") if line.amount_minor else None
    return Line(line.kind, line.happened_at, line.words, amount)


def _trial(
    row: ReceivedRow,
    paid_for: Mapping[int, Sequence[Paid]],
    lines: Sequence[Line],
    time_zone: str,
) -> TrialCard | None:
    trial = row.trial
    if trial is None:
        return None
    paid = paid_for.get(trial.key, [])
    agreed = next((one for one in paid if one[1].id == trial.consent_id), None)
    live = agreed[0] if agreed else None
    return TrialCard(
        id=trial.key,
        state=trial.state,
        starts_at=trial.starts_at,
        ends_at=trial.ends_at,
        cancel_at=trial.cancel_at,
        finished_at=trial.finished_at,
        grace_until=trial.grace_until,
        charge=_charge(trial, agreed) if agreed else None,
        trouble=(live.trouble or "") if live else "",
        fix_url=(live.fix_url or "") if live else "",
        asks_confirmation=live is not None and live.asks_confirmation,
        keep=_keep(row, trial, time_zone),
        was_charged=any(line.kind == CHARGED for line in lines),
        stops_at=live.current_period_end if live and live.cancel_at_period_end else None,
        card=(live.card or "") if live else "",
    )


def _keep(row: ReceivedRow, trial: Trial, time_zone: str) -> ConsentWords | None:
    try:
        proposal = propose(trial, row.offer, row.brand, now=clock.now(), time_zone=time_zone)
    except CannotBeKept:
        return None
    return proposal.words


def _charge(trial: Trial, paid: Paid) -> Charge:
    subscription, consent = paid
    stops = trial.cancel_at is not None or subscription.cancel_at_period_end
    if trial.state == TrialState.KEEPING:
        next_at = trial.ends_at
    else:
        next_at = subscription.current_period_end or consent.first_charge_at
    return Charge(
        amount=Money(consent.amount_minor, consent.currency),
        interval=consent.interval,
        agreed_at=consent.agreed_at,
        next_at=None if stops or subscription.state in LATE else next_at,
        consent_text=consent.text,
    )
