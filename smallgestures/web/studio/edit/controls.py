"""The parts of the page that the browser keeps: what is typed and chosen, and how it stands."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from smallgestures.videos.languages import LANGUAGES
from smallgestures.videos.models import CAPTION_LIMIT, COVER_ALT_LIMIT
from smallgestures.web.shell.page_data import page_var, set_page_data
from smallgestures.web.studio.links import end_card_preview_part
from smallgestures.web.ui.browser_module import browser_module
from smallgestures.web.watch.player.ended_clip import ended_clip_part


class _Part(rx.Component):
    """A part of the page: it shares one draft with the others."""

    video: Var[Any]
    viewer: Var[str]
    put: Var[Any]


class Caption(_Part):
    """The caption, with hashtags and mentions completed while one types."""

    library = browser_module(__file__, "words.jsx")
    tag = "Caption"

    limit: Var[int]


class CoverAlt(_Part):
    """The description of the cover."""

    library = browser_module(__file__, "words.jsx")
    tag = "CoverAlt"

    limit: Var[int]


class Cover(_Part):
    """The film strip from which a cover is picked."""

    library = browser_module(__file__, "cut.jsx")
    tag = "Cover"


class Trim(_Part):
    """The two sliders, and the numbers, of the part that is kept."""

    library = browser_module(__file__, "cut.jsx")
    tag = "Trim"

    note: Var[str]


class VisibilityChoice(_Part):
    """Who can watch."""

    library = browser_module(__file__, "choices.jsx")
    tag = "Visibility"


class CommentsSwitch(_Part):
    """Whether people may comment."""

    library = browser_module(__file__, "choices.jsx")
    tag = "Comments"


class CaptionsFile(_Part):
    """The captions file and its language."""

    library = browser_module(__file__, "choices.jsx")
    tag = "Captions"

    languages: Var[dict[str, str]]


class Standing(_Part):
    """What is stored, said as it is."""

    library = browser_module(__file__, "publishing.jsx")
    tag = "Standing"


class When(_Part):
    """When it comes out."""

    library = browser_module(__file__, "publishing.jsx")
    tag = "When"


class Buttons(_Part):
    """Save and Publish."""

    library = browser_module(__file__, "publishing.jsx")
    tag = "Buttons"

    size: Var[str]


class EndCard(_Part):
    """The clip as it ends, with the caption that is typed."""

    library = browser_module(__file__, "preview.jsx")
    tag = "EndCard"

    products: Var[Any]
    figure: Var[Any]
    clip: Var[Any]


class Preview(_Part):
    """The clip as it is now."""

    library = browser_module(__file__, "preview.jsx")
    tag = "Preview"


def _part(kind: type[_Part], video: Any, **props: Any) -> rx.Component:
    return kind.create(video=video, viewer=page_var("viewer.handle"), put=set_page_data(), **props)


def caption(video: Any) -> rx.Component:
    """Render the field of the caption."""
    return _part(Caption, video, limit=CAPTION_LIMIT)


def cover(video: Any) -> rx.Component:
    """Render the choice of a cover, and its description."""
    return rx.el.div(
        _part(Cover, video),
        _part(CoverAlt, video, limit=COVER_ALT_LIMIT),
        class_name="col col--4",
    )


def trim(video: Any) -> rx.Component:
    """Render what sets the part that is kept."""
    return _part(Trim, video, note=video.no_trim)


def captions_file(video: Any) -> rx.Component:
    """Render the choice of a captions file."""
    return _part(CaptionsFile, video, languages=LANGUAGES)


def visibility(video: Any) -> rx.Component:
    """Render the choice of who can watch."""
    return _part(VisibilityChoice, video)


def comments(video: Any) -> rx.Component:
    """Render the switch of comments."""
    return _part(CommentsSwitch, video)


def when(video: Any) -> rx.Component:
    """Render the choice of when it comes out."""
    return _part(When, video)


def standing(video: Any) -> rx.Component:
    """Render what is stored and what is not."""
    return _part(Standing, video)


def buttons(video: Any, *, size: str = "", **props: Any) -> rx.Component:
    """Render Save and Publish."""
    return _part(Buttons, video, size=size, **props)


def end_card(video: Any) -> rx.Component:
    """Render the clip as it ends, as viewers will see it."""
    products = page_var("products", dict[str, Any])
    return _part(
        EndCard,
        video,
        products=products,
        figure=end_card_preview_part(),
        clip=ended_clip_part(),
    )


def preview(video: Any) -> rx.Component:
    """Render the clip as it is now."""
    return _part(Preview, video)
