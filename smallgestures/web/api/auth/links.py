"""`/auth/verify`, `/auth/verify/again`, `/auth/forgot` and `/auth/reset`."""

from urllib.parse import quote

import structlog
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts import links, sessions
from smallgestures.accounts.errors import (
    EmailNotAllowed,
    LinkNotUsable,
    PasswordNotAllowed,
    SignedOut,
)
from smallgestures.accounts.fields import check_email
from smallgestures.accounts.models import LinkPurpose
from smallgestures.accounts.passwords import check_password, hash_password
from smallgestures.web import limits
from smallgestures.web.api.answers import answers_refusals, back_to
from smallgestures.web.api.auth.enter import mail_reaches_people
from smallgestures.web.api.auth.forms import ForgotForm, ResetForm, VerifyForm
from smallgestures.web.api.auth.hashing import in_hashing
from smallgestures.web.api.forms import EmptyForm, read_form
from smallgestures.web.device import device_of
from smallgestures.web.routes import FORGOT, RESET, SETTINGS, SIGN_IN, VERIFY
from smallgestures.web.safe_next import sign_in_then
from smallgestures.web.session import (
    forget_session,
    require_signed_in,
    session_token,
    set_session_cookie,
    signed_in_now,
)
from smallgestures.web.unit_of_work import in_reading, in_transaction

CONFIRMED = "Your e-mail address is confirmed."
SENT_AGAIN = "We sent you a new link. It works for three days."
PASSWORD_IS_NEW = "Your new password is set. Sign in with it."

log = structlog.get_logger("auth")


@answers_refusals("verify", VERIFY)
async def verify(request: Request) -> Response:
    """Confirm an address by the token of its link, which is used up by it."""
    form = await read_form(request, VerifyForm)
    await limits.count_request(request, limits.LINKS_BY_ADDRESS)
    here = await signed_in_now(request)

    def confirm(db: Session) -> str | None:
        person_id = links.verify_email(db, form.token)
        # Where sign-up ended on "check your mail", the link is what lets the newcomer in.
        if here is None and mail_reaches_people():
            return sessions.start_session(db, person_id, device=device_of(request))
        return None

    token = await in_transaction(confirm)
    forget_session(session_token(request))
    signed_in = here is not None or token is not None
    page, about = (SETTINGS, "settings") if signed_in else (SIGN_IN, "sign-in")
    response = back_to(page, form=about, notice=CONFIRMED)
    if token:
        set_session_cookie(response, token)
    return response


@answers_refusals("settings", SETTINGS)
async def verify_again(request: Request) -> Response:
    """Mail the signed-in person a new link."""
    await read_form(request, EmptyForm)
    try:
        who = await require_signed_in(request)
    except SignedOut as error:
        address = sign_in_then(SETTINGS)
        return back_to(address, form="sign-in", errors={"form": error.user_message})
    await limits.take(limits.MAIL_BY_ACCOUNT, who.person_id)
    await in_transaction(lambda db: links.send_verification(db, who.person_id))
    return back_to(SETTINGS, form="settings", notice=SENT_AGAIN)


@answers_refusals("forgot", FORGOT)
async def forgot(request: Request) -> Response:
    """Mail a link that sets a new password; the answer is the same for every address."""
    form = await read_form(request, ForgotForm)
    await limits.count_request(request, limits.MAIL_BY_ADDRESS)
    try:
        email = check_email(form.email)
    except EmailNotAllowed as error:
        errors = {"email": error.user_message}
        return back_to(FORGOT, form="forgot", errors=errors, values={"email": form.email})
    await limits.take(limits.MAIL_BY_ACCOUNT, email)
    await in_transaction(lambda db: links.request_reset(db, email=email))
    return back_to(
        FORGOT,
        form="forgot",
        values={"email": email},
        notice=f"If {email} has an account here, a link is on its way. It works for one hour.",
    )


@answers_refusals("forgot", FORGOT)
async def reset(request: Request) -> Response:
    """Set a new password by the token of its link, and sign the person out everywhere."""
    form = await read_form(request, ResetForm)
    await limits.count_request(request, limits.LINKS_BY_ADDRESS)
    token = form.token
    if not await in_reading(lambda db: links.is_open(db, token, LinkPurpose.RESET_PASSWORD)):
        raise LinkNotUsable
    try:
        check_password(form.password)
    except PasswordNotAllowed as error:
        again = f"{RESET}?token={quote(token)}"
        return back_to(again, form="reset", errors={error.field: error.user_message})
    hashed = await in_hashing(lambda: hash_password(form.password))
    person_id = await in_transaction(
        lambda db: links.reset_password(db, token, password_hash=hashed)
    )
    log.info("password reset", person_id=person_id)
    return back_to(SIGN_IN, form="sign-in", notice=PASSWORD_IS_NEW)
