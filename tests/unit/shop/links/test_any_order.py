"""Whatever a creator does with the products of a video, the list stays a list."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import select

from smallgestures.shop.links import queries
from smallgestures.shop.links.errors import AlreadyThere, NotThere, OrderOutdated
from smallgestures.shop.links.service import add_product, order_products, remove_product
from smallgestures.shop.links.showcase import (
    order_showcase,
    show_in_showcase,
    take_from_showcase,
)
from smallgestures.shop.models import CommerceLink
from tests.factories import make_product, make_video, unused
from tests.memory_database import memory_session
from tests.people import make_person

SLUGS = ("a", "b", "c", "d", "e")
WHICH = st.sampled_from(SLUGS)


class Products(RuleBasedStateMachine):
    """A video and a showcase, and what should stand in each."""

    @initialize()
    def begin(self) -> None:
        self.opened = memory_session()
        self.db = self.opened.__enter__()
        self.maya = make_person(self.db, unused("maya"))
        self.video = make_video(self.db, self.maya)
        for slug in SLUGS:
            make_product(self.db, slug=slug)
        self.on_video: list[str] = []
        self.shown: list[str] = []

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.__exit__(None, None, None)

    @rule(slug=WHICH)
    def put_on(self, slug: str) -> None:
        if slug in self.on_video:
            with pytest.raises(AlreadyThere):
                add_product(self.db, self.video.public_id, slug, by=self.maya.key)
        else:
            add_product(self.db, self.video.public_id, slug, by=self.maya.key)
            self.on_video.append(slug)

    @rule(slug=WHICH)
    def take_off(self, slug: str) -> None:
        if slug in self.on_video:
            remove_product(self.db, self.video.public_id, slug, by=self.maya.key)
            self.on_video.remove(slug)
        else:
            with pytest.raises(NotThere):
                remove_product(self.db, self.video.public_id, slug, by=self.maya.key)

    @precondition(lambda self: self.on_video)
    @rule(data=st.data())
    def put_in_order(self, data: st.DataObject) -> None:
        order = data.draw(st.permutations(self.on_video))
        order_products(self.db, self.video.public_id, order, by=self.maya.key)
        self.on_video = order

    @rule(order=st.lists(WHICH, max_size=6))
    def ask_for_another_list(self, order: list[str]) -> None:
        if sorted(order) != sorted(self.on_video):
            with pytest.raises(OrderOutdated):
                order_products(self.db, self.video.public_id, order, by=self.maya.key)

    @rule(slug=WHICH)
    def show(self, slug: str) -> None:
        if slug not in self.shown:
            show_in_showcase(self.db, slug, person_id=self.maya.key)
            self.shown.append(slug)

    @rule(slug=WHICH)
    def no_longer_show(self, slug: str) -> None:
        if slug in self.shown:
            take_from_showcase(self.db, slug, person_id=self.maya.key)
            self.shown.remove(slug)

    @rule(data=st.data())
    def sort_the_showcase(self, data: st.DataObject) -> None:
        order = data.draw(st.permutations(self.shown))
        order_showcase(self.db, order, person_id=self.maya.key)
        self.shown = order

    @invariant()
    def both_lists_are_as_they_should(self) -> None:
        if not hasattr(self, "db"):
            return
        linked = queries.list_linked(self.db, self.video.key)
        assert [one.product.slug for one in linked] == self.on_video
        shown = queries.list_showcase(self.db, self.maya.key)
        assert [one.product.slug for one in shown] == self.shown

    @invariant()
    def a_link_stands_or_says_when_it_went(self) -> None:
        if not hasattr(self, "db"):
            return
        links = self.db.exec(select(CommerceLink)).all()
        assert len(links) <= len(SLUGS)
        assert all((link.position is None) == (link.removed_at is not None) for link in links)


TestProducts = Products.TestCase
TestProducts.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
