"""Products on a video: who may change them, and what holds afterwards."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from smallgestures.accounts.models import Person
from smallgestures.outbox.models import OutboxEvent
from smallgestures.shop.errors import ProductNotFound
from smallgestures.shop.links import queries
from smallgestures.shop.links.errors import (
    LINKS_LIMIT,
    AlreadyThere,
    AnchorNotAllowed,
    LabelNotAllowed,
    NotThere,
    NotYours,
    OrderOutdated,
    PaidStays,
    TooManyLinks,
)
from smallgestures.shop.links.service import (
    add_product,
    describe_product,
    order_products,
    remove_product,
    say_paid,
)
from smallgestures.shop.models import CommerceLink, DisclosureKind
from smallgestures.videos.errors import VideoNotFound
from smallgestures.videos.models import Video
from tests.factories import make_brand, make_click, make_clip, make_product, make_video
from tests.people import make_person

OUTSIDE = "https://shop.example.com/vase"


@pytest.fixture
def maya(db: Session, held_clock) -> Person:
    return make_person(db, "maya")


@pytest.fixture
def draft(db: Session, maya: Person) -> Video:
    for slug in ("vase", "lamp", "bottle"):
        make_product(db, slug=slug, title=slug.capitalize())
    return make_video(db, maya)


def standing(db: Session, video: Video) -> list[str]:
    return [one.product.slug for one in queries.list_linked(db, video.key)]


class TestAddProduct:
    def test_puts_it_at_the_end_at_todays_rate_and_price(
        self, db: Session, maya: Person, draft: Video, held_clock
    ):
        add_product(db, draft.public_id, "lamp", by=maya.key)
        link = add_product(db, draft.public_id, "vase", by=maya.key)

        assert standing(db, draft) == ["lamp", "vase"]
        assert (link.rate_bps, link.price_at_link_minor) == (800, 4800)
        assert (link.disclosure, link.linked_at) == (DisclosureKind.AFFILIATE, held_clock())
        assert (link.label, link.anchor_from_ms) == ("", 0)

    def test_calls_a_product_of_ones_own_shop_what_it_is(
        self, db: Session, maya: Person, draft: Video
    ):
        make_product(db, slug="own", brand_id=make_brand(db, owner_id=maya.key).key)

        link = add_product(db, draft.public_id, "own", by=maya.key)

        assert (link.rate_bps, link.disclosure) == (0, DisclosureKind.PROMOTIONAL_CONTENT)

    def test_earns_nothing_here_by_an_outside_shop(self, db: Session, maya: Person, draft: Video):
        make_product(db, slug="mine", outside_url=OUTSIDE, listed_by_id=maya.key)

        link = add_product(db, draft.public_id, "mine", by=maya.key)

        assert (link.rate_bps, link.disclosure) == (0, DisclosureKind.AFFILIATE)

    def test_takes_what_is_sold_out(self, db: Session, maya: Person, draft: Video):
        make_product(db, slug="gone", stock=0)

        add_product(db, draft.public_id, "gone", by=maya.key)

        assert standing(db, draft) == ["gone"]

    def test_refuses_what_is_unknown_or_withdrawn(
        self, db: Session, maya: Person, draft: Video, held_clock
    ):
        make_product(db, slug="old", withdrawn_at=held_clock())

        for slug in ("old", "never-was", ""):
            with pytest.raises(ProductNotFound):
                add_product(db, draft.public_id, slug, by=maya.key)

    def test_refuses_somebody_elses_outside_shop(self, db: Session, maya: Person, draft: Video):
        noor = make_person(db, "noor")
        make_product(db, slug="theirs", outside_url=OUTSIDE, listed_by_id=noor.key)

        with pytest.raises(NotYours):
            add_product(db, draft.public_id, "theirs", by=maya.key)

    def test_refuses_the_same_product_twice(self, db: Session, maya: Person, draft: Video):
        add_product(db, draft.public_id, "vase", by=maya.key)

        with pytest.raises(AlreadyThere, match="Vase is on this video already"):
            add_product(db, draft.public_id, "vase", by=maya.key)

    def test_refuses_the_thirty_first(self, db: Session, maya: Person, draft: Video):
        for number in range(LINKS_LIMIT):
            make_product(db, slug=f"p{number}")
            add_product(db, draft.public_id, f"p{number}", by=maya.key)

        with pytest.raises(TooManyLinks, match="30 products at most"):
            add_product(db, draft.public_id, "vase", by=maya.key)

    def test_tells_the_search(self, db: Session, maya: Person, draft: Video):
        add_product(db, draft.public_id, "vase", by=maya.key)

        events = db.exec(select(OutboxEvent).where(OutboxEvent.name == "ProductsChanged")).all()
        assert [event.payload for event in events] == [{"video_id": draft.key}]


class TestOnlyItsCreator:
    @pytest.mark.parametrize(
        "change",
        [
            lambda db, video, by: add_product(db, video, "lamp", by=by),
            lambda db, video, by: remove_product(db, video, "vase", by=by),
            lambda db, video, by: order_products(db, video, ["vase"], by=by),
            lambda db, video, by: describe_product(
                db, video, "vase", by=by, label="", anchor_from_ms=0
            ),
            lambda db, video, by: say_paid(db, video, by=by, paid=True),
        ],
        ids=["add", "remove", "order", "describe", "paid"],
    )
    def test_changes_anything(self, db: Session, maya: Person, draft: Video, change):
        add_product(db, draft.public_id, "vase", by=maya.key)
        leo = make_person(db, "leo")

        for video, by in ((draft.public_id, leo.key), ("unknown", maya.key)):
            with pytest.raises(VideoNotFound):
                change(db, video, by)
        assert standing(db, draft) == ["vase"]

    def test_changes_nothing_of_what_they_deleted(
        self, db: Session, maya: Person, draft: Video, held_clock
    ):
        draft.deleted_at = held_clock()
        db.add(draft)
        db.flush()

        with pytest.raises(VideoNotFound):
            add_product(db, draft.public_id, "vase", by=maya.key)


class TestRemoveProduct:
    def test_leaves_the_others_in_order(self, db: Session, maya: Person, draft: Video):
        for slug in ("vase", "lamp", "bottle"):
            add_product(db, draft.public_id, slug, by=maya.key)

        remove_product(db, draft.public_id, "lamp", by=maya.key)

        assert standing(db, draft) == ["vase", "bottle"]

    def test_keeps_what_it_led_to(self, db: Session, maya: Person, draft: Video):
        link = add_product(db, draft.public_id, "vase", by=maya.key)
        click = make_click(db, link, make_person(db, "leo"))

        remove_product(db, draft.public_id, "vase", by=maya.key)

        assert (click.link_id, click.rate_bps) == (link.key, 800)
        assert db.get_one(CommerceLink, link.key).removed_at is not None

    def test_refuses_what_does_not_stand_there(self, db: Session, maya: Person, draft: Video):
        with pytest.raises(NotThere):
            remove_product(db, draft.public_id, "vase", by=maya.key)

    def test_put_on_again_it_is_the_same_link_at_the_price_of_then(
        self, db: Session, maya: Person, draft: Video, held_clock
    ):
        first = add_product(db, draft.public_id, "vase", by=maya.key)
        describe_product(
            db, draft.public_id, "vase", by=maya.key, label="On my desk", anchor_from_ms=2000
        )
        remove_product(db, draft.public_id, "vase", by=maya.key)
        held_clock.pass_by(timedelta(days=2))
        queries.list_listed(db, ["vase"])[0].product.price_minor = 5200

        again = add_product(db, draft.public_id, "vase", by=maya.key)

        assert again.key == first.key
        assert (again.price_at_link_minor, again.linked_at) == (5200, held_clock())
        assert (again.label, again.anchor_from_ms, again.removed_at) == ("", 0, None)

    def test_a_draft_without_products_sells_nothing(self, db: Session, maya: Person, draft: Video):
        add_product(db, draft.public_id, "vase", by=maya.key)

        remove_product(db, draft.public_id, "vase", by=maya.key)

        promotion = queries.get_promotion(db, draft.key)
        assert promotion is not None
        assert promotion.products_since is None


class TestOrderProducts:
    @pytest.fixture
    def three(self, db: Session, maya: Person, draft: Video) -> Video:
        for slug in ("vase", "lamp", "bottle"):
            add_product(db, draft.public_id, slug, by=maya.key)
        return draft

    def test_puts_them_as_asked(self, db: Session, maya: Person, three: Video):
        order_products(db, three.public_id, ["bottle", "vase", "lamp"], by=maya.key)

        assert standing(db, three) == ["bottle", "vase", "lamp"]

    @pytest.mark.parametrize(
        "order",
        [
            [],
            ["vase", "lamp"],
            ["vase", "lamp", "lamp"],
            ["vase", "lamp", "bottle", "bottle"],
            ["vase", "lamp", "teapot"],
        ],
    )
    def test_refuses_any_other_list(self, db: Session, maya: Person, three: Video, order):
        with pytest.raises(OrderOutdated):
            order_products(db, three.public_id, order, by=maya.key)

        assert standing(db, three) == ["vase", "lamp", "bottle"]


class TestDescribeProduct:
    @pytest.fixture
    def clip(self, db: Session, maya: Person) -> Video:
        make_product(db, slug="vase")
        clip = make_clip(db, maya, duration_ms=8000)
        add_product(db, clip.public_id, "vase", by=maya.key)
        return clip

    def describe(self, db: Session, clip: Video, label: str = "", anchor_from_ms: int = 0) -> None:
        describe_product(
            db,
            clip.public_id,
            "vase",
            by=clip.creator_id,
            label=label,
            anchor_from_ms=anchor_from_ms,
        )

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("On my desk", "On my desk"),
            ("  On   my\tdesk ", "On my desk"),
            ("", ""),
            ("é" * 40,) * 2,
        ],
    )
    def test_gives_it_a_label_on_one_line(self, db: Session, clip: Video, typed: str, kept: str):
        self.describe(db, clip, typed, 2500)

        link = queries.list_linked(db, clip.key)[0].link
        assert (link.label, link.anchor_from_ms) == (kept, 2500)

    @pytest.mark.parametrize("typed", ["x" * 41, "a\u202eb", "a\x00b"])
    def test_refuses_a_label_that_is_too_long_or_hides_something(
        self, db: Session, clip: Video, typed: str
    ):
        with pytest.raises(LabelNotAllowed):
            self.describe(db, clip, typed)

    def test_takes_any_moment_of_the_clip(self, db: Session, clip: Video):
        for moment in (0, 1, 8000):
            self.describe(db, clip, anchor_from_ms=moment)

    @pytest.mark.parametrize("moment", [-1, 8001, 60_001, 10**9])
    def test_refuses_a_moment_that_the_clip_has_not(self, db: Session, clip: Video, moment: int):
        with pytest.raises(AnchorNotAllowed, match="8 seconds long"):
            self.describe(db, clip, anchor_from_ms=moment)


class TestSayPaid:
    def test_can_be_taken_back_while_nobody_has_seen_it(
        self, db: Session, maya: Person, draft: Video
    ):
        say_paid(db, draft.public_id, by=maya.key, paid=True)
        say_paid(db, draft.public_id, by=maya.key, paid=False)

        promotion = queries.get_promotion(db, draft.key)
        assert promotion is not None
        assert promotion.paid_at is None

    def test_stays_when_the_clip_is_out(self, db: Session, maya: Person):
        clip = make_clip(db, maya)
        say_paid(db, clip.public_id, by=maya.key, paid=True)

        with pytest.raises(PaidStays):
            say_paid(db, clip.public_id, by=maya.key, paid=False)

    def test_takes_nothing_from_the_products_own_mark(
        self, db: Session, maya: Person, draft: Video
    ):
        link = add_product(db, draft.public_id, "vase", by=maya.key)

        say_paid(db, draft.public_id, by=maya.key, paid=True)
        say_paid(db, draft.public_id, by=maya.key, paid=False)

        assert link.disclosure == DisclosureKind.AFFILIATE
