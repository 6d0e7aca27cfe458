"""Everything that can go wrong with a gift: what the person reads, and that nothing is lost.

One row for each fault. After every one of them each unit and each send is somewhere, every
accepted gift has what it promised, and nobody holds anything twice.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import Response
from sqlmodel import select

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.db.engine import reading, transaction
from smallgestures.gestures.gifts.handlers import expire_due
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.gifts.models import RETURNED, Gift
from smallgestures.gestures.offers.models import (
    Offer,
    OfferKind,
    RedemptionCode,
    SendAllowance,
)
from smallgestures.gestures.offers.service import withdraw_offer
from smallgestures.gestures.trials.models import GiftLine, Trial
from smallgestures.product_time import queries as product_time
from smallgestures.product_time.models import ProductTime
from smallgestures.product_time.service import read_ahead
from tests.gifts import make_codes, make_gift, make_giver, make_offer
from tests.integration.conftest import Database
from tests.integration.fault_table import Fault, FaultTable
from tests.integration.web.browsers import data_of, post_at_once
from tests.integration.web.test_gifts import Given

DAY_S = 86_400
NO_GIFT = "There is no gift here. The link may have been renewed; ask whoever sent it."
WAITED = "This gift waited for its time, and has gone back. Nothing was charged."
TAKEN_BACK = "This gift was taken back before it was accepted."
HAS_ITS_HOME = "This gift has been accepted already, and can be accepted once."
WENT_BACK = "This gift was not for anybody in the end, and has gone back."
TOO_LONG = "A note has at most 280 characters. Nothing was sent, or lost."
NO_CODE = (
    "Adobe Premiere Rush has to send us new codes first. Nothing is lost: your gift stays open, "
    "so try again tomorrow."
)
NO_DAY = "Choose a day within the next 30, or start now."
UNREADABLE = "This form could not be read. Reload the page and try again."


@dataclass
class Scene(Given):
    """Leo sent Ines a trial and made a link to another; Maya looks on. Five units of each."""

    @property
    def own(self) -> str:
        """Where Ines answers what was sent to her."""
        return f"/api/gifts/{self.card.public_id}"

    def says(self, handle: str, path: str, **form: str) -> str:
        """Post as the page does; return what it shows: `done`, or the sentence."""
        return _words_of(self.browser(handle).post(path, data=form))

    def say_at_once(self, handles: Sequence[str], path: str, **form: str) -> list[str]:
        """Post from as many browsers together; return what each shows."""
        browsers = [self.browser(handle) for handle in handles]
        return [_words_of(answer) for answer in post_at_once(browsers, path, form)]

    def shown(self, handle: str = "") -> dict[str, Any]:
        """Return the link's own page as somebody sees it."""
        page = self.browser(handle, accept="text/html").get(self.page)
        gift: dict[str, Any] = data_of(page.text)["gift"]
        return gift

    def arrange(self, work: Callable[[Any], Any]) -> Any:
        with transaction() as db:
            return work(db)

    def days_pass(self, days: int) -> None:
        """Let it be later, in every process, and no worker have looked yet."""

        def later(db) -> None:
            product_time.insert_row(db, at=clock.wall())
            db.exec(select(ProductTime)).one().offset_s += days * DAY_S
            db.flush()
            read_ahead(db)

        self.arrange(later)

    def all(self, kind: type) -> list[Any]:
        with reading() as db:
            return list(db.exec(select(kind)))


@pytest.fixture
def scene(sqlite_database: Database, built_pages: None) -> Scene:
    with transaction() as db:
        people = {name: make_giver(db, name) for name in ("leo", "ines", "maya", "noor")}
        offer = make_offer(db)
        own = make_gift(db, people["leo"], people["ines"], offer)
        link = make_gift(db, people["leo"], None, make_offer(db, title="1 month"))
    return Scene(own, link, offer, people)


def _words_of(answer: Response) -> str:
    return "done" if answer.is_success else str(answer.json()["detail"])


row = FaultTable[Scene]()


# ---- links and buttons


@row
def an_expired_link(scene: Scene) -> None:
    """By the clock, before any worker has looked; and after it has."""
    scene.days_pass(15)
    assert scene.says("maya", f"{scene.page}/accept") == WAITED
    assert scene.shown("maya")["stage"] == "closed"
    while expire_due(clock.now()):
        pass
    assert scene.says("maya", f"{scene.page}/accept") == WAITED
    assert (scene.state(scene.link), scene.state(scene.card)) == ("expired", "expired")


