"""`POST /webhooks/stripe`: what Stripe says is verified and stored; the worker looks it up."""

from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.billing.errors import WebhookForged
from smallgestures.billing.gateway import read_webhook
from smallgestures.billing.service import store_webhook
from smallgestures.settings import get_settings
from smallgestures.web.body import BodyTooLarge, read_body
from smallgestures.web.problem import problem
from smallgestures.web.refusals import refusal
from smallgestures.web.unit_of_work import in_transaction

BODY_LIMIT = 256 * 1024

log = structlog.get_logger("webhooks")


async def receive(request: Request) -> Response:
    """Store the event once and answer 200: Stripe sends what is not answered so again."""
    if not get_settings().takes_payments:
        return problem(HTTPStatus.NOT_FOUND, "Payments are not set up here.")
    try:
        body = await read_body(request, limit=BODY_LIMIT)
        event = read_webhook(body, request.headers.get("stripe-signature", ""))
    except BodyTooLarge as error:
        return refusal(error)
    except WebhookForged as error:
        log.warning("webhook refused", reason="signature")
        return problem(HTTPStatus.BAD_REQUEST, error.user_message)
    await in_transaction(lambda db: store_webhook(db, event))
    return Response(status_code=200)
