"""What people look at most just now: hashtags of watched clips, and products."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.search.cards import Hit
from smallgestures.search.models import Kind
from smallgestures.search.showing import show
from smallgestures.search.trending import queries
from smallgestures.search.words import hashtags_of

HASHTAGS = 10
PRODUCTS = 6
CLIPS_READ = 200
CLICKS_READ = 2_000
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Trending:
    """What Discover shows before anybody types."""

    hashtags: list[str]
    products: list[Hit]


def read_trending(db: Session) -> Trending:
    """Return the hashtags of the feed's best clips, and the products that were clicked most.

    A clip's place in the feed follows from its views and likes and from how new it is.
    """
    counts: Counter[str] = Counter()
    for caption in queries.list_top_captions(db, limit=CLIPS_READ):
        counts.update(hashtags_of(caption))  # among equals, those of better clips come first
    clicked = queries.list_clicked_products(
        db, since=clock.now() - RECENT, newest=CLICKS_READ, limit=PRODUCTS
    )
    shown = queries.list_products_of_top_clips(db, clips=CLIPS_READ, limit=PRODUCTS)
    products = list(dict.fromkeys([*clicked, *shown]))[:PRODUCTS]
    return Trending(
        [tag for tag, _ in counts.most_common(HASHTAGS)], show(db, Kind.PRODUCTS, products)
    )
