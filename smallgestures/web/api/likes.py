"""`PUT` and `DELETE /api/likes/{video}`: a person likes a clip, or no longer."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smallgestures.accounts.errors import SignedOut
from smallgestures.errors import DomainError
from smallgestures.feed.errors import ClipNotFound
from smallgestures.feed.service import like_clip
from smallgestures.web.limits import LIKES, count_request
from smallgestures.web.problem import problem
from smallgestures.web.refusals import refusal
from smallgestures.web.session import require_signed_in
from smallgestures.web.unit_of_work import in_transaction


async def change_like(request: Request) -> Response:
    """Store the like, or take it back, and answer with how many people like the clip."""
    public_id, liked = request.path_params["video"], request.method == "PUT"
    try:
        person = await require_signed_in(request)
        await count_request(request, LIKES, by=person)
        likes = await in_transaction(
            lambda db: like_clip(db, public_id, person_id=person.person_id, liked=liked)
        )
    except SignedOut:
        return problem(HTTPStatus.UNAUTHORIZED, "Sign in to like videos.")
    except ClipNotFound as error:
        return problem(HTTPStatus.NOT_FOUND, error.user_message)
    except DomainError as error:
        return refusal(error)
    return JSONResponse({"likes": likes, "liked": liked}, headers={"cache-control": "no-store"})
