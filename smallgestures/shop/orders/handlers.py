"""What becomes of orders when billing says that money moved, or did not."""

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing import queries as billing_queries
from smallgestures.billing.ledger.service import (
    STRIPE,
    Transfer,
    book,
    brand_account,
    commission_account,
    is_booked,
)
from smallgestures.billing.models import CheckoutPurpose, Refund, RefundState
from smallgestures.mail.letter import Letter
from smallgestures.mail.service import queue_mail
from smallgestures.money import Money
from smallgestures.outbox.service import record
from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.commissions.service import (
    adjust_commission,
    dispute_commission,
    earn_commission,
    give_up_commission,
    lose_commission,
    release_commission,
)
from smallgestures.shop.figures.service import count_order
from smallgestures.shop.orders import letters, queries
from smallgestures.shop.orders.events import OrderPaid, OrderRefunded
from smallgestures.shop.orders.models import Order, OrderState


def settle_payment(db: Session, checkout_id: int) -> None:
    """An order whose checkout was paid is paid: its unit sold, its commission entered, booked."""
    checkout = billing_queries.get_checkout(db, checkout_id)
    order = queries.lock_order(db, checkout.subject_id)
    if order.paid_at is not None:
        return
    if not order.holds_stock:
        # It was given up here before Stripe said the last word, and that word counts.
        queries.take_unit(db, order.product_id)
    order.state, order.holds_stock, order.paid_at = OrderState.PAID, False, checkout.paid_at
    db.add(order)
    db.flush()
    price = Money(order.price_minor, order.currency)
    brand = brand_account(order.brand_id)
    transfers = [Transfer(STRIPE, brand, price, f"Order {order.number} was paid")]
    if order.click_id is not None:
        click = queries.get_chain(db, order.click_id)[0]
        paid_at = order.paid_at or clock.now()
        entry = earn_commission(db, order, link_id=click.link_id, paid_at=paid_at)
        earned = Money(entry.amount_minor, entry.currency)
        creator = commission_account(entry.creator_id)
        transfers.append(Transfer(brand, creator, earned, f"Commission of order {order.number}"))
        if checkout.disputed_at is not None:
            dispute_commission(db, order.key)
    book(db, f"order-paid:{order.key}", transfers)
    count_order(db, order.key)
    _write(db, order, f"order-paid:{order.key}", letters.receipt(order, checkout.card))
    record(db, OrderPaid(order.key))


def give_up_payment(db: Session, checkout_id: int) -> None:
    """An order whose checkout can't be paid any more lets its unit go; it can be tried again."""
    checkout = billing_queries.get_checkout(db, checkout_id)
    order = queries.lock_order(db, checkout.subject_id)
    if order.state != OrderState.WAITING:
        return
    if billing_queries.live_checkout(db, CheckoutPurpose.ORDER, order.key) is not None:
        return  # it is being tried again already, with the same unit
    order.state, order.holds_stock = OrderState.UNPAID, False
    db.add(order)
    queries.return_unit(db, order.product_id)
    give_up_commission(db, order.key)


def settle_refund(db: Session, refund_id: int) -> None:
    """What went back to the buyer is taken from the brand, and in proportion from the creator."""
    refund, checkout = billing_queries.get_refund_of(db, refund_id)
    order = _paid_order(db, checkout.subject_id)
    key = f"refund:{refund.key}"
    amount = Money(refund.amount_minor, order.currency)
    back = f"Refund of order {order.number}"
    if not book(db, key, [Transfer(brand_account(order.brand_id), STRIPE, amount, back)]):
        return
    order.refunded_minor += amount.amount_minor
    order.refunding_minor = _on_its_way_minor(db, order)
    _follow_refunds(db, order, f"{key}:commission")
    _write(db, order, key, letters.refunded(order, amount))
    record(db, OrderRefunded(order.key, amount.amount_minor))


def hold_for_dispute(db: Session, checkout_id: int) -> None:
    """While the buyer's bank asks for the payment back, nothing of it is paid out.

    An order that is not settled yet is held when it is: `settle_payment` looks, too.
    """
    checkout = billing_queries.get_checkout(db, checkout_id)
    order = queries.lock_order(db, checkout.subject_id)
    if order.paid_at is not None and checkout.disputed_at is not None:
        dispute_commission(db, order.key)


