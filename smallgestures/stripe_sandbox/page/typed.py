"""What a person typed on the page: read, checked, and what is wrong in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.cards import (
    Card,
    digits_of,
    find_test_card,
    is_card_number,
    keep,
)
from smallgestures.stripe_sandbox.clock import now

CODE_DIGITS = 3
LAST_MONTH = 12
LONGEST = 120
FURTHEST_YEARS = 50
_EXPIRY = re.compile(r"\s*(\d{1,2})\s*[/ -]?\s*(\d{2}|\d{4})\s*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NAMES = ("number", "expiry", "code", "name", "email", "address", "city", "postal_code", "country")


@dataclass(frozen=True)
class Asked:
    """What the page asks for."""

    card: bool = True
    email: bool = False
    countries: tuple[str, ...] = ()  # empty: no address


@dataclass
class Typed:
    """The fields as typed, and what is wrong with each."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Return a field's text."""
        return self.values.get(name, "")

    def without_secrets(self) -> "Typed":
        """Return what may be shown again: not the card's number, nor its code."""
        kept = {name: text for name, text in self.values.items() if name not in {"number", "code"}}
        return Typed(kept, self.errors)


def read(form: Mapping[str, str], asked: Asked) -> Typed:
    """Return what was typed, with an error for each field that can't be taken."""
    typed = Typed({name: form.get(name, "").strip()[: LONGEST * 2] for name in _NAMES})
    checks: dict[str, str | None] = {}
    if asked.card:
        checks = {
            "number": _number_error(typed.get("number")),
            "expiry": _expiry_error(typed.get("expiry")),
            "code": _code_error(typed.get("code")),
            "name": _missing(typed.get("name"), "Type the name as it stands on the card."),
        }
    if asked.email:
        checks["email"] = _email_error(typed.get("email"))
    if asked.countries:
        checks |= {
            "address": _missing(typed.get("address"), "Type the street and the number."),
            "city": _missing(typed.get("city"), "Type the city."),
            "postal_code": _missing(typed.get("postal_code"), "Type the postal code."),
            "country": None
            if typed.get("country") in asked.countries
            else "Choose a country that it can be sent to.",
        }
    typed.errors = {name: words for name, words in checks.items() if words}
    return typed


def card_of(typed: Typed, *, key: bytes) -> Card:
    """Return what is kept of a card whose fields were found good."""
    test_card = find_test_card(digits_of(typed.get("number")))
    expiry = _month_and_year(typed.get("expiry"))
    if test_card is None or expiry is None:
        raise ValueError("the fields were not checked")
    month, year = expiry
    return keep(test_card, exp_month=month, exp_year=year, key=key)


def payer_of(typed: Typed, asked: Asked, *, email: str | None) -> Payer:
    """Return who pays; `email` is the address that was known before."""
    address = None
    if asked.countries:
        address = {
            "line1": typed.get("address"),
            "city": typed.get("city"),
            "postal_code": typed.get("postal_code"),
            "country": typed.get("country"),
        }
    return Payer(name=typed.get("name"), email=email or typed.get("email"), address=address)


def _missing(text: str, words: str) -> str | None:
    if not text:
        return words
    return None if len(text) <= LONGEST else f"Use at most {LONGEST} characters."


def _number_error(text: str) -> str | None:
    digits = digits_of(text)
    if not digits:
        return "Type a card number. The test cards are listed below."
    if not is_card_number(digits):
        return "This card number is not complete, or has a slip in it."
    if find_test_card(digits) is None:
        return "This is not a test card. Real cards are never taken here."
    return None


def _expiry_error(text: str) -> str | None:
    if not text:
        return "Type the month and year, like 12 / 34."
    expiry = _month_and_year(text)
    if expiry is None:
        return "Type the month and year like 12 / 34."
    month, year = expiry
    today = datetime.fromtimestamp(now(), UTC)
    if (year, month) < (today.year, today.month):
        return "This date is past. Any date to come will do."
    if year > today.year + FURTHEST_YEARS:
        return "This year is too far away."
    return None


def _month_and_year(text: str) -> tuple[int, int] | None:
    match = _EXPIRY.fullmatch(text)
    if match is None or not 1 <= int(match[1]) <= LAST_MONTH:
        return None
    year = int(match[2])
    return int(match[1]), year if len(match[2]) == len("2034") else 2000 + year


def _code_error(text: str) -> str | None:
    if re.fullmatch(r"\d{3}", text):
        return None
    return f"Type the {CODE_DIGITS} digits from the back. Any will do."


def _email_error(text: str) -> str | None:
    if not text:
        return "Type an email address for the receipt."
    return None if _EMAIL.fullmatch(text) else "This is not an email address."
