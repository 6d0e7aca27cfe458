"""Who hears of what: the only place where domains react to each other.

A handler runs in the transaction that finishes its event and may run again
after a crash, so each is repeatable. A job works outside a transaction.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlmodel import Session

from smallgestures.billing.card_changes.handlers import ask_about_card
from smallgestures.billing.handlers import ask_about_checkout, handle_webhook, send_refund
from smallgestures.billing.models import CheckoutPurpose
from smallgestures.billing.subscriptions.handlers import (
    ask_about_subscription,
    carry_out_wish,
    give_back,
)
from smallgestures.feed import service as feed
from smallgestures.gestures.trials import subscriptions as trials
from smallgestures.gestures.trials.paying import PURPOSE as TRIAL
from smallgestures.mail.delivery import deliver_mail
from smallgestures.outbox.service import Handler, Job, Payload
from smallgestures.search.index.handlers import (
    index_person,
    index_video,
    index_watched,
    rebuild_index,
)
from smallgestures.shop.orders import handlers as orders
from smallgestures.videos.files.leftovers import remove_files
from smallgestures.videos.processing import process_video
from smallgestures.videos.remaking import remake_video
from smallgestures.videos.uploads.handlers import store_upload


def enter_feed(db: Session, payload: Payload) -> None:
    """The feed has a clip while it is out."""
    feed.enter_feed(db, int(payload["video_id"]))


def rescore_watched(db: Session, payload: Payload) -> None:
    """What was watched moves in the feed."""
    for video_id in payload["video_ids"]:
        feed.rescore(db, int(video_id))


def take_payment(db: Session, payload: Payload) -> None:
    """What was paid for is paid."""
    if payload["purpose"] == CheckoutPurpose.ORDER:
        orders.settle_payment(db, int(payload["checkout_id"]))


def let_checkout_go(db: Session, payload: Payload) -> None:
    """What can't be paid any more holds nothing back."""
    if payload["purpose"] == CheckoutPurpose.ORDER:
        orders.give_up_payment(db, int(payload["checkout_id"]))


def take_refund(db: Session, payload: Payload) -> None:
    """What went back is taken off."""
    if payload["purpose"] == CheckoutPurpose.ORDER:
        orders.settle_refund(db, int(payload["refund_id"]))


def undo_refund(db: Session, payload: Payload) -> None:
    """What did not go back is put right."""
    if payload["purpose"] == CheckoutPurpose.ORDER:
        succeeded = bool(payload["had_succeeded"])
        orders.undo_refund(db, int(payload["refund_id"]), had_succeeded=succeeded)


def follow_trial(what: Callable[[Session, int], None]) -> Handler:
    """Return what lets a trial follow its subscription; those of other things are not its own."""

    def handle(db: Session, payload: Payload) -> None:
        if payload["purpose"] == TRIAL:
            what(db, int(payload["subscription_id"]))

    return handle


def charge_trial(db: Session, payload: Payload) -> None:
    """What was charged for a trial that is kept stands in its ledger."""
    if payload["purpose"] == TRIAL:
        trials.convert_trial(db, int(payload["subscription_id"]), int(payload["payment_id"]))


HANDLERS: Mapping[str, Sequence[Handler]] = {
    "EmailVerified": (index_person,),
    "FollowersChanged": (index_person,),
    "NameChanged": (index_person,),
    "PersonSignedUp": (index_person,),
    "ProductsChanged": (index_video,),
    "VideoPublished": (enter_feed, index_video),
    "VideoChanged": (enter_feed, index_video),
    "VideosWatched": (rescore_watched, index_watched),
    "PaymentSucceeded": (take_payment,),
    "CheckoutClosed": (let_checkout_go,),
    "RefundSucceeded": (take_refund,),
    "RefundFailed": (undo_refund,),
    "SubscriptionStarted": (follow_trial(trials.keep_trial),),
    "SubscriptionCharged": (charge_trial,),
    "SubscriptionPastDue": (follow_trial(trials.trouble_trial),),
    "SubscriptionNeedsConfirmation": (follow_trial(trials.ask_for_confirmation),),
    "SubscriptionRecovered": (follow_trial(trials.recover_trial),),
    "SubscriptionEnded": (follow_trial(trials.end_kept_trial),),
    "SubscriptionAbandoned": (follow_trial(trials.let_trial_go),),
}
JOBS: Mapping[str, Job] = {
    "UploadReceived": store_upload,
    "VideoAdded": process_video,
    "VideoEdited": remake_video,
    "FilesLeft": remove_files,
    "MailQueued": deliver_mail,
    "WebhookStored": handle_webhook,
    "CheckoutDue": ask_about_checkout,
    "RefundRequested": send_refund,
    "SearchOutdated": rebuild_index,
    "SubscriptionDue": ask_about_subscription,
    "SubscriptionChangeRequested": carry_out_wish,
    "PaymentUnwanted": give_back,
    "CardChangeDue": ask_about_card,
}
