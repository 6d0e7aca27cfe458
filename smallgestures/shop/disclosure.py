"""The words that mark advertising; the link sets them and nobody can take them off.

The label stands first and says "Ad" or "Paid partnership": the UK's ASA and CMA
refuse "gifted", "aff" or "collab" as labels (features.md, section 7). Where the law
or its guardians name a word of their own, viewers of that country read it.
"""

from collections.abc import Collection

from smallgestures.money import percent
from smallgestures.shop.models import DisclosureKind

AD = "Ad"
PAID = "Paid partnership"
# Elsewhere "Paid partnership" alone is understood.
AD_FIRST = {
    "GB": "Ad",  # ASA and CMA: "Ad", first and by itself
    "IE": "Ad",
    "DE": "Ad (Anzeige)",  # § 22 MStV
    "AT": "Ad (Anzeige)",  # § 26 MedienG
    "FR": "Ad (Publicité)",  # loi 2023-451, article 5
}
NOBODY_EARNS = "This is a product for sale. Nobody earns a commission if you buy now."


def label(kind: str, country: str = "") -> str:
    """Return the label that a clip with a link of this kind carries for viewers of a country."""
    word = AD_FIRST.get(country, "")
    if DisclosureKind(kind) is DisclosureKind.PAID_PARTNERSHIP:
        return f"{word}: paid partnership" if word else PAID
    return word or AD


def strongest(kinds: Collection[str], *, is_paid: bool = False) -> str | None:
    """Return the kind that a clip with links of these kinds is of; None for one that sells nothing.

    That somebody was paid says more than that somebody may earn.
    """
    if is_paid or DisclosureKind.PAID_PARTNERSHIP in kinds:
        return DisclosureKind.PAID_PARTNERSHIP
    return next(iter(kinds), None)


def earns(creator_name: str, rate_bps: int) -> str:
    """Return the sentence that says who earns by a purchase, and how much."""
    return f"{creator_name} earns {percent(rate_bps)} if you buy"


def why(kind: str, creator_name: str, rate_bps: int) -> str | None:
    """Return what a link is to whoever put it there, in one phrase; None when nothing is known."""
    if DisclosureKind(kind) is DisclosureKind.PROMOTIONAL_CONTENT:
        return own_shop(creator_name)
    return earns(creator_name, rate_bps) if rate_bps else None


def outside(creator_name: str, domain: str) -> str:
    """Return the sentence for a link to a shop of which nobody here knows what it pays."""
    shop = domain or "the shop"
    return f"{creator_name} chose this link and may be paid by {shop}"


def own_shop(creator_name: str) -> str:
    """Return whose shop it is that sells."""
    return f"{creator_name}’s own shop"
