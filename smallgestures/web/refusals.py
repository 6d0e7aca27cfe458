"""Which answer belongs to which refusal of the domain."""

from http import HTTPStatus

from starlette.responses import Response

from smallgestures.accounts.errors import AccountError, NotAllowed, PersonNotFound, SignedOut
from smallgestures.errors import DomainError
from smallgestures.gestures.gifts.errors import GiftNotFound
from smallgestures.media.errors import CaptionsRefused
from smallgestures.messaging.errors import MessagingError, ThreadNotFound
from smallgestures.sealed import SealedWithAnotherKey
from smallgestures.search.errors import SearchError
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.orders.errors import OrderNotFound
from smallgestures.videos.errors import VideoError, VideoNotFound
from smallgestures.web.api.forms import FormUnreadable
from smallgestures.web.body import BodyTooLarge
from smallgestures.web.limits import TooMany
from smallgestures.web.problem import problem

# The first that fits is taken, so a subclass stands before its base.
STATUSES: dict[type[DomainError], HTTPStatus] = {
    SignedOut: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    PersonNotFound: HTTPStatus.NOT_FOUND,
    OrderNotFound: HTTPStatus.NOT_FOUND,
    GiftNotFound: HTTPStatus.NOT_FOUND,
    ProductNotFound: HTTPStatus.NOT_FOUND,
    ThreadNotFound: HTTPStatus.NOT_FOUND,
    FormUnreadable: HTTPStatus.BAD_REQUEST,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    AccountError: HTTPStatus.UNPROCESSABLE_ENTITY,
    SearchError: HTTPStatus.BAD_REQUEST,
    CaptionsRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    VideoNotFound: HTTPStatus.NOT_FOUND,
    VideoError: HTTPStatus.UNPROCESSABLE_ENTITY,
    MessagingError: HTTPStatus.UNPROCESSABLE_ENTITY,
    SealedWithAnotherKey: HTTPStatus.SERVICE_UNAVAILABLE,
    DomainError: HTTPStatus.CONFLICT,
}


def refusal(error: DomainError) -> Response:
    """Return the answer that belongs to a refusal of the domain."""
    if isinstance(error, TooMany):
        return error.response()
    status = next(status for kind, status in STATUSES.items() if isinstance(error, kind))
    return problem(status, error.user_message)
