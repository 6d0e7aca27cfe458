"""What each figure means: the one table for the words on screen and the heads of files."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from smallgestures.insights.figures.cards import Figures
from smallgestures.money import Money

Value = int | float | None | list[Money]


class Unit(StrEnum):
    """What a figure counts in."""

    COUNT = "count"
    TIME = "time"  # milliseconds
    SHARE = "share"  # of one; none where there is nothing to share
    MONEY = "money"  # an amount a currency


class About(StrEnum):
    """What a figure tells about."""

    WATCHING = "watching"
    SELLING = "selling"


@dataclass(frozen=True)
class Metric:
    """One figure: its name, what it means, and how it is had."""

    key: str
    name: str
    definition: str
    about: About
    unit: Unit
    of: Callable[[Figures], Value]


METRICS = (
    Metric(
        "views",
        "Views",
        "Watched for three seconds, or to the end.",
        About.WATCHING,
        Unit.COUNT,
        lambda figures: figures.views,
    ),
    Metric(
        "viewers",
        "Viewers",
        "People and browsers, each counted once a clip, on the day of their first view.",
        About.WATCHING,
        Unit.COUNT,
        lambda figures: figures.viewers,
    ),
    Metric(
        "watch_time",
        "Watch time",
        "All the time it ran in front of somebody, repeats included.",
        About.WATCHING,
        Unit.TIME,
        lambda figures: figures.watched_ms,
    ),
    Metric(
        "completion_rate",
        "Completion rate",
        "The share of views that reached the end.",
        About.WATCHING,
        Unit.SHARE,
        lambda figures: figures.completion_rate,
    ),
    Metric(
        "likes",
        "Likes",
        "Given in this time, and not taken back since.",
        About.WATCHING,
        Unit.COUNT,
        lambda figures: figures.likes,
    ),
    Metric(
        "shares",
        "Shares",
        "Its link was copied or passed on; once a day for each person.",
        About.WATCHING,
        Unit.COUNT,
        lambda figures: figures.shares,
    ),
    Metric(
        "end_cards",
        "End-card impressions",
        "Products shown on the card at the end, each time it rose.",
        About.SELLING,
        Unit.COUNT,
        lambda figures: figures.card_impressions,
    ),
    Metric(
        "ctr",
        "CTR",
        "Click-through rate: clicks on the end card for each of its impressions.",
        About.SELLING,
        Unit.SHARE,
        lambda figures: figures.ctr,
    ),
    Metric(
        "clicks",
        "Clicks",
        "A product was followed, from the end card or while the clip ran.",
        About.SELLING,
        Unit.COUNT,
        lambda figures: figures.clicks,
    ),
    Metric(
        "product_views",
        "Product views",
        "Clicks after which the product’s page opened; reloading it adds nothing.",
        About.SELLING,
        Unit.COUNT,
        lambda figures: figures.product_views,
    ),
    Metric(
        "orders",
        "Orders",
        "Paid within seven days of a click on the clip, on the day of payment, refunded ones too.",
        About.SELLING,
        Unit.COUNT,
        lambda figures: figures.orders,
    ),
    Metric(
        "cvr",
        "CVR",
        "Conversion rate: orders for each click.",
        About.SELLING,
        Unit.SHARE,
        lambda figures: figures.cvr,
    ),
    Metric(
        "gmv",
        "GMV",
        "Gross merchandise value: what buyers paid in these orders, before refunds.",
        About.SELLING,
        Unit.MONEY,
        lambda figures: figures.gmv,
    ),
    Metric(
        "commission",
        "Commission",
        "What you earn by these orders, less what refunds took back.",
        About.SELLING,
        Unit.MONEY,
        lambda figures: figures.commission,
    ),
)
BY_KEY = {metric.key: metric for metric in METRICS}
RETENTION = (
    "Of all times the clip began to play, the share that got to this second or beyond. "
    "Who jumps ahead counts as having got there."
)
FUNNEL = (
    "From a product being shown anywhere on the clip to a paid order. Each step on the day it "
    "happened, so an order may belong to a click from before."
)
