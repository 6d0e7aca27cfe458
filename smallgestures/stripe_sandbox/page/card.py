"""The part of a page that takes a card: pills that fill one in, its fields, the test cards."""

from collections.abc import Mapping

from smallgestures.stripe_sandbox.cards import TEST_CARDS, Behaviour
from smallgestures.stripe_sandbox.page.fields import text_field
from smallgestures.stripe_sandbox.page.frame import problem
from smallgestures.stripe_sandbox.page.markup import Html, join, tag
from smallgestures.stripe_sandbox.page.typed import Typed

PILLS = {
    Behaviour.SUCCEEDS: "Succeeds",
    Behaviour.CONFIRMS: "Asks to confirm",
    Behaviour.DECLINED: "Is declined",
}
LATER_PILLS = {Behaviour.FAILS_LATER: "Fails later"}


def pills(chosen: str, offered: Mapping[Behaviour, str]) -> Html:
    """Return the links that fill in a test card."""
    links = [
        tag(
            "a",
            words,
            class_="pill",
            href=f"?card={behaviour}",
            aria_current="true" if behaviour == chosen else None,
        )
        for behaviour, words in offered.items()
    ]
    return tag(
        "nav",
        tag("p", "Fill in a test card", class_="t14 label", id="fill"),
        tag("div", *links, class_="row row--2 row--wrap"),
        class_="col col--2",
        aria_labelledby="fill",
    )


def card_fields(typed: Typed) -> Html:
    """Return the boxes that a card is typed into."""
    number = text_field(
        "Card number",
        "number",
        typed,
        inputmode="numeric",
        autocomplete="cc-number",
        placeholder="4242 4242 4242 4242",
        maxlength=23,
    )
    expiry = text_field(
        "Expiry",
        "expiry",
        typed,
        inputmode="numeric",
        autocomplete="cc-exp",
        placeholder="MM / YY",
        maxlength=9,
    )
    code = text_field(
        "Security code",
        "code",
        typed,
        inputmode="numeric",
        autocomplete="cc-csc",
        placeholder="123",
        maxlength=4,
    )
    name = text_field("Name on card", "name", typed, autocomplete="cc-name", maxlength=120)
    return join(number, tag("div", expiry, code, class_="checkout__pair"), name)


def test_cards() -> Html:
    """Return the list of the test cards, and what each does."""
    rows = [
        tag("div", tag("dt", card.spaced), tag("dd", card.words), class_="checkout__card")
        for card in TEST_CARDS
    ]
    return tag(
        "section",
        tag("h2", "No real money: test cards only", class_="t14 strong"),
        tag("dl", *rows, class_="rows num t14"),
        tag("p", "Any date to come and any three digits go with them.", class_="t13 muted"),
        class_="col col--3 checkout__cards",
        aria_label="Test cards",
    )


def card_form(
    typed: Typed,
    notice: str,
    *fields: Html | None,
    button: str,
    promise: str,
    action: str | None = None,
) -> Html:
    """Return the form around some fields; below its button stands what pressing it comes to."""
    return tag(
        "form",
        _errors(typed, notice),
        *fields,
        tag(
            "div",
            tag("button", button, class_="btn btn--buy btn--lg btn--wide"),
            tag("p", promise, class_="t13 muted centred"),
            class_="col col--3",
        ),
        class_="col col--6",
        method="post",
        action=action,
        novalidate=True,
    )


def _errors(typed: Typed, notice: str) -> Html | None:
    """Return what was wrong with the try before, if anything was."""
    if notice:
        return problem(notice)
    if not typed.errors:
        return None
    number = len(typed.errors)
    fields = "One field needs" if number == 1 else f"{number} fields need"
    return problem(f"{fields} another look. No money moved.")


def filled_card(chosen: str) -> Typed:
    """Return the fields with the test card of that behaviour in them, or empty."""
    for card in TEST_CARDS:
        if card.behaviour == chosen:
            typed = {"number": card.spaced, "expiry": "12 / 34", "code": "123"}
            return Typed(typed | {"name": "Test Person"})
    return Typed()
