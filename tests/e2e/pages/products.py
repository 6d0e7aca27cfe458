"""The studio's parts about products: on a video, in the showcase, and of outside shops."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.hands import POINTER, Hand


class OutsideShop:
    """The dialog in which a product of an outside shop is listed."""

    def __init__(self, page: Page) -> None:
        self.open = page.get_by_role("button", name="Add an outside shop")
        self.dialog = page.get_by_role("dialog", name="Add an outside shop")
        self.address = self.dialog.get_by_label("Address of the product")
        self.title = self.dialog.get_by_label("What it is")
        self.price = self.dialog.get_by_label("Price there today")
        self.currency = self.dialog.get_by_label("Currency")
        self.add = self.dialog.get_by_role("button", name="Add it")

    def fill(self, address: str, title: str, price: str, *, by: Hand = POINTER) -> None:
        """Type what is known of the product."""
        by.type(self.address, address)
        by.type(self.title, title)
        by.type(self.price, price)


class Products:
    """A list of products that is added to and put in order."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.list = page.get_by_role("list", name=name)
        self.rows = self.list.get_by_role("listitem")
        self.search = page.get_by_role("combobox", name="Product")
        self.options = page.get_by_role("listbox", name="Products").get_by_role("option")
        self.add = page.get_by_role("button", name="Add product")
        self.outside = OutsideShop(page)
        self.preview = page.get_by_role("figure", name="End card preview")
        self.ladder = page.locator("[data-part=ladder]")

    def row(self, title: str) -> Locator:
        """Return the row of a product."""
        return self.rows.filter(has_text=title)

    def handle(self, title: str) -> Locator:
        """Return what a row is dragged by."""
        return self.page.get_by_role("button", name=f"Move {title}", exact=True)

    def titles(self, *expected: str) -> None:
        """Return when these stand there, in this order."""
        expect(self.rows).to_have_count(len(expected))
        for at, title in enumerate(expected):
            expect(self.rows.nth(at)).to_contain_text(title)

    def find(self, words: str) -> None:
        """Type into the search, and wait for what it offers."""
        self.search.fill(words)
        expect(self.options.first).to_be_visible()


def products_of_video(page: Page) -> Products:
    """Return “Products in this video”."""
    return Products(page, "Products in this video")


def own_showcase(page: Page) -> Products:
    """Return what stands in one's showcase."""
    return Products(page, "In your showcase")
