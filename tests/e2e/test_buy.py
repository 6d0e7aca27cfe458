"""Buying, in a real browser against the running product and its Stripe sandbox.

Whatever happens on the way: an order is paid once or not at all, its page says which,
and whoever led to it is known.
"""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from smallgestures.accounts.queries import find_by_handle
from smallgestures.shop.commissions.models import CommissionEntry
from smallgestures.shop.models import Click
from smallgestures.shop.orders.models import Order
from smallgestures.shop.orders.queries import find_order
from tests.e2e.keyboard import Keyboard
from tests.e2e.made_clips import product_named
from tests.e2e.offers import STOCK, Offer
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.mailbox import MailboxPage
from tests.e2e.pages.orders import OrderPage, OrdersPage
from tests.e2e.pages.product import ProductPage
from tests.e2e.pages.sandbox_checkout import CONFIRMS, DECLINED, SandboxCheckout
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.visitors import PHONE, Visit
from tests.factories import make_order
from tests.made_orders import decline, pay
from tests.people import PASSWORD

FIRST_LOOK_MS, A_MINUTE_MS = 400, 60_000
DECLINE = "The card was declined. No money moved."


def go_to_pay(page: Page, offer: Offer) -> SandboxCheckout:
    """Open the product's page and buy."""
    ProductPage(page).open(offer.slug).buy_now.click()
    return SandboxCheckout(page).is_open()


def is_paid(page: Page) -> OrderPage:
    """Return the order's page once it says so."""
    order = OrderPage(page).is_open()
    expect(order.status).to_have_text("Paid")
    return order


