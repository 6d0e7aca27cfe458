"""The billing portal’s pages: what one subscribes to, the card, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallgestures.stripe_sandbox import money
from smallgestures.stripe_sandbox.billing import portal, subscriptions
from smallgestures.stripe_sandbox.page.card import (
    LATER_PILLS,
    PILLS,
    card_fields,
    card_form,
    pills,
    test_cards,
)
from smallgestures.stripe_sandbox.page.frame import back_link, document, heading
from smallgestures.stripe_sandbox.page.markup import Html, tag
from smallgestures.stripe_sandbox.page.sale import day_of
from smallgestures.stripe_sandbox.page.typed import Typed
from smallgestures.stripe_sandbox.store import Json, Transaction

TITLE = "Sandbox billing"
STATES = {
    "active": "Active",
    "incomplete": "Waiting for the first payment",
    "past_due": "A payment failed",
    "paused": "Paused",
    "trialing": "In its trial",
    "unpaid": "Not paid",
}


@dataclass(frozen=True)
class View:
    """What the portal shows of a customer."""

    session: Json
    email: str | None
    running: Sequence[tuple[Json, str]]  # with the product's name
    owed: Sequence[Json]
    card: Json | None


def read_view(tx: Transaction, session: Json) -> View:
    """Return what the portal shows of the session’s customer."""
    customer = session["customer"]
    found = tx.find("customer", customer) or {}
    running = [
        (each, (tx.find("product", _price(each)["product"]) or {"name": "Subscription"})["name"])
        for each in portal.running(tx, customer)
    ]
    return View(
        session,
        found.get("email"),
        running,
        portal.open_invoices(tx, customer),
        portal.kept_card(tx, customer),
    )


def _price(subscription: Json) -> Json:
    price: Json = subscription["items"]["data"][0]["price"]
    return price


def home_page(view: View) -> Html:
    """Return the portal’s first page."""
    nothing = tag("p", "You subscribe to nothing at the moment.", class_="t14 soft")
    plans = [_plan(view, each, name) for each, name in view.running] or [nothing]
    owed = [_owed(invoice) for invoice in view.owed]
    left = _section(
        "checkout__sum",
        "Subscriptions",
        back_link(view.session["return_url"]),
        tag("h2", "Subscriptions", class_="t16 strong"),
        *plans,
    )
    right = _section(
        "checkout__pay",
        "Payment",
        heading(TITLE, view.email),
        *owed,
        tag(
            "div",
            tag("h2", "Card", class_="t16 strong"),
            tag("p", _card_words(view.card), class_="t14"),
            class_="col col--2",
        ),
        tag("a", "Change card", class_="btn btn--wide", href=f"{view.session['url']}/card"),
    )
    return document(TITLE, left, right)


def card_page(view: View, typed: Typed, *, chosen: str = "", notice: str = "") -> Html:
    """Return the page that takes another card."""
    url = view.session["url"]
    promise = "Nothing is charged today. The card is saved for the charges that follow."
    form = card_form(
        typed,
        notice,
        card_fields(typed),
        button="Save card",
        promise=promise,
        action=f"{url}/card",
    )
    left = _section(
        "checkout__sum",
        "Card",
        back_link(view.session["return_url"]),
        tag("h2", "The card so far", class_="t16 strong"),
        tag("p", _card_words(view.card), class_="t14"),
        tag("a", "All subscriptions", class_="t14 soft", href=f"{url}/home"),
    )
    offered = PILLS | LATER_PILLS
    right = _section(
        "checkout__pay",
        "Payment",
        heading(TITLE, view.email),
        pills(chosen, offered),
        form,
        test_cards(),
    )
    return document(TITLE, left, right)


def cancel_page(view: View, subscription: Json, name: str) -> Html:
    """Return the page that asks whether a subscription is to end."""
    day = day_of(subscriptions.period_end(subscription))
    words = f"{name} stays yours until {day}. Nothing is charged after that."
    left = _section(
        "checkout__sum",
        "Subscription",
        back_link(view.session["return_url"]),
        _plan(view, subscription, name, actions=False),
    )
    right = _section(
        "checkout__pay",
        "Cancel",
        heading(TITLE, view.email),
        tag("p", words, class_="t14"),
        _button(view, subscription, "cancel", "Cancel subscription", "btn btn--buy btn--lg"),
        tag("a", "Keep it", class_="btn btn--wide", href=f"{view.session['url']}/home"),
    )
    return document(TITLE, left, right)


def _section(kind: str, label: str, *content: Html | None) -> Html:
    inner = tag("div", *content, class_="col col--6")
    return tag("section", tag("div", inner), class_=kind, aria_label=label)


def _plan(view: View, subscription: Json, name: str, *, actions: bool = True) -> Html:
    stops = subscription["cancel_at_period_end"]
    day = day_of(subscriptions.period_end(subscription))
    action = None
    if actions and stops:
        action = _button(view, subscription, "keep", "Keep subscription", "btn")
    elif actions:
        url = f"{view.session['url']}/cancel?subscription={subscription['id']}"
        action = tag("a", "Cancel subscription", class_="btn btn--wide", href=url)
    rows = tag(
        "dl",
        tag("div", tag("dt", "Price"), tag("dd", money.rate(_price(subscription)))),
        tag("div", tag("dt", "State"), tag("dd", STATES[subscription["status"]])),
        tag("div", tag("dt", "Ends on" if stops else "Next charge on"), tag("dd", day)),
        class_="rows num t14",
    )
    return tag(
        "article",
        tag("h3", name, class_="t20 strong"),
        rows,
        action,
        class_="col col--3",
        aria_label=name,
    )


def _button(view: View, subscription: Json, act: str, words: str, kind: str) -> Html:
    return tag(
        "form",
        tag("input", type="hidden", name="subscription", value=subscription["id"]),
        tag("button", words, class_=f"{kind} btn--wide"),
        method="post",
        action=f"{view.session['url']}/{act}",
    )


def _owed(invoice: Json) -> Html:
    amount = money.shown(invoice["amount_remaining"], invoice["currency"])
    return tag(
        "div",
        tag("p", f"{amount} of invoice {invoice['number']} is not paid.", class_="t14"),
        tag("a", f"Pay {amount}", class_="btn btn--buy btn--wide", href=_url(invoice)),
        class_="col col--3",
    )


def _url(invoice: Json) -> str:
    return str(invoice["hosted_invoice_url"])


def _card_words(method: Json | None) -> str:
    if method is None:
        return "No card is kept."
    card = method["card"]
    until = f"{card['exp_month']:02d} / {card['exp_year'] % 100:02d}"
    return f"{card['brand'].capitalize()} that ends in {card['last4']}, until {until}"
