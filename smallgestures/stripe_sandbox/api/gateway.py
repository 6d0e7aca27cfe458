"""One request to the API, from its key to its answer."""

import asyncio
import json
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from smallgestures.stripe_sandbox import form
from smallgestures.stripe_sandbox.api import idempotency
from smallgestures.stripe_sandbox.api.access import check_access
from smallgestures.stripe_sandbox.api.endpoint import Call
from smallgestures.stripe_sandbox.api.idempotency import Answer, KeyInUse, check_key
from smallgestures.stripe_sandbox.api.table import find_endpoint
from smallgestures.stripe_sandbox.body import BodyTooLarge, read_body
from smallgestures.stripe_sandbox.errors import CardError, ParameterError, StripeError
from smallgestures.stripe_sandbox.events import API_VERSION
from smallgestures.stripe_sandbox.expand import expand
from smallgestures.stripe_sandbox.identifiers import new_id
from smallgestures.stripe_sandbox.log import say_failure
from smallgestures.stripe_sandbox.params import checked
from smallgestures.stripe_sandbox.sandbox import Sandbox
from smallgestures.stripe_sandbox.store import Origin
from smallgestures.stripe_sandbox.switches import Fault, Trouble

LOGS = "https://dashboard.stripe.com/test/logs/"


class HangUp:
    """An answer that breaks off: the connection is gone, and nobody knows why."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Promise more than comes."""
        head = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


class Gateway:
    """The ASGI app of everything under `/v1/`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, unless a switch says otherwise."""
        request, identifier = Request(scope, receive), new_id("request")
        try:
            body = await read_body(request)
        except BodyTooLarge as error:
            await _response(*_envelope(error, identifier), identifier)(scope, receive, send)
            return
        text = body.decode(errors="replace") or request.url.query
        fault = self.sandbox.switches.take_fault(request.method, request.url.path)
        response = await self._answer(request, text, identifier, fault)
        await response(scope, receive, send)

    async def _answer(
        self, request: Request, text: str, identifier: str, fault: Fault | None
    ) -> Response | HangUp:
        trouble = None if fault is None else fault.do
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        replayed = False
        running = self.sandbox.running_keys
        try:
            if key in running:
                raise KeyInUse(key or "")
            if key:
                running.add(check_key(key))
            try:
                if fault is not None and trouble is Trouble.DELAY_BEFORE:
                    await asyncio.sleep(fault.delay_ms / 1000)
                if trouble is Trouble.HANG_UP_BEFORE:
                    return HangUp()
                if trouble is Trouble.ANSWER_500:
                    raise _broken()
                (status, body), replayed = self._act(request, text, identifier, key)
                if fault is not None and trouble is Trouble.DELAY_AFTER:
                    await asyncio.sleep(fault.delay_ms / 1000)
            finally:
                running.discard(key or "")
        except StripeError as error:
            status, body = _envelope(error, identifier)
        except Exception as error:
            say_failure(error)
            status, body = _envelope(_broken(), identifier)
        self._record(request, text, status, body, identifier)
        if trouble is Trouble.HANG_UP_AFTER:
            return HangUp()
        return _response(status, body, identifier, key, replayed=replayed)

    def _act(
        self, request: Request, text: str, identifier: str, key: str | None
    ) -> tuple[Answer, bool]:
        """Do what the request asks, once; return the answer, and whether it was given before."""
        check_access(request, self.sandbox.api_key)
        endpoint, ids = find_endpoint(request.method, request.url.path)
        sent = form.decode(text)
        name = f"{request.method} {request.url.path}"
        store = self.sandbox.store
        with store.transaction(Origin(identifier, key)) as tx:
            kept = idempotency.find_answer(tx, key, name, sent) if key else None
        if kept is not None:
            return kept, True
        values = checked(sent, endpoint.parameters)
        try:
            with store.transaction(Origin(identifier, key)) as tx:
                call = Call(tx, request.url.path, values, ids, self.sandbox.public_url)
                try:
                    shown = expand(tx, endpoint.act(call), values.get("expand", []))
                    answer = int(HTTPStatus.OK), shown
                except CardError as error:
                    answer = _envelope(error, identifier)
                if key:
                    idempotency.keep_answer(tx, key, name, sent, answer)
        except ParameterError:
            raise
        except StripeError as error:
            answer = _envelope(error, identifier)
            if key:
                with store.transaction() as tx:
                    idempotency.keep_answer(tx, key, name, sent, answer)
        self.sandbox.deliverer.wake.set()
        return answer, False

    def _record(
        self, request: Request, text: str, status: int, body: dict[str, Any], identifier: str
    ) -> None:
        switches = self.sandbox.switches
        if switches.settings.record_traffic:
            switches.traffic.append(
                {
                    "request_id": identifier,
                    "method": request.method,
                    "path": request.url.path,
                    "sent": text,
                    "idempotency_key": request.headers.get("idempotency-key"),
                    "version": request.headers.get("stripe-version"),
                    "status": status,
                    "answer": body,
                }
            )


def _response(
    status: int,
    body: dict[str, Any],
    identifier: str,
    key: str | None = None,
    *,
    replayed: bool = False,
) -> Response:
    headers = {
        "Request-Id": identifier,
        "Stripe-Version": API_VERSION,
        "Cache-Control": "no-cache, no-store",
    }
    if key:
        headers["Idempotency-Key"] = key
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Basic realm="Stripe"'
    return Response(
        json.dumps(body, indent=2), status, headers=headers, media_type="application/json"
    )


def _envelope(error: StripeError, identifier: str) -> Answer:
    return error.status, {"error": error.body | {"request_log_url": LOGS + identifier}}


def _broken() -> StripeError:
    return StripeError(
        "An unknown error occurred", kind="api_error", status=HTTPStatus.INTERNAL_SERVER_ERROR
    )
