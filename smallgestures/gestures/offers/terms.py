"""The terms card: the same four rows for every brand, made from the offer's own fields."""

from smallgestures.accounts.countries import COUNTRIES
from smallgestures.gestures.offers.cards import TermsRow
from smallgestures.gestures.offers.models import Offer, OfferKind
from smallgestures.money import Money

NAMED_COUNTRIES = 3  # more are counted


def article_name(brand: str, offer: Offer) -> str:
    """Return what the offer is called everywhere, as “Adobe Premiere Rush: 90 days”."""
    return f"{brand}: {offer.title}"


def gift_title(brand: str, offer: Offer) -> str:
    """Return the offer in a sentence, as “90 days of Adobe Premiere Rush”."""
    if offer.kind == OfferKind.TRIAL_SUBSCRIPTION:
        return f"{offer.title} of {brand}"
    return f"{offer.title} from {brand}"


def price_after(offer: Offer) -> str:
    """Return what keeping it costs, as “$9.99 a month”; empty when it can't be kept."""
    if offer.price_after_minor is None:
        return ""
    return f"{Money(offer.price_after_minor, offer.currency)} a {offer.price_after_interval}"


def terms_card(offer: Offer, brand: str) -> list[TermsRow]:
    """Return the four rows: the gift, how long, at the end, card and data."""
    return [
        TermsRow("gift", "The gift", offer.gift_words),
        TermsRow("calendar", "How long", _how_long(offer)),
        TermsRow("flag", "At the end", _at_the_end(offer)),
        TermsRow("card", "Card and data", f"{_asked(offer)} {brand} learns {offer.brand_learns}."),
    ]


def fine_print(offer: Offer) -> str:
    """Return whom it is for."""
    people = f"For people of {offer.min_age} and over"
    codes = offer.countries
    if not codes:
        where = ", in every country"
    elif len(codes) <= NAMED_COUNTRIES:
        where = f" in {' and '.join(COUNTRIES.get(code, code) for code in codes)}"
    else:
        where = f", in {len(codes)} countries"
    return f"{people}{where}. One of each gift per person."


def _how_long(offer: Offer) -> str:
    if offer.kind == OfferKind.TRIAL_SUBSCRIPTION:
        return f"{offer.title}, from the day it is accepted or a later one"
    if offer.kind == OfferKind.PHYSICAL_ITEM:
        return "It is sent once, and stays with whoever accepts"
    return "The code is shown once it is accepted, and can be used from then on"


def _at_the_end(offer: Offer) -> str:
    if offer.kind != OfferKind.TRIAL_SUBSCRIPTION:
        return "Nothing follows, and nothing is charged"
    if price := price_after(offer):
        return f"It ends by itself, no charge. Keeping it is a choice: {price} after"
    return "It ends by itself, no charge"


def _asked(offer: Offer) -> str:
    if offer.kind == OfferKind.PHYSICAL_ITEM:
        return "No card. The postal address of whoever accepts is asked for then."
    return "No card. Nothing else is asked."
