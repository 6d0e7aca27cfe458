"""`/c/connect/{secret}`: the handlers of onboarding."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.connect import accounts, links
from smallgestures.stripe_sandbox.page.onboarding import View, filled, onboarding_page
from smallgestures.stripe_sandbox.page.responses import (
    answer,
    foreign,
    go,
    is_own,
    missing,
    read_form,
)
from smallgestures.stripe_sandbox.page.typed import Typed
from smallgestures.stripe_sandbox.sandbox import Sandbox
from smallgestures.stripe_sandbox.store import Json, Transaction

PATH = "/c/connect/{secret}"
LONGEST = 100
GROWN_UP_YEARS = 18
GONE = "There is no such page"
_NAMES = ("first_name", "last_name", "born", "bank", "terms")


class OnboardingPages:
    """The handlers, and their routes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(PATH, self.show, methods=["GET"]),
            Route(PATH, self.submit, methods=["POST"]),
            Route(PATH + "/later", self.leave, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form; a link that is used up or too old leads back for another."""
        chosen = request.query_params.get("fill", "")
        with self.sandbox.store.reading() as tx:
            found = links.find(tx, request.path_params["secret"])
            if found is None:
                return missing(GONE)
            link, kept = found
            if not links.is_good(link, kept):
                return go(kept["refresh_url"])
            view = _view(tx, link, kept)
        return _answer(view, filled(chosen), chosen=chosen)

    async def submit(self, request: Request) -> Response:
        """Take what was told, and lead back."""
        if not is_own(request):
            return foreign()
        typed = read(await read_form(request))
        with self.sandbox.store.transaction() as tx:
            found = links.find(tx, request.path_params["secret"])
            if found is None:
                return missing(GONE)
            link, kept = found
            if not links.is_good(link, kept):
                return go(kept["refresh_url"])
            if typed.errors:
                return _answer(_view(tx, link, kept), typed)
            told = {name: typed.get(name) for name in _NAMES if name != "terms"}
            accounts.submit(tx, links.account_of(tx, kept), accounts.Details(**told))
            links.use(tx, link)
        self.sandbox.deliverer.wake.set()
        return go(kept["return_url"])

    async def leave(self, request: Request) -> Response:
        """Lead back with nothing told."""
        with self.sandbox.store.transaction() as tx:
            found = links.find(tx, request.path_params["secret"])
            if found is None:
                return missing(GONE)
            link, kept = found
            links.use(tx, link)
        return go(kept["return_url"])


def _view(tx: Transaction, link: Json, kept: Json) -> View:
    account = links.account_of(tx, kept)
    return View(
        url=link["url"],
        account=account,
        return_url=kept["return_url"],
        balance=accounts.balance(tx, account),
        received=accounts.received(tx, account),
    )


def _answer(view: View, typed: Typed, *, chosen: str = "") -> Response:
    return answer(onboarding_page(view, typed, chosen=chosen), ways_out=[view.return_url])


def read(form: Mapping[str, str]) -> Typed:
    """Return what was typed, with an error for each field that can't be taken."""
    typed = Typed({name: form.get(name, "").strip()[:LONGEST] for name in _NAMES})
    number = f"Type a test account number, like {accounts.TEST_BANK}."
    checks = {
        "first_name": "" if typed.get("first_name") else "Type your first name.",
        "last_name": "" if typed.get("last_name") else "Type your last name.",
        "born": _born_error(typed.get("born")),
        "bank": "" if re.fullmatch(r"\d{6,17}", typed.get("bank")) else number,
        "terms": "" if typed.get("terms") == "yes" else "Agree to go on.",
    }
    typed.errors = {name: words for name, words in checks.items() if words}
    return typed


def _born_error(text: str) -> str:
    try:
        born = date.fromisoformat(text)
    except ValueError:
        return "Type the date like 1990-01-31."
    today = datetime.fromtimestamp(now(), UTC).date()
    return "" if today.year - born.year > GROWN_UP_YEARS else "You must be 18 or older."
