"""What happens to connected accounts and transfers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountDue:
    """Stripe is to be asked how this account stands."""

    account_row_id: int


@dataclass(frozen=True)
class AccountReady:
    """Stripe says that this person can be paid."""

    person_id: int


@dataclass(frozen=True)
class TransferRequested:
    """Money is to go to somebody."""

    transfer_row_id: int


@dataclass(frozen=True)
class TransferSent:
    """Money went to somebody."""

    transfer_row_id: int
    purpose: str


@dataclass(frozen=True)
class TransferRefused:
    """Stripe would not send it."""

    transfer_row_id: int
    purpose: str


@dataclass(frozen=True)
class ReversalRequested:
    """Money is to be taken back."""

    reversal_row_id: int


@dataclass(frozen=True)
class TransferReversed:
    """Money was taken back."""

    reversal_row_id: int
    purpose: str


@dataclass(frozen=True)
class ReversalRefused:
    """Stripe could not take it back."""

    reversal_row_id: int
    purpose: str
