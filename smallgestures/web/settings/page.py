"""The settings: who one is, where one is signed in, and what this device keeps."""

from typing import cast

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.settings.controls import DataSaver, TimeZoneSelect
from smallgestures.web.settings.state import SessionRow, SettingsCard, SettingsState
from smallgestures.web.shell.page_data import page_when
from smallgestures.web.signin.controls import notice as form_notice
from smallgestures.web.signin.controls import post_form
from smallgestures.web.signin.controls import refused as form_refused
from smallgestures.web.ui.frame import other_places, page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link

CardVar = rx.vars.ObjectVar[SettingsCard]


def settings_page() -> rx.Component:
    """Show the settings, or that somebody signed this browser out."""
    card = cast(CardVar, SettingsState.card)
    return page(
        rx.el.div(rx.el.h1("Settings"), other_places(), class_name="page__head"),
        rx.el.div(
            _said(),
            rx.cond(card, _sections(card), _without_card()),
            class_name="col col--6",
        ),
        current=routes.SETTINGS,
        class_name="page page--read",
    )


def _said() -> rx.Component:
    return rx.el.div(
        form_notice(),
        form_refused(),
        rx.cond(
            SettingsState.notice != "",
            rx.el.p(icon("check", "18"), rx.el.span(SettingsState.notice), class_name="note-bar"),
        ),
        rx.cond(
            SettingsState.refusal != "",
            rx.el.p(
                icon("alert", "18"),
                rx.el.span(SettingsState.refusal),
                class_name="note-bar note-bar--danger",
            ),
        ),
        role="status",
        class_name="col col--2",
    )


def _without_card() -> rx.Component:
    skeleton = rx.el.div(
        rx.el.div(class_name="skel settings__skel"),
        rx.el.div(class_name="skel settings__skel"),
        aria_busy="true",
        aria_label="Loading",
        role="group",
        class_name="col col--4",
    )
    sign_in = link(
        "Sign in", href=f"{routes.SIGN_IN}?next={routes.SETTINGS}", class_name="btn btn--primary"
    )
    return rx.cond(SettingsState.signed_out, rx.el.p(sign_in), skeleton)


def _sections(card: CardVar) -> rx.Component:
    return rx.el.div(
        _section("You", _name(card)),
        _section("E-mail", _email(card)),
        _section("Time zone", _time_zone(card)),
        _section("Gifts", _gifts(card)),
        _section("This device", DataSaver.create()),
        _section("Where you are signed in", _sessions(card)),
        class_name="col col--6",
    )


def _section(title: str, *content: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name="t18 strong"),
        *content,
        class_name="card col col--4",
    )


def _name(card: CardVar) -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.label("Name", html_for="name"),
            rx.el.input(
                id="name",
                name="name",
                key=card.name,
                default_value=card.name,
                max_length=60,
                required=True,
                auto_complete="name",
                class_name="input",
            ),
            rx.el.p(
                "You are ",
                link(f"@{card.handle}", href=f"/u/{card.handle}", class_name="link"),
                ".",
                class_name="hint",
            ),
            class_name="field",
        ),
        rx.el.div(rx.el.button("Save", type="submit", class_name="btn btn--line")),
        on_submit=SettingsState.save_name,
        class_name="col col--3",
    )


def _email(card: CardVar) -> rx.Component:
    confirmed = rx.el.span(icon("check"), "Confirmed", class_name="badge badge--success")
    open_ = rx.el.span(icon("alert"), "Not confirmed", class_name="badge badge--warn")
    return rx.el.div(
        rx.el.div(
            rx.el.span(card.email, class_name="t15 settings__email"),
            rx.cond(card.email_verified, confirmed, open_),
            class_name="row row--between row--wrap",
        ),
        rx.cond(
            card.email_verified,
            rx.fragment(),
            post_form(
                "/auth/verify/again",
                rx.el.p("Open the link that we sent you.", _mailbox(), class_name="t14 soft"),
                rx.el.div(
                    rx.el.button("Send the link again", type="submit", class_name="btn btn--line")
                ),
                class_name="col col--3",
            ),
        ),
        class_name="col col--3",
    )


def _mailbox() -> rx.Component:
    lies_in = rx.el.span(
        " It is in the ", link("mailbox", href=routes.SANDBOX, class_name="link"), "."
    )
    return page_when("mailbox", lies_in)


def _time_zone(card: CardVar) -> rx.Component:
    return rx.el.div(
        rx.el.label("Times are shown in", html_for="time-zone"),
        TimeZoneSelect.create(
            input_id="time-zone", zone=card.time_zone, on_pick=SettingsState.save_time_zone
        ),
        class_name="field",
    )


GIFTS_FROM = (
    ("everyone", "Everyone"),
    ("following", "People I follow"),
    ("nobody", "Nobody"),
)


def _gifts(card: CardVar) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.label("Who may send me gifts", html_for="gifts-from"),
            rx.el.select(
                *(rx.el.option(words, value=value) for value, words in GIFTS_FROM),
                id="gifts-from",
                value=card.gifts_from,
                on_change=SettingsState.save_gifts_from,
                class_name="input input--select",
            ),
            class_name="field",
        ),
        rx.cond(
            card.birth_date != "",
            rx.el.div(
                rx.el.dl(
                    rx.el.div(rx.el.dt("Birth date"), rx.el.dd(card.birth_date)),
                    rx.el.div(rx.el.dt("Country"), rx.el.dd(card.country)),
                    class_name="rows",
                ),
                rx.el.p(
                    "Asked once, with your first gift. Write to us to change it.", class_name="hint"
                ),
            ),
        ),
        class_name="col col--3",
    )


def _sessions(card: CardVar) -> rx.Component:
    return rx.el.div(
        rx.el.ul(
            rx.foreach(card.sessions, _session),
            class_name="rows",
            aria_label="Open sessions",
        ),
        rx.el.div(
            rx.cond(
                card.has_others,
                rx.el.button(
                    "Sign out everywhere else",
                    type="button",
                    on_click=SettingsState.sign_out_elsewhere,
                    class_name="btn btn--line",
                ),
            ),
            post_form(
                "/auth/sign-out",
                rx.el.button("Sign out", type="submit", class_name="btn btn--line"),
            ),
            class_name="row row--wrap",
        ),
        class_name="col col--4",
    )


def _session(row: rx.vars.ObjectVar[SessionRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.device, class_name="strong"),
        rx.cond(
            row.is_this,
            rx.el.span("This browser", class_name="badge"),
            rx.el.span(row.seen, class_name="muted num"),
        ),
    )
