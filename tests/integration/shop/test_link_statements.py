"""What the parts about products ask of the database: few statements, each by an index."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.db.engine import get_engine, reading
from smallgestures.search.index.service import rebuild
from smallgestures.shop.links.ladder import require_commerce_allowed
from smallgestures.shop.links.outside import (
    change_outside_price,
    list_outside_product,
    withdraw_outside_product,
)
from smallgestures.shop.links.service import (
    add_product,
    describe_product,
    order_products,
    remove_product,
    say_paid,
)
from smallgestures.shop.links.showcase import (
    order_showcase,
    show_in_showcase,
    take_from_showcase,
)
from smallgestures.shop.links.showing import show_showcase
from smallgestures.web.studio.links.reading import (
    read_own_showcase,
    read_products,
    suggest_products,
)
from tests.factories import make_product, make_video
from tests.integration.statements import statements
from tests.people import make_person, sign_in_as

FEW, MANY = 4, 25
FREE = re.compile(r"SCAN \(|CONSTANT ROW|search_|SCAN stretch|SCAN product_ids|promotion USING COV")


def arrange(db: Session, *, products: int) -> tuple[Person, str, list[str]]:
    maya = make_person(db, "maya")
    slugs = [make_product(db, slug=f"vase{number}").slug for number in range(products)]
    draft = make_video(db, maya)
    for slug in slugs:
        add_product(db, draft.public_id, slug, by=maya.key)
        show_in_showcase(db, slug, person_id=maya.key)
    rebuild(db)
    return maya, draft.public_id, slugs


SCREENS = {
    "products of a video": (7, read_products),
    "one's own showcase": (1, lambda db, who, _: read_own_showcase(db, who)),
    "somebody's showcase": (
        1,
        lambda db, who, _: show_showcase(db, who.person_id, handle="maya", name="Maya"),
    ),
    "products, nothing typed": (2, lambda db, who, _: suggest_products(db, who, "")),
    "products, for what is typed": (5, lambda db, who, _: suggest_products(db, who, "tidal")),
}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("products", [FEW, MANY])
def test_the_number_of_statements_of_a_screen_is_constant(given, products: int):
    maya, video, _slugs = given(lambda db: arrange(db, products=products))
    _token, who = given(lambda db: sign_in_as(db, maya))
    asked = {}

    for name, (_most, show) in SCREENS.items():
        with statements() as noted, reading() as db:
            show(db, who, video)
        asked[name] = len(noted)

    assert {name: number for name, number in asked.items() if number > SCREENS[name][0]} == {}


def live(db: Session, maya: Person, video: str, slugs: list[str]) -> None:
    """Do everything that creators do with products."""
    order_products(db, video, slugs[::-1], by=maya.key)
    describe_product(db, video, slugs[0], by=maya.key, label="Mine", anchor_from_ms=1000)
    say_paid(db, video, by=maya.key, paid=True)
    remove_product(db, video, slugs[0], by=maya.key)
    order_showcase(db, slugs[::-1], person_id=maya.key)
    take_from_showcase(db, slugs[0], person_id=maya.key)
    outside = list_outside_product(
        db,
        by=maya.key,
        address="https://shop.example.com/vase",
        title="Vase",
        price_minor=1250,
        currency="usd",
    )
    change_outside_price(db, outside.slug, by=maya.key, price_minor=1300, currency="usd")
    withdraw_outside_product(db, outside.slug, by=maya.key)
    require_commerce_allowed(db, maya.key, at=clock.now() + timedelta(days=1))


def faults(statement: str, parameters: Any) -> list[str]:
    if not statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
        return []
    with get_engine().connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [str(row[-1]) for row in plan]
    return [step for step in steps if step.startswith("SCAN ") and not FREE.search(step)]


def test_every_statement_reads_an_index(sqlite_database, given):
    maya, video, slugs = given(lambda db: arrange(db, products=FEW))
    _token, who = given(lambda db: sign_in_as(db, maya))
    with statements() as noted:
        given(lambda db: live(db, maya, video, slugs))
        with reading() as db:
            for _most, show in SCREENS.values():
                show(db, who, video)

    found = {sql: steps for sql, values in noted if (steps := faults(sql, values))}

    assert len({sql for sql, _values in noted}) > 20
    assert found == {}
