"""`POST /sandbox/advance`: product time is moved; and what the open page shows by now."""

from typing import Literal

import structlog
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.models import Role
from smallgestures.product_time.service import move_time
from smallgestures.web import routes
from smallgestures.web.api.answers import answers_refusals, go_to, show_json
from smallgestures.web.api.forms import Form, read_form
from smallgestures.web.documents.sandbox import read_sandbox
from smallgestures.web.session import as_signed_in

log = structlog.get_logger("sandbox")


class AdvanceForm(Form):
    """By how many days."""

    days: Literal["1", "7", "30", "90"]


async def get_sandbox(request: Request) -> Response:
    """Answer with what this person may see of the sandbox, as its page shows it."""
    return await show_json(request, read_sandbox)


@answers_refusals("time", routes.SANDBOX)
async def advance(request: Request) -> Response:
    """Have product time moved; the page shows how far it has come."""
    form = await read_form(request, AdvanceForm)
    days = int(form.days)
    await as_signed_in(request, lambda db, _who: move_time(db, days=days), role=Role.MODERATOR)
    log.info("time is to move", days=days)
    return go_to(routes.SANDBOX)