@row
def a_withdrawn_link(scene: Scene) -> None:
    withdraw = f"/api/gifts/{scene.link.public_id}/withdraw"
    assert scene.says("leo", withdraw) == "done"
    assert scene.says("maya", f"{scene.page}/accept") == TAKEN_BACK
    assert (scene.shown("maya")["stage"], scene.shown("maya")["note"]) == ("closed", "")
    assert scene.says("leo", withdraw) == TAKEN_BACK


@row
def a_link_that_was_renewed(scene: Scene) -> None:
    old = scene.page
    assert scene.says("leo", f"/api/gifts/{scene.link.public_id}/link") == "done"
    scene.link = scene.arrange(lambda db: db.get_one(Gift, scene.link.key))
    assert scene.says("maya", f"{old}/accept") == NO_GIFT
    assert scene.says("maya", f"{scene.page}/accept") == "done"


@row
def a_foreign_link(scene: Scene) -> None:
    """Somebody forwards the link of a gift that is for Ines."""
    address = f"/gift/{link_token(scene.card)}"
    for move in ("open", "accept", "decline", "swap", "reveal", "thank"):
        form = {"swap": {"offer": "any"}, "thank": {"text": "Thanks!"}}.get(move, {})
        assert scene.says("maya", f"{address}/{move}", **form) == NO_GIFT
    assert scene.state(scene.card) == "sent"
    assert scene.says("ines", f"{address}/accept") == "done"


@row
def a_guessed_link(scene: Scene) -> None:
    for guess in ("x", "y" * 27, "z" * 3000, link_token(scene.link)[:-1]):
        assert scene.says("maya", f"/gift/{guess}/accept") == NO_GIFT
    for guess in ("x", "y" * 27, "z" * 3000):
        assert scene.says("maya", f"/api/gifts/{guess}/accept") == NO_GIFT


