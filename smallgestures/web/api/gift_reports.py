"""`POST /gift/{token}/report`: somebody finds something wrong with a gift; no account is needed."""

from urllib.parse import quote

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.errors import DomainError
from smallgestures.gestures.gifts.holding import Holder, find_for
from smallgestures.moderation.models import WORDS_LIMIT, SubjectKind
from smallgestures.moderation.service import report_subject
from smallgestures.web import routes
from smallgestures.web.api.answers import answers_refusals, back_to, refused_at
from smallgestures.web.api.forms import Form, read_form
from smallgestures.web.limits import REPORTS, count_request
from smallgestures.web.session import signed_in_now
from smallgestures.web.unit_of_work import in_transaction


class ReportForm(Form):
    """What is wrong."""

    reason: str = Field(default="", max_length=20)
    words: str = Field(default="", max_length=4 * WORDS_LIMIT)


@answers_refusals("gift", routes.WATCH)
async def report_gift(request: Request) -> Response:
    """Store the report; whoever sent the gift is not told."""
    form = await read_form(request, ReportForm)
    token, who = request.path_params["token"], await signed_in_now(request)
    person_id = who.person_id if who else None
    await count_request(request, REPORTS, by=who)
    page = routes.gift(quote(token))

    def store(db: Session) -> None:
        gift = find_for(db, Holder(person_id, token=token))
        report_subject(
            db,
            SubjectKind.GIFT,
            gift.key,
            reporter_id=person_id,
            reason=form.reason,
            words=form.words,
        )

    try:
        await in_transaction(store)
    except DomainError as error:
        return refused_at(page, error, form="gift")
    return back_to(page, form="gift", notice="Thank you. We will look at it.")
