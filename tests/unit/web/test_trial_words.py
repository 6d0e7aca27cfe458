"""How a trial stands, in the words of whoever reads them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smallgestures.gestures.ledger.cards import Charge
from smallgestures.gestures.trials.models import TrialState
from smallgestures.money import Money
from smallgestures.web.trials.views import mono
from smallgestures.web.trials.words import Standing, standing_of
from tests.conftest import NOON
from tests.unit.gestures.test_calendar import gift_of

DAY = timedelta(days=1)


def standing(zone: str = "UTC", **overrides) -> Standing:
    values = {"starts_at": NOON - 6 * DAY, "ends_at": NOON + 84 * DAY} | overrides
    trial = gift_of().trial
    assert trial is not None
    return standing_of(replace(trial, **values), zone)


def said(one: Standing) -> str:
    return f"{one.before}{one.strong}{one.after}"


@pytest.fixture(autouse=True)
def _at_noon(held_clock):
    """It is noon of 20 November 2026."""


def test_a_running_trial_says_when_it_ends_and_how_far_it_is():
    now = standing()

    assert (now.badge, now.strong, now.beside) == (
        "6 days in",
        "Ends 12 February 2027",
        "84 days left",
    )
    assert (now.has_bar, now.used_percent) == (True, 7)


def test_one_that_ends_soon_says_that_it_then_stops():
    now = standing(ends_at=NOON + 3 * DAY)

    assert (now.badge, now.beside) == ("3 days left", "Then it stops, nothing charged")


def test_the_day_of_its_end_is_the_one_where_the_person_is():
    end = NOON.replace(hour=20) + 84 * DAY

    assert standing("Asia/Tokyo", ends_at=end).strong == "Ends 13 February 2027"


def test_one_that_has_not_begun_says_when_it_does():
    assert standing(
        state=TrialState.SCHEDULED, starts_at=NOON + 10 * DAY, ends_at=NOON + 100 * DAY
    ).badge == ("Starts 30 November")


def test_a_cancelled_one_says_until_when_it_works():
    now = standing(cancel_at=NOON + DAY)

    assert said(now) == "You cancelled. It works until tomorrow, 12:00."
    assert (now.can_undo, now.can_cancel) == (True, False)


def kept(**overrides) -> dict:
    charge = Charge(Money(999), "month", NOON - DAY, NOON + 84 * DAY, "Keep it")
    return {"state": TrialState.KEEPING, "charge": charge} | overrides


def test_a_kept_one_names_the_first_charge():
    now = standing(**kept())

    assert now.badge == "Kept"
    assert said(now) == (
        "You said yes on 19 November 2026. First charge 12 February 2027: $9.99, then every month."
    )


def test_a_kept_one_that_was_cancelled_keeps_its_free_days():
    now = standing(**kept(cancel_at=NOON + DAY))

    assert said(now) == (
        "You cancelled, so nothing will be charged. Your free days go on until 12 February 2027. "
        "You can undo this until tomorrow, 12:00."
    )


def test_a_failed_charge_says_how_long_it_works_yet():
    now = standing(**kept(trouble="The card was declined.", grace_until=NOON + 7 * DAY))

    assert (now.badge, now.trouble) == ("Payment failed", "The card was declined.")
    assert "It goes on working until 27 November 2026, 12:00" in said(now)


def test_a_charge_that_the_bank_asks_about_has_not_failed():
    now = standing(**kept(trouble="Your bank asks you.", asks_confirmation=True))

    assert now.badge == "Confirm the payment"


def test_a_subscription_names_the_next_charge():
    now = standing(**kept(state=TrialState.CONVERTED))

    assert now.badge == "Subscribed"
    assert said(now) == "Next charge 12 February 2027: $9.99, every month until you cancel."


@pytest.mark.parametrize(
    ("state", "was_charged", "words"),
    [
        (TrialState.ENDED, False, "It ended on 19 November 2026. Nothing was charged."),
        (TrialState.ENDED, True, "It ended on 19 November 2026. Nothing more will be charged."),
        (
            TrialState.CANCELLED,
            False,
            "You cancelled, and it ended on 19 November 2026. Nothing was charged.",
        ),
    ],
)
def test_what_is_over_says_what_it_cost(state, was_charged, words):
    over = standing(state=state, finished_at=NOON - DAY, was_charged=was_charged)

    assert said(over) == words


@pytest.mark.parametrize(
    ("brand", "letters"),
    [
        ("Adobe Premiere Rush", "Ru"),
        ("DashPass", "DP"),
        ("Pandora", "Pa"),
        ("Skillshare Premium", "Sk"),
        ("NYX", "NY"),
    ],
)
def test_two_letters_stand_for_a_brand(brand, letters):
    assert mono(brand) == letters
