"""What a measurement says: a line of the table, and an entry of the JSON."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

HEADINGS = ("what", "measured", "baseline", "value", "must reach", "")


@dataclass(frozen=True)
class Row:
    """One promise: what was measured, beside its baseline of the same run, and what it must reach.

    `value` is what is compared with `must`: a ratio to the baseline, or the measurement itself.
    """

    what: str
    value: float | None
    must: float
    better: Literal["less", "more"] = "less"
    unit: str = "×"
    measured: str = ""
    baseline: str = ""
    goal: float | None = None
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether it reaches what it must; what could not be measured does not."""
        return self._reaches(self.must)

    def _reaches(self, mark: float) -> bool:
        if self.value is None:
            return False
        return self.value <= mark if self.better == "less" else self.value >= mark

    @property
    def verdict(self) -> str:
        """The word at the end of the line."""
        if self.value is None:
            return "NOT MEASURED"
        if not self.met:
            return "NOT MET"
        return "met" if self.goal is None or self._reaches(self.goal) else "met (not the goal)"

    def cells(self) -> tuple[str, ...]:
        """Return the line's words, one for each heading."""
        sign = "≤" if self.better == "less" else "≥"
        must = f"{sign} {_number(self.must)} {self.unit}"
        if self.goal is not None:
            must += f" (goal {_number(self.goal)})"
        value = "–" if self.value is None else f"{_number(self.value)} {self.unit}"
        return (self.what, self.measured or "–", self.baseline or "–", value, must, self.verdict)


def _number(value: float) -> str:
    digits = 0 if value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}"


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table for people, each note below its line."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADINGS))]
    text = []
    for place, line in enumerate(lines):
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        text.append("  ".join(cells).rstrip())
        if place == 0:
            text.append("  ".join("-" * width for width in widths))
        elif rows[place - 1].note:
            text.append(f"    {rows[place - 1].note}")
    return "\n".join(text)


def machine() -> dict[str, Any]:
    """Return what the figures depend on besides the code."""
    return {
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def write_json(path: Path, rows: Sequence[Row], **about: Any) -> None:
    """Write the rows, with all their details, and what `about` says of the run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = [asdict(row) | {"met": row.met, "verdict": row.verdict} for row in rows]
    path.write_text(json.dumps({**about, "rows": entries}, indent=1, ensure_ascii=False) + "\n")
