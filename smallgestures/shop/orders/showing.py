"""What an order's buyer, its creator and its brand may see of it."""

from collections.abc import Sequence

from sqlmodel import Session

from smallgestures.billing.countries import COUNTRIES
from smallgestures.billing.models import Checkout, CheckoutState, Refund, RefundState
from smallgestures.media.storage import get_storage
from smallgestures.money import Money, percent
from smallgestures.shop.models import Surface
from smallgestures.shop.orders import queries
from smallgestures.shop.orders.cards import Amount, OrderCard, OrderTile, SoldTile, Step
from smallgestures.shop.orders.errors import OrderNotFound
from smallgestures.shop.orders.models import Order, OrderState
from smallgestures.shop.orders.queries import OrderRow

PAGE = 20
STATUS = {
    OrderState.WAITING: "Waiting for payment",
    OrderState.UNPAID: "Not paid",
    OrderState.PAID: "Paid",
    OrderState.PARTLY_REFUNDED: "Partly refunded",
    OrderState.REFUNDED: "Refunded",
}
DISPUTED = "Disputed"
PLACES = {
    Surface.END_CARD: "at the end of the clip",
    Surface.ANCHOR: "while the clip played",
    Surface.PANEL: "in the clip’s product panel",
}


def list_orders(db: Session, buyer_id: int, *, before_id: int | None = None) -> list[OrderTile]:
    """Return a page of a person's orders, the newest first."""
    rows = queries.list_orders_of_buyer(db, buyer_id, before_id=before_id, limit=PAGE)
    return [_tile(row) for row in rows]


def show_order(db: Session, public_id: str, *, viewer_id: int) -> OrderCard:
    """Return an order as this person may see it: all of it, or what concerns who earns by it.

    A creator sees neither who bought nor where it goes.

    Raises:
        OrderNotFound: There is none, or this person has no part in it.
    """
    order = queries.find_order(db, public_id)
    if order is None:
        raise OrderNotFound
    chain = queries.get_chain(db, order.click_id) if order.click_id is not None else None
    is_buyers = order.buyer_id == viewer_id
    if not is_buyers and (chain is None or chain[3].key != viewer_id):
        raise OrderNotFound
    checkouts = queries.list_checkouts(db, order.key)
    refunds = [refund for _order_id, refund in queries.list_refunds(db, [order.key])]
    newest = checkouts[-1] if checkouts else None
    is_waiting = order.state in {OrderState.WAITING, OrderState.UNPAID}
    return OrderCard(
        tile=_tile(queries.get_row(db, order.key)),
        is_buyers=is_buyers,
        can_pay=is_buyers and is_waiting,
        is_settling=order.state == OrderState.WAITING or order.refunding_minor > 0,
        trouble=(newest.trouble or "") if newest and is_buyers and is_waiting else "",
        product_url=f"/product/{queries.get_product(db, order.product_id).slug}",
        steps=_steps(order, checkouts, refunds, with_card=is_buyers),
        chain=_chain(db, order, chain),
        receipt=_receipt(order),
        address=_address(checkouts) if is_buyers else [],
        commission="" if is_buyers else _commission(db, order),
    )


def list_sold(db: Session, owner_id: int, *, before_id: int | None = None) -> list[SoldTile]:
    """Return a page of the orders of the brands that this person speaks for, the newest first."""
    rows = queries.list_orders_of_owner(db, owner_id, before_id=before_id, limit=PAGE)
    order_ids = [row[0].key for row in rows]
    failures: dict[int, list[str]] = {order_id: [] for order_id in order_ids}
    for order_id, refund in queries.list_refunds(db, order_ids):
        if refund.state == RefundState.FAILED and refund.failure:
            failures[order_id].append(refund.failure)
    disputed = queries.disputed_orders(db, order_ids)
    return [_sold(row, failures[row[0].key], row[0].key in disputed) for row in rows]


def _sold(row: OrderRow, failures: list[str], is_disputed: bool) -> SoldTile:
    order = row[0]
    paid_minor = order.price_minor if order.paid_at else 0
    left = Money(max(0, paid_minor - order.refunded_minor - order.refunding_minor), order.currency)
    return SoldTile(
        tile=_tile(row),
        refundable_minor=left.amount_minor,
        refundable=str(left) if left.amount_minor else "",
        refunded=_some(order.refunded_minor, order.currency),
        refunding=_some(order.refunding_minor, order.currency),
        is_disputed=is_disputed,
        failures=failures[-1:],
    )


