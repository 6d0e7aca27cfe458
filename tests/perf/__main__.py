"""`make bench`: measure the product beside its baselines, print a table, write JSON.

python -m tests.perf [--only NAME …] [--quick] [--json FILE] [--data-dir FOLDER] [--strict]
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from smallgestures import garbage
from tests.perf import (
    analytics,
    end_card,
    feed_api,
    feed_query,
    first_frame,
    gifts,
    memory,
    messages,
    payments,
    ranges,
    reminders,
    search,
    swipes,
    transcode,
    uploads,
    wire,
)
from tests.perf.bench import Bench, running_product
from tests.perf.rows import Row, machine, table, write_json

GROUPS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "first-frame": first_frame.measure,
    "swipes": swipes.measure,
    "end-card": end_card.measure,
    "memory": memory.measure,
    "wire": wire.measure,
    "feed-api": feed_api.measure,
    "feed-query": feed_query.measure,
    "ranges": ranges.measure,
    "payments": payments.measure,
    "reminders": reminders.measure,
    "gifts": gifts.measure,
    "search": search.measure,
    "messages": messages.measure,
    "analytics": analytics.measure,
    "uploads": uploads.measure,
    "transcode": transcode.measure,
}


def main() -> int:
    """Measure what is asked for; return 0, or with `--strict` 1 when a row is not met."""
    options = _options()
    rows: list[Row] = []
    before = machine()
    began = monotonic()
    garbage.leave_out_what_is_loaded()  # as the product's processes do: some rows run in this one
    with _folder(options.data_dir) as folder:
        _say("Starting the product with its demo clips …")
        product = running_product(folder)
        bench = Bench(folder=folder, product=product, quick=options.quick, say=_say)
        try:
            for name in options.only or GROUPS:
                _say(f"Measuring {name} …")
                rows += _measured(name, bench)
        finally:
            product.stop()
    write_json(
        options.json,
        rows,
        measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(monotonic() - began),
        quick=options.quick,
        machine_before=before,
        machine_after=machine(),
    )
    met = sum(row.met for row in rows)
    load, cores = before["load"][0], before["cores"]
    end = f"{met} of {len(rows)} met · {cores} cores, load {load} at the start · {options.json}"
    sys.stdout.write(f"{table(rows)}\n\n{end}\n")
    return 1 if options.strict and met < len(rows) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=GROUPS, metavar="NAME", help=", ".join(GROUPS))
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: a rough look")
    parser.add_argument("--json", type=Path, default=Path("bench-results/bench.json"))
    parser.add_argument("--data-dir", type=Path, help="keep the converted clips for the next time")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a row is not met")
    return parser.parse_args()


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary)
        if kept is not None:
            kept.mkdir(parents=True, exist_ok=True)
            (folder / "data").symlink_to(kept.resolve())
        yield folder


def _measured(name: str, bench: Bench) -> list[Row]:
    """Return the group's rows; what goes wrong is a row too, and the others are still measured."""
    rows: list[Row] = []
    try:
        rows.extend(GROUPS[name](bench))
    except Exception as error:  # reported in the table, by its name and words
        words = f"{type(error).__name__}: {error}".splitlines()[0][:160]
        rows.append(Row(what=name, value=None, must=0, unit="", note=words))
        if os.environ.get("BENCH_RAISE"):
            raise
    return rows


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