def close_dispute(db: Session, checkout_id: int, *, is_won: bool) -> None:
    """What the bank took for good is taken from the brand, and the commission from its creator."""
    checkout = billing_queries.get_checkout(db, checkout_id)
    order = _paid_order(db, checkout.subject_id)
    if is_won:
        release_commission(db, order.key)
        return
    key = f"dispute-lost:{checkout.key}"
    left = Money(order.price_minor - order.refunded_minor, order.currency)
    lost = f"The bank took order {order.number} back"
    if not book(db, key, [Transfer(brand_account(order.brand_id), STRIPE, left, lost)]):
        return
    fallen = lose_commission(db, order.key)
    if fallen is not None:
        count_order(db, order.key)
        _book_fall(db, order, *fallen, key=f"{key}:commission", why="after a dispute")


def undo_refund(db: Session, refund_id: int, *, had_succeeded: bool) -> None:
    """What did not go back can be sent again; had it been taken from anybody, they get it back."""
    refund, checkout = billing_queries.get_refund_of(db, refund_id)
    order = _paid_order(db, checkout.subject_id)
    if had_succeeded:
        _return_refund(db, order, refund)
    order.refunding_minor = _on_its_way_minor(db, order)
    db.add(order)


def _return_refund(db: Session, order: Order, refund: Refund) -> None:
    if not is_booked(db, f"refund:{refund.key}"):
        raise LookupError(f"refund {refund.key} is not settled yet")
    key = f"refund-failed:{refund.key}"
    amount = Money(refund.amount_minor, order.currency)
    returned = f"A refund of order {order.number} came back"
    if book(db, key, [Transfer(STRIPE, brand_account(order.brand_id), amount, returned)]):
        order.refunded_minor -= amount.amount_minor
        _follow_refunds(db, order, f"{key}:commission")
        _write(db, order, key, letters.not_refunded(order, amount))


def _on_its_way_minor(db: Session, order: Order) -> int:
    """Return what was asked for here and neither failed nor was taken off the order yet."""
    return sum(
        refund.amount_minor
        for _order_id, refund in queries.list_refunds(db, [order.key])
        if refund.requested_by is not None
        and refund.state != RefundState.FAILED
        and not is_booked(db, f"refund:{refund.key}")
    )


def _paid_order(db: Session, order_id: int) -> Order:
    order = queries.lock_order(db, order_id)
    if order.paid_at is None:
        # The payment's own event comes first; until it has, this one waits for its next turn.
        raise LookupError(f"order {order_id} is not settled yet")
    return order


def _follow_refunds(db: Session, order: Order, key: str) -> None:
    """Let state and commission agree with what was refunded of the order by now."""
    price = Money(order.price_minor, order.currency)
    if order.refunded_minor == 0:
        order.state = OrderState.PAID
    elif order.refunded_minor < order.price_minor:
        order.state = OrderState.PARTLY_REFUNDED
    else:
        order.state = OrderState.REFUNDED
    db.add(order)
    adjusted = adjust_commission(db, order.key, price=price, refunded_minor=order.refunded_minor)
    if adjusted is None:
        return
    count_order(db, order.key)
    _book_fall(db, order, *adjusted, key=key, why="after a refund")


def _book_fall(
    db: Session, order: Order, entry: CommissionEntry, fell: Money, *, key: str, why: str
) -> None:
    brand, creator = brand_account(order.brand_id), commission_account(entry.creator_id)
    reason = f"Commission of order {order.number}, {why}"
    if fell.amount_minor >= 0:
        book(db, key, [Transfer(creator, brand, fell, reason)])
    else:
        rose = Money(-fell.amount_minor, fell.currency)
        book(db, key, [Transfer(brand, creator, rose, reason)])


def _write(db: Session, order: Order, key: str, letter: Letter) -> None:
    buyer = queries.get_person(db, order.buyer_id)
    if buyer.email is not None:
        queue_mail(
            db,
            key=key,
            person_id=buyer.key,
            to=buyer.email,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
        )
