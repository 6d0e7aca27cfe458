"""The score that orders the feed: pure arithmetic over a clip's sums.

The score never has to be worked out anew because time passed: freshness enters
as the moment of publication, as in Reddit's "hot" order, so an old score stays
comparable with a new one and only a clip that is watched or liked is touched.
"""

import math
from datetime import UTC, datetime

SCALE = 1000
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

# How many days of freshness a clip is worth more for …
DAYS_PER_TENFOLD_INTEREST = 2.0
DAYS_FOR_FULL_COMPLETION = 3.0
LIKES_WEIGH = 3
# A clip that nobody watched is taken to be completed half of the time.
PRIOR_VIEWS = 4
PRIOR_COMPLETIONS = 2


def score(*, published_at: datetime, views: int, completions: int, likes: int) -> int:
    """Return a clip's score in thousandths of a day: higher comes first."""
    freshness_days = (published_at - EPOCH).total_seconds() / 86_400
    completion_rate = (completions + PRIOR_COMPLETIONS) / (max(views, completions) + PRIOR_VIEWS)
    interest = math.log10(1 + completions + LIKES_WEIGH * likes)
    days = (
        freshness_days
        + DAYS_FOR_FULL_COMPLETION * completion_rate
        + DAYS_PER_TENFOLD_INTEREST * interest
    )
    return round(days * SCALE)
