"""The buttons about somebody."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from smallgestures.moderation.models import REASON_WORDS, WORDS_LIMIT
from smallgestures.web.signin.controls import post_form
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.submit_once import submit_once


def tie_buttons(handle: Any, tie: Any) -> rx.Component:
    """Render Follow and Message, or Unblock for somebody who is blocked."""
    return rx.cond(
        tie.has_blocked,
        _button(handle, "unblock", "Unblock", "btn btn--line"),
        rx.fragment(
            rx.cond(
                tie.follows,
                _button(handle, "unfollow", "Following", "btn btn--line", pressed=True),
                _button(handle, "follow", "Follow", "btn btn--primary"),
            ),
            _button(handle, "message", "Message", "btn btn--line"),
        ),
    )


def tie_menu(
    handle: Any, name: Any, *, has_blocked: Any, back: Any, thread: Any = ""
) -> rx.Component:
    """Render the small menu with Block and Report.

    Args:
        handle: Whose.
        name: What they are called.
        has_blocked: Whether the person who looks blocks them.
        back: The page to come back to.
        thread: The conversation that a report is about, if it is about one.
    """
    return rx.el.details(
        rx.el.summary(
            icon("more"),
            class_name="icon-btn",
            aria_label="More",
            role="button",
        ),
        rx.el.div(
            rx.cond(
                has_blocked,
                _button(handle, "unblock", f"Unblock {name}", "btn btn--plain", back=back),
                _button(handle, "block", f"Block {name}", "btn btn--plain", back=back),
            ),
            rx.el.details(
                rx.el.summary("Report", class_name="btn btn--plain"),
                _report(handle, name, back, thread),
            ),
            class_name="menu__sheet card",
        ),
        class_name="menu",
    )


def _report(handle: Any, name: Any, back: Any, thread: Any) -> rx.Component:
    return post_form(
        Var.create(f"/u/{handle}/report"),
        _hidden("next", back),
        _hidden("thread", thread),
        rx.el.fieldset(
            rx.el.legend("What is wrong?", class_name="t14 strong"),
            *(
                rx.el.label(
                    rx.el.input(type="radio", name="reason", value=reason.value, required=True),
                    rx.el.span(words),
                    class_name="check",
                )
                for reason, words in REASON_WORDS.items()
            ),
        ),
        rx.el.label(
            rx.el.span("In your words, if you like", class_name="t13"),
            rx.el.textarea(name="words", rows="2", max_length=WORDS_LIMIT, class_name="input"),
            class_name="field",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="block", value="yes"),
            rx.el.span(f"Block {name} too"),
            class_name="check",
        ),
        submit_once("Send report", class_name="btn btn--danger"),
        class_name="col col--3",
    )


def _button(
    handle: Any, what: str, words: Any, class_name: str, *, back: Any = "", pressed: bool = False
) -> rx.Component:
    attrs = {"aria-pressed": "true"} if pressed else {}
    return post_form(
        Var.create(f"/u/{handle}/{what}"),
        _hidden("next", back),
        rx.el.button(words, type="submit", class_name=class_name, custom_attrs=attrs),
    )


def _hidden(name: str, value: Any) -> rx.Component:
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)
