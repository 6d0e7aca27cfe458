"""What an endpoint is: a method, a path, the parameters it takes, and what it does."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from smallgestures.stripe_sandbox.errors import NoSuchObject
from smallgestures.stripe_sandbox.params import Parameters, expansions
from smallgestures.stripe_sandbox.store import Json, Transaction

EXPAND: Parameters = {"expand": expansions}


@dataclass(frozen=True)
class Call:
    """One request to an endpoint, its parameters checked."""

    tx: Transaction
    path: str
    values: Mapping[str, Any]
    ids: Mapping[str, str]
    public_url: str

    def named(self, kind: str, name: str = "id") -> Json:
        """Return the object that the path names.

        Raises:
            NoSuchObject: There is none; 404.
        """
        return find(self.tx, kind, self.ids[name], param=name, in_path=True)

    def mentioned(self, kind: str, name: str) -> Json | None:
        """Return the object that a parameter names, or None if it wasn't sent.

        Raises:
            NoSuchObject: There is none; 400.
        """
        if name not in self.values:
            return None
        return find(self.tx, kind, self.values[name], param=name, in_path=False)


def find(tx: Transaction, kind: str, identifier: str, *, param: str, in_path: bool) -> Json:
    """Return an object, or refuse as Stripe does when there is none."""
    found = tx.find(kind, identifier)
    if found is None:
        raise NoSuchObject(kind, identifier, param=param, in_path=in_path)
    return found


@dataclass(frozen=True)
class Endpoint:
    """One method of one path; `{…}` in the path is an id."""

    method: str
    path: str
    act: Callable[[Call], Json]
    parameters: Parameters = field(default_factory=dict)

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the path matches."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))


def reads(path: str, kind: str) -> Endpoint:
    """Return the endpoint that shows one object."""
    return Endpoint("GET", path, lambda call: call.named(kind), EXPAND)
