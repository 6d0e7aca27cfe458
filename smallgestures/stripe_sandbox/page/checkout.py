"""The page itself: what is paid for on the left, the card on the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallgestures.stripe_sandbox import money
from smallgestures.stripe_sandbox.cards import TEST_CARDS, Behaviour
from smallgestures.stripe_sandbox.countries import NAMES
from smallgestures.stripe_sandbox.page.fields import select_field, text_field
from smallgestures.stripe_sandbox.page.frame import document, problem
from smallgestures.stripe_sandbox.page.markup import Html, icon, join, tag
from smallgestures.stripe_sandbox.page.typed import Asked, Typed
from smallgestures.stripe_sandbox.store import Json

PILLS = {
    Behaviour.SUCCEEDS: "Succeeds",
    Behaviour.CONFIRMS: "Asks to confirm",
    Behaviour.DECLINED: "Is declined",
}
VERBS = {"book": "Book", "donate": "Donate"}


@dataclass(frozen=True)
class Sale:
    """A session with what it is for, as the page shows it."""

    session: Json
    items: Sequence[Json]
    email: str | None
    description: str | None

    @property
    def total(self) -> str:
        """What is to be paid, for people."""
        return money.shown(self.session["amount_total"], self.session["currency"])

    @property
    def asked(self) -> Asked:
        """What the page must ask for."""
        collection = self.session["shipping_address_collection"] or {}
        countries = tuple(collection.get("allowed_countries", ()))
        return Asked(email=self.email is None, countries=countries)


def checkout_page(sale: Sale, typed: Typed, *, chosen: str = "", notice: str = "") -> Html:
    """Return the page, with what was typed before and what was wrong with it."""
    return document("Sandbox checkout", _summary(sale), _payment(sale, typed, chosen, notice))


def _summary(sale: Sale) -> Html:
    session = sale.session
    name = session["branding_settings"]["display_name"]
    big = tag("p", sale.total, class_="num checkout__total")
    total = tag(
        "div", tag("dt", "Total today"), tag("dd", sale.total), class_="checkout__line--total"
    )
    return tag(
        "section",
        tag(
            "div",
            _back_link(session),
            tag("div", tag("p", f"Pay {name}", class_="t14 soft"), big, class_="col col--1"),
            tag("dl", *(_line(item) for item in sale.items), total, class_="rows num"),
            class_="col col--6",
        ),
        class_="checkout__sum",
        aria_label="What you pay for",
    )


def _back_link(session: Json) -> Html | None:
    """Return the way out, if the shop named one."""
    if session["cancel_url"] is None:
        return None
    return tag(
        "a",
        icon("back"),
        "Back to the shop",
        class_="row row--2 t14 soft checkout__back",
        href=session["cancel_url"],
    )


def shop_button(session: Json) -> Html | None:
    """Return the way out from a page that has nothing else to do."""
    if session["cancel_url"] is None:
        return None
    return tag("a", "Back to the shop", class_="btn btn--primary", href=session["cancel_url"])


def _line(item: Json) -> Html:
    images = item.get("images") or []
    picture = images and tag("img", class_="thumb", src=images[0], alt="", width=48, height=48)
    many = f"{item['quantity']} pieces" if item["quantity"] > 1 else "1 piece"
    words = tag(
        "span",
        tag("span", item["description"], class_="strong checkout__name"),
        tag("span", many, class_="t13 muted"),
    )
    amount = money.shown(item["amount_total"], item["currency"])
    return tag(
        "div",
        tag("dt", picture or None, words, class_="row checkout__line"),
        tag("dd", amount, class_="checkout__amount"),
    )


def _payment(sale: Sale, typed: Typed, chosen: str, notice: str) -> Html:
    session = sale.session
    known = " · ".join(words for words in (sale.description, sale.email) if words)
    verb = VERBS.get(session["submit_type"] or "", "Pay")
    button = tag("button", f"{verb} {sale.total}", class_="btn btn--buy btn--lg btn--wide")
    once = f"You pay {sale.total} once. Nothing is saved, nothing renews."
    form = tag(
        "form",
        _errors(typed, notice),
        _card(typed),
        text_field("Name on card", "name", typed, autocomplete="cc-name", maxlength=120),
        text_field("Email", "email", typed, type="email", autocomplete="email", maxlength=120)
        if sale.asked.email
        else None,
        _address(sale.asked, typed),
        tag("div", button, tag("p", once, class_="t13 muted centred"), class_="col col--3"),
        class_="col col--6",
        method="post",
        action=f"/c/pay/{session['id']}",
        novalidate=True,
    )
    head = tag(
        "div",
        tag("h1", "Sandbox checkout", class_="checkout__title"),
        tag("p", known, class_="t14 soft") if known else None,
        class_="col col--1",
    )
    content = tag("div", head, _pills(chosen), form, _cards(), class_="col col--6")
    return tag("section", tag("div", content), class_="checkout__pay", aria_label="Payment")


def _pills(chosen: str) -> Html:
    links = [
        tag(
            "a",
            words,
            class_="pill",
            href=f"?card={behaviour}",
            aria_current="true" if behaviour == chosen else None,
        )
        for behaviour, words in PILLS.items()
    ]
    return tag(
        "nav",
        tag("p", "Fill in a test card", class_="t14 label", id="fill"),
        tag("div", *links, class_="row row--2 row--wrap"),
        class_="col col--2",
        aria_labelledby="fill",
    )


def _errors(typed: Typed, notice: str) -> Html | None:
    if notice:
        return problem(notice)
    if not typed.errors:
        return None
    number = len(typed.errors)
    fields = "One field needs" if number == 1 else f"{number} fields need"
    return problem(f"{fields} another look. No money moved.")


def _card(typed: Typed) -> Html:
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
    return join(number, tag("div", expiry, code, class_="checkout__pair"))


def _address(asked: Asked, typed: Typed) -> Html | None:
    if not asked.countries:
        return None
    choices = {code: NAMES[code] for code in NAMES if code in asked.countries}
    return tag(
        "fieldset",
        tag("legend", "Where it goes", class_="t16 strong"),
        text_field("Address", "address", typed, autocomplete="street-address", maxlength=120),
        tag(
            "div",
            text_field("City", "city", typed, autocomplete="address-level2", maxlength=120),
            text_field(
                "Postal code", "postal_code", typed, autocomplete="postal-code", maxlength=20
            ),
            class_="checkout__pair",
        ),
        select_field("Country", "country", typed, choices, autocomplete="country"),
        class_="col checkout__address",
    )


def _cards() -> Html:
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
