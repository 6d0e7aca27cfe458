"""Product time is moved in the browser, and everybody's dates follow; sessions do not."""

from datetime import timedelta

from playwright.sync_api import expect

from smallgestures.moving_time import UNDER_WAY
from tests.e2e.pages.sandbox_panel import SandboxPanel
from tests.e2e.running_product import RunningProduct
from tests.e2e.visitors import Visit

AT_MOST_MORE = UNDER_WAY + timedelta(minutes=3)


def test_a_moderator_moves_time_and_nobody_else(moving_product: RunningProduct, visit: Visit):
    """Invariant: time moves by what was asked for, and a session outlives it.

    Where somebody's payment is under way at the end, it goes on to that, as it should.

    1. A viewer sees their mail, and no clock. 2. A moderator advances 7 days, then 90.
    3. The viewer is still signed in.
    """
    leos = visit(signed_in_as="leo", at=moving_product)
    leos.goto("/sandbox")
    expect(leos.get_by_role("heading", name="Mailbox")).to_be_visible()
    expect(leos.get_by_role("button", name="Advance")).to_have_count(0)

    panel = SandboxPanel(visit(signed_in_as="moderator", at=moving_product)).open()
    before = panel.now()
    moved = panel.advance(7).now() - before
    assert timedelta(days=7) <= moved <= timedelta(days=7) + AT_MOST_MORE
    moved = panel.advance(90).now() - before
    assert timedelta(days=97) <= moved <= timedelta(days=97) + 2 * AT_MOST_MORE

    leos.goto("/settings")
    expect(leos).to_have_url(f"{moving_product.url}/settings")
    expect(leos.get_by_role("heading", name="Settings")).to_be_visible()
