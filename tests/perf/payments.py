"""Taking webhooks, and from a payment to the word “Paid” on the screen."""

import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from time import time

from playwright.sync_api import Page, expect

from smallgestures.settings import get_settings
from tests.perf.bench import PASSWORD, Bench, bare_server, median, spread
from tests.perf.browser import chromium
from tests.perf.load import Asked, requests_a_second
from tests.perf.rows import Row

EVENTS = 12_000
PRODUCT = "moonrise-print"
CARD = "4242 4242 4242 4242"
PURCHASES = 15
PATIENCE_MS = 15_000

# Each request is another event, signed for itself; after the last one they come again.
SCRIPT = """
local requests = {{}}
for line in io.lines("{file}") do
  local signature, body = line:match("^(%S+) (.*)$")
  requests[#requests + 1] = wrk.format("POST", nil, {{
    ["Content-Type"] = "application/json", ["Stripe-Signature"] = signature }}, body)
end
local at = 0
request = function()
  at = at % #requests + 1
  return requests[at]
end
"""


def measure(bench: Bench) -> Iterator[Row]:
    """Measure both; what the webhooks left to the worker would hold up a purchase."""
    yield _to_paid(bench)
    yield _webhooks(bench)


def _webhooks(bench: Bench) -> Row:
    seconds = bench.times(4, 2)
    rates, bare_rates = [], []
    with bare_server(bench) as bare:
        for round_number in range(bench.times(5, 2)):
            script = _script(bench.folder, round_number)
            loopback = f"http://127.0.0.1:{bench.product.port}/webhooks/stripe"
            rates.append(requests_a_second(Asked(loopback, script=script), seconds=seconds))
            plain = bare.replace("//localhost", "//127.0.0.1")
            asked = Asked(f"{plain}/webhooks", script=script)
            bare_rates.append(requests_a_second(asked, seconds=seconds))
    return Row(
        what="webhook accepted (verified, stored, answered), SQLite",
        measured=f"{median(rates):.0f} requests/s",
        baseline=f"bare Starlette that reads the body: {median(bare_rates):.0f} requests/s",
        value=median(rates),
        must=300,
        better="more",
        unit="/s",
        details={"product": spread(rates), "bare": spread(bare_rates)},
    )


def _script(folder: Path, round_number: int) -> Path:
    """Write so many signed events of sessions that Stripe would have to be asked about."""
    secret = get_settings().webhook_secret.encode()
    moment = int(time())
    lines = []
    for number in range(EVENTS):
        name = f"evt_bench_{round_number}_{number}"
        about = {"id": f"cs_test_bench_{number}", "object": "checkout.session"}
        event = {
            "id": name,
            "object": "event",
            "type": "checkout.session.completed",
            "created": moment,
            "livemode": False,
            "data": {"object": about},
        }
        body = json.dumps(event)
        signature = hmac.new(secret, f"{moment}.{body}".encode(), "sha256").hexdigest()
        lines.append(f"t={moment},v1={signature} {body}")
    file = folder / f"events-{round_number}.txt"
    file.write_text("\n".join(lines) + "\n")
    script = folder / f"events-{round_number}.lua"
    script.write_text(SCRIPT.format(file=file))
    return script


def _to_paid(bench: Bench) -> Row:
    """From pressing “Pay” on the sandbox's page to “Paid” on ours, as a person sees it."""
    with chromium() as browser:
        context = browser.new_context(base_url=bench.product.url)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        _sign_in(page)
        times = [_purchase(page) for _ in range(bench.times(PURCHASES, 5))]
        plain = [_open_again(page) for _ in range(bench.times(5, 3))]
    return Row(
        what="“Pay” pressed → “Paid” on screen",
        measured=f"median of {len(times)}, worst {max(times):.0f} ms",
        baseline=f"opening the paid order again: {median(plain):.0f} ms",
        value=median(times),
        must=1000,
        unit="ms",
        details={"to_paid_ms": spread(times), "open_again_ms": spread(plain)},
    )


def _sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("textbox", name="Email").fill("leo@example.com")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def _purchase(page: Page) -> float:
    page.goto(f"/product/{PRODUCT}")
    page.get_by_role("button", name="Buy now").filter(visible=True).click()
    for name, text in (
        ("Card number", CARD),
        ("Expiry", "12 / 40"),
        ("Security code", "123"),
        ("Name on card", "Leo"),
        ("Address", "Rua das Flores 1"),
        ("City", "Porto"),
        ("Postal code", "4050-262"),
    ):
        page.get_by_role("textbox", name=name, exact=True).fill(text)
    page.get_by_role("combobox", name="Country").select_option("PT")
    began = time()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("status").filter(has_text="Paid")).to_be_visible(timeout=PATIENCE_MS)
    return (time() - began) * 1000


def _open_again(page: Page) -> float:
    began = time()
    page.reload()
    expect(page.get_by_role("status").filter(has_text="Paid")).to_be_visible(timeout=PATIENCE_MS)
    return (time() - began) * 1000
