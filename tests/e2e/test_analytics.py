"""What creators see of their clips, from watching to a sale."""

import csv
import io
import re

from playwright.sync_api import Download, Page, expect

from tests.e2e.offers import Offer
from tests.e2e.pages.analytics import AnalyticsPage
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.orders import OrderPage
from tests.e2e.pages.product import ProductPage
from tests.e2e.pages.sandbox_checkout import SandboxCheckout
from tests.e2e.running_product import wait_until
from tests.e2e.visitors import Visit

WATCHED_AND_BOUGHT = {
    "Views": "1",
    "Viewers": "1",
    "Completion rate": "100%",
    "Shares": "1",
    "End-card impressions": "1",
    "CTR": "100%",
    "Clicks": "1",
    "Product views": "1",
    "Orders": "1",
    "CVR": "100%",
    "GMV": "$48.00",
    "Commission": "$3.84",
}


def rows_of(download: Download) -> list[dict[str, str]]:
    with open(download.path(), encoding="utf-8-sig") as file:
        return list(csv.DictReader(io.StringIO(file.read())))


def test_a_creator_sees_the_sale_that_a_clip_led_to(visit: Visit, offer: Offer):
    """Each step of a viewer is a number of the creator's, with what it means beside it.

    1. Somebody watches a clip to its end, passes it on, taps the card, and buys in the sandbox.
    2. Its creator sees one of each on the clip's page; nothing says who it was.
    3. The files of the days and of all clips have the same numbers.
    """
    page = visit(signed_in_as=offer.buyer)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    feed = FeedPage(page).open_clip(offer.clip_id)
    feed.share.click()
    expect(feed.notice).to_contain_text("Link copied")
    feed.watch_to_the_end().view.press("Enter")  # what was said of the link is over it still
    ProductPage(page).is_open().buy_now.click()
    SandboxCheckout(page).pay()
    expect(OrderPage(page).is_open().status).to_have_text("Paid")

    creator = visit(signed_in_as="leo")
    analytics = AnalyticsPage(creator).open(offer.clip_id)

    for name, value in WATCHED_AND_BOUGHT.items():
        expect(analytics.figure(name)).to_have_text(value)
    expect(analytics.steps).to_have_count(4)
    expect(analytics.steps.last).to_contain_text("Orders1")
    expect(analytics.main).to_contain_text("Watched for three seconds, or to the end.")
    assert offer.buyer not in creator.content()
    with creator.expect_download() as download:
        creator.get_by_role("link", name="Days as CSV").click()
    today = rows_of(download.value)[-1]
    assert (today["Views"], today["GMV (USD)"], today["Commission (USD)"]) == ("1", "48.00", "3.84")
    analytics.open()
    with creator.expect_download() as download:
        creator.get_by_role("link", name="Clips as CSV").click()
    (row,) = [row for row in rows_of(download.value) if row["Clip"] == offer.clip_id]
    assert (row["Views"], row["Orders"], row["GMV (USD)"]) == ("1", "1", "48.00")


def test_the_figures_of_other_days_come_without_leaving_the_page(visit: Visit):
    """By keyboard: another period, another figure, the numbers behind the plot.

    1. 90 days: plot and address follow, the focus stays. 2. Likes: the heading follows.
    3. The table of every day has a row for each. 4. Reloaded, the page shows the same.
    """
    page = visit(signed_in_as="maya")
    analytics = AnalyticsPage(page).open()
    analytics.shows(28)
    ninety = analytics.periods.get_by_role("link", name="90 days")
    ninety.focus()
    page.keyboard.press("Enter")
    analytics.shows(90)
    expect(page).to_have_url(re.compile(r"days=90"))
    expect(ninety).to_be_focused()
    expect(ninety).to_have_attribute("aria-current", "true")

    analytics.main.get_by_role("link", name="Shares", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Shares per day")).to_be_visible()
    analytics.day_table.summary.press("Enter")
    expect(analytics.day_table.rows).to_have_count(90)

    page.reload()
    expect(page.get_by_role("heading", name="Shares per day")).to_be_visible()
    analytics.shows(90)


def test_figures_that_do_not_come_are_asked_for_again(visit: Visit):
    """1. No answer: what is there stays, and is said to be old. 2. Try again: they come."""
    page = visit(signed_in_as="noor", expects=("500",))
    analytics = AnalyticsPage(page).open()
    page.route("**/api/studio/**", lambda route: route.fulfill(status=500))
    analytics.pick("7 days")
    expect(analytics.alert).to_contain_text("The figures did not come.")
    analytics.shows(28)
    page.unroute("**/api/studio/**")

    page.get_by_role("button", name="Try again").click()

    analytics.shows(7)
    expect(analytics.alert).to_have_count(0)


def test_the_demo_has_something_to_show(visit: Visit):
    """1. A curve that falls. 2. A funnel in which each step is smaller than the one before."""
    analytics = AnalyticsPage(visit(signed_in_as="maya")).open("demoBottle", query="?days=90")

    rows = analytics.second_table.open().rows
    shares = [int(text.strip("%")) for text in rows.locator("td:last-child").all_inner_texts()]
    assert shares == sorted(shares, reverse=True)
    assert (len(shares), shares[0]) == (8, 100)
    numbers = [
        int(text.replace(",", ""))
        for text in analytics.steps.locator(".row span:last-child").all_inner_texts()
    ]
    assert numbers[0] > numbers[1] >= numbers[2] > 0


def test_the_feed_loads_nothing_of_it(page: Page):
    """Neither styles nor scripts of these pages come with the feed."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    FeedPage(page).open()
    wait_until(lambda: any(url.endswith(".css") for url in asked), "the styles of the feed")

    assert [url for url in asked if "analytics" in url] == []
