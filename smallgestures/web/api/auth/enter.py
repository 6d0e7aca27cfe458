"""`/auth/sign-up`, `/auth/sign-in` and `/auth/sign-out`."""

from urllib.parse import quote

import structlog
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts import links, service, sessions
from smallgestures.accounts.errors import (
    AccountError,
    AlreadyVerified,
    EmailNotAllowed,
    NotConfirmed,
    WrongCredentials,
)
from smallgestures.accounts.fields import check_email
from smallgestures.accounts.passwords import HashedPassword, hash_password
from smallgestures.accounts.service import NewPerson, SignUpRefused
from smallgestures.settings import get_settings
from smallgestures.shop.attribution.service import join_visitor
from smallgestures.web import limits
from smallgestures.web.api.answers import answers_refusals, back_to, go_to
from smallgestures.web.api.auth.forms import SignInForm, SignUpForm
from smallgestures.web.api.auth.hashing import in_hashing
from smallgestures.web.api.forms import EmptyForm, read_form
from smallgestures.web.browser_keys import visitor_key
from smallgestures.web.client_address import address_group, client_address
from smallgestures.web.device import device_of
from smallgestures.web.routes import SIGN_IN, SIGN_UP, VERIFY, WATCH
from smallgestures.web.safe_next import HOME, safe_next
from smallgestures.web.session import (
    drop_session_cookie,
    forget_session,
    session_token,
    set_session_cookie,
)
from smallgestures.web.unit_of_work import in_reading, in_transaction

log = structlog.get_logger("auth")


def mail_reaches_people() -> bool:
    """Say whether mail really goes out; only then can an address prove anything.

    docs/decisions/0007-sign-up-and-mail.md has the reasons for what depends on it.
    """
    return get_settings().smtp_url is not None


@answers_refusals("sign-up", SIGN_UP)
async def sign_up(request: Request) -> Response:
    """Open an account; it is confirmed by mail."""
    form = await read_form(request, SignUpForm)
    await limits.count_request(request, limits.SIGN_UP_BY_ADDRESS)
    typed = {"handle": form.handle, "name": form.name, "email": form.email}
    again = _with_next(SIGN_UP, form.next)
    try:
        new = NewPerson.checked(**typed, password=form.password, time_zone=form.time_zone)
        hashed = await in_hashing(lambda: hash_password(form.password))
        token = await in_transaction(lambda db: _open_account(db, request, new, hashed))
    except SignUpRefused as error:
        errors = {refused.field: refused.user_message for refused in error.refusals}
        return back_to(again, form="sign-up", errors=errors, values=typed)
    except AccountError as error:
        errors = {error.field: error.user_message}
        return back_to(again, form="sign-up", errors=errors, values=typed)
    if token is None:
        return back_to(VERIFY, form="verify", values={"email": new.email})
    log.info("signed up")
    return _signed_in(request, token, safe_next(form.next))


def _open_account(
    db: Session, request: Request, new: NewPerson, hashed: HashedPassword
) -> str | None:
    """Return the token of the newcomer's session, or None when only the mail goes on."""
    person_id = service.sign_up(db, new, password_hash=hashed)
    if person_id is None or mail_reaches_people():
        return None
    return _start(db, request, sessions.start_session(db, person_id, device=device_of(request)))


@answers_refusals("sign-in", SIGN_IN)
async def sign_in(request: Request) -> Response:
    """Start a session for whoever knows the password."""
    form = await read_form(request, SignInForm)
    email = _email_or_none(form.email)
    pair = f"{address_group(client_address(request))} {email}"
    await limits.count_request(request, limits.SIGN_IN_BY_ADDRESS)
    await limits.take(limits.SIGN_IN_BY_PAIR, pair)
    await limits.take(limits.SIGN_IN_BY_ACCOUNT, str(email))
    found = (
        await in_reading(lambda db: sessions.find_credentials(db, email=email)) if email else None
    )

    def enter(db: Session) -> str:
        token = sessions.sign_in(db, checked, device=device_of(request))
        sessions.adopt_time_zone(db, checked.person_id, time_zone=form.time_zone)
        return _start(db, request, token)

    try:
        checked = await in_hashing(
            lambda: sessions.check_credentials(
                found, form.password, confirmed_only=mail_reaches_people()
            )
        )
        token = await in_transaction(enter)
    except WrongCredentials as error:
        if isinstance(error, NotConfirmed):
            await _send_link_again(error.person_id)
        log.info("sign-in refused")
        again = _with_next(SIGN_IN, form.next)
        return back_to(
            again,
            form="sign-in",
            errors={"form": error.user_message},
            values={"email": form.email},
        )
    await limits.forgive(limits.SIGN_IN_BY_PAIR, pair)
    await limits.forgive(limits.SIGN_IN_BY_ACCOUNT, str(email))
    log.info("signed in", person_id=checked.person_id)
    return _signed_in(request, token, safe_next(form.next))


@answers_refusals("sign-out", WATCH)
async def sign_out(request: Request) -> Response:
    """End this browser's session; it can't be used again, by no copy of the cookie."""
    await read_form(request, EmptyForm)
    if token := session_token(request):
        await in_transaction(lambda db: sessions.end_session(db, token))
        forget_session(token)
    response = go_to(HOME)
    drop_session_cookie(response)
    return response


def _start(db: Session, request: Request, token: str) -> str:
    """Let the new session take the place of the browser's last one, and of what it clicked."""
    who = sessions.find_session(db, token)
    if (before := session_token(request)) and who is not None:
        sessions.end_session(db, before)
        forget_session(before)
    if (visitor := visitor_key(request)) and who is not None:
        join_visitor(db, visitor, person_id=who.person_id)
    return token


def _signed_in(request: Request, token: str, path: str) -> Response:
    response = go_to(path)
    set_session_cookie(response, token)
    return response


def _with_next(page: str, asked: str) -> str:
    path = safe_next(asked)
    return page if path == HOME else f"{page}?next={quote(path, safe='/')}"


def _email_or_none(typed: str) -> str | None:
    """An address that is none has no account, and is answered like one that has none."""
    try:
        return check_email(typed)
    except EmailNotAllowed:
        return None


async def _send_link_again(person_id: int) -> None:
    """Whoever knew the password but never opened their link finds a new one in their mail."""
    try:
        await limits.take(limits.MAIL_BY_ACCOUNT, person_id)
        await in_transaction(lambda db: links.send_verification(db, person_id))
    except (limits.TooMany, AlreadyVerified):
        log.info("no further link sent", person_id=person_id)
