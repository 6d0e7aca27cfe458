"""Accepting, keeping, cancelling and another card, as the pages post them; Stripe may be away.

After each of them nobody was charged, and nothing was agreed to that nobody has read.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import col

from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.trials.models import TrialState
from tests.integration.payments.conftest import Answer, Shop
from tests.integration.payments.keeper import Keeper

AWAY = (
    "The payment service is not answering at the moment. No money moved, and nothing you did is "
    "lost. Please try again in a minute."
)
NOT_YOURS = "We can’t find this among your gifts."
NO_SUBSCRIPTION = "There is no subscription here that could be changed. Nothing changed."
NOTHING_TO_UNDO = "There is no cancellation that could still be undone."
OUTDATED = (
    "The price or the date has changed since you opened this. Nothing was agreed to; read it "
    "again as it is now."
)
OVER = "It is over already, and nothing will be charged."
SIGN_IN = "/sign-in?next=/trials"
PAGES = "/v1/checkout/sessions"


@pytest.fixture
def ines(shop: Shop) -> Iterator[Keeper]:
    """Ines, who has accepted; whatever she tries, she is charged nothing."""
    ines = Keeper(shop).accepts()
    yield ines
    shop.sandbox.be_there()
    ines.nothing_is_charged()


@pytest.fixture
def rui(shop: Shop) -> Keeper:
    """Rui, who has a trial of his own and looks at hers."""
    return Keeper(shop).accepts()


def anybody(shop: Shop, path: str, **form: str) -> Answer:
    answer = httpx.post(shop.url + path, data=form, headers={"origin": shop.url})
    return Answer(answer.status_code, answer.headers.get("location", ""), "")


class TestAccepting:
    def test_asks_stripe_for_nothing_and_makes_nobody_known_to_it(self, shop: Shop):
        shop.sandbox.lever("traffic", "DELETE")
        shop.sandbox.switch(record_traffic=True)

        ines = Keeper(shop).accepts()
        shop.work()

        assert ines.trial.state == TrialState.ACTIVE
        assert shop.sandbox.traffic() == []
        assert (ines.consents, ines.subscriptions) == ([], [])

    def test_works_while_stripe_is_down_and_so_do_cancelling_and_undoing(self, shop: Shop):
        shop.sandbox.kill()

        ines = Keeper(shop).accepts()
        assert (ines.cancels().words, ines.undoes().words) == ("", "")
        shop.work()

        assert (ines.trial.state, ines.trial.cancel_at) == (TrialState.ACTIVE, None)
        assert ines.lines == ["accepted", "cancelled", "undone"]


class TestKeeping:
    def test_is_for_nobody_without_a_session(self, shop: Shop, ines: Keeper):
        path = f"/trials/{ines.gift.public_id}/keep"

        answer = anybody(shop, path, words=ines.words, yes="yes", tab="received")

        assert answer.location == SIGN_IN
        assert ines.consents == []

    def test_of_anothers_is_refused(self, ines: Keeper, rui: Keeper):
        answer = ines.posts("keep", by=rui, words=ines.words, yes="yes", tab="received")

        assert answer.words == NOT_YOURS
        assert ines.consents == rui.consents == []

    def test_at_a_price_that_changed_meanwhile_shows_the_new_one_first(
        self, shop: Shop, ines: Keeper
    ):
        read = ines.words
        raise_price = update(Offer).where(col(Offer.id) == ines.trial.offer_id)
        shop.given(lambda db: db.exec(raise_price.values(price_after_minor=1299)))

        answer = ines.agrees(read)

        assert (answer.words, ines.consents) == (OUTDATED, [])
        assert "/c/pay/" in ines.agrees().location
        assert [one.amount_minor for one in ines.consents] == [1299]

    def test_pressed_twice_leads_to_the_same_page(self, ines: Keeper):
        pages = {ines.agrees().session_id for _ in range(3)}

        assert len(pages) == len(ines.consents) == len(ines.subscriptions) == 1

    def test_double_clicked_leads_to_the_same_page(self, ines: Keeper):
        words = ines.words
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(lambda _n: ines.agrees(words), range(4)))

        assert {one.words for one in answers} == {""}
        assert len({one.session_id for one in answers}) == 1
        assert len(ines.consents) == len(ines.subscriptions) == 1

    def test_while_stripe_is_down_says_so_and_goes_on_when_it_is_back(
        self, shop: Shop, ines: Keeper
    ):
        shop.sandbox.kill()
        assert ines.agrees().words == AWAY
        assert ines.trial.state == TrialState.ACTIVE

        shop.sandbox.start_again()
        ines.keeps()

        assert ines.trial.state == TrialState.KEEPING
        assert len(ines.consents) == len(ines.subscriptions) == 1

    @pytest.mark.parametrize("do", ["answer_500", "hang_up_before", "hang_up_after", "delay_after"])
    def test_while_stripe_fails_says_so_and_pressed_again_goes_on(
        self, shop: Shop, ines: Keeper, do: str
    ):
        shop.sandbox.fail(do, path=PAGES, times=2, delay_ms=3000)
        assert ines.agrees().words == AWAY

        ines.keeps()

        assert ines.trial.state == TrialState.KEEPING
        assert len(ines.consents) == len(ines.subscriptions) == len(shop.sandbox.sessions()) == 1

    def test_of_what_is_kept_already_says_so(self, ines: Keeper):
        read = ines.words
        ines.keeps()

        answer = ines.agrees(read)

        assert "already" in answer.words
        assert answer.words.endswith("Nothing was charged.")
        assert len(ines.consents) == len(ines.subscriptions) == 1


class TestCancelling:
    @pytest.mark.parametrize("action", ["cancel", "undo"])
    def test_is_for_nobody_without_a_session(self, shop: Shop, ines: Keeper, action: str):
        answer = anybody(shop, f"/trials/{ines.gift.public_id}/{action}")

        assert answer.location == SIGN_IN
        assert ines.lines == ["accepted"]

    @pytest.mark.parametrize("action", ["cancel", "undo"])
    def test_of_anothers_is_refused(self, ines: Keeper, rui: Keeper, action: str):
        assert ines.posts(action, by=rui).words == NOT_YOURS
        assert ines.lines == rui.lines == ["accepted"]

    def test_twice_is_once_and_undone_twice_says_that_nothing_is_left(self, ines: Keeper):
        assert (ines.cancels().words, ines.cancels().words) == ("", "")
        assert (ines.undoes().words, ines.undoes().words) == ("", NOTHING_TO_UNDO)

        assert ines.lines == ["accepted", "cancelled", "undone"]
        assert ines.trial.state == TrialState.ACTIVE

    def test_after_its_24_hours_is_over_and_says_so(self, ines: Keeper):
        ines.cancels()
        ines.days_pass(7)

        assert (ines.undoes().words, ines.cancels().words) == (NOTHING_TO_UNDO, OVER)
        assert ines.trial.state == TrialState.CANCELLED

    def test_while_stripe_is_down_is_shown_at_once_and_reaches_it_later(
        self, shop: Shop, ines: Keeper
    ):
        ines.keeps()
        shop.sandbox.kill()
        assert ines.cancels().words == ""
        shop.work()

        shop.sandbox.start_again()
        shop.hear()
        for days in (90, 7):
            ines.days_pass(days)

        assert ines.trial.state in {TrialState.ENDED, TrialState.CANCELLED}


class TestAnotherCard:
    def test_is_for_nobody_without_a_session(self, shop: Shop, ines: Keeper):
        ines.keeps()

        assert anybody(shop, f"/trials/{ines.trial.key}/card").location == SIGN_IN

    def test_for_anothers_for_what_is_not_kept_and_for_guesses_is_refused(
        self, shop: Shop, ines: Keeper, rui: Keeper
    ):
        assert ines.wants_another_card().words == NO_SUBSCRIPTION
        ines.keeps()
        assert ines.wants_another_card(by=rui).words == NO_SUBSCRIPTION
        for guess in ("0", "999999", "9" * 30, "-1", "1e3", "٣"):
            assert ines.web.post(f"/trials/{guess}/card").words == NO_SUBSCRIPTION

        assert len(shop.sandbox.sessions()) == 1

    def test_while_stripe_is_down_says_so_and_the_old_card_stays(self, shop: Shop, ines: Keeper):
        ines.keeps()
        shop.sandbox.kill()

        assert ines.wants_another_card().words == AWAY

        shop.sandbox.start_again()
        assert [one.card for one in ines.subscriptions] == ["Visa ending 4242"]
        assert "/c/pay/" in ines.wants_another_card().location

    def test_asked_for_twice_leaves_one_subscription_with_the_last_card(
        self, shop: Shop, ines: Keeper
    ):
        ines.keeps()
        for card in ("5555555555554444", "4242424242424242"):
            page = ines.wants_another_card().session_id
            shop.sandbox.pay(page, card)
            shop.hear()

        assert [one.card for one in ines.subscriptions] == ["Visa ending 4242"]
        assert ines.trial.state == TrialState.KEEPING
