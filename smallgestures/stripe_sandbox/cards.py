"""The cards that the sandbox takes: Stripe's test numbers, and what each of them does."""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum

SHORTEST_NUMBER = 12
LONGEST_NUMBER = 19


class Behaviour(StrEnum):
    """What becomes of a payment with a card."""

    SUCCEEDS = "succeeds"
    CONFIRMS = "confirms"
    CONFIRMS_ALWAYS = "confirms_always"  # later charges too, when nobody is there
    FAILS_LATER = "fails_later"  # can be saved, and never charged
    DECLINED = "generic_decline"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED = "expired_card"
    WRONG_CODE = "incorrect_cvc"


@dataclass(frozen=True)
class Decline:
    """Why the bank said no: Stripe's code and message, and our words for the person."""

    code: str
    decline_code: str | None
    message: str
    words: str


@dataclass(frozen=True)
class TestCard:
    """One test number."""

    __test__ = False  # not a test, whatever its name says to pytest

    number: str
    behaviour: Behaviour
    words: str
    brand: str = "visa"
    token: str = ""  # by which Stripe's library names it without its number

    @property
    def spaced(self) -> str:
        """The number as it stands on a card."""
        return " ".join(self.number[place : place + 4] for place in range(0, len(self.number), 4))


@dataclass(frozen=True)
class Card:
    """What is kept of a card: never its number or code."""

    brand: str
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str
    behaviour: Behaviour


DECLINES = {
    Behaviour.DECLINED: Decline(
        "card_declined",
        "generic_decline",
        "Your card was declined.",
        "The card was declined. No money moved.",
    ),
    Behaviour.INSUFFICIENT_FUNDS: Decline(
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds.",
        "There is not enough money on the card. No money moved.",
    ),
    Behaviour.EXPIRED: Decline(
        "expired_card",
        None,
        "Your card has expired.",
        "The card has expired. No money moved.",
    ),
    Behaviour.WRONG_CODE: Decline(
        "incorrect_cvc",
        None,
        "Your card's security code is incorrect.",
        "The security code is wrong. No money moved.",
    ),
}

TEST_CARDS = (
    TestCard("4242424242424242", Behaviour.SUCCEEDS, "Succeeds", token="pm_card_visa"),
    TestCard(
        "4000002500003155",
        Behaviour.CONFIRMS,
        "Asks to confirm",
        token="pm_card_authenticationRequiredOnSetup",
    ),
    TestCard(
        "4000002760003184",
        Behaviour.CONFIRMS_ALWAYS,
        "Asks to confirm every time",
        token="pm_card_authenticationRequired",
    ),
    TestCard(
        "4000000000000341",
        Behaviour.FAILS_LATER,
        "Can be saved, then is declined",
        token="pm_card_chargeCustomerFail",
    ),
    TestCard(
        "4000000000000002",
        Behaviour.DECLINED,
        "Is declined",
        token="pm_card_visa_chargeDeclined",
    ),
    TestCard(
        "4000000000009995",
        Behaviour.INSUFFICIENT_FUNDS,
        "Has too little money on it",
        token="pm_card_visa_chargeDeclinedInsufficientFunds",
    ),
    TestCard("4000000000000069", Behaviour.EXPIRED, "Has expired"),
    TestCard("4000000000000127", Behaviour.WRONG_CODE, "Says the code is wrong"),
)
_TAKEN = {card.number: card for card in TEST_CARDS} | {
    "5555555555554444": TestCard(
        "5555555555554444",
        Behaviour.SUCCEEDS,
        "Succeeds",
        brand="mastercard",
        token="pm_card_mastercard",
    ),
}


def digits_of(typed: str) -> str:
    """Return a card number without the spaces and dashes people put in."""
    return typed.replace(" ", "").replace("-", "")


def is_card_number(digits: str) -> bool:
    """Say whether this can be a card's number: its length and its check digit (Luhn)."""
    if not digits.isascii() or not digits.isdigit():
        return False
    if not SHORTEST_NUMBER <= len(digits) <= LONGEST_NUMBER:
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def find_test_card(digits: str) -> TestCard | None:
    """Return the test card of that number; a real card is never one."""
    return _TAKEN.get(digits)


def find_by_token(token: str) -> TestCard | None:
    """Return the test card that Stripe's library names so."""
    return next((card for card in _TAKEN.values() if card.token and card.token == token), None)


def decline_of(behaviour: Behaviour, *, saving: bool = False) -> Decline | None:
    """Return why the bank refuses a charge or, where it is about `saving`, the card itself."""
    if behaviour is Behaviour.FAILS_LATER:
        return None if saving else DECLINES[Behaviour.DECLINED]
    return DECLINES.get(behaviour)


def asks(behaviour: Behaviour, *, present: bool) -> bool:
    """Say whether the bank wants a confirmation; `present` is with the person at the page."""
    if behaviour is Behaviour.CONFIRMS:
        return present
    return behaviour is Behaviour.CONFIRMS_ALWAYS


def keep(test_card: TestCard, *, exp_month: int, exp_year: int, key: bytes) -> Card:
    """Return what may be stored of a card; `key` makes its fingerprint this store's own."""
    digest = hmac.new(key, test_card.number.encode(), hashlib.sha256).hexdigest()
    return Card(
        brand=test_card.brand,
        last4=test_card.number[-4:],
        exp_month=exp_month,
        exp_year=exp_year,
        fingerprint=digest[:16],
        behaviour=test_card.behaviour,
    )
