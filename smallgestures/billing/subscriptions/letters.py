"""What is written to people of what they were charged."""

from smallgestures.billing.subscriptions.models import Subscription, SubscriptionPayment
from smallgestures.dates import day
from smallgestures.mail.letter import Letter
from smallgestures.money import Money

TEST = "This was a test payment: no real money moved."


def receipt(subscription: Subscription, payment: SubscriptionPayment) -> Letter:
    """Confirm a payment, with the day of the next one."""
    price = Money(payment.amount_minor, payment.currency)
    card = f" with your card, {subscription.card}" if subscription.card else ""
    following = "No further payment follows."
    if not subscription.cancel_at_period_end:
        due_on = day(payment.period_end, "UTC")
        following = f"The next payment is due on {due_on}, unless you cancel before."
    return Letter(
        subject=f"Receipt: {price} for {subscription.title}",
        greeting="Hi,",
        before=(
            f"{price} was paid{card} for {subscription.title} by {subscription.seller}.",
            following,
        ),
        link=("See or cancel it", subscription.cancel_url),
        after=(TEST,),
    )


def returned(subscription: Subscription, payment: SubscriptionPayment) -> Letter:
    """Tell that a payment which nobody wanted any more goes back."""
    price = Money(payment.amount_minor, payment.currency)
    return Letter(
        subject=f"{price} for {subscription.title} goes back to you",
        greeting="Hi,",
        before=(
            f"{price} was taken for {subscription.title} although you had cancelled before.",
            "We have sent all of it back; your bank shows it within five to ten days.",
        ),
        link=("See how things stand", subscription.cancel_url),
        after=(TEST,),
    )
