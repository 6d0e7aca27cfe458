"""Which figures an address asks for: whatever stands there, it is one of those that there are."""

from dataclasses import dataclass

from starlette.requests import Request

from smallgestures.insights.figures.metrics import BY_KEY, METRICS, Metric
from smallgestures.insights.figures.service import PAGE, PERIODS
from smallgestures.web.ids import id_of

USUAL_DAYS = 28
LAST_PAGE = 5_000


@dataclass(frozen=True)
class Asked:
    """Of how many days, which figure is plotted, and which page of the clips."""

    days: int
    metric: Metric
    page: int

    @property
    def offset(self) -> int:
        """How many clips stand on the pages before."""
        return (self.page - 1) * PAGE


def asked_of(request: Request) -> Asked:
    """Return what is asked for; what is none of ours is taken for the usual."""
    query = request.query_params
    days = id_of(query.get("days", ""))
    page = id_of(query.get("page", "")) or 1
    return Asked(
        days=days if days in PERIODS else USUAL_DAYS,
        metric=BY_KEY.get(query.get("metric", ""), METRICS[0]),
        page=min(page, LAST_PAGE),
    )
