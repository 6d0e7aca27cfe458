"""A sale becomes money in its creator's account, and a refund takes it back."""

import json

from playwright.sync_api import expect

from tests.e2e.offers import make_offer
from tests.e2e.pages.brand_orders import BrandOrdersPage
from tests.e2e.pages.earnings import EarningsPage, OnboardingPage
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.orders import OrderPage
from tests.e2e.pages.product import ProductPage
from tests.e2e.pages.sandbox_checkout import SandboxCheckout
from tests.e2e.pages.sandbox_panel import SandboxPanel
from tests.e2e.running_product import RunningProduct
from tests.e2e.visitors import Visit
from tests.people import make_person


def test_a_sale_is_paid_out_after_thirty_days_and_a_refund_takes_it_back(
    moving_product: RunningProduct, visit: Visit
):
    """Invariant: the creator is sent once what is theirs, and can follow each cent of it.

    1. Ines buys by Rui's clip. Rui sees it pending, and how it came about, not who she is.
    2. Rui tells the sandbox who he is. 3. A moderator moves time by 31 days.
    4. The payout stands in his earnings, and in the sandbox's account. 5. The brand sends the
    money back: the account gives it back, the entry says why. 6. His ledger is there to take.
    """
    moving_product.given(lambda db: make_person(db, "rui"))  # nobody else sells by his clips
    offer = make_offer(moving_product.given, buyer="ines", creator="rui")
    buyer = visit(signed_in_as="ines", at=moving_product)
    FeedPage(buyer).open_clip(offer.clip_id).watch_to_the_end().view.click()
    ProductPage(buyer).is_open().buy_now.click()
    SandboxCheckout(buyer).pay()
    expect(OrderPage(buyer).is_open().status).to_have_text("Paid")
    [order] = offer.orders()

    rui = visit(signed_in_as="rui", at=moving_product)
    earnings = EarningsPage(rui).open()
    entry = earnings.entry(order.number)
    expect(entry).to_contain_text("Pending")
    expect(entry).to_contain_text("The buyer can send it back until")
    expect(earnings.figure("Waiting")).to_contain_text("$3.84")
    entry.get_by_text("How it came about").click()
    expect(entry.get_by_role("list", name="From the clip to the order")).to_contain_text(
        "It earns 8% from this moment on."
    )
    expect(entry).not_to_contain_text("Ines")

    earnings.set_up.click()
    OnboardingPage(rui).tell()
    expect(rui.get_by_role("heading", name="You are paid through Stripe")).to_be_visible()
    expect(rui.get_by_text("bank ending 6789")).to_be_visible()

    SandboxPanel(visit(signed_in_as="moderator", at=moving_product)).open().advance(30).advance(1)

    earnings.open()
    expect(earnings.entry(order.number)).to_contain_text("Paid")
    expect(earnings.sent).to_contain_text(f"Commission of order {order.number}")
    earnings.open_stripe.click()
    account = OnboardingPage(rui).is_open()
    expect(account.received).to_contain_text(f"$3.84 Commission of order {order.number}")
    account.back.click()

    sold = BrandOrdersPage(visit(signed_in_as="noor", at=moving_product)).open()
    sold.order(order.number).refund()
    expect(sold.order(order.number).article).to_contain_text("$48.00 went back to the buyer.")

    # His page is open all the while, and says it by itself.
    expect(earnings.entry(order.number)).to_contain_text("Reversed")
    expect(earnings.figure("Taken back")).to_contain_text("$3.84")
    expect(earnings.sent).to_contain_text("$3.84 of it came back.")
    earnings.open_stripe.click()
    expect(account.received).to_contain_text("of which $3.84 went back")

    lines = [
        json.loads(line)
        for line in rui.request.get("/studio/earnings/ledger.jsonl").text().splitlines()
    ]
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[-1]["balance_minor"] == 0
