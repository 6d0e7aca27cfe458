"""The benchmark's table and its JSON say the same, and say plainly what was not met."""

import json
from pathlib import Path

import pytest

from tests.perf.rows import Row, table, write_json

FAST = Row(what="ended → card", value=12.4, must=20, unit="ms", measured="median of 12")
SLOW = Row(what="feed", value=0.08, must=0.10, goal=0.25, better="more", note="on SQLite")
BROKEN = Row(what="memory", value=None, must=1.15, note="TimeoutError: no frame")


class TestRow:
    @pytest.mark.parametrize(
        ("value", "better", "verdict"),
        [
            (1.1, "less", "met"),
            (1.3, "less", "met (not the goal)"),
            (1.6, "less", "NOT MET"),
            (1.6, "more", "met"),
        ],
    )
    def test_tells_what_is_met_from_what_is_wished(self, value: float, better: str, verdict: str):
        goal = 1.2 if better == "less" else 1.55

        row = Row(what="x", value=value, must=1.5, goal=goal, better=better)

        assert row.verdict == verdict

    def test_reaches_a_mark_exactly(self):
        assert Row(what="x", value=4, must=4).met

    def test_what_could_not_be_measured_is_not_met(self):
        assert not BROKEN.met
        assert BROKEN.verdict == "NOT MEASURED"


def test_the_table_has_a_line_a_row_and_notes_below():
    lines = table([FAST, SLOW, BROKEN]).splitlines()

    assert lines[0].split() == ["what", "measured", "baseline", "value", "must", "reach"]
    assert "12.4 ms  ≤ 20 ms " in lines[2]
    assert lines[2].endswith(" met")
    assert "≥ 0.10 × (goal 0.25)  NOT MET" in lines[3]
    assert lines[4].strip() == "on SQLite"
    assert len(lines) == 7


def test_the_json_has_all_of_it(tmp_path: Path):
    file = tmp_path / "results" / "bench.json"

    write_json(file, [FAST, SLOW], quick=True)

    written = json.loads(file.read_text())
    assert written["quick"] is True
    assert [(row["what"], row["met"]) for row in written["rows"]] == [
        ("ended → card", True),
        ("feed", False),
    ]
