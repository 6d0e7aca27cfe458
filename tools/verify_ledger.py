"""Check a creator's downloaded ledger, with Python's standard library and nothing of the product.

    python tools/verify_ledger.py maya-ledger.jsonl [NUMBER:HASH]

Each line is one JSON object. `hash` is the SHA-256 of all its other fields, written with sorted
keys, no space between the parts and UTF-8; `previous` is the hash of the line before it, 64
zeros in the first line. `number` counts 1, 2, 3; `balance_minor` is the sum of all `amount_minor`
of its currency so far. A line that was edited, dropped, swapped or put in breaks the chain,
and this says where.

What a file alone can't show: that lines are missing at its end, or that somebody wrote all of it
anew. NUMBER:HASH is the end of the ledger as the page of earnings or a statement shows it; with it
both are found out.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

VERSION = 1
FIRST = "0" * 64
FIELDS = {
    *("v", "ledger", "number", "previous", "hash", "at"),
    *("order", "what", "buyer", "rate_bps", "event", "state", "reason"),
    *("amount_minor", "balance_minor", "currency"),
}
WHOLE = ("amount_minor", "balance_minor", "number", "rate_bps", "v")


@dataclass
class Chain:
    """How far a ledger was followed."""

    number: int = 0
    head: str = FIRST
    ledger: str = ""
    balances: dict[str, int] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)


def canonical(line: dict[str, object]) -> bytes:
    """Return what is hashed of a line."""
    rest = {name: value for name, value in line.items() if name != "hash"}
    return json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Broken(Exception):
    """Why a line is not the next one of a whole ledger."""


def read(text: str) -> dict[str, object]:
    """Return a line's fields; raises Broken when it has others than a ledger's line."""
    try:
        line = json.loads(text, object_pairs_hook=each_once)
    except ValueError as error:
        raise Broken(f"is no JSON object: {error}") from None
    if not isinstance(line, dict) or set(line) != FIELDS:
        raise Broken("has not the fields of a ledger line")
    if any(type(line[name]) is not int for name in WHOLE) or line["v"] != VERSION:
        raise Broken("is of another version than this program reads")
    return line


def follow(chain: Chain, line: dict[str, object]) -> None:
    """Go on to the next line of a ledger; raises Broken when this is not it."""
    wanted = chain.number + 1
    if line["number"] != wanted:
        raise Broken(f"says it is number {line['number']}, where number {wanted} should stand")
    if chain.ledger and line["ledger"] != chain.ledger:
        raise Broken("is of another creator’s ledger")
    if line["previous"] != chain.head:
        raise Broken(
            "does not follow the line before it: one was changed, dropped, swapped or put in"
        )
    hashed = hashlib.sha256(canonical(line)).hexdigest()
    if hashed != line["hash"]:
        raise Broken("was changed: its hash does not fit what it says")
    currency = str(line["currency"])
    balance = chain.balances.get(currency, 0) + int(str(line["amount_minor"]))
    if line["balance_minor"] != balance:
        raise Broken(
            f"says the balance is {line['balance_minor']}, and the amounts come to {balance}"
        )
    chain.number, chain.head, chain.ledger = wanted, hashed, str(line["ledger"])
    chain.balances[currency] = balance
    chain.hashes[wanted] = hashed


def each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object in which no name stands twice: readers would disagree about it."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def verify(lines: Iterable[str], end: str = "") -> tuple[bool, str]:
    """Return whether the lines are whole, and words that say so, or where they break."""
    chain = Chain()
    for place, text in enumerate(lines, start=1):
        try:
            follow(chain, read(text))
        except Broken as problem:
            return False, f"Broken at line {place}: it {problem}."
    if end:
        number, _, head = end.partition(":")
        found = chain.hashes.get(int(number)) if number.isdigit() else None
        if found is None:
            return False, f"Cut short: it ends at line {chain.number}, and should have {number}."
        if found != head:
            return False, f"Not the same ledger: line {number} has another hash than {head}."
    sums = ", ".join(
        f"{minor} {currency} (minor units)" for currency, minor in sorted(chain.balances.items())
    )
    whole = f"Whole: {chain.number} lines, {sums or 'nothing'} owed after the last. "
    return True, whole + f"It ends with {chain.number}:{chain.head}"


def main(arguments: list[str]) -> int:
    """Say how a file stands; 0: whole, 1: broken, 2: it can't be read."""
    if len(arguments) not in {1, 2}:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8", newline="\n") as file:
            is_whole, words = verify(file, *arguments[1:])
    except (OSError, UnicodeDecodeError) as error:
        print(f"{arguments[0]} can’t be read: {error}", file=sys.stderr)
        return 2
    print(words)
    return 0 if is_whole else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
