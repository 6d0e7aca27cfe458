"""The documents that open in the feed: For you, Following, and one clip."""

import json

from starlette.requests import Request
from starlette.responses import Response

from smallgestures.feed.errors import ClipNotFound
from smallgestures.feed.service import Page, read_following, read_for_you, read_from
from smallgestures.videos.watching.queries import preview_of
from smallgestures.web.browser_keys import viewer_of
from smallgestures.web.documents.frame import (
    BRAND_PICTURE,
    DESCRIPTION,
    FALLBACK,
    absolute,
    answer,
    not_found,
)
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.unit_of_work import in_reading

TITLE_LIMIT = 70


async def _watch(request: Request, head: Head, page: Page, *, tab: str, built: str) -> Response:
    first = json.loads(page.items[0]) if page.items else None
    if first:
        # Started before the player's script is there.
        head = Head(**{**vars(head), "preload_image": first["poster"]})
    document = await answer(
        request,
        built,
        head,
        data={"tab": tab},
        feed=page.encode(),
        first_clip=first,
    )
    # Said outright, so that the shell adds no stricter policy: isolating the window from its opener
    # costs another process, a third of the time to the first frame (decision 0009).
    document.headers["cross-origin-opener-policy"] = "unsafe-none"
    return document


async def for_you(request: Request) -> Response:
    """Answer with the feed of clips that this viewer hasn't seen."""
    person = await signed_in(request)
    viewer = viewer_of(request, person)
    page = await in_reading(lambda db: read_for_you(db, viewer, cursor=None))
    head = Head(
        title="For you · Small Gestures",
        description=DESCRIPTION,
        canonical=absolute("/"),
        image=absolute(BRAND_PICTURE),
    )
    return await _watch(request, head, page, tab="for-you", built="index.html")


async def following(request: Request) -> Response:
    """Answer with the newest clips of the people whom this person follows."""
    person = await signed_in(request)
    viewer = viewer_of(request, person)
    page = await in_reading(lambda db: read_following(db, viewer, cursor=None))
    head = Head(title="Following · Small Gestures", robots="noindex")
    return await _watch(request, head, page, tab="following", built="following.html")


async def one_clip(request: Request) -> Response:
    """Answer with the feed that begins with one clip, or 404."""
    person = await signed_in(request)
    viewer = viewer_of(request, person)
    public_id = request.path_params["video_id"]
    try:
        page, preview = await in_reading(
            lambda db: (read_from(db, viewer, public_id), preview_of(db, public_id))
        )
    except ClipNotFound as refusal:
        return await not_found(request, refusal.user_message, built=FALLBACK)
    clip = json.loads(page.items[0])
    caption = clip["caption"] or f"A clip by {clip['creator']['name']}"
    title = caption if len(caption) <= TITLE_LIMIT else caption[: TITLE_LIMIT - 1] + "…"
    head = Head(
        title=f"{title} · @{clip['creator']['handle']}",
        description=caption,
        canonical=absolute(clip["url"]),
        image=absolute(clip["poster"]),
        kind="video.other",
        # Who has the link, or follows, found it; nobody else is to.
        robots="" if preview.is_for_everybody else "noindex",
        extra={
            "og:image:alt": preview.cover_alt,
            "og:video": absolute(clip["src"]),
            "og:video:type": "video/mp4",
        },
    )
    return await _watch(request, head, page, tab="for-you", built=FALLBACK)
