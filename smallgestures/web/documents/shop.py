"""The document of a product's page, which also keeps the chain that led to it."""

from dataclasses import asdict

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.shop.attribution import service as attribution
from smallgestures.shop.cards import ProductCard
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.queries import get_product
from smallgestures.shop.service import show_product
from smallgestures.web import browser_keys
from smallgestures.web.documents.frame import FALLBACK, absolute, answer, not_found
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.unit_of_work import in_reading, in_transaction
from smallgestures.web.viewer_country import viewer_country

AVAILABILITY = {"in_stock": "InStock", "sold_out": "SoldOut"}


async def product(request: Request) -> Response:
    """Answer with a product's page as whoever came by `via` sees it, or 404."""
    slug, via = request.path_params["slug"], request.query_params.get("via", "")
    person, key = await signed_in(request), browser_keys.visitor_key(request)
    person_id = person.person_id if person else None
    country = viewer_country(request, person)

    def read(db: Session) -> ProductCard:
        link_id = attribution.link_of(via) or attribution.link_owed(
            db, slug, person_id=person_id, visitor_key=key
        )
        return show_product(db, slug, link_id=link_id, viewer_id=person_id, country=country)

    try:
        card = await in_reading(read)
    except ProductNotFound as refusal:
        return await not_found(request, refusal.user_message, built=FALLBACK)
    own_via = via if attribution.link_of(via) else ""
    data = {"product": asdict(card) | {"out_url": _out_url(card, own_via)}}
    response = await answer(request, FALLBACK, _head(card), data=data)
    if request.method == "GET":
        await _keep_chain(request, response, slug, via)
    return response


def _out_url(card: ProductCard, via: str) -> str:
    return f"{card.out_url}?via={via}" if card.out_url and via else card.out_url


async def _keep_chain(request: Request, response: Response, slug: str, via: str) -> None:
    """Store the click and the page view; the first click of a browser brings its cookie."""
    person = await signed_in(request)
    key, cookie = browser_keys.visitor_key(request), ""
    if person is None and key is None and attribution.link_of(via):
        cookie = browser_keys.new_key()
        key = browser_keys.visitor_key_of(cookie)

    def work(db: Session) -> bool:
        found = get_product(db, slug)
        if found is None:
            return False
        click = attribution.record_click(
            db, via, slug=slug, person_id=person.person_id if person else None, visitor_key=key
        )
        attribution.record_product_view(db, found[0].key, click=click)
        return click is not None

    clicked = await in_transaction(work)
    if clicked and cookie:
        browser_keys.set_visitor_cookie(response, cookie)


def _head(card: ProductCard) -> Head:
    canonical = absolute(f"/product/{card.slug}")
    image = absolute(card.pictures[0].src) if card.pictures else ""
    amount = f"{card.price_minor // 100}.{card.price_minor % 100:02d}"
    return Head(
        title=f"{card.title} · {card.brand}",
        description=card.description,
        canonical=canonical,
        image=image,
        kind="product",
        preload_image=card.pictures[0].src if card.pictures else "",
        extra={
            "product:price:amount": amount,
            "product:price:currency": card.currency.upper(),
        },
        json_ld={
            "@context": "https://schema.org",
            "@type": "Product",
            "name": card.title,
            "description": card.description,
            "image": [absolute(picture.src) for picture in card.pictures],
            "brand": {"@type": "Brand", "name": card.brand},
            "offers": {
                "@type": "Offer",
                "url": canonical,
                "price": amount,
                "priceCurrency": card.currency.upper(),
                "availability": f"https://schema.org/{AVAILABILITY[card.availability]}",
            },
        },
    )
