"""Account links: addresses, good for once and for five minutes, where a person tells Stripe."""

from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.connect import accounts
from smallgestures.stripe_sandbox.identifiers import letters, new_id
from smallgestures.stripe_sandbox.store import Json, Transaction

KIND = "account_link"
LIFE_S = 5 * 60


def open_link(
    tx: Transaction, account: Json, *, return_url: str, refresh_url: str, public_url: str
) -> Json:
    """Keep a new link, and return it as the API shows it."""
    secret = letters(40)
    link = {
        "object": KIND,
        "created": now(),
        "expires_at": now() + LIFE_S,
        "url": f"{public_url}/c/connect/{secret}",
    }
    tx.insert(
        {"id": new_id(KIND), **link},
        parent=secret,
        account=account["id"],
        return_url=return_url,
        refresh_url=refresh_url,
    )
    return link


def find(tx: Transaction, secret: str) -> tuple[Json, Json] | None:
    """Return the link whose address ends so and what is kept of it, used up or not."""
    found = next(iter(tx.children(KIND, secret)), None)
    return None if found is None else (found, tx.hidden(found["id"]))


def is_good(link: Json, kept: Json) -> bool:
    """Say whether the link still leads anywhere."""
    return bool(link["expires_at"] > now() and not kept.get("used", False))


def use(tx: Transaction, link: Json) -> None:
    """Let the link be good for nothing more."""
    tx.hide(link["id"], used=True)


def account_of(tx: Transaction, kept: Json) -> Json:
    """Return the account that a link is for."""
    account = tx.find(accounts.KIND, kept["account"])
    if account is None:
        raise LookupError(kept["account"])
    return account
