"""Ends of trials as a calendar reads them: RFC 5545, to the letter."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallgestures.gestures.ledger.calendar import calendar_of_ends
from smallgestures.gestures.ledger.cards import Charge, ReceivedGift, TrialCard
from smallgestures.gestures.offers.models import OfferKind
from smallgestures.gestures.trials.models import TrialState
from smallgestures.money import Money

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
END = datetime(2027, 2, 14, 9, 41, tzinfo=UTC)
URL = "http://localhost:3000/trials"
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=120)


def gift_of(brand: str = "Adobe Premiere Rush", **overrides) -> ReceivedGift:
    trial = {
        "id": 1,
        "state": TrialState.ACTIVE,
        "starts_at": END - timedelta(days=90),
        "ends_at": END,
        "cancel_at": None,
        "finished_at": None,
        "grace_until": None,
        "charge": None,
        "trouble": "",
        "fix_url": "",
        "asks_confirmation": False,
        "keep": None,
        "was_charged": False,
        "stops_at": None,
        "card": "",
    }
    return ReceivedGift(
        id=1,
        public_id="abc",
        kind=OfferKind.TRIAL_SUBSCRIPTION,
        brand=brand,
        offer="90 days",
        sender="Leo",
        accepted_at=NOON,
        trial=TrialCard(**(trial | overrides)),
        lines=[],
    )


def unfolded(calendar: str) -> list[str]:
    """Return the lines as a reader puts them together again."""
    return calendar.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def value_of(calendar: str, name: str) -> str:
    """Return a value as a reader takes it, its escapes undone."""
    [line] = [one for one in unfolded(calendar) if one.startswith(f"{name}:")][:1]
    said, marks = "", iter(line.removeprefix(f"{name}:"))
    for mark in marks:
        said += next(marks) if mark == "\\" else mark
    return said


def test_an_end_is_one_event_that_keeps_its_name():
    calendar = calendar_of_ends([gift_of()], at=NOON, url=URL)

    lines = unfolded(calendar)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert "VERSION:2.0" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert "UID:abc@small-gestures" in lines
    assert "DTSTAMP:20261120T120000Z" in lines
    assert "DTSTART:20270214T094100Z" in lines
    assert "TRIGGER:-P1D" in lines
    assert value_of(calendar, "SUMMARY") == "Adobe Premiere Rush ends"


def test_of_a_kept_trial_it_is_the_first_charge():
    charge = Charge(Money(999), "month", NOON, END, "Keep it")

    calendar = calendar_of_ends(
        [gift_of(state=TrialState.KEEPING, charge=charge)], at=NOON, url=URL
    )

    assert value_of(calendar, "SUMMARY") == "Adobe Premiere Rush: first charge $9.99"


def test_a_gift_without_an_end_has_no_event():
    gift = gift_of()
    card = ReceivedGift(**(vars(gift) | {"trial": None, "kind": OfferKind.GIFT_CARD}))

    assert "BEGIN:VEVENT" not in calendar_of_ends([card], at=NOON, url=URL)


@pytest.mark.parametrize("brand", ["Salt; pepper, and \\ more", "Zwölf Boxkämpfer 🎁" * 8])
def test_commas_semicolons_and_backslashes_arrive_as_they_are(brand):
    assert value_of(calendar_of_ends([gift_of(brand)], at=NOON, url=URL), "SUMMARY") == (
        f"{brand} ends"
    )


@given(TEXT)
def test_any_name_arrives_as_it_is_in_lines_of_at_most_75_bytes(brand):
    calendar = calendar_of_ends([gift_of(brand)], at=NOON, url=URL)

    assert value_of(calendar, "SUMMARY") == f"{brand} ends"
    assert max(len(line.encode()) for line in calendar.split("\r\n")) <= 75
    assert "\n" not in calendar.replace("\r\n", "")
