"""What the shop writes to buyers."""

from smallgestures.mail.letter import Letter
from smallgestures.money import Money
from smallgestures.settings import get_settings
from smallgestures.shop.orders.models import Order


def receipt(order: Order, card: str | None) -> Letter:
    """Confirm a payment."""
    price = Money(order.price_minor, order.currency)
    paid = f"{price} was paid with your card, {card}." if card else f"{price} was paid."
    return Letter(
        subject=f"Order {order.number}: {price} paid",
        greeting="Hi,",
        before=(f"thank you for your order: {order.title}, one piece.", paid),
        link=("See the order", _address(order)),
        after=("This was a test payment: no real money moved.",),
    )


def refunded(order: Order, amount: Money) -> Letter:
    """Tell of money that went back."""
    price = Money(order.price_minor, order.currency)
    part = "all" if amount == price else f"{amount} of the {price}"
    return Letter(
        subject=f"Order {order.number}: {amount} refunded",
        greeting="Hi,",
        before=(
            f"the brand sent back {part} that you paid for {order.title}.",
            "Your bank shows it on the same card within five to ten days.",
        ),
        link=("See the order", _address(order)),
        after=("This was a test payment: no real money moved.",),
    )


def not_refunded(order: Order, amount: Money) -> Letter:
    """Tell that money which had gone back did not arrive."""
    return Letter(
        subject=f"Order {order.number}: your refund did not arrive",
        greeting="Hi,",
        before=(
            f"your bank returned the {amount} that we had sent back to you for {order.title}.",
            "The brand knows, and will arrange it with you in another way.",
        ),
        link=("See the order", _address(order)),
        after=("This was a test payment: no real money moved.",),
    )


def _address(order: Order) -> str:
    return f"{get_settings().site_url}/orders/{order.public_id}"
