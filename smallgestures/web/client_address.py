"""Where a request really comes from, believing only the proxies that the settings name."""

import ipaddress
from collections.abc import Iterable

from starlette.requests import HTTPConnection
from starlette.types import Scope

from smallgestures.settings import Network, get_settings

UNKNOWN = "unknown"
IPV6_CUSTOMER_BITS = 64


def client_address(connection: HTTPConnection) -> str:
    """Return the address of the browser, or of the nearest machine that is not our proxy."""
    return address_of(connection.scope)


def address_of(scope: Scope) -> str:
    """Return the same for a bare ASGI scope."""
    peer = (scope.get("client") or (UNKNOWN,))[0]
    forwarded = [
        value.decode("latin-1")
        for name, value in scope.get("headers", ())
        if name == b"x-forwarded-for"
    ]
    return real_address(peer, forwarded, trusted=get_settings().trusted_proxies)


def real_address(peer: str, forwarded: Iterable[str], *, trusted: tuple[Network, ...]) -> str:
    """Walk `X-Forwarded-For` from its end, for as long as the one who wrote is ours.

    Args:
        peer: Who opened the connection.
        forwarded: The header's lines. Whatever a stranger put in front stays unread.
        trusted: Our own proxies.
    """
    address = peer
    hops = [hop.strip() for line in forwarded for hop in line.split(",")]
    while hops and _is_in(address, trusted):
        hop = _plain(hops.pop())
        if hop is None:
            break
        address = hop
    return address


def address_group(address: str) -> str:
    """Return what limits count by: the address, or an IPv6 customer's whole /64."""
    plain = _plain(address)
    if plain is None or ":" not in plain:
        return address
    return str(ipaddress.ip_network(f"{plain}/{IPV6_CUSTOMER_BITS}", strict=False))


def _is_in(address: str, networks: tuple[Network, ...]) -> bool:
    plain = _plain(address)
    if plain is None:
        return False
    parsed = ipaddress.ip_address(plain)
    return any(parsed.version == network.version and parsed in network for network in networks)


def _plain(text: str) -> str | None:
    """Return the address in its usual form; IPv4 in IPv6 is IPv4. None: it is no address."""
    try:
        parsed = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(parsed)
