"""The season of the demo, its brands, what they give, and the codes of gift cards."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from smallgestures.gestures.offers.models import Offer, OfferKind, Program, TrialUnit
from smallgestures.gestures.offers.queries import find_program, find_slug
from smallgestures.gestures.offers.service import add_code
from smallgestures.sealed import secret_token
from smallgestures.shop.models import Brand
from smallgestures.shop.queries import get_brand

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2036, 1, 1, tzinfo=UTC)
PROGRAM = ("small-gestures", "Small Gestures")
NOTHING = "that one of its gifts was accepted, and nothing about who did"
_IN_EUROPE = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
US_UK_EU = ("US", "GB", *_IN_EUROPE.split())


@dataclass(frozen=True)
class DemoOffer:
    """One offer; `trial` is its length and its unit, `price_minor` a month's price after it."""

    slug: str
    brand: str
    title: str
    figure: str
    figure_unit: str
    tagline: str
    kind: OfferKind
    gift_words: str
    units: int
    trial: tuple[int, TrialUnit] | None = None
    price_minor: int | None = None
    value_minor: int | None = None
    learns: str = NOTHING
    countries: tuple[str, ...] | None = None


# Each with who speaks for it.
BRANDS = {
    "adobe-premiere-rush": ("Adobe Premiere Rush", "rush"),
    "dashpass": ("DashPass", None),
    "pandora": ("Pandora", None),
    "skillshare-premium": ("Skillshare Premium", None),
    "essie": ("Essie", None),
    "nyx": ("NYX", None),
}


def _trial(
    slug: str,
    brand: str,
    trial: tuple[int, TrialUnit],
    tagline: str,
    gift_words: str,
    *,
    units: int,
    price_minor: int,
    countries: tuple[str, ...] | None = None,
) -> DemoOffer:
    """Return the offer of a subscription for so long; its length is what it is called."""
    length, unit = trial
    counted = unit.value if length == 1 else f"{unit}s"
    return DemoOffer(
        slug,
        brand,
        f"{length} {counted}",
        str(length),
        counted,
        tagline,
        OfferKind.TRIAL_SUBSCRIPTION,
        gift_words,
        units=units,
        trial=trial,
        price_minor=price_minor,
        countries=countries,
    )


OFFERS = (
    _trial(
        "premiere-rush-90-days",
        "adobe-premiere-rush",
        (90, TrialUnit.DAY),
        "Edit video on every device",
        "Adobe Premiere Rush, all of it, on every device",
        units=412,
        price_minor=999,
    ),
    _trial(
        "dashpass-1-month",
        "dashpass",
        (1, TrialUnit.MONTH),
        "Delivery fees off your dinner",
        "DashPass: no delivery fees and smaller service fees",
        units=1980,
        price_minor=999,
        countries=US_UK_EU,
    ),
    _trial(
        "pandora-90-days",
        "pandora",
        (90, TrialUnit.DAY),
        "Music without the ads",
        "Pandora Premium: any song, any time, without ads",
        units=640,
        price_minor=1099,
    ),
    _trial(
        "skillshare-2-months",
        "skillshare-premium",
        (2, TrialUnit.MONTH),
        "Every class, at your pace",
        "Skillshare Premium: every class, also offline",
        units=233,
        price_minor=1399,
    ),
    DemoOffer(
        "essie-top-coat",
        "essie",
        "top coat",
        "1",
        "top coat",
        "A real bottle, in the post",
        OfferKind.PHYSICAL_ITEM,
        "A bottle of Essie’s gel setter top coat, sent by post",
        units=8000,
        value_minor=1000,
        learns="the name and the address that are typed when it is accepted",
    ),
    DemoOffer(
        "nyx-5-dollar-gift-card",
        "nyx",
        "$5 gift card",
        "$5",
        "gift card",
        "For anything in their shop",
        OfferKind.GIFT_CARD,
        "A code worth $5 for anything in NYX’s shop",
        units=200,
        value_minor=500,
        countries=US_UK_EU,
    ),
)


def seed_offers(db: Session, people: dict[str, int]) -> None:
    """Add the season and the offers that aren't there; those that are stay as they are."""
    program = find_program(db, PROGRAM[0])
    if program is None:
        program = Program(slug=PROGRAM[0], name=PROGRAM[1], starts_at=BEGIN, ends_at=END)
        db.add(program)
        db.flush()
    for position, demo in enumerate(OFFERS):
        if not find_slug(db, demo.slug):
            _add_offer(db, program, demo, _brand(db, demo.brand, people), position)


def _brand(db: Session, slug: str, people: dict[str, int]) -> Brand:
    brand = get_brand(db, slug)
    if brand is None:
        name, owner = BRANDS[slug]
        brand = Brand(slug=slug, name=name, owner_id=people[owner] if owner else None)
        db.add(brand)
        db.flush()
    return brand


def _add_offer(db: Session, program: Program, demo: DemoOffer, brand: Brand, position: int) -> None:
    length, unit = demo.trial or (None, None)
    offer = Offer(
        program_id=program.key,
        brand_id=brand.key,
        slug=demo.slug,
        position=position,
        title=demo.title,
        figure=demo.figure,
        figure_unit=demo.figure_unit,
        tagline=demo.tagline,
        kind=demo.kind,
        value_minor=demo.value_minor,
        trial_length=length,
        trial_unit=unit,
        price_after_minor=demo.price_minor,
        price_after_interval="month" if demo.price_minor else None,
        gift_words=demo.gift_words,
        brand_learns=demo.learns,
        units_total=demo.units,
        units_left=demo.units,
        starts_at=BEGIN,
        ends_at=END,
        countries=list(demo.countries) if demo.countries else None,
    )
    db.add(offer)
    db.flush()
    if demo.kind == OfferKind.GIFT_CARD:
        for number in range(demo.units):
            add_code(db, offer, _code(demo.brand, number))


def _code(brand: str, number: int) -> str:
    """Return a code that this installation makes again, and nobody else can guess."""
    letters = secret_token("demo code", brand, str(number), length_bytes=15)
    plain = letters.upper().replace("-", "7").replace("_", "9")
    return f"{brand.upper()}-{plain[:4]}-{plain[4:8]}-{plain[8:12]}"
