"""All plain routes, and the layers that every request passes."""

from functools import cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

import smallgestures.schema  # noqa: F401  # rows refer to tables whose code nothing here calls
from smallgestures.logs import RequestLog
from smallgestures.media.hot_answers import HotAnswers
from smallgestures.media.serving import MediaFiles
from smallgestures.web.api import (
    auth,
    buy,
    editing,
    feed,
    gift_reports,
    gifts,
    health,
    leave,
    likes,
    messages,
    orders,
    refunds,
    sandbox,
    search,
    sending,
    stripe_webhook,
    studio,
    studio_products,
    studio_showcase,
    subscriptions,
    trial_files,
    trials,
    uploads,
    watch,
)
from smallgestures.web.api import people as people_api
from smallgestures.web.documents import discover, people, shop
from smallgestures.web.documents import feed as feed_documents
from smallgestures.web.documents import gestures as gesture_documents
from smallgestures.web.documents import inbox as inbox_documents
from smallgestures.web.documents import orders as order_documents
from smallgestures.web.documents import sandbox as sandbox_documents
from smallgestures.web.documents import showcase as showcase_documents
from smallgestures.web.documents import studio as studio_documents
from smallgestures.web.documents import studio_video as editing_documents
from smallgestures.web.documents import trials as trial_documents
from smallgestures.web.documents.frame import not_found
from smallgestures.web.origin import OriginCheck
from smallgestures.web.product_clock import ProductClock
from smallgestures.web.shell.document import pages_dir
from smallgestures.web.shell.failure import FAILURE_PAGE
from smallgestures.web.shell.headers import SafeHeaders
from smallgestures.web.socket_guard import SocketGuard

READ = ["GET", "HEAD"]

DOCUMENTS = [
    Route("/", feed_documents.for_you, methods=READ),
    Route("/following", feed_documents.following, methods=READ),
    Route("/video/{video_id}", feed_documents.one_clip, methods=READ),
    Route("/discover", discover.discover, methods=READ),
    Route("/product/{slug}", shop.product, methods=READ),
    Route("/orders", order_documents.my_orders, methods=READ),
    Route("/orders/{order}", order_documents.one_order, methods=READ),
    Route("/brand/orders", order_documents.sold, methods=READ),
    Route("/trials", trial_documents.my_gifts, methods=READ),
    Route("/unsubscribe/{token}", trial_documents.unsubscribe, methods=READ),
    Route("/gestures", gesture_documents.programme, methods=READ),
    Route("/gift/{token}", gesture_documents.gift, methods=READ),
    Route("/inbox", inbox_documents.inbox, methods=READ),
    Route("/inbox/{thread}", inbox_documents.thread, methods=READ),
    Route("/studio/videos/{video}", editing_documents.edit_video, methods=READ),
    Route("/u/{handle}", people.profile, methods=READ),
    Route("/u/{handle}/showcase", showcase_documents.showcase, methods=READ),
    Route("/studio/showcase", showcase_documents.own_showcase, methods=READ),
    *(Route(path, people.form, methods=READ) for path in people.FORMS),
    *(Route(path, people.private, methods=READ) for path in people.PRIVATE),
    Route("/studio", studio_documents.my_videos, methods=READ),
    Route("/studio/upload", studio_documents.new_video, methods=READ),
    Route("/sandbox", sandbox_documents.sandbox, methods=READ),
]
PLAIN = [
    Route("/api/feed", feed.get_feed, methods=READ),
    Route("/api/search", search.get_search, methods=READ),
    Route("/api/watch", watch.post_watch, methods=["POST"]),
    Route("/api/likes/{video}", likes.change_like, methods=["PUT", "DELETE"]),
    Route("/out/{slug}", leave.leave_for_shop, methods=["GET"]),
    Route("/product/{slug}/buy", buy.buy, methods=["POST"]),
    Route("/api/orders/{order}", orders.get_order, methods=READ),
    Route("/api/brand/orders", orders.get_sold, methods=READ),
    Route("/orders/{order}/pay", buy.pay, methods=["POST"]),
    Route("/brand/orders/{order}/refund", refunds.refund, methods=["POST"]),
    Route("/api/trials", trials.get_trials, methods=READ),
    Route("/trials/ledger.csv", trial_files.ledger_csv, methods=READ),
    Route("/trials/ledger.json", trial_files.ledger_json, methods=READ),
    Route("/trials/ends.ics", trial_files.all_ends, methods=READ),
    Route("/trials/letters", trials.resume, methods=["POST"]),
    Route("/trials/{gift}/end.ics", trial_files.one_end, methods=READ),
    Route("/trials/{gift}/cancel", trials.cancel, methods=["POST"]),
    Route("/trials/{gift}/keep", trials.keep, methods=["POST"]),
    Route("/trials/{gift}/undo", trials.undo, methods=["POST"]),
    Route("/unsubscribe/{token}", trials.unsubscribe, methods=["POST"]),
    Route("/trials/{trial}/card", subscriptions.change_card, methods=["POST"]),
    Route("/api/sandbox", sandbox.get_sandbox, methods=READ),
    Route("/sandbox/advance", sandbox.advance, methods=["POST"]),
    Route("/api/gifts", sending.send, methods=["POST"]),
    Route("/api/gifts/people", sending.people, methods=READ),
    Route("/api/gifts/{gift}/{move}", gifts.act_in_thread, methods=["POST"]),
    Route("/gift/{token}/report", gift_reports.report_gift, methods=["POST"]),
    Route("/gift/{token}/{move}", gifts.act_on_page, methods=["POST"]),
    Route("/api/inbox", messages.get_inbox, methods=READ),
    Route("/api/inbox/{thread}", messages.get_thread, methods=READ),
    Route("/api/unread", messages.get_unread, methods=READ),
    Route("/inbox/{thread}", messages.send, methods=["POST"]),
    Route("/inbox/{thread}/read", messages.read, methods=["POST"]),
    Route("/inbox/{thread}/accept", messages.accept, methods=["POST"]),
    Route("/inbox/{thread}/turn-down", messages.turn_down, methods=["POST"]),
    *people_api.ROUTES,
    *studio_products.ROUTES,
    *studio_showcase.ROUTES,
    *uploads.ROUTES,
    *studio.ROUTES,
    *editing.ROUTES,
    Route("/webhooks/stripe", stripe_webhook.receive, methods=["POST"]),
    Route("/healthz", health.healthz, methods=READ),
    Route("/readyz", health.readyz, methods=READ),
    Route("/metrics", health.metrics, methods=READ),
    *auth.ROUTES,
    Mount("/media", MediaFiles()),  # asked for first, see `layered`
]
# Of what Reflex answers itself only its socket is wanted: its upload takes files of any size.
REFLEX_SOCKET = "/_event"


