"""How many requests a second two servers answer, asked in turns."""

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CONNECTIONS = 16


class Refused(Exception):
    """A server did not answer as it should, or there is nothing to ask it with."""


@dataclass(frozen=True)
class Asked:
    """One address, the headers that every request carries, or a script that makes them."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    script: Path | None = None


def program(name: str) -> str:
    """Return the path of a program of the system.

    Raises:
        Refused: It is not there; says which package brings it.
    """
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if path is None:
        raise Refused(f"{name} is missing: sudo apt-get install {name}")
    return path


def requests_a_second(asked: Asked, *, seconds: int) -> float:
    """Return what `wrk` counts with one thread.

    Raises:
        Refused: Some answers were errors.
    """
    headers = [part for name, value in asked.headers.items() for part in ("-H", f"{name}: {value}")]
    script = ["-s", str(asked.script)] if asked.script else []
    done = subprocess.run(
        [program("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *script, *headers, asked.url],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 30,
    )
    if trouble := re.search(r"(Non-2xx.*|Socket errors: .*)", done.stdout):
        raise Refused(f"{asked.url}: {trouble[1]}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if rate is None:
        raise Refused(f"{asked.url}: {done.stdout}{done.stderr}")
    return float(rate[1])


def in_turns(every: Sequence[Asked], *, rounds: int, seconds: int) -> list[list[float]]:
    """Return each one's rates, a round after another: what disturbs one disturbs all."""
    for asked in every:
        requests_a_second(asked, seconds=1)  # warm
    results = [
        [requests_a_second(asked, seconds=seconds) for asked in every] for _ in range(rounds)
    ]
    return [list(rates) for rates in zip(*results, strict=True)]
