"""The page on which somebody who is paid tells Stripe what it wants; afterwards their account."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallgestures.stripe_sandbox import money
from smallgestures.stripe_sandbox.connect import accounts
from smallgestures.stripe_sandbox.page.fields import text_field
from smallgestures.stripe_sandbox.page.frame import back_link, document, heading, problem
from smallgestures.stripe_sandbox.page.markup import Html, icon, tag
from smallgestures.stripe_sandbox.page.typed import Typed
from smallgestures.stripe_sandbox.store import Json

TITLE = "Sandbox payout account"
TEST_DETAILS = {
    "first_name": "Test",
    "last_name": "Person",
    "born": "1990-01-01",
    "bank": accounts.TEST_BANK,
    "terms": "yes",
}
PILLS = {"ready": "Can be paid", "document": "Stripe wants a document"}


@dataclass(frozen=True)
class View:
    """What the page shows of an account."""

    url: str
    account: Json
    return_url: str
    balance: int
    received: Sequence[Json]


def filled(chosen: str) -> Typed:
    """Return the fields with test details in them, or empty."""
    if chosen not in PILLS:
        return Typed()
    born = accounts.UNMATCHED if chosen == "document" else TEST_DETAILS["born"]
    return Typed(TEST_DETAILS | {"born": born})


def onboarding_page(view: View, typed: Typed, *, chosen: str = "") -> Html:
    """Return the form, or the account once everything is told."""
    if view.account["requirements"]["currently_due"]:
        content = (_pills(chosen), _form(view, typed))
    else:
        words = "Stripe wants nothing more of you. Money can be sent to you."
        back = tag(
            "a", "Back to the shop", class_="btn btn--primary btn--wide", href=view.return_url
        )
        content = (tag("p", words, class_="t14"), back)
    title = heading(TITLE, view.account["email"])
    return document(
        TITLE,
        _part("checkout__sum", "Account", back_link(view.return_url), *_account(view)),
        _part("checkout__pay", "Details", title, *content),
    )


def _part(kind: str, label: str, *content: Html | None) -> Html:
    inner = tag("div", *content, class_="col col--6")
    return tag("section", tag("div", inner), class_=kind, aria_label=label)


def _account(view: View) -> list[Html]:
    banks = view.account["external_accounts"]["data"]
    bank = f"Test bank, ending {banks[0]['last4']}" if banks else "None yet"
    balance = money.shown(view.balance, view.account["default_currency"])
    rows = tag(
        "dl",
        tag("div", tag("dt", "Bank account"), tag("dd", bank)),
        tag("div", tag("dt", "Balance"), tag("dd", balance)),
        class_="rows num t14",
    )
    listed = tag("p", "Nothing was sent to this account yet.", class_="t14 soft")
    if view.received:
        came = [_received(one) for one in view.received]
        listed = tag("ul", *came, class_="col col--3", aria_label="Received")
    return [rows, tag("h2", "Received", class_="t16 strong"), listed]


def _received(one: Json) -> Html:
    amount = tag("strong", money.shown(one["amount"], one["currency"]), class_="num")
    words = f" {one['description'] or 'Transfer'}"
    if one["amount_reversed"]:
        words += f", of which {money.shown(one['amount_reversed'], one['currency'])} went back"
    return tag("li", amount, words, class_="t14")


def _pills(chosen: str) -> Html:
    links = [
        tag(
            "a",
            words,
            class_="pill",
            href=f"?fill={name}",
            aria_current="true" if name == chosen else None,
        )
        for name, words in PILLS.items()
    ]
    return tag(
        "nav",
        tag("p", "Fill in test details", class_="t14 label", id="fill"),
        tag("div", *links, class_="row row--2 row--wrap"),
        class_="col col--2",
        aria_labelledby="fill",
    )


def _form(view: View, typed: Typed) -> Html:
    names = tag(
        "div",
        text_field("First name", "first_name", typed, autocomplete="given-name", maxlength=100),
        text_field("Last name", "last_name", typed, autocomplete="family-name", maxlength=100),
        class_="checkout__pair",
    )
    born = text_field(
        "Date of birth",
        "born",
        typed,
        hint="Year, month, day, like 1990-01-31.",
        autocomplete="bday",
        maxlength=10,
    )
    bank = text_field(
        "Bank account number",
        "bank",
        typed,
        hint=f"A test number like {accounts.TEST_BANK}. Real ones are not asked for.",
        inputmode="numeric",
        autocomplete="off",
        maxlength=17,
    )
    wrong = problem("Some fields need another look. Nothing was sent.") if typed.errors else None
    return tag(
        "form",
        wrong,
        names,
        born,
        bank,
        _terms(typed),
        tag("button", "Agree and submit", class_="btn btn--primary btn--lg btn--wide"),
        tag("a", "Save for later", class_="btn btn--wide", href=f"{view.url}/later"),
        class_="col col--6",
        method="post",
        action=view.url,
        novalidate=True,
    )


def _terms(typed: Typed) -> Html:
    error = typed.errors.get("terms")
    box = tag(
        "input",
        type="checkbox",
        name="terms",
        value="yes",
        checked=typed.get("terms") == "yes",
        required=True,
        aria_invalid="true" if error else None,
        aria_describedby="terms-hint" if error else None,
    )
    words = tag("span", "I agree to the terms of this sandbox, which has none.")
    below = tag("p", icon("alert", size=16), error, class_="hint", id="terms-hint")
    return tag(
        "div",
        tag("label", box, words, class_="check"),
        below if error else None,
        class_="field field--error" if error else "field",
    )