class Site:
    """Our routes first; Reflex for its socket and its built files; else a page that says 404."""

    def __init__(self, reflex: ASGIApp) -> None:
        self.reflex = reflex
        self.ours = Starlette(
            routes=[*PLAIN, *DOCUMENTS, Route("/{path:path}", self._unknown, methods=READ)],
            exception_handlers={500: _failed},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to whoever answers it."""
        if scope["type"] != "http" or _is_reflexs(scope["path"]):
            await self.reflex(scope, receive, send)
        else:
            await self.ours(scope, receive, send)

    async def _unknown(self, request: Request) -> Response:
        return await not_found(request)


def _is_reflexs(path: str) -> bool:
    return path in built_files() or path == REFLEX_SOCKET or path.startswith(f"{REFLEX_SOCKET}/")


@cache
def built_files() -> frozenset[str]:
    """Return the addresses of the build's files, less its pages: those are filled by us first.

    They change only with a new build, and then the process is a new one.
    """
    folder = pages_dir()
    return frozenset(
        f"/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".html", ".html.br", ".html.gz"))
    )


async def _failed(_request: Request, _error: Exception) -> Response:
    return HTMLResponse(FAILURE_PAGE, status_code=500)


class MediaFirst:
    """Media are read by everybody and carry their own headers, so no other layer costs them."""

    def __init__(self, app: ASGIApp, media: ASGIApp) -> None:
        self.app = app
        self.media = media

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a file, or hand the request on."""
        is_media = scope["type"] == "http" and scope["path"].startswith("/media/")
        await (self.media if is_media else self.app)(scope, receive, send)


def layered(reflex: ASGIApp) -> ASGIApp:
    """Return the whole site around Reflex's own app, outermost layer last."""
    app: ASGIApp = Site(reflex)
    for layer in (ProductClock, SocketGuard, OriginCheck, SafeHeaders):
        app = layer(app)
    media = HotAnswers(MediaFiles())
    return RequestLog(MediaFirst(app, media), ready=media.ready)


__all__ = ["DOCUMENTS", "PLAIN", "Site", "layered"]
