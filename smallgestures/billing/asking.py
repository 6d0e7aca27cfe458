"""What the jobs that ask Stripe have in common."""

from collections.abc import Callable

from sqlmodel import Session

# What is stored of an answer, in the caller's transaction; returns what came of it.
Apply = Callable[[Session], str]

NOT_OURS, UNKNOWN = "not ours", "unknown to Stripe"
