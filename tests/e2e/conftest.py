"""The running product and its visitors. See `running_product.py` and `visitors.py`."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from smallgestures.accounts.service import NewPerson, create_person
from smallgestures.settings import get_settings
from tests import redis_server
from tests.e2e.chromium import launch_arguments
from tests.e2e.demo_media import start_with_clips
from tests.e2e.offers import Offer, make_offer
from tests.e2e.running_product import RunningProduct, copy_data
from tests.e2e.visitors import PHONE, Visitors
from tests.people import hashed_password

EXPECT_PATIENCE_MS = 15_000

expect.set_options(timeout=EXPECT_PATIENCE_MS)


@pytest.hookimpl(wrapper=True, tryfirst=True)  # around whoever shuffles, so after it
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark these tests, and run them after all others, in whatever order those are.

    Playwright keeps an event loop in the main thread from its first use on, where
    tests that bring their own loop could not run any more.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
    yield
    items.sort(key=lambda item: here in item.path.parents)  # stable: each kind keeps its order


@pytest.fixture(scope="session")
def product(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[RunningProduct]:
    """The product with its demo content, all twelve clips ready; one for the whole session."""
    product = RunningProduct(tmp_path_factory.mktemp("product"))
    try:
        start_with_clips(pytestconfig, product)
        yield product
    finally:
        product.stop()


@pytest.fixture
def own_product(product: RunningProduct, tmp_path: Path) -> Iterator[RunningProduct]:
    """A copy of the product for one test, which may stop it and start it again."""
    yield from _copy(product, tmp_path / "product")


@pytest.fixture(scope="session")
def moving_product(
    product: RunningProduct, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningProduct]:
    """A copy of the product whose time tests move: each finds it as late as the last one left it.

    A person, a clip or an order there is one test's alone.
    """
    yield from _copy(product, tmp_path_factory.mktemp("moving"))


@pytest.fixture
def product_of_two(product: RunningProduct, tmp_path: Path) -> Iterator[RunningProduct]:
    """A copy of the product that two web processes serve, with all that is said in its log."""
    with redis_server.server() as redis:
        settings = {"SG_REDIS_URL": redis.url, "SG_WEB_PROCESSES": "2"}
        loud = {"SG_LOG_LEVEL": "info", "SG_LOG_FORMAT": "json"}
        yield from _copy(product, tmp_path / "product", settings | loud)


def _copy(
    product: RunningProduct, folder: Path, settings: Mapping[str, str] | None = None
) -> Iterator[RunningProduct]:
    copy = RunningProduct(folder, settings=settings)
    copy_data(product.data_dir, copy.data_dir)
    try:
        copy.start()
        yield copy
    finally:
        copy.stop()


@pytest.fixture(scope="session")
def empty_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProduct]:
    """The product on its first day, without demo content."""
    product = RunningProduct(tmp_path_factory.mktemp("empty"), settings={"SG_DEMO": "false"})
    try:
        product.start()
        yield product
    finally:
        product.stop()


@pytest.fixture(autouse=True)
def _settings_of_the_test(
    product: RunningProduct, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """What a test calls in the domain means the running product's data."""
    for name in ("SG_SECRET_KEY", "SG_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SG_DATA_DIR", str(product.data_dir))
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def given(product: RunningProduct) -> Callable[..., Any]:
    """Arrange something through the domain, committed: `given(lambda db: …)`."""
    return product.given


@pytest.fixture
def somebody(given: Callable[..., Any]) -> str:
    """The handle of a person of this test alone, who signs in with `PASSWORD`."""
    handle = f"p{secrets.token_hex(5)}"
    new = NewPerson(handle, handle.capitalize(), f"{handle}@example.com", "UTC")
    given(lambda db: create_person(db, new, password_hash=hashed_password()))
    return handle


@pytest.fixture
def offer(given: Callable[..., Any], somebody: str) -> Offer:
    """A product that only this test sells, and somebody who may buy it."""
    return make_offer(given, buyer=somebody)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium, which can play what people's browsers play."""
    return browser_type_launch_args | launch_arguments()


@pytest.fixture
def visit(
    browser: Browser, product: RunningProduct, request: pytest.FixtureRequest, output_path: str
) -> Iterator[Visitors]:
    """Open browsers: `visit(signed_in_as="leo", on=PHONE)`. No page may complain.

    With `--tracing on` a test that fails leaves traces, too; they make every step slower.
    """
    traced = request.config.getoption("tracing") != "off"
    visitors = Visitors(browser, product, traced=traced)
    yield visitors
    complaints = visitors.complaints()
    call = getattr(request.node, "rep_call", None)
    failed = complaints or call is None or call.failed
    visitors.leave(Path(output_path) if failed else None)
    assert not complaints, "the pages complained"


@pytest.fixture
def page(visit: Visitors) -> Page:
    """A stranger at a desk."""
    return visit()


@pytest.fixture
def phone(visit: Visitors) -> Page:
    """A stranger with a phone."""
    return visit(on=PHONE)
