"""From rows to what creators and visitors see of products."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from smallgestures.dates import day, day_and_time
from smallgestures.media.storage import get_storage
from smallgestures.money import Money, percent
from smallgestures.shop.cards import NO_PICTURE, domain_of
from smallgestures.shop.links import queries
from smallgestures.shop.links.cards import EditorCard, LadderCard, LinkCard, PickCard, ShowcaseCard
from smallgestures.shop.links.errors import LINKS_LIMIT
from smallgestures.shop.links.ladder import show_allowance
from smallgestures.shop.links.queries import Linked, Listed
from smallgestures.shop.links.terms import terms_of
from smallgestures.shop.models import LATEST_ANCHOR_MS, DisclosureKind, Product
from smallgestures.shop.service import leads_astray
from smallgestures.videos.errors import VideoNotFound
from smallgestures.videos.models import Video

EVERYWHERE = "UTC"


def find_own_video(db: Session, public_id: str, *, by: int) -> Video:
    """Return a video, deleted or not, to the one whose it is.

    Raises:
        VideoNotFound: No such video of theirs.
    """
    video = queries.get_video(db, public_id, creator_id=by)
    if video is None:
        raise VideoNotFound(public_id)
    return video


def show_editor(db: Session, video: Video, *, time_zone: str) -> EditorCard:
    """Return the products of a video, what is said about them, and when it may come out."""
    linked = queries.list_linked(db, video.key)
    promotion = queries.get_promotion(db, video.key)
    paid_links = any(one.link.disclosure == DisclosureKind.PAID_PARTNERSHIP for one in linked)
    said_paid = promotion is not None and promotion.paid_at is not None
    allowance = show_allowance(db, video.creator_id, video_id=video.key)
    return EditorCard(
        links=[_link_card(one, video.creator_id, time_zone) for one in linked],
        limit=LINKS_LIMIT,
        length_ms=video.duration_ms or LATEST_ANCHOR_MS,
        is_ad=bool(linked) or said_paid,
        why_ad=_why_ad(linked, said_paid=said_paid),
        is_paid=said_paid or paid_links,
        paid_stays=paid_links or (said_paid and video.published_at is not None),
        ladder=LadderCard(
            words=allowance.words,
            reason=allowance.reason,
            next_at=day_and_time(allowance.next_at, time_zone) if allowance.next_at else "",
        ),
    )


def show_own_showcase(db: Session, person_id: int, *, time_zone: str) -> list[PickCard]:
    """Return somebody's showcase to themselves: also what visitors don't see, and why not."""
    return [_pick_card(one, person_id, time_zone) for one in queries.list_showcase(db, person_id)]


def show_showcase(db: Session, person_id: int, *, handle: str, name: str) -> ShowcaseCard:
    """Return somebody's showcase as everybody sees it: what can be bought, or will be again."""
    shown = [
        _pick_card(one, person_id, EVERYWHERE)
        for one in queries.list_showcase(db, person_id)
        if one.product.withdrawn_at is None and not leads_astray(one.product)
    ]
    disclosure = f"{name} sells these, or may be paid when somebody buys them."
    return ShowcaseCard(handle, name, disclosure if shown else "", shown)


def list_pickable(db: Session, slugs: Sequence[str], *, by: int, time_zone: str) -> list[PickCard]:
    """Return those of these products that this person may put on a video, in their order."""
    found = {one.product.slug: one for one in queries.list_listed(db, slugs)} if slugs else {}
    return [
        _pick_card(found[slug], by, time_zone)
        for slug in slugs
        if slug in found and _is_linkable(found[slug].product, by)
    ]


def has_showcase(db: Session, person_id: int) -> bool:
    """Say whether there is anything in somebody's showcase."""
    return queries.has_showcase(db, person_id)


def _is_linkable(product: Product, by: int) -> bool:
    is_theirs = product.listed_by_id in {None, by}
    return is_theirs and product.withdrawn_at is None and not leads_astray(product)


def _pick_card(listed: Listed, creator_id: int, time_zone: str) -> PickCard:
    product, brand, picture_key = listed
    note, is_shown = _note(product)
    return PickCard(
        slug=product.slug,
        title=product.title,
        brand=brand.name,
        price=str(Money(product.price_minor, product.currency)),
        picture=get_storage().url(picture_key) if picture_key else NO_PICTURE,
        url=f"/product/{product.slug}",
        note=note,
        is_shown=is_shown,
        terms=_terms(listed, creator_id),
        domain=domain_of(product.outside_url) or "",
        is_own_listing=product.listed_by_id == creator_id,
        checked=_checked(product, time_zone),
    )


def _note(product: Product) -> tuple[str, bool]:
    if product.withdrawn_at is not None:
        return "Withdrawn by its shop: nobody sees it.", False
    if leads_astray(product):
        return "Its address was blocked by our moderators: nobody sees it.", False
    if product.stock == 0:
        return "Sold out: viewers see it again when there is more.", False
    return ("" if product.stock is None else f"{product.stock:,} left"), True


def _terms(listed: Listed, creator_id: int) -> str:
    rate_bps, kind = terms_of(listed.product, listed.brand, creator_id=creator_id)
    if kind is DisclosureKind.PROMOTIONAL_CONTENT:
        return "Your own shop"
    if listed.product.listed_by_id is not None:
        return "Outside shop: no commission here"
    return f"You earn {percent(rate_bps)}"


def _checked(product: Product, time_zone: str) -> str:
    if product.outside_url is None:
        return ""
    return f"Price seen on {day(product.price_checked_at or product.created_at, time_zone)}"


def _link_card(linked: Linked, creator_id: int, time_zone: str) -> LinkCard:
    link, product, brand, picture_key = linked
    then = Money(link.price_at_link_minor, product.currency)
    changed = link.price_at_link_minor != product.price_minor
    card = _pick_card(Listed(product, brand, picture_key), creator_id, time_zone)
    # What was agreed on for this link holds, whatever would be today.
    terms = f"You earn {percent(link.rate_bps)}" if link.rate_bps else card.terms
    return LinkCard(
        product=replace(card, terms=terms),
        label=link.label,
        anchor_from_ms=link.anchor_from_ms,
        price_then=f"It was {then} when you added it." if changed else "",
    )


def _why_ad(linked: Sequence[Linked], *, said_paid: bool) -> str:
    own = [
        one.product.title
        for one in linked
        if one.link.disclosure == DisclosureKind.PROMOTIONAL_CONTENT
    ]
    if own:
        return f"You sell “{own[0]}”, so it is an ad. This stays on."
    if any(one.link.rate_bps for one in linked):
        return "You earn when somebody buys, so it is an ad. This stays on."
    if linked:
        return "It leads to a shop, so it is an ad. This stays on."
    if said_paid:
        return "You were paid for it, so it is an ad. This stays on."
    return "It turns on by itself with the first product."
