"""Why nothing was set up, or changed, in words that are shown as they are."""

from smallgestures.billing.errors import BillingError


class SubscriptionError(BillingError):
    """Subscriptions said no."""


class ConsentMissing(SubscriptionError):
    """What would be charged is not what the person agreed to, or was agreed to for another."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was set up, because it isn’t what you agreed to. Please look at the price "
            "and the date, and agree again."
        )


class AlreadySubscribed(SubscriptionError):
    """There is a living subscription; there is never a second one."""

    def __init__(self) -> None:
        super().__init__("You are keeping this already. Nothing more will be charged.")


class NothingSubscribed(SubscriptionError):
    """There is no living subscription of this person to change."""

    def __init__(self) -> None:
        super().__init__("There is no subscription here that could be changed. Nothing changed.")


class PaymentsNotSetUp(SubscriptionError):
    """This installation has no Stripe key, and is no place for a sandbox."""

    def __init__(self) -> None:
        super().__init__("Nothing can be kept here yet: payments are not set up.")
