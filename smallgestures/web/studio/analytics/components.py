"""Parts of the pages of figures. They take Vars and know no state."""

from typing import Any, cast

import reflex as rx

from smallgestures.web.studio.analytics.figures import figures_link
from smallgestures.web.studio.analytics.plotting import PlotVar, plot
from smallgestures.web.studio.analytics.views import (
    ClipRowView,
    FiguresView,
    FigureView,
    PickView,
    RowView,
    StepView,
)
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link

FiguresVar = rx.vars.ObjectVar[FiguresView]
FigureVar = rx.vars.ObjectVar[FigureView]


def periods(figures: FiguresVar) -> rx.Component:
    """Let the days be picked that are counted."""

    def of(pick: rx.vars.ObjectVar[PickView]) -> rx.Component:
        return figures_link(
            pick.words, href=pick.url, is_current=pick.is_current, class_name="pill", key=pick.words
        )

    return rx.el.nav(rx.foreach(figures.periods, of), aria_label="Period", class_name="row row--2")


def when(figures: FiguresVar) -> rx.Component:
    """Say which days are counted, and where they begin."""
    return rx.el.p(figures.span, ". Days begin at midnight UTC.", class_name="lead num")


def plotted(figures: FiguresVar) -> rx.Component:
    """Show the picked figure for each day: as a plot, as a table, as a file."""
    shown = cast(FigureVar, figures.plotted)
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2(shown.name, " per day", class_name="t18"),
                rx.el.p(shown.definition, class_name="t13 muted"),
            ),
            download("Days as CSV", figures.csv_url),
            class_name="row row--between row--wrap plot__head",
        ),
        plot(cast(PlotVar, figures.plot)),
        day_table(figures),
        class_name="card col",
        aria_label="Per day",
    )


def download(words: str, url: Any) -> rx.Component:
    """Offer a file."""
    return link(
        icon("download", "18"), words, href=url, class_name="btn btn--line btn--sm", download=True
    )


def day_table(figures: FiguresVar) -> rx.Component:
    """Show every figure of every day, for whoever would rather read than look."""
    return as_table(
        "Every day as a table",
        rx.el.tr(_head("Day"), rx.foreach(figures.heads, _number_head)),
        rx.foreach(figures.days, _row),
        wide=True,
    )


def as_table(words: str, heads: rx.Component, rows: Any, *, wide: bool = False) -> rx.Component:
    """Show a table behind its name."""
    return rx.el.details(
        rx.el.summary(words, icon("down", "16"), class_name="plot__more t13"),
        scrolled(words, heads, rows, class_name="table figures__table" if wide else "table"),
        class_name="plot__table",
    )


def scrolled(words: str, heads: rx.Component, rows: Any, *, class_name: str) -> rx.Component:
    """Show a table that is scrolled sideways where it has no room."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(words, class_name="sr"),
            rx.el.thead(heads),
            rx.el.tbody(rows),
            class_name=class_name,
        ),
        role="region",
        aria_label=words,
        tab_index=0,
        class_name="figures__scroll",
    )


def _head(words: Any) -> rx.Component:
    return rx.el.th(words, scope="col")


def _number_head(words: Any) -> rx.Component:
    return rx.el.th(words, scope="col", class_name="right")


def _row(row: rx.vars.ObjectVar[RowView]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.name, scope="row", class_name="num"), rx.foreach(row.cells, _cell), key=row.key
    )


def _cell(words: Any) -> rx.Component:
    return rx.el.td(words, class_name="right")


def numbers(heading: str, shown: Any, *, columns: str) -> rx.Component:
    """Show figures with what each means; any of them can be picked for the plot."""
    return rx.el.section(
        rx.el.h2(heading, class_name="t18"),
        rx.el.dl(rx.foreach(shown, _number), class_name=f"kpis figures__kpis--{columns}"),
        class_name="col col--3",
        aria_label=heading,
    )


def _number(figure: FigureVar) -> rx.Component:
    return rx.el.div(
        rx.el.dt(
            figures_link(
                figure.name,
                href=figure.url,
                is_current=figure.is_current,
                class_name="figures__pick",
            )
        ),
        rx.el.dd(figure.value),
        rx.el.dd(figure.definition, class_name="figures__means"),
        class_name=rx.cond(figure.is_current, "kpi kpi--on", "kpi"),
        key=figure.key,
    )


def clip_row(clip: rx.vars.ObjectVar[ClipRowView]) -> rx.Component:
    """Show one clip in the table of all; its name leads to its own figures."""
    picture = rx.cond(
        clip.poster != "",
        rx.el.img(src=clip.poster, alt="", class_name="figures__poster", loading="lazy"),
        rx.el.span(class_name="figures__poster", custom_attrs={"aria-hidden": "true"}),
    )
    return rx.el.tr(
        rx.el.th(
            rx.el.div(
                picture,
                rx.el.div(
                    link(clip.title, href=clip.url, class_name="figures__clip"),
                    rx.cond(clip.note != "", rx.el.p(clip.note, class_name="t12 muted")),
                    class_name="grow",
                ),
                class_name="row",
            ),
            scope="row",
        ),
        rx.foreach(clip.cells, _cell),
        key=clip.key,
    )


def clip_table(heads: Any, clips: Any) -> rx.Component:
    """Show all figures of each clip."""
    return scrolled(
        "Your clips",
        rx.el.tr(_head("Clip"), rx.foreach(heads, _number_head)),
        rx.foreach(clips, clip_row),
        class_name="table figures__table figures__table--clips",
    )


def second_table(seconds: Any) -> rx.Component:
    """Show the retention curve as numbers."""
    heads = rx.el.tr(
        _head("Second"), _number_head("Showings that got there"), _number_head("Share of all")
    )
    return as_table("Every second as a table", heads, rx.foreach(seconds, _row))


def funnel(steps: Any) -> rx.Component:
    """Show how many went from each step to the next."""

    def of(step: rx.vars.ObjectVar[StepView]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.span(step.name, class_name="strong"),
                rx.el.span(step.value, class_name="num strong"),
                class_name="row row--between",
            ),
            rx.el.div(
                rx.el.span(style={"width": step.width}),
                class_name="progress",
                custom_attrs={"aria-hidden": "true"},
            ),
            rx.cond(step.share != "", rx.el.p(step.share, class_name="t13 muted num")),
            class_name="col col--2",
            key=step.name,
        )

    return rx.el.ol(rx.foreach(steps, of), class_name="col", aria_label="Funnel")


def skeleton() -> rx.Component:
    """Show the shapes of what comes."""

    def shape(name: str) -> rx.Component:
        return rx.el.div(class_name=f"skel {name}")

    return rx.el.div(
        shape("figures__skel--plot"),
        rx.el.div(*(shape("figures__skel--kpi") for _ in range(4)), class_name="kpis"),
        aria_hidden="true",
        class_name="col col--6 figures__skel",
    )
