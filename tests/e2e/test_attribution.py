"""Who led somebody to a product is known also when they sign in only afterwards."""

import secrets
from datetime import timedelta

from playwright.sync_api import Page
from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.service import NewPerson, create_person
from smallgestures.shop.attribution.service import find_attribution
from smallgestures.shop.models import Click, CommerceLink
from smallgestures.videos.queries import get_by_public_id
from tests.e2e.made_clips import product_named
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.product import ProductPage
from tests.e2e.pages.sign_in import SignInPage
from tests.people import PASSWORD, hashed_password


def test_a_strangers_click_becomes_the_persons_at_sign_in(page: Page, given):
    """The creator whose clip led to a product keeps what is owed to them.

    1. A stranger watches, and views the product.
    2. The same browser signs in.
    3. The last click on the product is the person's, by the creator's link, for seven days.
    """
    handle = f"p{secrets.token_hex(5)}"
    email = f"{handle}@example.com"
    new = NewPerson(handle, "Somebody", email, "UTC")
    person_id = given(lambda db: create_person(db, new, password_hash=hashed_password()))
    FeedPage(page).open_clip("demoVase").watch_to_the_end().view.click()
    ProductPage(page).is_open()

    SignInPage(page).open().sign_in(email, PASSWORD)
    FeedPage(page).plays()

    def credited(db: Session, *, after: timedelta) -> Click | None:
        vase = product_named(db, "tidal-vase")
        at = clock.now() + after
        return find_attribution(db, vase.key, person_id=person_id, visitor_key=None, at=at)

    def video_of(db: Session, click: Click) -> int:
        return db.get_one(CommerceLink, click.link_id).video_id

    click = given(lambda db: credited(db, after=timedelta(0)))
    assert click is not None
    vase = given(lambda db: get_by_public_id(db, "demoVase"))
    assert given(lambda db: video_of(db, click)) == vase.id
    assert given(lambda db: credited(db, after=timedelta(days=6, hours=23))) is not None
    assert given(lambda db: credited(db, after=timedelta(days=7))) is None
