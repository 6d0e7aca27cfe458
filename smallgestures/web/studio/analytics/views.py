"""Figures as their pages show them: all words made, all shapes placed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from smallgestures.insights.figures.cards import (
    ClipFigures,
    ClipName,
    ClipReport,
    CreatorReport,
    Figures,
    Retention,
)
from smallgestures.insights.figures.metrics import FUNNEL, METRICS, RETENTION, About, Metric
from smallgestures.insights.figures.service import PERIODS
from smallgestures.media.storage import get_storage
from smallgestures.web import routes
from smallgestures.web.studio.analytics.asked import Asked
from smallgestures.web.studio.analytics.plots import PlotView, plot_days, plot_retention
from smallgestures.web.studio.analytics.words import NONE, percent, short_day, span, value_of

FUNNEL_STEPS: tuple[tuple[str, Callable[[Figures], int]], ...] = (
    ("Products shown", lambda figures: figures.impressions),
    ("Clicks", lambda figures: figures.clicks),
    ("Product views", lambda figures: figures.product_views),
    ("Orders", lambda figures: figures.orders),
)


@dataclass(frozen=True)
class PickView:
    """Something that can be picked, and whether it is."""

    words: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class FigureView:
    """One figure with what it means; picked, it is the one that is plotted."""

    key: str
    name: str
    value: str
    definition: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class RowView:
    """A row of a table."""

    key: str
    name: str
    cells: list[str]


@dataclass(frozen=True)
class FiguresView:
    """What the pages of all clips and of one clip have in common."""

    span: str
    periods: list[PickView]
    watching: list[FigureView]
    selling: list[FigureView]
    plotted: FigureView
    plot: PlotView
    heads: list[str]
    days: list[RowView]
    csv_url: str


@dataclass(frozen=True)
class ClipRowView:
    """One clip in the table of all."""

    key: str
    title: str
    url: str
    poster: str
    note: str
    cells: list[str]


@dataclass(frozen=True)
class AnalyticsView:
    """All clips of a creator."""

    figures: FiguresView
    clips: list[ClipRowView]
    clips_csv_url: str
    more_url: str
    fewer_url: str
    has_clips: bool


@dataclass(frozen=True)
class StepView:
    """One step of the funnel: how many got there, and which share of the step before."""

    name: str
    value: str
    share: str
    width: str


@dataclass(frozen=True)
class ClipAnalyticsView:
    """One clip."""

    figures: FiguresView
    title: str
    poster: str
    note: str
    edit_url: str
    retention: PlotView
    retention_definition: str
    retention_csv_url: str
    seconds: list[RowView]
    steps: list[StepView]
    funnel_definition: str
    funnel_csv_url: str


def view_of_creator(report: CreatorReport, asked: Asked) -> AnalyticsView:
    """Return a creator's figures as their page shows them."""
    page = asked.page
    return AnalyticsView(
        figures=_figures(report, asked, routes.STUDIO_ANALYTICS),
        clips=[_clip_row(one, asked) for one in report.clips],
        clips_csv_url=_file(routes.STUDIO_ANALYTICS, asked, "clips"),
        more_url=_url(routes.STUDIO_ANALYTICS, asked, page=page + 1) if report.has_more else "",
        fewer_url=_url(routes.STUDIO_ANALYTICS, asked, page=page - 1) if page > 1 else "",
        has_clips=bool(report.clips) or page > 1,
    )


def view_of_clip(report: ClipReport, asked: Asked) -> ClipAnalyticsView:
    """Return a clip's figures as their page shows them."""
    here = routes.studio_analytics(report.clip.public_id)
    return ClipAnalyticsView(
        figures=_figures(report, asked, here),
        title=title_of(report.clip),
        poster=_poster(report.clip),
        note=_note(report.clip),
        edit_url=routes.studio_video(report.clip.public_id),
        retention=plot_retention(report.retention),
        retention_definition=RETENTION,
        retention_csv_url=_file(here, asked, "retention"),
        seconds=_seconds(report.retention),
        steps=_steps(report.total),
        funnel_definition=FUNNEL,
        funnel_csv_url=_file(here, asked, "funnel"),
    )


def steps_of(figures: Figures) -> list[tuple[str, int]]:
    """Return the steps from being shown to being bought, with how many got to each."""
    return [(name, of(figures)) for name, of in FUNNEL_STEPS]


def title_of(clip: ClipName) -> str:
    """Return what a clip is called in a list."""
    return clip.caption or "A clip without words"


def _figures(report: CreatorReport | ClipReport, asked: Asked, here: str) -> FiguresView:
    total = report.total

    def figure(metric: Metric) -> FigureView:
        return FigureView(
            key=metric.key,
            name=metric.name,
            value=value_of(metric, total),
            definition=metric.definition,
            url=_url(here, asked, metric=metric.key),
            is_current=metric is asked.metric,
        )

    return FiguresView(
        span=span(report.period),
        periods=[
            PickView(f"{days} days", _url(here, asked, days=days), days == asked.days)
            for days in PERIODS
        ],
        watching=[figure(metric) for metric in METRICS if metric.about == About.WATCHING],
        selling=[figure(metric) for metric in METRICS if metric.about == About.SELLING],
        plotted=figure(asked.metric),
        plot=plot_days(report.by_day, asked.metric),
        heads=[metric.name for metric in METRICS],
        days=[
            RowView(one.day.isoformat(), short_day(one.day), _cells(one.figures))
            for one in reversed(report.by_day)
        ],
        csv_url=_file(here, asked, "days"),
    )


def _cells(figures: Figures) -> list[str]:
    return [value_of(metric, figures) for metric in METRICS]


def _clip_row(one: ClipFigures, asked: Asked) -> ClipRowView:
    return ClipRowView(
        key=one.clip.public_id,
        title=title_of(one.clip),
        url=_url(routes.studio_analytics(one.clip.public_id), asked),
        poster=_poster(one.clip),
        note=_note(one.clip),
        cells=_cells(one.figures),
    )


def _poster(clip: ClipName) -> str:
    return get_storage().url(clip.poster_key) if clip.poster_key else ""


def _note(clip: ClipName) -> str:
    """Return what one has to know of a clip whose figures do not grow any more, or not yet."""
    if clip.is_deleted:
        return "Deleted"
    return "" if clip.published_at else "Not published"


def _seconds(retention: Retention) -> list[RowView]:
    return [
        RowView(str(second), f"{second} s", [f"{number:,}", _share(retention.share(second))])
        for second, number in enumerate(retention.reached)
    ]


def _steps(total: Figures) -> list[StepView]:
    steps = steps_of(total)
    most = max(number for _name, number in steps) or 1
    before: Sequence[int | None] = [None, *(number for _name, number in steps)]
    return [
        StepView(
            name=name,
            value=f"{number:,}",
            share=""
            if last is None
            else f"{_share(number / last if last else None)} of the step before",
            width=f"{number / most * 100:.1f}%",
        )
        for (name, number), last in zip(steps, before, strict=False)
    ]


def _share(share: float | None) -> str:
    return NONE if share is None else percent(share)


def _url(here: str, asked: Asked, **changed: int | str) -> str:
    """Return the address of these figures, with what is changed of what was asked for."""
    query = {"days": asked.days, "metric": asked.metric.key} | changed
    return f"{here}?{urlencode(query)}"


def _file(here: str, asked: Asked, of: str) -> str:
    return f"{here}.csv?{urlencode({'days': asked.days, 'of': of})}"
