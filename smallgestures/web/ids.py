"""The ids of rows that addresses and forms name: told by anybody, so they may be anything."""

import re

from starlette.requests import Request

LONGEST_ID = 18  # digits; more are no id of ours, and no number of the database's
ID = rf"^[0-9]{{1,{LONGEST_ID}}}$"
_ID = re.compile(ID)


def id_of(text: str) -> int | None:
    """Return the id that a text is, if it is one."""
    return int(text) if _ID.fullmatch(text) else None


def before(request: Request) -> int | None:
    """Return the row that a page of older ones begins after, as `?before=` names it."""
    return id_of(request.query_params.get("before", ""))