@pytest.mark.parametrize("device", [{}, {"on": PHONE}], ids=["desk", "phone"])
def test_from_a_clip_to_a_paid_order(visit: Visit, offer: Offer, device: dict):
    """The main journey: every step is kept, the money is there once, the creator's share too.

    1. Watch to the end: card, product. 2. Buy now: the page that takes cards.
    3. Pay: the order says "Paid", and how it was found. 4. Stock, commission and mail follow.
    """
    page = visit(signed_in_as=offer.buyer, **device)
    FeedPage(page).open_clip(offer.clip_id).watch_to_the_end().view.click()
    product = ProductPage(page).is_open()
    expect(product.main).to_contain_text(f"Paid through Stripe. {STOCK} left.")
    expect(page.get_by_text("Stripe sandbox: no real money")).to_be_visible()

    product.buy_now.click()
    SandboxCheckout(page).pay()

    order = is_paid(page)
    expect(page.get_by_text("Stripe sandbox: no real money")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/orders/\w+$"))
    expect(order.steps).to_contain_text("Confirmed by Stripe, Visa ending 4242")
    expect(order.chain.get_by_role("listitem")).to_have_count(4)
    expect(order.chain).to_contain_text("At the end of the clip: A clip of a test")
    expect(order.chain).to_contain_text("By @leo’s link")
    expect(order.part("Receipt")).to_contain_text("$48.00")
    expect(order.part("Sent to")).to_contain_text("Rua do Sol 4")
    assert offer.left == STOCK - 1
    [stored] = offer.orders()
    assert offer.given(lambda db: earned(db, stored)) == ("pending", 384)
    mails = MailboxPage(page).open()
    expect(mails.mail(f"Order {stored.number}: $48.00 paid")).to_be_visible()
    expect(OrdersPage(page).open().rows).to_have_count(1)


def earned(db: Session, order: Order) -> tuple[str, int]:
    of_it = select(CommissionEntry).where(CommissionEntry.order_id == order.id)
    entry = db.exec(of_it).one()
    return entry.state, entry.amount_minor


def test_a_declined_card_is_followed_by_another(visit: Visit, offer: Offer):
    """No money moves, the order stays, and paying again is the same order.

    1. A card is declined on the payment page, which says so. 2. Back in the shop the order waits
    and says why. 3. Try again, with a good card: paid, in one attempt, with one piece taken.
    """
    page = visit(signed_in_as=offer.buyer)
    checkout = go_to_pay(page, offer)
    checkout.pay(DECLINED)
    expect(checkout.alert).to_have_text(DECLINE)
    checkout.back.click()

    order = OrderPage(page).is_open()
    expect(order.status).to_have_text("Waiting for payment")
    expect(order.alert).to_have_text(DECLINE)
    order.try_again.click()
    checkout.pay()

    is_paid(page)
    expect(order.alert).to_have_count(0)
    assert [attempt.state for attempt in offer.attempts()] == ["paid"]
    assert offer.left == STOCK - 1


def test_a_card_that_asks_is_confirmed(visit: Visit, offer: Offer):
    """1. The bank asks. 2. Yes: paid."""
    page = visit(signed_in_as=offer.buyer)
    checkout = go_to_pay(page, offer)
    checkout.pay(CONFIRMS)

    checkout.confirm.click()

    is_paid(page)


def test_what_was_abandoned_is_taken_up_again(visit: Visit, offer: Offer):
    """The piece is set aside meanwhile, and the product's page leads to the same order.

    1. Back to the shop without paying: the order waits. 2. It stands among the orders.
    3. Buy now once more: the same order, the same payment page. 4. Paid once.
    """
    page = visit(signed_in_as=offer.buyer)
    go_to_pay(page, offer).back.click()
    order = OrderPage(page).is_open()
    expect(order.status).to_have_text("Waiting for payment")
    expect(order.main).to_contain_text("One piece is set aside for you.")
    first = order.public_id
    orders = OrdersPage(page).open()
    expect(orders.rows).to_contain_text(["Waiting for payment"])
    orders.rows.get_by_role("link").click()
    expect(order.try_again).to_be_visible()

    go_to_pay(page, offer).pay()

    assert is_paid(page).public_id == first
    assert [attempt.state for attempt in offer.attempts()] == ["paid"]


def test_the_last_piece_goes_to_whoever_is_first(visit: Visit, offer: Offer):
    """1. Two look at the last piece; one orders it. 2. The other is told, and has ordered none."""
    offer.given(lambda db: setattr(product_named(db, offer.slug), "stock", 1))
    late = ProductPage(visit(signed_in_as=offer.buyer)).open(offer.slug)
    offer.given(lambda db: make_order(db, product_named(db, offer.slug)))

    late.buy_now.click()

    expect(late.alert).to_have_text(f"Somebody took the last {offer.title}. Nothing was ordered.")
    expect(late.status).to_contain_text("Sold out.")
    expect(late.buy_now).to_have_count(0)
    assert len(offer.orders()) == 1


def test_a_price_that_changed_is_shown_before_anybody_pays_it(visit: Visit, offer: Offer):
    """1. The price rises while somebody looks. 2. Nothing is ordered at a price nobody saw."""
    product = ProductPage(visit(signed_in_as=offer.buyer)).open(offer.slug)
    offer.given(lambda db: setattr(product_named(db, offer.slug), "price_minor", 5200))

    product.buy_now.click()

    expect(product.alert).to_contain_text("The price changed from $48.00 to $52.00")
    assert offer.orders() == []


def test_a_stranger_signs_in_on_the_way_and_the_creator_keeps_their_share(page: Page, offer: Offer):
    """Signing in loses neither the product nor who led to it.

    1. A stranger comes by a clip, and buys. 2. They sign in, and stand before the product again.
    3. They buy: the order is owed to the click before the sign-in.
    """
    FeedPage(page).open_clip(offer.clip_id).watch_to_the_end().view.click()
    product = ProductPage(page).is_open()
    via = product.impression
    product.buy_now.click()
    sign_in = SignInPage(page)
    expect(sign_in.heading).to_be_visible()
    sign_in.sign_in(f"{offer.buyer}@example.com", PASSWORD)
    expect(product.title).to_have_text(offer.title)
    expect(product.main).to_contain_text("Leo earns 8% if you buy")

    product.buy_now.click()
    SandboxCheckout(page).pay()

    expect(is_paid(page).chain).to_contain_text("By @leo’s link")
    [order] = offer.orders()
    click = offer.given(lambda db: db.get_one(Click, order.click_id))
    assert via.startswith(f"{click.link_id}.")


def test_buying_twice_at_once_is_one_order(visit: Visit, offer: Offer):
    """1. A double click. 2. One order waits, one piece is taken."""
    page = visit(signed_in_as=offer.buyer)

    ProductPage(page).open(offer.slug).buy_now.dblclick()

    SandboxCheckout(page).is_open()
    assert len(offer.orders()) == len(offer.attempts()) == 1
    assert offer.left == STOCK - 1


def test_two_tabs_pay_one_order_once(visit: Visit, offer: Offer):
    """1. Two tabs stand before one payment; one pays. 2. The other leads to the paid order."""
    page = visit(signed_in_as=offer.buyer)
    go_to_pay(page, offer)
    other = page.context.new_page()
    go_to_pay(other, offer)

    SandboxCheckout(page).pay()
    is_paid(page)
    SandboxCheckout(other).pay()

    is_paid(other)
    assert [attempt.state for attempt in offer.attempts()] == ["paid"]


def test_keys_are_enough(visit: Visit, offer: Offer):
    """From the clip to the paid order without a pointer.

    1. To the card, and to the product. 2. Tab to the button. 3. Type the card, Enter.
    """
    page = visit(signed_in_as=offer.buyer)
    feed = FeedPage(page).open_clip(offer.clip_id)
    card = feed.watch_to_the_end()
    keys = Keyboard(page)
    keys.press(card.view)

    keys.press(ProductPage(page).is_open().buy_now)

    SandboxCheckout(page).pay(by=keys)

    is_paid(page)


class TestAnOpenOrder:
    """The page of an order follows what happens, and says so; it is never loaded anew."""

    @pytest.fixture
    def waiting(self, offer: Offer, given) -> str:
        """An order that nobody pays, but a test."""

        def arrange(db: Session) -> str:
            buyer = find_by_handle(db, offer.buyer)
            return make_order(db, product_named(db, offer.slug), buyer).public_id

        return given(arrange)

    def test_becomes_paid_by_itself(self, visit: Visit, offer: Offer, waiting: str, given):
        page = visit(signed_in_as=offer.buyer)
        order = OrderPage(page).open(waiting)
        expect(order.status).to_have_text("Waiting for payment")
        page.evaluate("window.isStillHere = true")

        given(lambda db: pay(db, find_order(db, waiting)))

        expect(order.status).to_have_text("Paid")
        expect(order.try_again).to_have_count(0)
        assert page.evaluate("window.isStillHere")

    def test_says_that_it_is_confirmed_to_who_comes_back(
        self, visit: Visit, offer: Offer, waiting: str, given
    ):
        """1. A card was refused, the next one taken. 2. Nothing of the first is said any more."""
        given(lambda db: decline(db, find_order(db, waiting)))
        page = visit(signed_in_as=offer.buyer)
        order = OrderPage(page).open(f"{waiting}?from=checkout")

        expect(order.main).to_contain_text("Stripe is confirming your payment.")
        expect(order.alert).to_have_count(0)
        expect(order.try_again).to_have_count(0)
        expect(page).to_have_url(re.compile(f"/orders/{waiting}$"))
        page.reload()
        expect(order.alert).to_contain_text("There is not enough money on the card.")
        expect(order.try_again).to_be_visible()

    def test_asks_no_more_when_nothing_is_under_way(
        self, visit: Visit, offer: Offer, waiting: str, given
    ):
        page = visit(signed_in_as=offer.buyer)
        page.clock.install()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        order = OrderPage(page).open(waiting)
        given(lambda db: pay(db, find_order(db, waiting)))
        with page.expect_response("**/api/orders/*"):
            page.clock.run_for(FIRST_LOOK_MS)
        expect(order.status).to_have_text("Paid")
        asked.clear()

        page.clock.run_for(A_MINUTE_MS)

        expect(order.status).to_have_text("Paid")
        assert asked == []

    def test_says_when_it_can_not_follow(self, visit: Visit, offer: Offer, waiting: str, given):
        """1. The connection goes: soon words say so. 2. It comes back: paid, and no words."""
        page = visit(signed_in_as=offer.buyer, expects=("ERR_FAILED",))
        page.route("**/api/orders/*", lambda route: route.abort())
        order = OrderPage(page).open(waiting)
        expect(order.no_connection).to_be_visible()

        given(lambda db: pay(db, find_order(db, waiting)))
        page.unroute("**/api/orders/*")

        expect(order.status).to_have_text("Paid")
        expect(order.no_connection).to_have_count(0)
