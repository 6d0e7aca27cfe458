"""The pages of figures: all clips of a creator, and one of them."""

from typing import cast

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.studio.analytics import components
from smallgestures.web.studio.analytics.figures import figures, figures_link
from smallgestures.web.studio.analytics.plotting import PlotVar, plot
from smallgestures.web.studio.analytics.views import AnalyticsView, ClipAnalyticsView
from smallgestures.web.studio.tabs import studio_tabs
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link

# Only these pages load it: the feed's styles stay as small as they are.
SHEET = "/analytics.css"

AnalyticsVar = rx.vars.ObjectVar[AnalyticsView]
ClipVar = rx.vars.ObjectVar[ClipAnalyticsView]


def analytics_page() -> rx.Component:
    """Show how all clips of this person do."""
    shown = page_var("analytics", AnalyticsView)
    counted = cast(components.FiguresVar, shown.figures)
    head = rx.el.div(
        rx.el.div(rx.el.h1("Analytics"), rx.cond(shown.has_clips, components.when(counted))),
        rx.cond(shown.has_clips, components.periods(counted)),
        class_name="page__head",
    )
    return page(
        rx.el.link(rel="stylesheet", href=SHEET),
        studio_tabs(routes.STUDIO_ANALYTICS),
        figures(
            "analytics",
            head,
            rx.cond(
                shown,
                rx.cond(shown.has_clips, _all_clips(shown, counted), _no_clips()),
                components.skeleton(),
            ),
        ),
        current=routes.STUDIO,
    )


def _all_clips(shown: AnalyticsVar, counted: components.FiguresVar) -> rx.Component:
    return rx.el.div(
        components.plotted(counted),
        components.numbers("Watching", counted.watching, columns="3"),
        components.numbers("Selling", counted.selling, columns="4"),
        rx.el.section(
            rx.el.div(
                rx.el.h2("Your clips", class_name="t18"),
                components.download("Clips as CSV", shown.clips_csv_url),
                class_name="row row--between row--wrap",
            ),
            rx.el.div(
                components.clip_table(counted.heads, shown.clips), class_name="card card--flush"
            ),
            rx.el.div(
                rx.cond(shown.fewer_url != "", _page_link("More viewed", shown.fewer_url)),
                rx.cond(shown.more_url != "", _page_link("Less viewed", shown.more_url)),
                class_name="row figures__pages",
            ),
            class_name="col col--3",
        ),
        class_name="col col--8",
    )


def _page_link(words: str, url: rx.Var[str]) -> rx.Component:
    return figures_link(words, href=url, is_current=False, class_name="btn btn--line")


def _no_clips() -> rx.Component:
    return rx.el.div(
        rx.el.span(icon("play", "28"), class_name="state__art"),
        rx.el.h2("Nothing to count yet"),
        rx.el.p(
            "When a clip of yours is out, you see here who it reaches: views, how far people "
            "watch, and what they buy."
        ),
        link("Upload a video", href=routes.STUDIO_UPLOAD, class_name="btn btn--primary"),
        class_name="state",
    )


def clip_analytics_page() -> rx.Component:
    """Show how one clip does."""
    shown = page_var("clip_analytics", ClipAnalyticsView)
    counted = cast(components.FiguresVar, shown.figures)
    return page(
        rx.el.link(rel="stylesheet", href=SHEET),
        studio_tabs(routes.STUDIO_ANALYTICS),
        figures("clip_analytics", rx.cond(shown, _clip(shown, counted), components.skeleton())),
        current=routes.STUDIO,
    )


def _clip(shown: ClipVar, counted: components.FiguresVar) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.cond(
                    shown.poster != "",
                    rx.el.img(src=shown.poster, alt="", class_name="figures__cover"),
                ),
                rx.el.div(
                    link(
                        icon("back", "16"),
                        "All clips",
                        href=routes.STUDIO_ANALYTICS,
                        class_name="figures__back t13",
                    ),
                    rx.el.h1(shown.title, class_name="figures__title"),
                    rx.el.p(
                        rx.cond(shown.note != "", f"{shown.note} · ", ""),
                        link("Edit the clip", href=shown.edit_url, class_name="link"),
                        class_name="t14 soft num",
                    ),
                    components.when(counted),
                    class_name="grow",
                ),
                class_name="row figures__who",
            ),
            components.periods(counted),
            class_name="page__head",
        ),
        components.plotted(counted),
        components.numbers("Watching", counted.watching, columns="3"),
        _retention(shown),
        components.numbers("Selling", counted.selling, columns="4"),
        _funnel(shown),
        class_name="col col--8",
    )


def _retention(shown: ClipVar) -> rx.Component:
    return rx.el.section(
        _head("Retention", shown.retention_definition, "Retention as CSV", shown.retention_csv_url),
        plot(cast(PlotVar, shown.retention)),
        components.second_table(shown.seconds),
        class_name="card col",
        aria_label="Retention",
    )


def _funnel(shown: ClipVar) -> rx.Component:
    return rx.el.section(
        _head(
            "From being shown to being bought",
            shown.funnel_definition,
            "Steps as CSV",
            shown.funnel_csv_url,
        ),
        components.funnel(shown.steps),
        class_name="card col",
        aria_label="From being shown to being bought",
    )


def _head(
    heading: str, definition: rx.Var[str], file_words: str, file_url: rx.Var[str]
) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h2(heading, class_name="t18"),
            rx.el.p(definition, class_name="t13 muted plot__means"),
        ),
        components.download(file_words, file_url),
        class_name="row row--between row--wrap plot__head",
    )
