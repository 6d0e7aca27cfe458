"""Who hears of what: the only place where domains react to each other.

A handler runs in the transaction that finishes its event and may run again
after a crash, so each is repeatable. A job works outside a transaction.
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from smallgestures.billing.handlers import ask_about_checkout, handle_webhook, send_refund
from smallgestures.billing.models import CheckoutPurpose
from smallgestures.feed import service as feed
from smallgestures.mail.delivery import deliver_mail
from smallgestures.outbox.service import Handler, Job, Payload
from smallgestures.shop.orders import handlers as orders
from smallgestures.videos.processing import process_video


def enter_feed(db: Session, payload: Payload) -> None:
    """A published clip gets its place in the feed."""
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


HANDLERS: Mapping[str, Sequence[Handler]] = {
    "VideoPublished": (enter_feed,),
    "VideosWatched": (rescore_watched,),
    "PaymentSucceeded": (take_payment,),
    "CheckoutClosed": (let_checkout_go,),
    "RefundSucceeded": (take_refund,),
    "RefundFailed": (undo_refund,),
}
JOBS: Mapping[str, Job] = {
    "VideoAdded": process_video,
    "MailQueued": deliver_mail,
    "WebhookStored": handle_webhook,
    "CheckoutDue": ask_about_checkout,
    "RefundRequested": send_refund,
}
