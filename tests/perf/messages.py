"""From the press of Send until the message stands on the other person's screen."""

import secrets
from collections.abc import Iterator

from playwright.sync_api import Browser, Page
from sqlmodel import Session

from smallgestures.accounts.service import find_person_id
from smallgestures.accounts.ties.service import follow_person
from smallgestures.messaging.service import open_thread
from tests.e2e.visitors import DESKTOP, sign_in
from tests.perf.bench import Bench, median, spread
from tests.perf.browser import chromium
from tests.perf.rows import Row

MESSAGES = 60  # one person sends half of them: fewer than anybody may in a minute
WARM_UP = 5
PATIENCE_MS = 10_000
# Between two messages, for each of the pages: what follows one (its mark as read, the lists) is
# over before the next is sent, as between people.
PAUSE_MS = 150

# Both pages are of one browser, so both count from one clock: milliseconds since 1970, with
# their fractions. The other page notes when a frame with the new message is about to be painted.
NOTE_ARRIVALS = """() => {
  window.arrived = {};
  window.awaited = {};
  const log = document.querySelector('[role=log]');
  new MutationObserver(() => {
    for (const bubble of log.querySelectorAll('.bubble')) {
      const text = bubble.textContent;
      if (text in window.arrived) continue;
      window.arrived[text] = null;
      requestAnimationFrame(() => {
        window.arrived[text] = performance.timeOrigin + performance.now();
        window.awaited[text]?.();
      });
    }
  }).observe(log, { childList: true, subtree: true });
}"""
SEND = """text => {
  const box = document.querySelector('textarea[name=text]');
  box.value = text;
  const at = performance.timeOrigin + performance.now();
  box.form.requestSubmit();
  return at;
}"""
ARRIVED = """async ([text, patienceMs]) => {
  const late = new Promise((resolve) => setTimeout(resolve, patienceMs));
  const there = new Promise((resolve) => { window.awaited[text] = resolve; });
  if (!window.arrived[text]) await Promise.race([there, late]);
  return window.arrived[text] ?? null;
}"""


def measure(bench: Bench) -> Iterator[Row]:
    """Let two people write to each other, one message at a time."""
    address = bench.product.given(_conversation)
    with chromium() as browser:
        pages = [_opened(browser, bench, handle, address) for handle in ("leo", "maya")]
        number = bench.times(MESSAGES, 15)
        times = [_takes(*pages[:: 1 if n % 2 else -1]) for n in range(WARM_UP + number)][WARM_UP:]
        for page in pages:
            page.context.close()
    yield Row(
        what="message sent → on the other’s screen",
        measured=f"median of {len(times)}, worst {max(times):.0f} ms",
        value=median(times),
        must=100,
        unit="ms",
        note="on loopback, from the press of Send to the frame that shows it",
        details={"ms": spread(times)},
    )


def _conversation(db: Session) -> str:
    leo, maya = (find_person_id(db, handle) for handle in ("leo", "maya"))
    if leo is None or maya is None:
        raise LookupError("the demo people are missing")
    follow_person(db, leo, followed_id=maya)
    return f"/inbox/{open_thread(db, leo, with_id=maya)}"


def _opened(browser: Browser, bench: Bench, handle: str, address: str) -> Page:
    context = browser.new_context(base_url=bench.product.url, **DESKTOP)
    sign_in(context, bench.product, handle)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("textbox", name="Message").wait_for()
    page.evaluate(NOTE_ARRIVALS)
    return page


def _takes(sender: Page, recipient: Page) -> float:
    text = f"Message {secrets.token_hex(8)}"
    sent_at = float(sender.evaluate(SEND, text))
    arrived_at = recipient.evaluate(ARRIVED, [text, PATIENCE_MS])
    for page in (sender, recipient):
        page.wait_for_timeout(PAUSE_MS)
    if arrived_at is None:
        raise TimeoutError("a message did not arrive")
    return float(arrived_at) - sent_at
