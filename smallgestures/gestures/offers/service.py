"""What may happen to offers, and how the season stands for one person."""

import hashlib

from sqlmodel import Session

from smallgestures import clock
from smallgestures.gestures.offers import queries
from smallgestures.gestures.offers.cards import OfferCard, ProgramCard
from smallgestures.gestures.offers.models import CODE_KEPT, SENDS_LIMIT, Offer, OfferKind
from smallgestures.gestures.offers.queries import OfferRow
from smallgestures.gestures.offers.terms import article_name, fine_print, terms_card
from smallgestures.sealed import seal

LAST_SHOWN = 4


def show_program(db: Session, *, person_id: int | None) -> ProgramCard | None:
    """Return the season that runs, and how many sends the person has left; none: there is none."""
    program = queries.current_program(db, at=clock.now())
    if program is None:
        return None
    allowance = queries.get_allowance(db, program.key, person_id) if person_id else None
    limit = allowance.sends_limit if allowance else program.sends_limit
    return ProgramCard(
        name=program.name,
        sends_limit=limit,
        sends_left=limit - (allowance.used if allowance else 0),
        offers=[card_of(row) for row in queries.list_offers(db, program.key)],
    )


def sends_left(db: Session, program_id: int, sender_id: int) -> int:
    """Return how many gifts the person may still send in a season."""
    allowance = queries.get_allowance(db, program_id, sender_id)
    return allowance.sends_limit - allowance.used if allowance else SENDS_LIMIT


def card_of(row: OfferRow) -> OfferCard:
    """Return an offer as people see it."""
    offer, brand = row
    return OfferCard(
        slug=offer.slug,
        name=article_name(brand.name, offer),
        brand=brand.name,
        title=offer.title,
        figure=offer.figure,
        figure_unit=offer.figure_unit,
        tagline=offer.tagline,
        kind=offer.kind,
        initials=brand.name[:2],
        stock=_stock(offer),
        gone=why_gone(offer),
        terms=terms_card(offer, brand.name),
        fine_print=fine_print(offer),
    )


def why_gone(offer: Offer) -> str:
    """Return in a word or two why nobody can give it now; empty: they can."""
    now = clock.now()
    if offer.withdrawn_at is not None or offer.ends_at <= now:
        return "Ended"
    if offer.starts_at > now:
        return "Not yet"
    return "" if offer.units_left else "All given"


def withdraw_offer(db: Session, offer: Offer) -> None:
    """Let nobody send it any more; what was sent stays good."""
    offer.withdrawn_at = clock.now()
    db.add(offer)


def add_code(db: Session, offer: Offer, code: str) -> bool:
    """Put one code on the offer's list, encrypted; False when it stands on one already."""
    return queries.insert_code(
        db,
        {
            "created_at": clock.now(),
            "offer_id": offer.key,
            "code_hash": hashlib.sha256(code.encode()).hexdigest(),
            "sealed_code": seal(code),
            "last_four": code[-LAST_SHOWN:],
        },
    )


def empty_revealed_codes(db: Session) -> int:
    """Drop the text of every code that was revealed more than a day ago; return of how many."""
    return queries.empty_revealed(db, before=clock.now() - CODE_KEPT)


def _stock(offer: Offer) -> str:
    if offer.kind == OfferKind.PHYSICAL_ITEM:
        return f"{offer.units_left:,} of {offer.units_total:,} left"
    return f"{offer.units_left:,} left"
