"""Why somebody can't be led to Stripe to be paid."""

from smallgestures.billing.errors import BillingError


class PayoutsNotSetUp(BillingError):
    """This installation has no Stripe key, and is no place for a sandbox."""

    def __init__(self) -> None:
        super().__init__("Nothing can be paid out here yet: payments are not set up.")


class AccountRefused(BillingError):
    """Stripe opens no account for this person."""

    def __init__(self) -> None:
        super().__init__(
            "Stripe did not open an account for you. What you earned stays yours; please try again "
            "later, or ask whoever runs this site."
        )
