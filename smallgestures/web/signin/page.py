"""The forms of accounts: plain posts, which work before any script has run."""

from typing import Any

import reflex as rx

from smallgestures.accounts.fields import HANDLE_RULE
from smallgestures.accounts.passwords import SHORTEST
from smallgestures.web import routes
from smallgestures.web.shell.page_data import page_text, page_when
from smallgestures.web.signin.controls import (
    TimeZoneField,
    heading,
    kept,
    notice,
    password_field,
    post_form,
    refused,
    sign_frame,
    submit,
    text_field,
    with_next,
)
from smallgestures.web.ui.links import link

PASSWORD_RULE = f"At least {SHORTEST} characters. A few words do well."
EMAIL_INPUT: dict[str, Any] = {
    "type": "email",
    "auto_capitalize": "none",
    "spell_check": False,
    "max_length": 254,
}


def sign_in_page() -> rx.Component:
    """Ask for e-mail and password."""
    reset_it = link("Reset it", href=routes.FORGOT, class_name="link link--inherit")
    return sign_frame(
        post_form(
            "/auth/sign-in",
            heading(
                "Welcome back",
                "New here? ",
                link("Create an account", href=with_next(routes.SIGN_UP), class_name="link"),
            ),
            notice(),
            text_field("Email", "email", auto_complete="username", **EMAIL_INPUT),
            password_field(
                "Password",
                auto_complete="current-password",
                shortest=1,
                error="form",
                after_error=(rx.el.span(" "), reset_it),
            ),
            kept("next"),
            TimeZoneField.create(),
            submit("Sign in"),
            _confirm_first(),
            rx.el.p(
                link("Forgot your password?", href=routes.FORGOT, class_name="link"),
                class_name="t14 soft",
            ),
        )
    )


def _confirm_first() -> rx.Component:
    """Where mail goes out, a new account opens with its link: say so to whoever was refused."""
    hint = rx.el.p("Just signed up? Open the link in your mail first.", class_name="note-bar")
    return page_when("flash.errors.form", page_when("mailbox", rx.fragment(), hint))


def sign_up_page() -> rx.Component:
    """Ask for what an account needs."""
    return sign_frame(
        post_form(
            "/auth/sign-up",
            heading(
                "Create your account",
                "Here already? ",
                link("Sign in", href=with_next(routes.SIGN_IN), class_name="link"),
            ),
            refused(),
            text_field("Name", "name", auto_complete="name", max_length=60),
            text_field(
                "Handle",
                "handle",
                hint=HANDLE_RULE,
                auto_complete="nickname",
                auto_capitalize="none",
                spell_check=False,
                max_length=31,
            ),
            text_field("Email", "email", auto_complete="username", **EMAIL_INPUT),
            password_field(
                "Password", auto_complete="new-password", shortest=SHORTEST, hint=PASSWORD_RULE
            ),
            kept("next"),
            TimeZoneField.create(),
            submit("Create account"),
        )
    )


def forgot_page() -> rx.Component:
    """Ask where to send the link that sets a new password."""
    return sign_frame(
        post_form(
            "/auth/forgot",
            heading("Reset your password", "We send you a link. It works once, for one hour."),
            refused(),
            notice(),
            text_field("Email", "email", auto_complete="username", **EMAIL_INPUT),
            submit("Send the link"),
            _mailbox_hint(),
            rx.el.p(
                link("Back to sign in", href=routes.SIGN_IN, class_name="link"),
                class_name="t14 soft",
            ),
        )
    )


def reset_page() -> rx.Component:
    """Ask for the new password."""
    return sign_frame(
        post_form(
            "/auth/reset",
            heading("Choose a new password", "You are signed out everywhere when it is set."),
            refused(),
            password_field(
                "Password", auto_complete="new-password", shortest=SHORTEST, hint=PASSWORD_RULE
            ),
            kept("token"),
            submit("Set the password"),
        )
    )


def verify_page() -> rx.Component:
    """Confirm the address whose link was opened, or say that a link is on its way.

    Opening the link alone confirms nothing: programs that look through mail open links too.
    """
    return sign_frame(page_when("token", _confirm(), _on_its_way()))


def _confirm() -> rx.Component:
    return post_form(
        "/auth/verify",
        heading("Confirm your e-mail", "One press, and this address is yours here."),
        kept("token"),
        submit("Confirm my e-mail"),
    )


def _on_its_way() -> rx.Component:
    return rx.el.div(
        page_when("flash.errors.form", _link_is_spent(), _check_your_mail()),
        class_name="col col--6",
    )


def _check_your_mail() -> rx.Component:
    where = page_when("flash.values.email", page_text("flash.values.email"), "your address")
    return rx.el.div(
        heading("Check your mail", "We sent a link to ", where, ". Open it to go on."),
        _mailbox_hint(),
        link("Watch meanwhile", href=routes.WATCH, class_name="btn btn--line btn--lg btn--wide"),
        class_name="col col--6",
    )


def _link_is_spent() -> rx.Component:
    return rx.el.div(
        heading("This link no longer works"),
        refused(),
        rx.el.p(
            "Signed in? Your ",
            link("settings", href=routes.SETTINGS, class_name="link"),
            " send you a new one.",
            class_name="t15 soft",
        ),
        class_name="col col--6",
    )


def _mailbox_hint() -> rx.Component:
    """On one machine mail goes nowhere; say where it lies."""
    return page_when(
        "mailbox",
        rx.el.p(
            rx.el.span(
                "No mail server is set up here. Mail lies in the ",
                link("mailbox", href=routes.SANDBOX, class_name="link"),
                ".",
            ),
            class_name="note-bar",
        ),
    )
