"""The demo content comes once and stays as people have made it."""

import pytest
from sqlmodel import Session, func, select

from smallgestures.accounts.models import Person
from smallgestures.db.engine import reading, transaction
from smallgestures.outbox.queries import count_open
from smallgestures.schema import metadata
from smallgestures.seed import CLIPS, seed_demo
from smallgestures.shop.models import CommerceLink, Product
from smallgestures.shop.queries import get_product
from smallgestures.videos.models import Video

pytestmark = pytest.mark.usefixtures("database")


def rows(db: Session) -> dict[str, int]:
    return {
        name: db.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in metadata.tables.items()
    }


class TestSeedDemo:
    def test_brings_people_products_and_clips_for_the_worker(self):
        assert seed_demo() == len(CLIPS) >= 12

        with reading() as db:
            assert count_open(db, name="VideoAdded") == len(CLIPS)
            handles = set(db.exec(select(Person.handle)))
            assert {"maya", "leo", "ines", "noor", "rush", "moderator"} <= handles
            products = db.exec(select(Product)).all()
            links = db.exec(select(CommerceLink)).all()
        assert len(products) >= 8
        assert any(product.stock == 0 for product in products)
        assert any(product.outside_url for product in products)
        linked = [link.video_id for link in links]
        assert len(set(linked)) >= 6
        assert max(map(linked.count, linked)) >= 3

    def test_changes_nothing_the_second_time(self):
        seed_demo()
        with reading() as db:
            before = rows(db)

        assert seed_demo() == 0

        with reading() as db:
            assert rows(db) == before

    def test_adds_what_is_missing_and_leaves_what_was_changed(self):
        seed_demo()
        with transaction() as db:
            found = get_product(db, "tidal-vase")
            assert found is not None
            found[0].price_minor = 5200
            db.add(found[0])
            last = db.exec(select(Video).where(Video.public_id == CLIPS[-1].public_id)).one()
            db.delete(last)

        assert seed_demo() == 1

        with reading() as db:
            again = get_product(db, "tidal-vase")
            assert again is not None
            assert again[0].price_minor == 5200
