"""What a creator earns by a product, and what must be said of it: it follows from whose it is."""

from smallgestures.shop.models import Brand, DisclosureKind, Product

# What a creator earns where a brand has made no other offer.
OPEN_PLAN_RATE_BPS = 800
NOTHING_BPS = 0


def terms_of(product: Product, brand: Brand, *, creator_id: int) -> tuple[int, DisclosureKind]:
    """Return the commission rate and the kind of advertising of a product on this creator's video.

    Whoever sells in their own shop earns by selling; what an outside shop pays is not known here.
    """
    if brand.owner_id == creator_id:
        return NOTHING_BPS, DisclosureKind.PROMOTIONAL_CONTENT
    if product.listed_by_id is not None:
        return NOTHING_BPS, DisclosureKind.AFFILIATE
    return OPEN_PLAN_RATE_BPS, DisclosureKind.AFFILIATE
