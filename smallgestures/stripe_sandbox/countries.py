"""Countries that goods can be sent to, by the two letters Stripe uses."""

from importlib.resources import files

_MORE = {"AC": "Ascension Island", "TA": "Tristan da Cunha", "XK": "Kosovo", "ZZ": "Elsewhere"}
# What Stripe sends nothing to.
_LESS = "AS CC CU CX FM HM IR KP MH MP NF PW SY UM VI"


def _read() -> dict[str, str]:
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    lines = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    named = {code: name for code, name in lines if code not in _LESS.split()} | _MORE
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


NAMES = _read()
