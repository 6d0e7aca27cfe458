"""What every page of the sandbox stands in, and the short pages that say one thing."""

from smallgestures.stripe_sandbox.page.markup import Html, icon, join, tag

DOCTYPE = Html("<!doctype html>")
STYLES = ("tokens.css", "components.css", "checkout.css")


def document(title: str, *content: Html) -> Html:
    """Return a whole page."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("title", f"{title} · Stripe sandbox"),
        *(tag("link", rel="stylesheet", href=f"/c/static/{name}") for name in STYLES),
    )
    strip = tag(
        "p", icon("flask", size=16), " Stripe sandbox. No real money moves.", class_="sandbox-strip"
    )
    body = tag("body", tag("main", strip, *content, class_="checkout"))
    return join(DOCTYPE, tag("html", head, body, lang="en"))


def heading(title: str, words: str | None) -> Html:
    """Return what stands above the part that one fills in, and whom or what it is about."""
    return tag(
        "div",
        tag("h1", title, class_="checkout__title"),
        tag("p", words, class_="t14 soft") if words else None,
        class_="col col--1",
    )


def problem(words: str) -> Html:
    """Return what went wrong, said at once by screen readers."""
    return tag("p", icon("alert"), words, class_="note-bar note-bar--danger", role="alert")


def message_page(title: str, words: str, *actions: Html | None, art: str) -> Html:
    """Return a page that says one thing, and the ways on."""
    state = tag(
        "section",
        tag("div", icon(art, size=28), class_="state__art"),
        tag("h1", title, class_="checkout__title"),
        tag("p", words),
        *actions,
        class_="state",
    )
    return document(title, tag("div", state, class_="checkout__message"))


def confirm_page(title: str, doing: str) -> Html:
    """Return the bank's question whether it is really the person who does this."""
    buttons = [
        tag("button", "Confirm", class_="btn btn--buy btn--lg", name="answer", value="confirm"),
        tag("button", "Refuse", class_="btn btn--lg", name="answer", value="refuse"),
    ]
    form = tag("form", *buttons, class_="col col--3", method="post")
    words = f"The bank asks whether it is you who {doing}."
    return message_page(title, words, form, art="shield")


def back_link(url: str | None) -> Html | None:
    """Return the way out, if the shop named one."""
    if url is None:
        return None
    return tag(
        "a",
        icon("back"),
        "Back to the shop",
        class_="row row--2 t14 soft checkout__back",
        href=url,
    )


def shop_button(url: str | None) -> Html | None:
    """Return the way out from a page that has nothing else to do."""
    if url is None:
        return None
    return tag("a", "Back to the shop", class_="btn btn--primary", href=url)
