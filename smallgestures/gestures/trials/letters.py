"""What we write to whoever has a trial."""

from smallgestures.dates import day
from smallgestures.gestures.trials.consent import INTERVALS
from smallgestures.gestures.trials.queries import Subject
from smallgestures.gestures.trials.quiet import unsubscribe_url
from smallgestures.mail.letter import Letter
from smallgestures.mail.service import Posted
from smallgestures.money import Money
from smallgestures.settings import get_settings

TEST_MONEY = "This is a test payment: no real money moves."


def reminder(subject: Subject) -> Letter:
    """Say when a trial ends, and what then happens: nothing, or the charge that was agreed to."""
    brand, ends = subject.brand.name, day(subject.trial.ends_at, subject.person.time_zone)
    agreed = subject.agreed
    if agreed is None:
        return _ends_by_itself(subject, ends)
    price, every = Money(agreed.amount_minor, agreed.currency), INTERVALS[agreed.interval]
    return _letter(
        subject,
        f"{brand}: {price} on {ends}",
        f"your free time with {brand} lasts until {ends}. On that day your card "
        f"is charged {price}, and then {every}, as you agreed.",
        "If you would rather not, one click in My gifts takes the charge away. "
        "Your free days stay yours.",
        after=(TEST_MONEY,),
        can_be_stopped=True,
    )


def _ends_by_itself(subject: Subject, ends: str) -> Letter:
    brand, offer = subject.brand.name, subject.offer
    keep: tuple[str, ...] = ()
    if offer.price_after_minor and offer.price_after_interval:
        price = Money(offer.price_after_minor, offer.currency)
        every = INTERVALS[offer.price_after_interval]
        keep = (f"To keep it, say so in My gifts: it costs {price} {every} from then on.",)
    return _letter(
        subject,
        f"{brand} ends on {ends}",
        f"your gift, {offer.title} of {brand}, ends by itself on {ends}. "
        "Nothing is charged, and there is nothing to do.",
        *keep,
        can_be_stopped=True,
    )


def ended(subject: Subject, *, was_cancelled: bool) -> Letter:
    """Say that a trial is over, and that it cost nothing."""
    brand = subject.brand.name
    how = "has ended, as you wished" if was_cancelled else "has ended by itself"
    return _letter(
        subject,
        f"{brand} has ended; nothing was charged",
        f"your gift, {subject.offer.title} of {brand}, {how}. "
        "Nothing was charged, and no card was stored.",
        can_be_stopped=True,
    )


def consent_copy(subject: Subject, text: str) -> Letter:
    """Return what somebody agreed to, word for word."""
    return _letter(
        subject,
        f"You agreed to keep {subject.brand.name}",
        "this is a copy of what you agreed to:",
        *text.split("\n"),
        after=(TEST_MONEY,),
    )


def charge_failed(subject: Subject, trouble: str, *, works_until: str) -> Letter:
    """Say that a charge did not work, what still works, and how to put it right."""
    brand = subject.brand.name
    why = f"{trouble} " if trouble else ""
    until = f"It goes on working until {works_until}. " if works_until else ""
    return _letter(
        subject,
        f"{brand}: the payment did not work",
        f"your card could not be charged for {brand}. {why}No money moved.",
        f"{until}Under “Fix payment” you can pay with this card or another one. "
        "If you do nothing, it ends by itself.",
        button="Fix payment",
    )


def confirmation_needed(subject: Subject) -> Letter:
    """Say that the bank wants to hear from the person before it pays."""
    brand = subject.brand.name
    return _letter(
        subject,
        f"{brand}: your bank asks you to confirm",
        f"your bank wants you to confirm the payment for {brand} yourself. "
        "Until then no money moves.",
        button="Confirm the payment",
    )


def subscription_ended(subject: Subject) -> Letter:
    """Say that a subscription is over and nothing more is charged."""
    words = f"{subject.brand.name} has ended"
    return _letter(subject, words, f"{words}. Nothing more will be charged.")


def ended_unpaid(subject: Subject) -> Letter:
    """Say that a trial is over because its first charge never worked."""
    brand = subject.brand.name
    return _letter(
        subject,
        f"{brand} has ended; nothing was charged",
        f"the first charge for {brand} did not work within seven days, so it has "
        "ended. Nothing was charged, and nothing more will be.",
    )


def _letter(
    subject: Subject,
    heading: str,
    *paragraphs: str,
    button: str = "Open My gifts",
    after: tuple[str, ...] = (),
    can_be_stopped: bool = False,
) -> Letter:
    """Return a letter to whoever has the trial; its button leads to their gifts."""
    return Letter(
        subject=heading,
        greeting=f"Hi {subject.person.name},",
        before=paragraphs,
        # Whoever is signed out signs in on the way.
        link=(button, f"{get_settings().site_url}/trials"),
        after=after,
        unsubscribe_url=unsubscribe_url(subject.person.key) if can_be_stopped else None,
    )


def posted(subject: Subject, key: str, letter: Letter) -> list[Posted]:
    """Return the letter with where it goes, or nothing when there is no address to write to.

    `key` names what the letter is about, once for each trial.
    """
    person = subject.person
    if person.email is None or person.disabled_at is not None:
        return []
    key = f"trial:{subject.trial.key}:{key}"
    return [Posted(key=key, person_id=person.key, to=person.email, letter=letter)]
