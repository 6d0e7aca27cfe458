"""How often somebody may publish clips that carry products: the more followers, the oftener.

Accounts that post nothing but adverts ruin a feed for everybody, and new ones do it most. The steps
are those that Douyin has had since 2020 (features.md, 1.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.queries import lock_person
from smallgestures.dates import day_and_time
from smallgestures.shop.links import queries
from smallgestures.shop.links.errors import CommerceTooSoon

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
REASON = "This keeps feeds from filling up with adverts; it grows with your followers."


@dataclass(frozen=True)
class Step:
    """From so many followers on, so many clips with products in any stretch of so long."""

    from_followers: int
    clips: int
    stretch: timedelta
    words: str


STEPS = (
    Step(
        0, 1, WEEK, "With fewer than 1,000 followers, one video with products can come out a week."
    ),
    Step(1_000, 2, DAY, "With 1,000 followers, two videos with products can come out a day."),
    Step(3_000, 5, DAY, "With 3,000 followers, five videos with products can come out a day."),
    Step(10_000, 10, DAY, "With 10,000 followers, ten videos with products can come out a day."),
)


@dataclass(frozen=True)
class Allowance:
    """What the ladder says to a creator now."""

    words: str
    reason: str
    next_at: datetime | None  # none: right away


def step_of(followers: int) -> Step:
    """Return the step on which somebody with so many followers stands."""
    return next(step for step in reversed(STEPS) if followers >= step.from_followers)


def fits(step: Step, others: Sequence[datetime], at: datetime) -> bool:
    """Say whether no stretch of time holds too many clips with one more at `at`."""
    near = sorted(t for t in (*others, at) if abs(t - at) < step.stretch)
    return all(
        last - first >= step.stretch
        for first, last in zip(near, near[step.clips :], strict=False)
        if first <= at <= last
    )


def next_fitting(step: Step, others: Sequence[datetime], at: datetime) -> datetime:
    """Return the first moment from `at` on at which one more fits."""
    ends = sorted(t + step.stretch for t in others if t + step.stretch > at)
    return next(t for t in (at, *ends) if fits(step, others, t))


def show_allowance(db: Session, creator_id: int, *, video_id: int | None = None) -> Allowance:
    """Return how often they may publish clips with products, and when the next one can come out.

    Args:
        db: The session.
        creator_id: Who asks.
        video_id: The clip it is about; it does not stand in its own way.
    """
    now = clock.now()
    step = step_of(queries.count_followers(db, creator_id))
    next_at = next_fitting(step, _others(db, creator_id, step, now, video_id), now)
    return Allowance(step.words, REASON, next_at if next_at > now else None)


def require_commerce_allowed(
    db: Session, creator_id: int, *, at: datetime, video_id: int | None = None
) -> None:
    """Let a clip with products come out at `at`; whatever else its creator publishes waits.

    Clips that are scheduled count as if they were out.

    Args:
        db: The session, in the transaction that publishes or schedules.
        creator_id: Whose clip it is.
        at: When it is to come out, in product time.
        video_id: Which clip; one that carries no products always may. None: one that does.

    Raises:
        CommerceTooSoon: It would be one too many; the words say why and when the next can come.
    """
    person = lock_person(db, creator_id)
    if video_id is not None and not queries.has_products(db, video_id):
        return
    step = step_of(queries.count_followers(db, creator_id))
    others = _others(db, creator_id, step, at, video_id)
    if not fits(step, others, at):
        next_at = next_fitting(step, others, at)
        raise CommerceTooSoon(step.words, day_and_time(next_at, person.time_zone))


def _others(
    db: Session, creator_id: int, step: Step, at: datetime, video_id: int | None
) -> list[datetime]:
    return queries.list_commerce_times(
        db, creator_id, since=at - step.stretch, except_video_id=video_id
    )
