"""Why money didn't move, in words that are shown as they are."""

from smallgestures.errors import DomainError


class BillingError(DomainError):
    """Billing said no."""


class StripeUnavailable(BillingError):
    """Stripe is away, slow or failing: what it did with the request is unknown."""

    def __init__(self) -> None:
        super().__init__(
            "The payment service is not answering at the moment. No money moved, and nothing you "
            "did is lost. Please try again in a minute."
        )


class StripeRefused(BillingError):
    """Stripe understood, and said no."""

    def __init__(self, code: str, param: str = "") -> None:
        self.code = code
        self.param = param
        super().__init__("The payment service refused this request. No money moved.")


class WebhookForged(BillingError):
    """The signature is not Stripe's, is too old, or the body is no event."""

    def __init__(self) -> None:
        super().__init__(
            "This is not a webhook that Stripe signed with our secret in the last five minutes. "
            "Check SG_STRIPE_WEBHOOK_SECRET."
        )
