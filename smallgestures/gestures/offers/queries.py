"""Every SQL statement of offers: seasons, stock, sends and codes."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, update
from sqlmodel import Session, col, select

from smallgestures import clock
from smallgestures.db.base import table_of
from smallgestures.db.prepared import Prepared
from smallgestures.db.upsert import Upsert, unless_there
from smallgestures.gestures.offers.models import (
    Offer,
    Program,
    RedemptionCode,
    SendAllowance,
)
from smallgestures.shop.models import Brand


class OfferRow(NamedTuple):
    """An offer with the brand that gives it."""

    offer: Offer
    brand: Brand


class GivenNow(NamedTuple):
    """The season that runs, and one of its offers when there is one of that name."""

    program: Program
    row: OfferRow | None


# Built once: building it costs more than asking it, and it is asked with every gift.
_GIVEN_NOW = (
    select(Program, Offer, Brand)
    .join(
        Offer,
        and_(col(Offer.program_id) == col(Program.id), col(Offer.slug) == bindparam("slug")),
        isouter=True,
    )
    .join(Brand, col(Brand.id) == col(Offer.brand_id), isouter=True)
    .where(col(Program.starts_at) <= bindparam("at"), col(Program.ends_at) > bindparam("at"))
    .order_by(col(Program.starts_at).desc())
    .limit(1)
)
_OFFERS = table_of(Offer)
_TAKE_UNIT = Prepared(
    update(_OFFERS)
    .where(_OFFERS.c.id == bindparam("offer_id"), _OFFERS.c.units_left > 0)
    .values(units_left=_OFFERS.c.units_left - 1)
)


_ALLOWANCES = table_of(SendAllowance)
_USE_SEND = Upsert(
    SendAllowance,
    lambda begin: begin.on_conflict_do_update(
        index_elements=["program_id", "sender_id"],
        set_={"used": _ALLOWANCES.c.used + 1},
        where=_ALLOWANCES.c.used < _ALLOWANCES.c.sends_limit,
    ).returning(_ALLOWANCES.c.used),
)


def current_program(db: Session, *, at: datetime) -> Program | None:
    """Return the season that runs at a moment; of several the one that began last."""
    return db.exec(
        select(Program)
        .where(col(Program.starts_at) <= at, col(Program.ends_at) > at)
        .order_by(col(Program.starts_at).desc())
        .limit(1)
    ).one_or_none()


def find_program(db: Session, slug: str) -> Program | None:
    """Return the season of this name."""
    return db.exec(select(Program).where(Program.slug == slug)).one_or_none()


def find_slug(db: Session, slug: str) -> bool:
    """Say whether an offer of this name is there, in whichever season."""
    return db.exec(select(Offer.id).where(Offer.slug == slug)).one_or_none() is not None


def list_offers(db: Session, program_id: int) -> list[OfferRow]:
    """Return a season's offers in their order, those that ended among them."""
    return [
        OfferRow(offer, brand)
        for offer, brand in db.exec(
            select(Offer, Brand)
            .join(Brand, col(Brand.id) == col(Offer.brand_id))
            .where(Offer.program_id == program_id)
            .order_by(col(Offer.position), col(Offer.id))
            .execution_options(populate_existing=True)  # units were taken behind the session
        )
    ]


def find_given_now(db: Session, slug: str, *, at: datetime) -> GivenNow | None:
    """Return the season that runs with one of its offers, in one statement."""
    found = db.exec(_GIVEN_NOW, params={"slug": slug, "at": at}).one_or_none()
    if found is None:
        return None
    offer: Offer | None = found[1]  # an outer join's
    return GivenNow(found[0], OfferRow(offer, found[2]) if offer else None)


def find_offer(db: Session, slug: str, *, program_id: int) -> OfferRow | None:
    """Return one offer of a season by its name in addresses."""
    row = db.exec(
        select(Offer, Brand)
        .join(Brand, col(Brand.id) == col(Offer.brand_id))
        .where(Offer.slug == slug, Offer.program_id == program_id)
    ).one_or_none()
    return OfferRow(*row) if row else None


def get_offers(db: Session, offer_ids: Sequence[int]) -> dict[int, OfferRow]:
    """Return offers by their ids."""
    rows = db.exec(
        select(Offer, Brand)
        .join(Brand, col(Brand.id) == col(Offer.brand_id))
        .where(col(Offer.id).in_(offer_ids))
    )
    return {offer.key: OfferRow(offer, brand) for offer, brand in rows}


def take_unit(db: Session, offer_id: int) -> bool:
    """Take one unit of the offer; False when none is left.

    One guarded UPDATE, so that hundreds who want the last ten get exactly ten.
    """
    return _TAKE_UNIT.change(db, {"offer_id": offer_id}) == 1


def return_unit(db: Session, offer_id: int) -> None:
    """Put one unit back."""
    put = update(Offer).where(col(Offer.id) == offer_id)
    db.exec(put.values(units_left=Offer.units_left + 1))


def use_send(db: Session, program: Program, sender_id: int) -> bool:
    """Use one of the person's sends of the season; False when all are used.

    One statement: the row is made with the first send, and counted up by a guarded
    UPDATE, so that no two sends are the same last one.
    """
    row = {
        "created_at": clock.now(),
        "program_id": program.key,
        "sender_id": sender_id,
        "used": 1,
        "sends_limit": program.sends_limit,
    }
    return _USE_SEND.store(db, row) is not None


def return_send(db: Session, program_id: int, sender_id: int) -> None:
    """Give one send of the season back."""
    give = update(SendAllowance).where(
        col(SendAllowance.program_id) == program_id, col(SendAllowance.sender_id) == sender_id
    )
    db.exec(give.values(used=SendAllowance.used - 1))


def get_allowance(db: Session, program_id: int, sender_id: int) -> SendAllowance | None:
    """Return how many sends somebody has used; none before their first."""
    return db.exec(
        select(SendAllowance).where(
            SendAllowance.program_id == program_id, SendAllowance.sender_id == sender_id
        )
    ).one_or_none()


def insert_code(db: Session, row: dict[str, object]) -> bool:
    """Add a code to its offer's list; False when it is on a list already."""
    return unless_there(RedemptionCode, "code_hash").store(db, row) is not None


def take_code(db: Session, offer_id: int, *, gift_id: int) -> bool:
    """Give the gift the first code of the list that nobody has; False when there is none."""
    free = (
        select(RedemptionCode.id)
        .where(RedemptionCode.offer_id == offer_id, col(RedemptionCode.gift_id).is_(None))
        .order_by(col(RedemptionCode.id))
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    take = update(RedemptionCode).where(col(RedemptionCode.id) == free)
    return db.exec(take.values(gift_id=gift_id)).rowcount == 1


def lock_code(db: Session, gift_id: int) -> RedemptionCode | None:
    """Return the gift's code as it is now, held until the commit."""
    return db.exec(
        select(RedemptionCode)
        .where(RedemptionCode.gift_id == gift_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def list_codes(db: Session, gift_ids: Sequence[int]) -> dict[int, RedemptionCode]:
    """Return the codes of these gifts."""
    codes = db.exec(select(RedemptionCode).where(col(RedemptionCode.gift_id).in_(gift_ids)))
    return {code.gift_id: code for code in codes if code.gift_id is not None}


def empty_revealed(db: Session, *, before: datetime) -> int:
    """Drop the text of codes that were revealed before a moment; return of how many."""
    empty = update(RedemptionCode).where(
        col(RedemptionCode.sealed_code).is_not(None), col(RedemptionCode.revealed_at) < before
    )
    return db.exec(empty.values(sealed_code=None)).rowcount