def _some(amount_minor: int, currency: str) -> str:
    return str(Money(amount_minor, currency)) if amount_minor else ""


def _tile(row: OrderRow) -> OrderTile:
    order, brand, picture = row
    return OrderTile(
        id=order.key,
        public_id=order.public_id,
        number=order.number,
        title=order.title,
        brand=brand.name,
        picture=get_storage().url(picture.square_key) if picture else "",
        price=str(Money(order.price_minor, order.currency)),
        state=order.state,
        status=STATUS[OrderState(order.state)],
        placed_at=order.created_at,
    )


def _steps(
    order: Order, checkouts: Sequence[Checkout], refunds: Sequence[Refund], *, with_card: bool
) -> list[Step]:
    steps = [Step("Ordered", "One piece was set aside.", order.created_at)]
    paid = next((one for one in checkouts if one.state == CheckoutState.PAID), None)
    if order.paid_at is not None:
        card = f", {paid.card}" if paid and paid.card and with_card else ""
        steps.append(Step("Paid", f"Confirmed by Stripe{card}", order.paid_at))
    elif order.state == OrderState.WAITING:
        steps.append(Step("Waiting for payment", "Stripe has not confirmed a payment yet.", None))
    else:
        steps.append(Step("Not paid", "The time to pay ran out. Nothing was charged.", None))
    if paid and paid.disputed_at:
        steps.append(Step(DISPUTED, "The bank is looking into the payment.", paid.disputed_at))
    for refund in refunds:
        amount = Money(refund.amount_minor, order.currency)
        if refund.state == RefundState.SUCCEEDED:
            steps.append(Step("Refunded", f"{amount} went back.", refund.created_at))
        elif refund.state != RefundState.FAILED:
            steps.append(Step("Refund on its way", f"{amount} is going back.", None))
    return steps


def _chain(db: Session, order: Order, chain: queries.Chain | None) -> list[Step]:
    """Return how the order came about, from the clip on; nothing when no link led to it."""
    if chain is None:
        return []
    click, impression, video, creator = chain
    place = PLACES[Surface(impression.surface)] if impression.surface else "with the clip"
    clip = video.caption or f"a clip by {creator.name}"
    steps = [
        Step("Shown", f"{place[0].upper()}{place[1:]}: {clip}", impression.shown_at),
        Step(
            "Link followed",
            f"By @{creator.handle}’s link, the last one in seven days. "
            f"It earns {percent(click.rate_bps)}, as at this moment.",
            click.clicked_at,
        ),
    ]
    if view := queries.first_view(db, click.key):
        steps.append(Step("Product page opened", order.title, view.viewed_at))
    return [*steps, Step("Ordered", f"Order {order.number}", order.created_at)]


def _receipt(order: Order) -> list[Amount]:
    price = Money(order.price_minor, order.currency)
    lines = [Amount(order.title, str(price))]
    if order.paid_at is None:
        return [*lines, Amount("Charged so far", str(Money(0, order.currency)))]
    lines.append(Amount("Paid", str(price)))
    if order.refunded_minor:
        lines.append(Amount("Refunded", str(Money(-order.refunded_minor, order.currency))))
    return lines


def _address(checkouts: Sequence[Checkout]) -> list[str]:
    address = next((one.address for one in checkouts if one.address), None)
    if address is None:
        return []
    town = f"{address.get('postal_code', '')} {address.get('city', '')}".strip()
    code = address.get("country", "")
    country = COUNTRIES.get(code, code)
    lines = (address.get("name"), address.get("line1"), address.get("line2"), town, country)
    return [str(line) for line in lines if line]


def _commission(db: Session, order: Order) -> str:
    entry = queries.get_commission(db, order.key)
    if entry is None:
        return "Nothing is earned before the order is paid."
    left = Money(entry.amount_minor - entry.reversed_minor, entry.currency)
    return f"{left}, {entry.state}: {entry.reason}"
