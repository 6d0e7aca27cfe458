"""The sandbox's page looks like the product, though it needs nothing of it."""

from pathlib import Path

import pytest

import smallgestures.stripe_sandbox as package

STATIC = Path(package.__file__).parent / "static"
ASSETS = Path(package.__file__).parents[2] / "assets"


class TestStyles:
    @pytest.mark.parametrize("name", ["tokens.css", "components.css"])
    def test_are_the_products_own(self, name):
        products = (ASSETS / name).read_text().replace('url("/fonts/', 'url("fonts/')

        assert (STATIC / name).read_text() == products
