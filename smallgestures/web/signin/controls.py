"""The parts that the account forms are made of."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from smallgestures.web.shell.page_data import page_input, page_text, page_var, page_when
from smallgestures.web.ui.browser_module import browser_module
from smallgestures.web.ui.frame import sandbox_note
from smallgestures.web.ui.icons import bow, icon
from smallgestures.web.ui.links import link

_LIBRARY = browser_module(__file__, "controls.jsx")


class PostForm(rx.el.Div):
    """A form that the browser itself sends; `rx.el.form` would keep it from doing so."""

    tag = "form"

    action: Var[str]
    method: Var[str]


class TimeZoneField(rx.Component):
    """A hidden field with the browser's time zone."""

    library = _LIBRARY
    tag = "TimeZoneField"


class PasswordField(rx.Component):
    """A password field whose content can be looked at."""

    library = _LIBRARY
    tag = "PasswordField"

    input_id: Var[str]
    auto_complete: Var[str]
    min_length: Var[int]
    invalid: Var[bool]
    described_by: Var[str]


def post_form(action: str | Var[str], *content: rx.Component, class_name: str = "") -> rx.Component:
    """Render a form that is posted to a plain route."""
    return PostForm.create(*content, action=action, method="post", class_name=class_name)


def kept(name: str) -> rx.Component:
    """Send a value of the page's data along with the form."""
    return page_input(default=name, type="hidden", name=name)


def with_next(address: str) -> Var[str]:
    """Return the address of another form that leads on to the same page in the end."""
    here = page_var("next")
    carried = f"((({here!s}) ?? '/') === '/' ? '' : '?next=' + encodeURIComponent({here!s}))"
    expression = f"({address!r} + {carried})"
    return Var(_js_expr=expression, _var_type=str, _var_data=here._get_all_var_data())


def failing(name: str) -> Var[bool]:
    """Say whether the last try was refused because of this field."""
    return page_var(f"flash.errors.{name}", bool)


def error_of(name: str, *after: rx.Component) -> rx.Component:
    """Say what is wrong with a field, and what to do."""
    return page_when(
        f"flash.errors.{name}",
        rx.el.p(
            icon("alert", "16"),
            rx.el.span(page_text(f"flash.errors.{name}"), *after),
            class_name="hint",
            id=f"{name}-error",
        ),
    )


def hint_of(hint: str, hint_id: str, name: str) -> rx.Component:
    """Say what the field takes, until the last try says it better."""
    if not hint:
        return rx.fragment()
    return rx.cond(failing(name), rx.fragment(), rx.el.p(hint, class_name="hint", id=hint_id))


def text_field(label: str, name: str, *, hint: str = "", **props: Any) -> rx.Component:
    """Render a labelled input, which keeps what was typed when the form comes back."""
    hint_id = f"{name}-hint" if hint else ""
    return rx.el.div(
        rx.el.label(label, html_for=name),
        page_input(
            default=f"flash.values.{name}",
            id=name,
            name=name,
            class_name="input",
            required=True,
            aria_invalid=rx.cond(failing(name), "true", "false"),
            aria_describedby=rx.cond(failing(name), f"{name}-error", hint_id),
            **props,
        ),
        error_of(name),
        hint_of(hint, hint_id, name),
        class_name=rx.cond(failing(name), "field field--error", "field"),
    )


def password_field(
    label: str,
    *,
    auto_complete: str,
    shortest: int,
    error: str = "password",
    hint: str = "",
    after_error: tuple[rx.Component, ...] = (),
) -> rx.Component:
    """Render the password's field. `error` names the refusal that stands under it."""
    return rx.el.div(
        rx.el.label(label, html_for="password"),
        PasswordField.create(
            input_id="password",
            auto_complete=auto_complete,
            min_length=shortest,
            invalid=failing(error),
            described_by=rx.cond(failing(error), f"{error}-error", "password-hint" if hint else ""),
        ),
        error_of(error, *after_error),
        hint_of(hint, "password-hint", error),
        class_name=rx.cond(failing(error), "field field--error", "field"),
    )


def submit(label: str) -> rx.Component:
    """Render the one filled button of the form."""
    return rx.el.button(label, type="submit", class_name="btn btn--primary btn--lg btn--wide")


def heading(title: str, *below: rx.Component | str) -> rx.Component:
    """Say what the form is for."""
    return rx.el.div(
        rx.el.h1(title, class_name="h1"),
        rx.el.p(*below, class_name="soft t15"),
        class_name="col col--1",
    )


def refused() -> rx.Component:
    """Say what is wrong with the form as a whole."""
    return page_when(
        "flash.errors.form",
        rx.el.p(
            icon("alert", "18"),
            rx.el.span(page_text("flash.errors.form")),
            role="alert",
            class_name="note-bar note-bar--danger",
        ),
    )


def notice() -> rx.Component:
    """Say what the last form did."""
    return page_when(
        "flash.notice",
        rx.el.p(
            icon("check", "18"),
            rx.el.span(page_text("flash.notice")),
            role="status",
            class_name="note-bar",
        ),
    )


def said_of(form: str) -> rx.Component:
    """Say what became of this form, and of no other."""
    return rx.cond(page_var("flash.form") == form, rx.fragment(refused(), notice()))


def sign_frame(*content: rx.Component) -> rx.Component:
    """Frame a form: a picture beside it, or above it on a phone."""
    return rx.el.div(
        rx.el.header(
            link(bow(), rx.el.span("Small Gestures"), class_name="logo", href="/"),
            rx.el.p("Short videos, and small things to send the people you love."),
            class_name="sign__art sign__art--aurora",
        ),
        rx.el.main(
            rx.el.div(sandbox_note("sandbox-note--form"), *content),
            class_name="sign__form",
            id="content",
        ),
        class_name="sign",
    )
