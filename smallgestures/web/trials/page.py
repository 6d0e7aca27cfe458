"""My gifts: what somebody received and sent, what it costs, and when it ends."""

from typing import Any, cast

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.live.heard import heard
from smallgestures.web.orders.components import older
from smallgestures.web.shell.live import PlainAddress, live
from smallgestures.web.shell.page_data import page_text, page_var
from smallgestures.web.signin.controls import post_form, refused, said_of
from smallgestures.web.trials import components
from smallgestures.web.trials.views import SummaryView, TrialsView
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link
from smallgestures.web.ui.submit_once import submit_once

TOPICS = ("trial", "reminder", "gift")

TrialsVar = rx.vars.ObjectVar[TrialsView]
SummaryVar = rx.vars.ObjectVar[SummaryView]


def trials_page() -> rx.Component:
    """Show one tab of this person's gifts, and beside it what they cost."""
    trials = page_var("trials", TrialsView)
    source = page_text("trials_source")
    # A page of Stripe's that was left open is no news; one that somebody comes back from is.
    confirms = page_var("returned", bool) & trials.is_settling
    return page(
        rx.el.div(
            rx.el.div(
                rx.el.h1("My gifts"),
                rx.el.p("Every gift ends by itself. Keeping one is up to you.", class_name="lead"),
            ),
            class_name="page__head",
        ),
        rx.el.div(
            rx.el.div(
                _tabs(trials),
                *(said_of(form) for form in ("trials", "subscription", "card")),
                rx.cond(confirms, _confirming()),
                rx.cond(trials, _gifts(trials)),
                live("trials", source=source, active=confirms),
                *(heard(topic, source=source, part="trials") for topic in TOPICS),
                class_name="col",
            ),
            rx.cond(trials, _aside(cast(SummaryVar, trials.summary))),
            class_name="two",
        ),
        rx.cond(trials, _dialogs(trials)),
        PlainAddress.create(),
        current=routes.TRIALS,
    )


def unsubscribe_page() -> rx.Component:
    """Ask once more, for whoever came by the link in a letter, and say what still comes."""
    done = page_var("flash.form") == "unsubscribe"
    ask = rx.fragment(
        rx.el.p(
            "We write 7, 3 and 1 day before a trial ends. You can stop that; in the app the "
            "notices stay. One letter always comes: the notice seven days before a charge that "
            "you agreed to, which the law asks for.",
            class_name="soft t15",
        ),
        post_form(
            page_text("unsubscribe"),
            submit_once("Stop these letters", class_name="btn btn--primary"),
        ),
    )
    return page(
        rx.el.div(rx.el.h1("Letters about your trials"), class_name="page__head"),
        rx.el.div(
            said_of("unsubscribe"),
            rx.cond(done, rx.fragment(), ask),
            class_name="card col col--4",
        ),
        class_name="page page--read",
    )


def _confirming() -> rx.Component:
    return rx.el.p(
        icon("clock", "18"),
        rx.el.span("Stripe is confirming what you did there. This page updates by itself."),
        class_name="note-bar",
    )


def _tabs(trials: TrialsVar) -> rx.Component:
    tabs = (("Received", "received"), ("Sent", "sent"), ("Past", "past"))
    return rx.el.nav(
        *(
            link(
                words,
                href=routes.TRIALS if tab == "received" else f"{routes.TRIALS}?tab={tab}",
                custom_attrs={
                    "aria-current": rx.cond(trials.tab == tab, "page", rx.Var("undefined"))
                },
            )
            for words, tab in tabs
        ),
        class_name="tabs",
        aria_label="Gifts",
    )


def _gifts(trials: TrialsVar) -> rx.Component:
    some = (trials.gifts.length() > 0) | (trials.sent.length() > 0)
    return rx.cond(
        some,
        rx.fragment(
            rx.foreach(trials.gifts, components.gift_article),
            rx.foreach(trials.sent, components.sent_article),
            older(trials.older_url),
        ),
        rx.match(
            trials.tab,
            (
                "sent",
                _nothing("Nothing sent yet", "A small gesture costs nobody anything."),
            ),
            (
                "past",
                _nothing("Nothing has ended yet", "What is over stands here, with every date."),
            ),
            _nothing(
                "No gifts yet",
                "When somebody sends you a gift and you accept it, it stands here: "
                "when it ends, and that it costs nothing.",
            ),
        ),
    )


def _nothing(title: str, words: str) -> rx.Component:
    return rx.el.div(
        rx.el.span(icon("calendar-heart", "28"), class_name="state__art"),
        rx.el.h2(title),
        rx.el.p(words),
        link("Watch something", href=routes.WATCH, class_name="btn btn--primary"),
        class_name="state",
    )


def _aside(summary: SummaryVar) -> rx.Component:
    return rx.el.aside(
        rx.el.section(
            rx.el.h2("You pay today", class_name="t14 soft trials__label"),
            rx.el.p(summary.paid_today, class_name="num trials__sum"),
            rx.el.p(summary.words, class_name="t14 soft"),
            class_name="card card--quiet col col--2",
        ),
        rx.el.section(
            rx.el.h2("We write before anything ends", class_name="t16 strong"),
            _letters(summary),
            link(
                icon("calendar-plus", "18"),
                "Add to my calendar",
                href=f"{routes.TRIALS}/ends.ics",
                class_name="btn btn--line btn--sm",
            ),
            class_name="card col col--3",
        ),
        rx.el.section(
            rx.el.h2("Every date, as a file", class_name="t16 strong"),
            rx.el.div(_file("CSV", "ledger.csv"), _file("JSON", "ledger.json"), class_name="row"),
            class_name="card col col--3",
        ),
        class_name="col stick",
    )


def _letters(summary: SummaryVar) -> rx.Component:
    quiet = rx.fragment(
        rx.el.p(
            "7, 3 and 1 day before, here. By e-mail only seven days before a charge that you "
            "agreed to.",
            class_name="t14 soft",
        ),
        post_form(
            f"{routes.TRIALS}/letters",
            submit_once("Write to me again", class_name="btn btn--line btn--sm btn--wide"),
        ),
    )
    always = rx.el.p("7, 3 and 1 day before, here and by e-mail.", class_name="t14 soft")
    return rx.cond(summary.is_quiet, quiet, always)


def _file(words: str, name: str) -> rx.Component:
    return link(
        icon("download", "18"),
        words,
        href=f"{routes.TRIALS}/{name}",
        class_name="btn btn--line btn--sm grow",
        aria_label=f"Download as {words}",
    )


def _dialogs(trials: TrialsVar) -> rx.Component:
    """Draw a dialog for each gift that can be kept, and for each consent that was given."""
    asked_again: Any = page_var("flash.values.keep")

    def of_one(gift: components.GiftVar) -> rx.Component:
        is_asked_again = asked_again == gift.key
        return rx.fragment(
            components.keep_dialog(
                gift, tab=trials.tab, shown=is_asked_again, said=rx.cond(is_asked_again, refused())
            ),
            components.agreed_dialog(gift),
        )

    return rx.foreach(trials.gifts, of_one)
