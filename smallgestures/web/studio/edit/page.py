"""The page on which a creator works on one of their videos; one writes while the file goes up."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from smallgestures.videos.news import TOPIC
from smallgestures.web import routes
from smallgestures.web.live.heard import heard
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.signin.controls import post_form, said_of
from smallgestures.web.studio.edit import controls
from smallgestures.web.studio.edit.views import EditView
from smallgestures.web.studio.links import products_editor
from smallgestures.web.studio.upload.components import upload_card
from smallgestures.web.ui.frame import navigation, sandbox_note, skip_link
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link


def edit_video_page(
    *, without: rx.Component | None = None, beside: Sequence[rx.Component] = ()
) -> rx.Component:
    """Show the video, everything that can be changed of it, and how it will be seen.

    Args:
        without: What stands there while the page has no video.
        beside: More that stands beside the video.
    """
    video = page_var("video", EditView)
    return rx.el.div(
        skip_link(),
        navigation(routes.STUDIO),
        rx.el.div(
            sandbox_note(),
            _topbar(),
            rx.el.main(
                rx.cond(video, _content(video, beside), without or rx.fragment()),
                class_name="page page--edit edit",
                id="content",
            ),
            rx.cond(
                page_var("video.is_deleted", bool) | ~page_var("video", bool),
                rx.fragment(),
                controls.buttons(
                    video, size="btn--lg", class_name="buybar only-phone", key=video.id
                ),
            ),
        ),
        class_name="app app--nobar",
    )


def _content(video: Any, beside: Sequence[rx.Component]) -> rx.Component:
    # By its id: while files are under way, the page shows another video without being left.
    return rx.fragment(
        heard(TOPIC, source=video.source, part="video"),
        rx.cond(
            video.is_deleted,
            _deleted(video),
            rx.fragment(
                _head(video),
                rx.el.div(
                    rx.el.div(*_parts(video), class_name="col col--8", key=video.id),
                    rx.el.aside(
                        rx.el.div(*_beside(video), class_name="col col--4", key=video.id),
                        *beside,
                        class_name="stick col col--4",
                    ),
                    class_name="two two--left",
                ),
            ),
        ),
    )


def _parts(video: Any) -> list[rx.Component]:
    """Return what stands in the column of the page, from the file to its end."""
    return [
        upload_card(),
        _trouble(video),
        controls.caption(video),
        controls.cover(video),
        controls.trim(video),
        controls.captions_file(video),
        products_editor(video.id),
        _card(controls.visibility(video)),
        _card(controls.when(video)),
        _card(controls.comments(video)),
        _ends(video),
    ]


def _beside(video: Any) -> list[rx.Component]:
    """Return what stands beside it: how the video is seen."""
    return [controls.end_card(video), controls.preview(video)]


def _topbar() -> rx.Component:
    return rx.el.div(
        link(icon("back", "24"), href=routes.STUDIO, class_name="icon-btn", aria_label="Studio"),
        rx.el.span("Studio", class_name="topbar__title clip1"),
        rx.el.span(class_name="edit__balance"),
        class_name="topbar only-phone",
    )


def _head(video: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1(video.title),
            rx.el.p(
                _badge(video),
                rx.el.span(video.standing),
                controls.standing(video),
                class_name="lead row row--2 row--wrap",
            ),
            class_name="grow",
        ),
        controls.buttons(video, class_name="row row--2 only-wide"),
        class_name="page__head",
        key=video.id,
    )


def _badge(video: Any) -> rx.Component:
    return rx.el.span(
        rx.cond(video.badge_kind == "success", icon("check", "16")),
        video.badge,
        class_name="badge badge--" + video.badge_kind.to(str),
    )


def _trouble(video: Any) -> rx.Component:
    return rx.el.div(
        said_of("video"),
        rx.cond(
            (video.trouble != "") & (video.state != "failed"),  # of its file the card tells
            rx.el.p(
                icon("alert", "18"),
                rx.el.span(video.trouble, class_name="grow"),
                role="alert",
                class_name="note-bar note-bar--danger",
            ),
        ),
        rx.cond(
            video.work != "",
            rx.el.p(
                icon("clock", "18"),
                rx.el.span(video.work),
                role="status",
                class_name="note-bar",
            ),
        ),
        class_name="col col--2 edit__trouble",
    )


def _card(*content: rx.Component) -> rx.Component:
    return rx.el.section(*content, class_name="card edit__card")


def _ends(video: Any) -> rx.Component:
    """Render what takes the video back or away."""
    return rx.el.div(
        rx.cond(
            video.is_out | video.is_planned,
            post_form(
                video.url + "/draft",
                rx.el.button("Make it a draft", type="submit", class_name="btn btn--line"),
            ),
        ),
        post_form(
            video.url + "/delete",
            rx.el.button("Delete", type="submit", class_name="btn btn--danger"),
        ),
        rx.el.p(
            "What you delete can be restored for 30 days.", class_name="hint grow edit__deleting"
        ),
        class_name="row row--wrap",
    )


def _deleted(video: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(icon("film", "28"), class_name="state__art"),
        rx.el.h1(video.title),
        _badge(video),
        rx.el.p(video.deleted_words),
        said_of("video"),
        post_form(
            video.url + "/restore",
            rx.el.button("Restore", type="submit", class_name="btn btn--primary"),
        ),
        link("To your videos", href=routes.STUDIO, class_name="link"),
        class_name="state",
    )
