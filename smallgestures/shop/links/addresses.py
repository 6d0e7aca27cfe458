"""Addresses of outside shops: an address at a named, public domain, and nothing that hides it.

Nothing here asks the network, not even for a name: an address is judged by how it is written, and
against the list of blocked domains. So there is no request that somebody else could steer, and a
name that leads to a private machine leads the buyer's browser there, never our server.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

import httpx

from smallgestures.shop.links.blocked import is_blocked
from smallgestures.shop.links.errors import LinkError
from smallgestures.shop.models import DOMAIN_LIMIT

ADDRESS_LIMIT = 500
# Names that no public shop can have: RFC 6761, 6762, 7686, 8375, 9476, ICANN's list, and habits.
NOT_PUBLIC = {"alt", "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local"} | {
    "localdomain",
    "localhost",
    "mail",
    "onion",
    "private",
    "test",
}
_FORM = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<slashes>/*)(?P<host>[^/?#]*)(?P<rest>.*)"
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LAST_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
# Everything that may stand in the rest of an address as it is; other characters are escaped.
_KEPT = "%/?#[]@!$&'()*+,;=:-._~|^{}`"


class AddressRefused(LinkError):
    """This can't be the address of an outside shop; the words say why."""

    field = "address"


@dataclass(frozen=True)
class OutsideAddress:
    """An address that passed: as it is stored, and the domain as it is shown.

    A domain with other letters than a to z is shown as it is sent, `xn--…`: letters that look like
    others can't pass for a known shop.
    """

    url: str
    domain: str


def read_address(typed: str) -> OutsideAddress:
    """Return the address that somebody typed for an outside shop; its query stays as it is.

    Raises:
        AddressRefused: It has another form, names no public domain, or its domain is blocked.
    """
    typed = typed.strip()
    if not typed:
        raise AddressRefused(
            "Type the address of the product, as in https://shop.example.com/vase."
        )
    if "\\" in typed or any(not one.isprintable() or one.isspace() for one in typed):
        raise AddressRefused("This address has a space or another character that none can have.")
    parts = _FORM.fullmatch(typed)
    if parts is None or parts["scheme"].lower() != "https" or parts["slashes"] != "//":
        raise AddressRefused("Only addresses that begin with https:// can be linked.")
    host = _public_host(parts["host"])
    rest = quote(parts["rest"], safe=_KEPT)
    url = f"https://{host}{rest if rest.startswith('/') else '/' + rest}"
    if len(url) > ADDRESS_LIMIT:
        raise AddressRefused(f"An address has {ADDRESS_LIMIT} characters at most.")
    domain = host.removeprefix("www.")
    if is_blocked(host):
        raise AddressRefused(
            f"{domain} can’t be linked here: it is on the list of blocked addresses. "
            "Link the shop itself, not a shortened address."
        )
    return OutsideAddress(url, domain)


def _public_host(typed: str) -> str:
    if "@" in typed:
        raise AddressRefused("An address with a password before the domain can’t be linked.")
    if "[" in typed or "]" in typed:
        raise AddressRefused("Link a shop by its name, not by a number.")
    if ":" in typed:
        raise AddressRefused("An address with a port after the domain can’t be linked.")
    host = _ascii(typed)
    labels = host.split(".")
    if labels[-1].isdigit() or re.fullmatch(r"0x[0-9a-f]*", labels[-1]):
        raise AddressRefused("Link a shop by its name, not by a number.")
    well_formed = all(map(_LABEL.fullmatch, labels)) and _LAST_LABEL.fullmatch(labels[-1])
    if len(labels) == 1 or labels[-1] in NOT_PUBLIC or not well_formed:
        raise AddressRefused("This is no public domain. It should look like shop.example.com.")
    if len(host) > DOMAIN_LIMIT:
        raise AddressRefused(f"A domain has {DOMAIN_LIMIT} characters at most.")
    return host


def _ascii(typed: str) -> str:
    """Return the domain as browsers send it, in a to z, digits and hyphens."""
    if not typed or "%" in typed:
        raise AddressRefused("This is no public domain. It should look like shop.example.com.")
    try:
        host = httpx.URL(scheme="https", host=typed).raw_host.decode("ascii").lower()
        # Decoding it tells a label that begins with `xn--` and is none.
        return host if httpx.URL(scheme="https", host=host).host else ""
    except (httpx.InvalidURL, UnicodeError):
        raise AddressRefused("This domain has letters that no domain can have.") from None
