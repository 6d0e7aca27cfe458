"""Orders as their pages show them: all words made, in the time zone of whoever reads them."""

from dataclasses import dataclass
from datetime import datetime

from smallgestures.shop.orders.cards import Amount, OrderCard, OrderTile, SoldTile, Step
from smallgestures.shop.orders.models import OrderState
from smallgestures.shop.orders.showing import DISPUTED
from smallgestures.web import routes
from smallgestures.web.ui.dates import day, time_since, weekday_and_day

TONES = {
    OrderState.WAITING: "badge--warn",
    OrderState.UNPAID: "badge--warn",
    OrderState.PAID: "badge--success",
    OrderState.PARTLY_REFUNDED: "badge--plain",
    OrderState.REFUNDED: "badge--plain",
}
NEWS = {
    OrderState.WAITING: "Almost there",
    OrderState.UNPAID: "Nothing was charged",
    OrderState.PAID: "Paid, and yours",
    OrderState.PARTLY_REFUNDED: "Some of it went back",
    OrderState.REFUNDED: "All of it went back",
}
NEWS_OF_A_SALE = NEWS | {
    OrderState.WAITING: "Waiting for the buyer",
    OrderState.UNPAID: "Not bought after all",
    OrderState.PAID: "Sold",
}
TO_DO = {
    OrderState.WAITING: "One piece is set aside for you. Nothing was charged so far.",
    OrderState.UNPAID: "Nobody holds it for you any more, but you can still have it.",
}


@dataclass(frozen=True)
class TileView:
    """One order in a list."""

    key: str
    url: str
    name: str
    title: str
    brand: str
    picture: str
    price: str
    state: str
    status: str
    tone: str
    placed: str


@dataclass(frozen=True)
class StepView:
    """Something that happened; `mark` says whether as it should, or not, or is going on."""

    what: str
    detail: str
    when: str
    at: str
    mark: str


@dataclass(frozen=True)
class OrderView:
    """One order."""

    tile: TileView
    product_url: str
    is_buyers: bool
    can_pay: bool
    is_settling: bool
    trouble: str
    to_do: str
    lead: str
    news: str
    steps: list[StepView]
    chain: list[StepView]
    receipt: list[Amount]
    address: list[str]
    commission: str


@dataclass(frozen=True)
class ListView:
    """A page of somebody's orders, and where the next one is."""

    tiles: list[TileView]
    older_url: str
    is_older: bool


@dataclass(frozen=True)
class SoldView:
    """One order of a brand, with what became of its money."""

    tile: TileView
    refundable: str
    refunded: str
    refunding: str
    is_disputed: bool
    failures: list[str]
    refund_url: str


@dataclass(frozen=True)
class SoldListView:
    """A page of what a brand sold."""

    rows: list[SoldView]
    older_url: str
    is_older: bool
    is_settling: bool


def view_of_order(card: OrderCard, time_zone: str) -> OrderView:
    """Return the order as its page shows it."""
    tile, state = card.tile, OrderState(card.tile.state)
    news = NEWS if card.is_buyers else NEWS_OF_A_SALE
    return OrderView(
        tile=view_of_tile(tile, time_zone),
        product_url=card.product_url,
        is_buyers=card.is_buyers,
        can_pay=card.can_pay,
        is_settling=card.is_settling,
        trouble=card.trouble,
        to_do=TO_DO.get(state, ""),
        lead=f"{weekday_and_day(tile.placed_at, time_zone)}, from {tile.brand}",
        news=news[state],
        steps=[_step(step, tile.placed_at, time_zone, state) for step in card.steps],
        chain=[_step(step, tile.placed_at, time_zone, state) for step in card.chain],
        receipt=card.receipt,
        address=card.address,
        commission=card.commission,
    )


def view_of_tile(tile: OrderTile, time_zone: str) -> TileView:
    """Return an order as lists show it."""
    return TileView(
        key=tile.public_id,
        url=routes.order(tile.public_id),
        name=f"Order {tile.number}",
        title=tile.title,
        brand=tile.brand,
        picture=tile.picture,
        price=tile.price,
        state=tile.state,
        status=tile.status,
        tone=TONES[OrderState(tile.state)],
        placed=day(tile.placed_at, time_zone),
    )


def view_of_list(
    tiles: list[OrderTile], time_zone: str, *, older_id: int | None, is_older: bool
) -> ListView:
    """Return a page of orders; `older_id` is the last one on it when there are more."""
    return ListView(
        tiles=[view_of_tile(tile, time_zone) for tile in tiles],
        older_url=_older(routes.ORDERS, older_id),
        is_older=is_older,
    )


def view_of_sold(
    rows: list[SoldTile], time_zone: str, *, older_id: int | None, is_older: bool
) -> SoldListView:
    """Return a page of sold orders; `older_id` is the last one on it when there are more."""
    return SoldListView(
        rows=[
            SoldView(
                tile=view_of_tile(row.tile, time_zone),
                refundable=row.refundable,
                refunded=row.refunded,
                refunding=row.refunding,
                is_disputed=row.is_disputed,
                failures=row.failures,
                refund_url=routes.refund(row.tile.public_id),
            )
            for row in rows
        ],
        older_url=_older(routes.BRAND_ORDERS, older_id),
        is_older=is_older,
        is_settling=any(row.refunding for row in rows),
    )


def _older(address: str, older_id: int | None) -> str:
    return "" if older_id is None else f"{address}?before={older_id}"


def _step(step: Step, placed_at: datetime, time_zone: str, state: OrderState) -> StepView:
    mark = "done" if step.at else "now"
    if step.what == DISPUTED or (step.at is None and state == OrderState.UNPAID):
        mark = "off"
    return StepView(
        what=step.what,
        detail=step.detail,
        when=time_since(step.at, placed_at, time_zone) if step.at else "",
        at=step.at.isoformat() if step.at else "",
        mark=mark,
    )
