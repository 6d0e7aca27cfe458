"""Parts of the page of gifts. They take Vars and know no state."""

from typing import Any, cast

import reflex as rx

from smallgestures.web.signin.controls import post_form
from smallgestures.web.trials.views import GiftView, KeepView, LineView, RowView, SentView
from smallgestures.web.trials.words import Standing
from smallgestures.web.ui.dialog import dialog, dialog_button
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link
from smallgestures.web.ui.submit_once import submit_once

GiftVar = rx.vars.ObjectVar[GiftView]
StandingVar = rx.vars.ObjectVar[Standing]
SentVar = rx.vars.ObjectVar[SentView]


def gift_article(gift: GiftVar) -> rx.Component:
    """Show a gift that was accepted: how it stands, what can be done, and what happened."""
    standing = cast(StandingVar, gift.standing)
    return rx.el.article(
        _head(gift.mono, gift.brand, gift.about, _badge(standing)),
        _bar(standing),
        _sentence(standing),
        rx.cond(
            standing.trouble != "",
            rx.el.p(
                icon("alert", "18"),
                rx.el.span(standing.trouble),
                class_name="note-bar note-bar--danger",
            ),
        ),
        _actions(gift, standing),
        _history(gift),
        aria_label=gift.name,
        class_name="card trial",
        id=f"gift-{gift.key}",
        key=gift.key,
    )


def sent_article(gift: SentVar) -> rx.Component:
    """Show a gift that was sent: how far it came."""
    accepted = gift.state == "accepted"
    badge = rx.el.span(
        rx.cond(accepted, icon("check")),
        gift.badge,
        class_name=rx.cond(accepted, "badge badge--success", "badge"),
    )
    return rx.el.article(
        _head(gift.mono, gift.brand, gift.about, badge),
        rx.el.p(gift.sent, class_name="trial__days num"),
        aria_label=gift.name,
        class_name="card trial",
        key=gift.key,
    )


def _head(mono: Any, brand: Any, about: Any, badge: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.span(mono, class_name="mono", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(rx.el.h2(brand), rx.el.p(about, class_name="t14 soft")),
        badge,
        class_name="trial__head",
    )


def _badge(standing: StandingVar) -> rx.Component:
    return rx.el.span(
        rx.match(
            standing.icon,
            ("check", icon("check")),
            ("clock", icon("clock")),
            ("alert", icon("alert")),
            rx.fragment(),
        ),
        standing.badge,
        class_name=f"badge {standing.tone}",
    )


def _bar(standing: StandingVar) -> rx.Component:
    return rx.cond(
        standing.has_bar,
        rx.el.div(
            rx.el.span(style={"width": f"{standing.used_percent}%"}),
            role="img",
            aria_label=f"{standing.used_percent}% of the trial used",
            class_name="progress progress--gift",
        ),
    )


def _sentence(standing: StandingVar) -> rx.Component:
    return rx.el.p(
        rx.el.span(
            standing.before,
            rx.el.strong(standing.strong, class_name="trial__ends"),
            standing.after,
        ),
        rx.cond(standing.beside != "", rx.el.span(standing.beside)),
        class_name="trial__days num",
    )


def _actions(gift: GiftVar, standing: StandingVar) -> rx.Component:
    keeps = rx.cond(
        gift.keep,
        dialog_button(
            "Keep after the trial", opens=f"keep-{gift.key}", class_name="btn btn--gift btn--sm"
        ),
    )
    fixes = rx.cond(
        gift.fix_url != "",
        link("Fix payment", href=gift.fix_url, class_name="btn btn--buy btn--sm"),
    )
    undoes = rx.cond(
        standing.can_undo,
        _button(gift.undo_url, "btn btn--line btn--sm", icon("undo", "16"), "Undo"),
    )
    cancels = rx.cond(
        standing.can_cancel,
        _button(
            gift.cancel_url,
            rx.cond(gift.keep, "btn btn--plain btn--sm", "btn btn--line btn--sm"),
            "Cancel",
        ),
    )
    agreed = rx.cond(
        gift.agreed.length() > 0,
        dialog_button(
            "See what you agreed to",
            opens=f"agreed-{gift.key}",
            class_name="btn btn--plain btn--sm",
        ),
    )
    cards = rx.cond(
        gift.can_change_card, _button(gift.card_url, "btn btn--plain btn--sm", "Change card")
    )
    return rx.el.div(fixes, keeps, undoes, cancels, agreed, cards, class_name="trial__do")


def _button(action: Any, class_name: Any, *content: Any) -> rx.Component:
    return post_form(action, submit_once(*content, class_name=class_name), class_name="trial__form")


def _history(gift: GiftVar) -> rx.Component:
    return rx.el.details(
        rx.el.summary("What happened", icon("down", "16"), class_name="trial__more t13"),
        rx.el.ol(rx.foreach(gift.lines, _line), class_name="lines", aria_label="What happened"),
        rx.cond(
            gift.calendar_url != "",
            link(
                icon("calendar-plus", "16"),
                "Add the end to my calendar",
                href=gift.calendar_url,
                class_name="link t13",
            ),
        ),
        class_name="trial__history",
    )


def _line(line: rx.vars.ObjectVar[LineView]) -> rx.Component:
    return rx.el.li(
        rx.el.time(line.when, date_time=line.at, class_name="muted num"),
        rx.el.span(line.words),
        rx.cond(line.amount != "", rx.el.strong(line.amount, class_name="num")),
        class_name="lines__i t13",
    )


def keep_dialog(
    gift: GiftVar, *, tab: rx.Var[str], shown: rx.Var[bool], said: rx.Component
) -> rx.Component:
    """Ask for consent: all of it in words, a tick that nobody sets beforehand, and on to pay."""
    keep = cast(rx.vars.ObjectVar[KeepView], gift.keep)
    form = post_form(
        gift.keep_url,
        rx.el.input(type="hidden", name="words", value=keep.sha256, read_only=True),
        rx.el.input(type="hidden", name="tab", value=tab, read_only=True),
        rx.el.div(
            rx.el.div(
                said,
                rx.el.p(keep.lead, class_name="t15 soft"),
                rx.el.dl(
                    rx.foreach(keep.rows, _row), class_name="card card--quiet rows num keep__rows"
                ),
                rx.el.label(
                    rx.el.input(
                        type="checkbox",
                        name="yes",
                        value="yes",
                        required=True,
                        auto_complete="off",
                    ),
                    rx.el.span(keep.yes),
                    class_name="check",
                ),
                class_name="col",
            ),
            class_name="dialog__body",
        ),
        rx.el.div(
            rx.el.button(
                "Not now",
                type="button",
                class_name="btn btn--plain",
                custom_attrs={"data-close": ""},
            ),
            submit_once("Continue to payment", needs="yes", class_name="btn btn--buy"),
            class_name="dialog__foot",
        ),
        class_name="dialog__form",
    )
    return rx.cond(
        gift.keep,
        dialog(form, dialog_id=f"keep-{gift.key}", heading=keep.heading, open=shown),
    )


def _row(row: rx.vars.ObjectVar[RowView]) -> rx.Component:
    return rx.el.div(rx.el.dt(row.label), rx.el.dd(rx.el.strong(row.words)))


def agreed_dialog(gift: GiftVar) -> rx.Component:
    """Show the consent as it was given, word for word."""
    words = rx.el.div(
        rx.foreach(gift.agreed, lambda line: rx.el.p(line, class_name="t15")),
        class_name="dialog__body col col--2",
    )
    return rx.cond(
        gift.agreed.length() > 0,
        dialog(words, dialog_id=f"agreed-{gift.key}", heading="What you agreed to"),
    )
