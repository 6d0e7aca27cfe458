"""Somebody's public profile: who they are and their newest clips."""

from dataclasses import dataclass

import reflex as rx

from smallgestures.accounts.ties.service import Tie
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.signin.controls import said_of
from smallgestures.web.ties.components import tie_buttons, tie_menu
from smallgestures.web.ui.frame import avatar, page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link


@dataclass(frozen=True)
class ClipLink:
    """One clip of the grid."""

    url: str
    caption: str
    poster: str
    alt: str


@dataclass(frozen=True)
class ProfileCard:
    """A profile as its page shows it."""

    handle: str
    name: str
    clips: list[ClipLink]
    is_older: bool
    more_url: str
    tie: Tie | None
    has_showcase: bool


def profile_page() -> rx.Component:
    """Show the person and a grid of their clips, the newest first."""
    person = page_var("profile", ProfileCard)
    return page(rx.cond(person, _content(person)))


def _content(person: rx.vars.ObjectVar[ProfileCard]) -> rx.Component:
    return rx.el.div(
        rx.el.header(
            avatar(person.handle, person.name, "72"),
            rx.el.div(
                rx.el.h1(person.name, class_name="h1"),
                rx.el.p(f"@{person.handle}", class_name="soft"),
                class_name="grow",
            ),
            rx.cond(person.tie, _buttons(person)),
            class_name="row row--wrap",
        ),
        said_of("person"),
        rx.el.p(
            rx.cond(
                page_var("viewer.handle") != person.handle,
                link(
                    icon("gift"),
                    "Send a gift",
                    href="/gestures?to=" + person.handle.to(str),
                    class_name="btn btn--line",
                ),
            ),
            rx.cond(
                person.has_showcase,
                link(
                    icon("store"),
                    "Showcase",
                    href="/u/" + person.handle.to(str) + "/showcase",
                    class_name="btn btn--line",
                ),
            ),
            class_name="row row--2 row--wrap",
        ),
        rx.cond(
            person.clips.length() > 0,
            rx.el.ul(rx.foreach(person.clips, _tile), class_name="tiles", aria_label="Clips"),
            rx.el.div(
                rx.el.h2(rx.cond(person.is_older, "No older clips", "No clips yet")),
                rx.el.p(f"What {person.name} publishes will stand here."),
                class_name="state",
            ),
        ),
        rx.cond(
            person.more_url != "",
            link("Older clips", href=person.more_url, class_name="btn btn--line"),
        ),
        class_name="col col--6",
    )


def _buttons(person: rx.vars.ObjectVar[ProfileCard]) -> rx.Component:
    return rx.el.div(
        tie_buttons(person.handle, person.tie),
        tie_menu(
            person.handle,
            person.name,
            has_blocked=person.tie.has_blocked,
            back=page_var("path"),
        ),
        class_name="row",
    )


def _tile(clip: rx.vars.ObjectVar[ClipLink]) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.img(src=clip.poster, alt=clip.alt, loading="lazy"),
            rx.el.span(rx.el.strong(clip.caption), class_name="tile__text"),
            href=clip.url,
            class_name="tile",
            style={"display": "block"},
        )
    )