@row
def a_double_clicked_accept(scene: Scene) -> None:
    browser = scene.browser("ines")
    answers = [browser.post(f"{scene.own}/accept") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(scene.all(Trial)) == 1
    accepted = [one for one in scene.all(GiftLine) if one.kind == "accepted"]
    assert len(accepted) == 1


@row
def a_double_clicked_no(scene: Scene) -> None:
    assert scene.says("ines", f"{scene.own}/decline") == "done"
    assert scene.says("ines", f"{scene.own}/decline") == WENT_BACK
    assert scene.says("ines", f"{scene.own}/accept") == WENT_BACK


@row
def a_double_clicked_send(scene: Scene) -> None:
    form = {"offer": scene.offer.slug, "to": "maya", "key": "0123456789abcdef"}
    assert scene.say_at_once(["leo"] * 4, "/api/gifts", **form) == ["done"] * 4
    assert len(scene.all(Gift)) == 3


@row
def two_devices_accept_at_once(scene: Scene) -> None:
    """Two of Ines' own, and both are right."""
    said = scene.say_at_once(["ines"] * 2, f"{scene.own}/accept")
    assert said == ["done", "done"]
    assert len(scene.all(Trial)) == 1


@row
def two_people_accept_a_link_at_once(scene: Scene) -> None:
    said = scene.say_at_once(["ines", "maya", "noor"], f"{scene.page}/accept")
    assert Counter(said) == {"done": 1, HAS_ITS_HOME: 2}
    assert scene.says("leo", f"/api/gifts/{scene.link.public_id}/withdraw") == HAS_ITS_HOME


# ---- what changes between sending and accepting


@row
def the_sender_deletes_their_account(scene: Scene) -> None:
    def leave(db) -> None:
        db.get_one(Person, scene.people["leo"].key).disabled_at = clock.wall()

    scene.arrange(leave)
    assert scene.shown("maya")["sender"] == "Somebody who left"
    assert scene.says("maya", f"{scene.page}/accept") == "done"
    assert scene.says("ines", f"{scene.own}/accept") == "done"


@row
def the_offer_is_withdrawn_after_sending(scene: Scene) -> None:
    scene.arrange(lambda db: withdraw_offer(db, db.get_one(Offer, scene.offer.key)))
    assert scene.says("ines", f"{scene.own}/accept") == "done"
    form = {"offer": scene.offer.slug, "to": "maya", "key": "0123456789abcdef"}
    assert scene.says("leo", "/api/gifts", **form) == (
        "Adobe Premiere Rush: 90 days can’t be given any more. Nothing was sent; choose another "
        "one."
    )


@row
def the_code_list_is_empty(scene: Scene) -> None:
    def send(db) -> tuple[Offer, Gift]:
        offer = make_offer(db, kind=OfferKind.GIFT_CARD, title="$5 gift card")
        return offer, make_gift(db, scene.people["noor"], scene.people["maya"], offer)

    offer, gift = scene.arrange(send)
    address = f"/api/gifts/{gift.public_id}"
    assert scene.says("maya", f"{address}/accept") == NO_CODE
    assert scene.state(gift) == "sent"
    scene.arrange(lambda db: make_codes(db, offer, "NYX-MORE-CODE-5678"))
    assert scene.says("maya", f"{address}/accept") == "done"
    assert scene.browser("maya").post(f"{address}/reveal").json()["code"] == "NYX-MORE-CODE-5678"


# ---- what is typed


@row
def a_note_of_ten_thousand_characters(scene: Scene) -> None:
    form = {"offer": scene.offer.slug, "to": "maya", "key": "0123456789abcdef"}
    for mark in ("a", "ش", "😀", "<"):
        answer = scene.browser("leo").post("/api/gifts", data=form | {"note": mark * 10_000})
        assert (answer.json()["detail"], answer.headers["x-field"]) == (TOO_LONG, "note")
    assert scene.says("leo", "/api/gifts", **form, note="😀" * 280) == "done"


@row
def a_note_in_any_script_and_in_html(scene: Scene) -> None:
    note = "شكراً لك يا صديقي\n</script><img src=x onerror=alert(1)> & 👩‍👩‍👧 café"
    form = {"offer": scene.offer.slug, "to": "", "key": "0123456789abcdef", "note": note}
    sent = scene.browser("leo").post("/api/gifts", data=form).json()["gift"]
    scene.link = scene.arrange(
        lambda db: db.exec(select(Gift).where(Gift.public_id == sent["gift_id"])).one()
    )
    page = scene.browser(accept="text/html").get(scene.page)
    assert data_of(page.text)["gift"]["note"] == note
    assert "<img src=x" not in page.text


@row
def a_day_that_is_none(scene: Scene) -> None:
    for day in ("0001-01-01", "9999-12-31", "2026-02-30", "tomorrow", "1" * 20):
        assert scene.says("ines", f"{scene.own}/accept", start_on=day) == NO_DAY
    assert scene.says("ines", f"{scene.own}/accept", start_on="1" * 21) == UNREADABLE
    assert scene.state(scene.card) == "sent"


# ---- forged calls


@row
def somebody_accepts_anothers_gift(scene: Scene) -> None:
    for handle in ("maya", "leo"):
        for move in ("open", "accept", "decline", "reveal"):
            assert scene.says(handle, f"{scene.own}/{move}") == NO_GIFT
    assert scene.says("ines", f"{scene.own}/withdraw") == NO_GIFT
    assert scene.says("leo", f"{scene.page}/accept") == NO_GIFT
    assert scene.state(scene.card) == "sent"


@row
def somebody_calls_what_time_alone_does(scene: Scene) -> None:
    """Reminding, ending, converting, expiring: there is no address for that."""
    assert scene.says("ines", f"{scene.own}/accept") == "done"
    before = (scene.all(Trial), scene.all(GiftLine))
    for handle in ("ines", "leo", "maya"):
        browser = scene.browser(handle)
        for move in ("remind", "expire", "end", "convert", "charge"):
            assert scene.says(handle, f"{scene.own}/{move}") == NO_GIFT
            answer = browser.post(f"/trials/{scene.card.public_id}/{move}")
            assert answer.status_code in {404, 405}
    assert (scene.all(Trial), scene.all(GiftLine)) == before


def nothing_is_lost(scene: Scene) -> None:
    gifts = scene.all(Gift)
    out = Counter(gift.offer_id for gift in gifts if gift.state not in RETURNED)
    for offer in scene.all(Offer):
        assert offer.units_left + out[offer.key] == offer.units_total
    sent = Counter(gift.sender_id for gift in gifts if gift.state not in RETURNED)
    used = {one.sender_id: one.used for one in scene.all(SendAllowance)}
    assert {who: number for who, number in used.items() if number} == dict(sent)
    had = Counter(one.gift_id for one in scene.all(Trial))
    had += Counter(one.gift_id for one in scene.all(RedemptionCode) if one.gift_id)
    assert had == Counter(gift.key for gift in gifts if gift.state == "accepted")


@pytest.mark.parametrize("fault", row.rows, ids=lambda fault: fault.__name__)
def test_every_fault_of_a_gift_has_its_words_and_loses_nothing(fault: Fault[Scene], scene: Scene):
    fault(scene)
    nothing_is_lost(scene)
