"""The words that mark advertising; the link sets them and nobody can take them off.

The label stands first and says "Ad" or "Paid partnership": the UK's ASA and CMA
refuse "gifted", "aff" or "collab" as labels (features.md, section 7).
"""

from smallgestures.money import percent
from smallgestures.shop.models import DisclosureKind

WORDS = {
    DisclosureKind.PAID_PARTNERSHIP: "Paid partnership",
    DisclosureKind.AFFILIATE: "Ad",
}


def label(kind: str) -> str:
    """Return the label that a clip with a link of this kind carries."""
    return WORDS[DisclosureKind(kind)]


NOBODY_EARNS = "This is a product for sale. Nobody earns a commission if you buy now."


def earns(creator_name: str, rate_bps: int) -> str:
    """Return the sentence that says who earns by a purchase, and how much."""
    return f"{creator_name} earns {percent(rate_bps)} if you buy"
