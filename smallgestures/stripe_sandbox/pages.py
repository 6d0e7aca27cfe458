"""Lists: filters, pages by cursor, and Stripe's list object."""

from collections.abc import Mapping, Sequence
from typing import Any

from smallgestures.stripe_sandbox.errors import InvalidParameter, NoSuchObject
from smallgestures.stripe_sandbox.params import Parameters, expansions, integer, moments, text
from smallgestures.stripe_sandbox.store import Json, Transaction

USUAL_LIMIT = 10
PAGING: Parameters = {
    "limit": integer(least=1, most=100),
    "starting_after": text(),
    "ending_before": text(),
    "expand": expansions,
}
CREATED: Parameters = {"created": moments}
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

Condition = tuple[str, Sequence[Any]]


def equal(field: str, value: Any, *, column: str = "body") -> Condition:
    """Keep objects whose field has this value."""
    return f"json_extract({column}, '$.{field}') = ?", [value]


def among(field: str, values: Sequence[Any]) -> Condition:
    """Keep objects whose field has one of these values."""
    marks = ", ".join("?" for _ in values)
    return f"json_extract(body, '$.{field}') IN ({marks})", values


def filters(values: Mapping[str, Any], *names: str) -> list[Condition]:
    """Keep objects that have the value of each parameter that was sent, and that age."""
    found = [equal(name, values[name]) for name in names if name in values]
    return found + [
        (f"json_extract(body, '$.created') {_COMPARISONS[name]} ?", [limit])
        for name, limit in values.get("created", {}).items()
    ]


def page(
    tx: Transaction,
    kind: str,
    values: Mapping[str, Any],
    conditions: Sequence[Condition] = (),
    *,
    url: str,
    oldest_first: bool = False,
) -> Json:
    """Return one page; the newest comes first, unless said otherwise."""
    limit = values.get("limit", USUAL_LIMIT)
    if "starting_after" in values and "ending_before" in values:
        raise InvalidParameter(
            "You may only specify one of these parameters: starting_after, ending_before.",
            "starting_after",
        )
    backwards = "ending_before" in values
    ascending = oldest_first != backwards
    wanted = [*conditions, *_cursor(tx, kind, values, later=ascending)]
    found = tx.page(kind, wanted, limit=limit + 1, oldest_first=ascending)
    shown = found[:limit]
    return as_list(shown[::-1] if backwards else shown, url=url, has_more=len(found) > limit)


def as_list(objects: Sequence[Json], *, url: str, has_more: bool = False) -> Json:
    """Wrap objects as the API does."""
    return {"object": "list", "data": list(objects), "has_more": has_more, "url": url}


def _cursor(
    tx: Transaction, kind: str, values: Mapping[str, Any], *, later: bool
) -> list[Condition]:
    for name in ("starting_after", "ending_before"):
        if name in values:
            identifier = values[name]
            if tx.find(kind, identifier) is None:
                raise NoSuchObject(kind, identifier, param=name, in_path=False)
            mark = ">" if later else "<"
            return [(f"seq {mark} (SELECT seq FROM object WHERE id = ?)", [identifier])]
    return []
