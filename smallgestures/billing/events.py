"""What happens to money that other domains, or the worker, must hear of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WebhookStored:
    """Stripe said something that waits to be looked up."""

    stripe_event_id: int


@dataclass(frozen=True)
class CheckoutDue:
    """Stripe is to be asked how this checkout stands."""

    checkout_id: int


@dataclass(frozen=True)
class RefundRequested:
    """Money is to go back."""

    refund_id: int


@dataclass(frozen=True)
class PaymentSucceeded:
    """A checkout was paid."""

    checkout_id: int
    purpose: str


@dataclass(frozen=True)
class CheckoutClosed:
    """A checkout can't be paid any more; Stripe has said so."""

    checkout_id: int
    purpose: str


@dataclass(frozen=True)
class PaymentDisputed:
    """The buyer's bank asks for a payment back."""

    checkout_id: int
    purpose: str


@dataclass(frozen=True)
class DisputeClosed:
    """The bank has decided; `is_won`: the payment stays."""

    checkout_id: int
    purpose: str
    is_won: bool


@dataclass(frozen=True)
class RefundSucceeded:
    """Money went back."""

    refund_id: int
    purpose: str


@dataclass(frozen=True)
class RefundFailed:
    """Money did not go back; `had_succeeded` when Stripe had thought so before."""

    refund_id: int
    purpose: str
    had_succeeded: bool
