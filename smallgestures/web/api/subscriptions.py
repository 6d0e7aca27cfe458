"""On to Stripe's page where a subscription begins, and `POST /trials/{id}/card`: another card."""

import structlog
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.billing.card_changes import handlers as card_changes
from smallgestures.billing.card_changes.models import CardChange
from smallgestures.billing.card_changes.queries import get_card_change
from smallgestures.billing.card_changes.service import check_card_changes, prepare_card_change
from smallgestures.billing.errors import StripeUnavailable
from smallgestures.billing.subscriptions.errors import NothingSubscribed
from smallgestures.billing.subscriptions.handlers import ask
from smallgestures.billing.subscriptions.models import Subscription
from smallgestures.billing.subscriptions.queries import get_subscription
from smallgestures.billing.subscriptions.service import check_subscriptions
from smallgestures.billing.subscriptions.states import FINAL, SubscriptionState
from smallgestures.clock import wall
from smallgestures.errors import DomainError
from smallgestures.gestures.trials.paying import PURPOSE
from smallgestures.web import routes
from smallgestures.web.api.answers import answers_refusals, back_to, go_to, refused_at
from smallgestures.web.api.ask_stripe import ask_and_apply, count_checkout, origin_of
from smallgestures.web.api.forms import EmptyForm, read_form
from smallgestures.web.ids import id_of
from smallgestures.web.session import as_signed_in
from smallgestures.web.unit_of_work import in_reading, in_transaction

log = structlog.get_logger("subscriptions")


async def lead_to_subscription(request: Request, subscription_id: int, page: str) -> Response:
    """Lead to the page where a prepared subscription begins, or back to `page` with the reason.

    Nothing is charged on the way; pressed again, it leads to the same page of Stripe's.
    """
    try:
        subscription = await _opened(subscription_id)
    except DomainError as error:
        return refused_at(page, error, form="subscription")
    if subscription.state == SubscriptionState.OPEN and subscription.session_url:
        log.info("led to subscription", subscription_id=subscription_id)
        return go_to(subscription.session_url)
    if subscription.state not in {SubscriptionState.OPENING, *FINAL}:
        return go_to(page)
    trouble = subscription.trouble or StripeUnavailable().user_message
    return back_to(page, form="subscription", errors={"form": trouble})


async def _opened(subscription_id: int) -> Subscription:
    """Return the subscription after Stripe was asked for its page, unless that is open."""
    subscription = await in_reading(lambda db: get_subscription(db, subscription_id))
    is_open = subscription.state == SubscriptionState.OPEN and subscription.expires_at > wall()
    if is_open:
        return subscription
    await ask_and_apply(ask, subscription_id)
    return await in_reading(lambda db: get_subscription(db, subscription_id))


async def check_return(who: SignedIn) -> None:
    """Have Stripe asked at once about all that somebody may just have completed there.

    For documents whose address says `?from=checkout`: who comes back proves nothing by that.
    """

    def check(db: Session) -> None:
        check_subscriptions(db, person_id=who.person_id)
        check_card_changes(db, person_id=who.person_id)

    await in_transaction(check)


@answers_refusals("card", routes.TRIALS)
async def change_card(request: Request) -> Response:
    """Lead to Stripe's page that takes another card for what a trial became; it charges nothing."""
    await read_form(request, EmptyForm)
    origin = origin_of(request)

    def prepare(db: Session, who: SignedIn) -> CardChange:
        return prepare_card_change(
            db,
            purpose=PURPOSE,
            subject_id=_trial_id(request),
            person_id=who.person_id,
            success_url=f"{origin}{routes.TRIALS}?from=checkout",
            cancel_url=f"{origin}{routes.TRIALS}",
        )

    try:
        await count_checkout(request)
        change = await as_signed_in(request, prepare)
        await ask_and_apply(card_changes.ask, change.key)
    except DomainError as error:
        return refused_at(routes.TRIALS, error, form="card")
    opened = await in_reading(lambda db: get_card_change(db, change.key))
    if opened.session_url:
        return go_to(opened.session_url)
    unavailable = StripeUnavailable().user_message
    return back_to(routes.TRIALS, form="card", errors={"form": unavailable})


def _trial_id(request: Request) -> int:
    trial_id = id_of(request.path_params["trial"])
    if trial_id is None:
        raise NothingSubscribed
    return trial_id
