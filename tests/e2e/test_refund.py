"""A brand sends money back; its buyer and the creator see what it means for them."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.offers import Offer
from tests.e2e.pages.brand_orders import BrandOrdersPage
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.mailbox import MailboxPage
from tests.e2e.pages.orders import OrderPage
from tests.e2e.pages.product import ProductPage
from tests.e2e.pages.sandbox_checkout import SandboxCheckout
from tests.e2e.visitors import PHONE, Visit


def buy(page: Page, offer: Offer) -> OrderPage:
    """Come by the clip, and buy."""
    FeedPage(page).open_clip(offer.clip_id).watch_to_the_end().view.click()
    ProductPage(page).is_open().buy_now.click()
    SandboxCheckout(page).pay()
    order = OrderPage(page).is_open()
    expect(order.status).to_have_text("Paid")
    return order


@pytest.mark.parametrize("device", [{}, {"on": PHONE}], ids=["desk", "phone"])
def test_a_brand_refunds_a_part_and_then_the_rest(visit: Visit, offer: Offer, device: dict):
    """What goes back is taken from the brand, and from the creator in proportion; in words.

    1. Somebody buys. 2. The brand sends $12 back: it says so beside the order. 3. More than is
    left is refused, and what was typed stays. 4. All that is left goes back, and there is nothing
    to press any more. 5. The buyer reads it on the order and in two letters, the creator that
    nothing is earned.
    """
    buyer = visit(signed_in_as=offer.buyer, **device)
    bought = buy(buyer, offer)
    [order] = offer.orders()

    sold = BrandOrdersPage(visit(signed_in_as="noor", **device)).open().order(order.number)
    sold.refund("12")
    expect(sold.status).to_have_text("$12.00 is on its way back.")
    expect(sold.article).to_contain_text("$12.00 went back to the buyer.")
    expect(sold.article).to_contain_text("Partly refunded")

    sold.refund("1000")
    expect(sold.alert).to_contain_text("At most $36.00 can be sent back")
    expect(sold.amount).to_have_value("1000")
    sold.refund()
    expect(sold.article).to_contain_text("$48.00 went back to the buyer.")
    expect(sold.submit).to_have_count(0)

    bought.open(order.public_id)
    expect(bought.status).to_have_text("Refunded")
    expect(bought.part("Receipt")).to_contain_text("-$48.00")
    mails = MailboxPage(buyer).open()
    expect(mails.mail(f"Order {order.number}: $12.00 refunded")).to_be_visible()
    expect(mails.mail(f"Order {order.number}: $36.00 refunded")).to_be_visible()
    creator = OrderPage(visit(signed_in_as="leo", **device)).open(order.public_id)
    expect(creator.part("What you earn")).to_contain_text("The order was refunded in full.")


def test_the_creator_follows_what_they_earn_and_never_learns_who_bought(visit: Visit, offer: Offer):
    """1. Somebody buys by a clip. 2. Its creator sees how, and what it earns; not who or where."""
    buy(visit(signed_in_as=offer.buyer), offer)
    [order] = offer.orders()

    creator = OrderPage(visit(signed_in_as="leo")).open(order.public_id)

    expect(creator.status).to_have_text("Paid")
    expect(creator.part("How it was sold")).to_contain_text("By @leo’s link")
    expect(creator.part("What you earn")).to_contain_text("$3.84, pending: 8% of $48.00")
    for secret in (offer.buyer, "Ines", "Rua do Sol", "4242"):
        expect(creator.main).not_to_contain_text(secret)


def test_a_refund_that_is_no_amount_moves_nothing(visit: Visit, offer: Offer):
    """1. Words instead of an amount. 2. The page says how one looks, and keeps them."""
    buy(visit(signed_in_as=offer.buyer), offer)
    [order] = offer.orders()

    sold = BrandOrdersPage(visit(signed_in_as="noor")).open().order(order.number)
    sold.refund("twelve")

    expect(sold.alert).to_contain_text("It should look like 12.50. No money moved.")
    expect(sold.amount).to_have_value("twelve")
    expect(sold.article).to_contain_text("Paid")
