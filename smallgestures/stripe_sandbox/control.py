"""`/_sandbox/…`: the switches and levers of tests. Only programs on this machine reach them."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smallgestures.stripe_sandbox import cards, deliveries, disputes, payments, refunds, sessions
from smallgestures.stripe_sandbox.api.endpoint import find
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.body import read_body
from smallgestures.stripe_sandbox.connect import accounts
from smallgestures.stripe_sandbox.errors import StripeError
from smallgestures.stripe_sandbox.outcome import Result
from smallgestures.stripe_sandbox.sandbox import Sandbox
from smallgestures.stripe_sandbox.store import Json
from smallgestures.stripe_sandbox.switches import Settings, Strict

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
FAR_YEAR = 2099
DECEMBER = 12


class Order(Strict):
    """Held events to let go: `created`, `reversed`, or their ids in an order."""

    order: str | list[str] = "created"


class Sending(Strict):
    """How to send one event: signed by somebody else, or as if signed long ago."""

    forged: bool = False
    signed_s_ago: int = 0


class Paying(Strict):
    """Paying a session without its page."""

    number: str | None = cards.TEST_CARDS[0].number  # None: where no card is asked for
    name: str = "Test Person"
    email: str = "test@example.com"  # where the session knows none
    address: dict[str, str] | None = None  # None: one is made up where the session asks
    confirm: bool | None = None  # for cards that ask: go through with it, or refuse; None waits


class Disputing(Strict):
    """Opening a dispute."""

    charge: str
    reason: str = "fraudulent"


class Closing(Strict):
    """How a dispute ends."""

    status: str = "lost"


class Failing(Strict):
    """Why a refund comes back."""

    reason: str = "lost_or_stolen_card"


class Onboarding(Strict):
    """What a person tells on the page of onboarding."""

    first_name: str = "Test"
    last_name: str = "Person"
    born: str = "1990-01-01"
    bank: str = accounts.TEST_BANK


class Restricting(Strict):
    """What is wanted, in Stripe's names."""

    due: list[str] = [accounts.DOCUMENT]


