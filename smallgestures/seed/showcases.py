"""What the demo creators show on their own pages."""

from sqlmodel import Session

from smallgestures.shop.links.errors import AlreadyThere
from smallgestures.shop.links.showcase import show_in_showcase

SHOWCASES = {
    "maya": ("fern-bottle", "ember-lamp", "rose-silk-scarf", "aurora-print", "dunes-print"),
    "noor": ("tidal-vase", "fern-bottle", "ember-lamp"),
}


def seed_showcases(db: Session, people: dict[str, int]) -> None:
    """Add what isn't there; what stands there stays in its order."""
    for handle, slugs in SHOWCASES.items():
        for slug in slugs:
            try:
                show_in_showcase(db, slug, person_id=people[handle])
            except AlreadyThere:
                continue
