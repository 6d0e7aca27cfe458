"""The studio's first page: one's videos, whatever state they are in."""

from typing import Any

import reflex as rx

from smallgestures.videos.news import TOPIC
from smallgestures.web import routes
from smallgestures.web.live.heard import heard
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.signin.controls import said_of
from smallgestures.web.studio.tabs import studio_tabs
from smallgestures.web.studio.videos.views import RowView, VideosView
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link

VideosVar = rx.vars.ObjectVar[VideosView]
RowVar = rx.vars.ObjectVar[RowView]

# Which icon says a state beside its word.
ICONS = (
    ("published", "check"),
    ("uploading", "send"),
    ("failed", "warning"),
    ("deleted", "undo"),
)


def studio_page() -> rx.Component:
    """Show a page of one's videos, the newest first."""
    videos = page_var("videos", VideosView)
    source = rx.cond(page_var("videos_source", bool), page_var("videos_source"), "")
    return page(
        rx.el.div(rx.el.h1("Studio"), _upload("btn btn--primary"), class_name="page__head"),
        studio_tabs(routes.STUDIO),
        rx.el.div(said_of("upload"), rx.cond(videos, _videos(videos)), class_name="col col--4"),
        heard(TOPIC, source=source, part="videos"),
        current=routes.STUDIO,
        class_name="page page--read",
    )


def _upload(class_name: str) -> rx.Component:
    return link(
        icon("plus", "18"), "Upload a video", href=routes.STUDIO_UPLOAD, class_name=class_name
    )


def _videos(videos: VideosVar) -> rx.Component:
    older = link("Older videos", href=videos.older_url, class_name="btn btn--line")
    some = rx.el.div(
        rx.el.ul(rx.foreach(videos.rows, _row), class_name="order-rows", aria_label="Videos"),
        rx.cond(videos.older_url != "", rx.el.div(older)),
        class_name="col col--6",
    )
    none_older = _nothing(
        "No older videos",
        "You have seen them all.",
        link("To the newest", href=routes.STUDIO, class_name="btn btn--primary"),
    )
    none = _nothing(
        "Nothing here yet",
        "Upload a video from your phone or computer. It stays a draft until you publish it.",
        _upload("btn btn--primary"),
    )
    return rx.cond(videos.rows.length() > 0, some, rx.cond(videos.is_older, none_older, none))


def _nothing(title: str, words: str, way_on: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.span(icon("film", "28"), class_name="state__art"),
        rx.el.h2(title),
        rx.el.p(words),
        way_on,
        class_name="state",
    )


def _row(row: RowVar) -> rx.Component:
    return rx.el.li(
        link(
            _poster(row),
            rx.el.span(
                rx.el.span(row.title, class_name="strong order-row__title", dir="auto"),
                rx.cond(row.detail != "", rx.el.span(row.detail, class_name="t13 muted num")),
                rx.cond(row.failure != "", rx.el.span(row.failure, class_name="t13 soft")),
                class_name="order-row__what",
            ),
            rx.el.span(_status(row), class_name="order-row__how"),
            href=row.url,
            class_name="order-row",
        ),
        key=row.key,
    )


def _poster(row: RowVar) -> rx.Component:
    picture: Any = rx.cond(
        row.poster != "", rx.el.img(src=row.poster, alt="", loading="lazy"), icon("film")
    )
    return rx.el.span(
        picture,
        rx.cond(row.runs_for != "", rx.el.span(row.runs_for, class_name="studio__length num")),
        class_name="studio__poster",
    )


def _status(row: RowVar) -> rx.Component:
    return rx.el.span(
        rx.match(
            row.state, *((state, icon(name, "16")) for state, name in ICONS), icon("clock", "16")
        ),
        rx.el.span(row.status),
        rx.cond(
            row.arrived_percent.to(int) >= 0,
            rx.el.span(f"{row.arrived_percent}%", class_name="num"),
        ),
        class_name=f"badge {row.tone}",
    )