class Control:
    """The handlers, and their routes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            self._route("/switches", self.read_switches, "GET"),
            self._route("/switches", self.set_switches, "POST"),
            self._route("/switches", self.reset_switches, "DELETE"),
            self._route("/events", self.list_events, "GET"),
            self._route("/deliver/{id}", self.deliver, "POST"),
            self._route("/release", self.release, "POST"),
            self._route("/pay/{id}", self.pay, "POST"),
            self._route("/expire/{id}", self.expire, "POST"),
            self._route("/disputes", self.open_dispute, "POST"),
            self._route("/disputes/{id}/close", self.close_dispute, "POST"),
            self._route("/refunds/{id}/fail", self.fail_refund, "POST"),
            self._route("/accounts/{id}/onboard", self.onboard, "POST"),
            self._route("/accounts/{id}/restrict", self.restrict, "POST"),
            self._route("/accounts/{id}/empty", self.empty, "POST"),
            self._route("/traffic", self.read_traffic, "GET"),
            self._route("/traffic", self.forget_traffic, "DELETE"),
        ]

    def _route(self, path: str, act: Callable[[Request], Awaitable[Any]], method: str) -> Route:
        async def guarded(request: Request) -> Response:
            if not _is_local(request):
                return JSONResponse({"error": "not from here"}, HTTPStatus.FORBIDDEN)
            try:
                shown = await act(request)
            except (ValidationError, ValueError) as error:
                return JSONResponse({"error": str(error)}, HTTPStatus.UNPROCESSABLE_ENTITY)
            except StripeError as error:
                return JSONResponse({"error": error.body}, error.status)
            self.sandbox.deliverer.wake.set()
            return JSONResponse(shown)

        return Route("/_sandbox" + path, guarded, methods=[method])

    async def read_switches(self, _request: Request) -> Json:
        """Show how everything stands."""
        return self.sandbox.switches.settings.model_dump(mode="json")

    async def set_switches(self, request: Request) -> Json:
        """Set the groups that are sent; the others stay."""
        sent = await _sent(request, None)
        switches = self.sandbox.switches
        switches.settings = Settings.model_validate(switches.settings.model_dump() | sent)
        return switches.settings.model_dump(mode="json")

    async def reset_switches(self, _request: Request) -> Json:
        """Let everything be well again; events that were held go out."""
        self.sandbox.switches.settings = Settings()
        return self.sandbox.switches.settings.model_dump(mode="json")

    async def list_events(self, request: Request) -> Json:
        """Show the newest events with how far they came; `?waiting=1` only what is to go out."""
        found = deliveries.newest(
            self.sandbox.store,
            only_waiting=request.query_params.get("waiting") == "1",
            limit=int(request.query_params.get("limit", "1000")),
        )
        return {"events": [asdict(delivery) for delivery in found]}

    async def deliver(self, request: Request) -> Json:
        """Send one event now, whatever became of it before; say what the receiver answered."""
        sending = await _sent(request, Sending)
        event = request.path_params["id"]
        delivery = deliveries.find(self.sandbox.store, event)
        if delivery is None:
            raise StripeError(f"No such event: '{event}'", status=HTTPStatus.NOT_FOUND)
        taken, answer = await self.sandbox.deliverer.send(
            event, forged=sending.forged, signed_s_ago=sending.signed_s_ago
        )
        if taken and delivery.state != "delivered":
            deliveries.note_attempt(self.sandbox.store, event, answer=answer, next_at_ms=None)
        return {"taken": taken, "answer": answer}

    async def release(self, request: Request) -> Json:
        """Send what waits, in the order that is asked for, and hold no longer."""
        order = (await _sent(request, Order)).order
        waiting = [delivery.event for delivery in deliveries.waiting(self.sandbox.store)]
        if order == "reversed":
            waiting.reverse()
        taken = await self.sandbox.deliverer.release(waiting if isinstance(order, str) else order)
        self.sandbox.switches.settings.webhooks.hold = False
        return {"taken": taken}

    async def pay(self, request: Request) -> Json:
        """Pay a session as its page would; card numbers that are no test card are refused."""
        paying = await _sent(request, Paying)
        card = None if paying.number is None else self._card(paying.number)
        with self.sandbox.store.transaction() as tx:
            session = find(tx, sessions.KIND, request.path_params["id"], param="id", in_path=True)
            payer = Payer(
                name=paying.name,
                email=sessions.email_of(tx, session) or paying.email,
                address=paying.address or _some_address(session),
            )
            outcome = payments.pay(
                tx, session, card, payer, confirm_url=self.sandbox.confirm_url(session["id"])
            )
            if outcome.result is Result.ASKS and paying.confirm is not None:
                go_on = payments.confirm if paying.confirm else payments.refuse
                outcome = go_on(tx, outcome.session)
        return {
            "result": outcome.result,
            "session": outcome.session,
            "redirect": sessions.success_url(session),
        }

    def _card(self, number: str) -> cards.Card:
        test_card = cards.find_test_card(cards.digits_of(number))
        if test_card is None:
            raise StripeError("Not a test card.")
        return cards.keep(
            test_card, exp_month=DECEMBER, exp_year=FAR_YEAR, key=self.sandbox.card_key
        )

    async def expire(self, request: Request) -> Json:
        """Let a session's time run out now."""
        with self.sandbox.store.transaction() as tx:
            session = find(tx, sessions.KIND, request.path_params["id"], param="id", in_path=True)
            return sessions.expire(tx, session) if session["status"] == "open" else session

    async def open_dispute(self, request: Request) -> Json:
        """Let the card's owner dispute a charge."""
        sent = await _sent(request, Disputing)
        with self.sandbox.store.transaction() as tx:
            charge = find(tx, "charge", sent.charge, param="charge", in_path=False)
            return disputes.open_dispute(tx, charge, reason=sent.reason)

    async def close_dispute(self, request: Request) -> Json:
        """Decide a dispute: `won` or `lost`."""
        sent = await _sent(request, Closing)
        with self.sandbox.store.transaction() as tx:
            dispute = find(tx, "dispute", request.path_params["id"], param="id", in_path=True)
            return disputes.close_dispute(tx, dispute, status=sent.status)

    async def fail_refund(self, request: Request) -> Json:
        """Let a refund come back from the bank."""
        sent = await _sent(request, Failing)
        with self.sandbox.store.transaction() as tx:
            made = find(tx, "refund", request.path_params["id"], param="id", in_path=True)
            return refunds.fail_refund(tx, made, reason=sent.reason)

    async def onboard(self, request: Request) -> Json:
        """Answer all that Stripe wants to know, without the page."""
        details = await _sent(request, Onboarding)
        with self.sandbox.store.transaction() as tx:
            account = find(tx, "account", request.path_params["id"], param="id", in_path=True)
            return accounts.submit(tx, account, accounts.Details(**details.model_dump()))

    async def restrict(self, request: Request) -> Json:
        """Want something more of an account, which can't receive until it is answered."""
        wanted = await _sent(request, Restricting)
        with self.sandbox.store.transaction() as tx:
            account = find(tx, "account", request.path_params["id"], param="id", in_path=True)
            return accounts.restrict(tx, account, due=wanted.due)

    async def empty(self, request: Request) -> Json:
        """Send all that an account has on to its bank."""
        with self.sandbox.store.transaction() as tx:
            account = find(tx, "account", request.path_params["id"], param="id", in_path=True)
            return {"sent": accounts.empty(tx, account)}

    async def read_traffic(self, _request: Request) -> Json:
        """Show the API's requests and answers since recording was switched on."""
        return {"traffic": list(self.sandbox.switches.traffic)}

    async def forget_traffic(self, _request: Request) -> Json:
        """Forget what was recorded."""
        self.sandbox.switches.traffic.clear()
        return {"traffic": []}


def _is_local(request: Request) -> bool:
    """Say whether a program on this machine asks; no page that a browser shows may."""
    host = request.url.hostname
    client = request.client.host if request.client else ""
    from_page = "origin" in request.headers or "sec-fetch-site" in request.headers
    return client in LOOPBACK and host in LOOPBACK and not from_page


def _some_address(session: Json) -> Json | None:
    collection = session["shipping_address_collection"]
    if collection is None:
        return None
    country = collection["allowed_countries"][0]
    return {
        "line1": "1 Test Street",
        "city": "Testville",
        "postal_code": "12345",
        "country": country,
    }


async def _sent(request: Request, model: type[BaseModel] | None) -> Any:
    raw = json.loads(await read_body(request) or b"{}")
    if not isinstance(raw, dict):
        raise ValueError("an object is expected")
    return raw if model is None else model.model_validate(raw)
