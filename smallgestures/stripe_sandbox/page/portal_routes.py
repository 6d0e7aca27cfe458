"""`/c/portal/{secret}`: the billing portal’s handlers."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smallgestures.stripe_sandbox.billing import portal
from smallgestures.stripe_sandbox.outcome import Result
from smallgestures.stripe_sandbox.page.card import filled_card
from smallgestures.stripe_sandbox.page.frame import confirm_page
from smallgestures.stripe_sandbox.page.markup import Html
from smallgestures.stripe_sandbox.page.portal import (
    View,
    cancel_page,
    card_page,
    home_page,
    read_view,
)
from smallgestures.stripe_sandbox.page.responses import (
    answer,
    foreign,
    go,
    is_own,
    missing,
    read_form,
)
from smallgestures.stripe_sandbox.page.typed import Asked, Typed, card_of, payer_of, read
from smallgestures.stripe_sandbox.payments import REFUSED_WORDS
from smallgestures.stripe_sandbox.sandbox import Sandbox
from smallgestures.stripe_sandbox.store import Json, Transaction

PATH = "/c/portal/{secret}"
Act = Callable[[Transaction, View, dict[str, str]], Html | str]
Show = Callable[[Transaction, View, Request], Html | str]


class PortalPages:
    """The handlers, and their routes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """Return the routes."""
        shown: dict[str, Show] = {
            "": _start,
            "/home": lambda _tx, view, _request: home_page(view),
            "/card": _card,
            "/cancel": _cancel,
            "/confirm": _ask,
        }
        done: dict[str, Act] = {
            "/card": self._change_card,
            "/confirm": _confirm,
            "/cancel": lambda tx, view, form: _stop(tx, view, form, at_period_end=True),
            "/keep": lambda tx, view, form: _stop(tx, view, form, at_period_end=False),
        }
        return [
            *(
                Route(PATH + path, self._shows(show), methods=["GET"])
                for path, show in shown.items()
            ),
            *(Route(PATH + path, self._does(act), methods=["POST"]) for path, act in done.items()),
        ]

    def _shows(self, show: Show) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            with self.sandbox.store.reading() as tx:
                session = _session(tx, request)
                if session is None:
                    return missing("This page has expired")
                return _answer(show(tx, read_view(tx, session), request), session)

        return handle

    def _does(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            if not is_own(request):
                return foreign()
            form = await read_form(request)
            with self.sandbox.store.transaction() as tx:
                session = _session(tx, request)
                if session is None:
                    return missing("This page has expired")
                response = _answer(act(tx, read_view(tx, session), form), session)
            self.sandbox.deliverer.wake.set()
            return response

        return handle

    def _change_card(self, tx: Transaction, view: View, form: dict[str, str]) -> Html | str:
        typed = read(form, Asked())
        if typed.errors:
            return card_page(view, typed.without_secrets())
        card = card_of(typed, key=self.sandbox.card_key)
        payer = payer_of(typed, Asked(), email=view.email)
        result, why = portal.change_card(tx, view.session, card, payer)
        if result is Result.ASKS:
            return f"{view.session['url']}/confirm"
        if why is not None:
            return card_page(view, typed.without_secrets(), notice=why.words)
        return _after(view)


def _session(tx: Transaction, request: Request) -> Json | None:
    return portal.find(tx, request.path_params["secret"])


def _answer(shown: Html | str, session: Json) -> Response:
    """Show a page, or lead to an address."""
    if isinstance(shown, Html):
        return answer(shown, ways_out=[session["return_url"], _redirect(session)])
    return go(shown)


def _redirect(session: Json) -> str | None:
    """Return where the shop wants people to go when they have done what they came for."""
    after = (session["flow"] or {}).get("after_completion", {})
    return str(after["redirect"]["return_url"]) if after.get("redirect") else None


def _after(view: View) -> str:
    return _redirect(view.session) or f"{view.session['url']}/home"


def _start(tx: Transaction, view: View, request: Request) -> Html | str:
    flow = view.session["flow"] or {"type": ""}
    if flow["type"] == "payment_method_update":
        return _card(tx, view, request)
    if flow["type"] == "subscription_cancel":
        return _cancelling(view, flow["subscription_cancel"]["subscription"])
    return home_page(view)


def _card(_tx: Transaction, view: View, request: Request) -> Html:
    chosen = request.query_params.get("card", "")
    return card_page(view, filled_card(chosen), chosen=chosen)


def _cancel(_tx: Transaction, view: View, request: Request) -> Html | str:
    return _cancelling(view, request.query_params.get("subscription", ""))


def _cancelling(view: View, wanted: str) -> Html | str:
    for subscription, name in view.running:
        if subscription["id"] == wanted and not subscription["cancel_at_period_end"]:
            return cancel_page(view, subscription, name)
    return home_page(view)


def _ask(tx: Transaction, view: View, _request: Request) -> Html | str:
    if not portal.asks(tx, view.session):
        return f"{view.session['url']}/home"
    return confirm_page("Confirm this card", "saves this card. Nothing is charged today")


def _confirm(tx: Transaction, view: View, form: dict[str, str]) -> Html | str:
    if portal.answer(tx, view.session, confirmed=form.get("answer") == "confirm"):
        return _after(view)
    return card_page(view, Typed(), notice=REFUSED_WORDS)


def _stop(tx: Transaction, view: View, form: dict[str, str], *, at_period_end: bool) -> str:
    customer, named = view.session["customer"], form.get("subscription", "")
    portal.stop(tx, customer, named, at_period_end=at_period_end)
    return _after(view) if at_period_end else f"{view.session['url']}/home"
