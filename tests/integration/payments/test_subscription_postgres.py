"""Lives of a subscription, and its deaths at every step, on PostgreSQL."""

from collections.abc import Iterator

import pytest

from tests.integration.conftest import postgres_copy
from tests.integration.payments.conftest import Shop, run_shop
from tests.integration.payments.test_subscription_kills import (
    test_a_conversion_that_dies_at_each_of_its_steps_ends_charged_once,
)
from tests.integration.payments.test_subscription_lives import (
    test_a_declined_first_charge_is_mended_by_another_card,
    test_cancelled_before_the_first_charge_it_is_never_charged,
    test_is_free_until_the_day_that_was_named_and_then_charged_each_month,
)

__all__ = [
    "test_a_conversion_that_dies_at_each_of_its_steps_ends_charged_once",
    "test_a_declined_first_charge_is_mended_by_another_card",
    "test_cancelled_before_the_first_charge_it_is_never_charged",
    "test_is_free_until_the_day_that_was_named_and_then_charged_each_month",
]


@pytest.fixture(scope="module")
def running_shop(
    postgres_url: str, migrated_postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """The processes of a shop on PostgreSQL."""
    with postgres_copy(postgres_url, migrated_postgres) as url:
        yield from run_shop(tmp_path_factory.mktemp("shop"), url)
