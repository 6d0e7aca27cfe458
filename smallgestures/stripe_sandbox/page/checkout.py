"""The page itself: what is paid for on the left, the card on the right."""

from smallgestures.stripe_sandbox import money
from smallgestures.stripe_sandbox.countries import NAMES
from smallgestures.stripe_sandbox.page.card import (
    LATER_PILLS,
    PILLS,
    card_fields,
    card_form,
    pills,
    test_cards,
)
from smallgestures.stripe_sandbox.page.fields import select_field, text_field
from smallgestures.stripe_sandbox.page.frame import back_link, document, heading
from smallgestures.stripe_sandbox.page.markup import Html, tag
from smallgestures.stripe_sandbox.page.sale import Sale, day_of
from smallgestures.stripe_sandbox.page.typed import Asked, Typed
from smallgestures.stripe_sandbox.store import Json


def checkout_page(sale: Sale, typed: Typed, *, chosen: str = "", notice: str = "") -> Html:
    """Return the page, with what was typed before and what was wrong with it."""
    return document("Sandbox checkout", _summary(sale), _payment(sale, typed, chosen, notice))


def _summary(sale: Sale) -> Html:
    session = sale.session
    name = session["branding_settings"]["display_name"]
    setup = session["mode"] == "setup"
    verb = "Save a card for" if setup else "Subscribe to" if sale.recurs else "Pay"
    big = tag("p", "Nothing to pay" if setup else _headline(sale), class_="num checkout__total")
    total = tag(
        "div", tag("dt", "Total today"), tag("dd", sale.total), class_="checkout__line--total"
    )
    return tag(
        "section",
        tag(
            "div",
            back_link(session["cancel_url"]),
            tag("div", tag("p", f"{verb} {name}", class_="t14 soft"), big, class_="col col--1"),
            None
            if setup
            else tag(
                "dl",
                *(_line(item) for item in sale.items),
                _first_charge(sale),
                total,
                class_="rows num",
            ),
            class_="col col--6",
        ),
        class_="checkout__sum",
        aria_label="What you pay for",
    )


def _headline(sale: Sale) -> str:
    if sale.recurs is None:
        return sale.total
    return f"{sale.each_time} {money.interval(sale.recurs)}"


def _first_charge(sale: Sale) -> Html | None:
    if sale.trial_end is None or not sale.asks_for_card:
        return None
    day = day_of(sale.trial_end)
    return tag("div", tag("dt", f"First charge, {day}"), tag("dd", sale.each_time))


def _line(item: Json) -> Html:
    images = item.get("images") or []
    picture = images and tag("img", class_="thumb", src=images[0], alt="", width=48, height=48)
    many = f"{item['quantity']} pieces" if item["quantity"] > 1 else "1 piece"
    if item["price"]["recurring"]:
        many = f"{item['quantity']} × {money.rate(item['price'])}"
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
    form = card_form(
        typed,
        notice,
        card_fields(typed) if sale.asks_for_card else None,
        text_field("Email", "email", typed, type="email", autocomplete="email", maxlength=120)
        if sale.asked.email
        else None,
        _address(sale.asked, typed),
        button=sale.button,
        promise=sale.promise,
        action=f"/c/pay/{session['id']}",
    )
    head = heading("Sandbox checkout", known)
    offered = PILLS | (LATER_PILLS if session["mode"] != "payment" else {})
    parts = [pills(chosen, offered), form, test_cards()] if sale.asks_for_card else [form]
    content = tag("div", head, *parts, class_="col col--6")
    return tag("section", tag("div", content), class_="checkout__pay", aria_label="Payment")


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
