"""A creator's ledger outside the product: whole, it says so; whatever is done to it, it breaks.

What a file alone can't show is said, and shown with the end that the page of earnings tells.
"""

import hashlib
import json
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from smallgestures.billing.ledger.service import balance, commission_account
from smallgestures.shop.commissions import chain
from smallgestures.shop.commissions.handlers import settle
from smallgestures.shop.commissions.models import CommissionLine
from smallgestures.shop.earnings.export import ledger_piece
from smallgestures.shop.earnings.showing import show_end
from tests.factories import make_click, make_clip, make_link, make_paid_order, make_product
from tests.made_orders import refund
from tests.people import make_person

WORDS = (
    *("at", "buyer", "currency", "event", "hash", "ledger"),
    *("order", "previous", "reason", "state", "what"),
)
TOOL = Path(__file__).parents[3] / "tools" / "verify_ledger.py"


@pytest.fixture
def maya(db: Session, held_clock):
    return make_person(db, "maya")


@pytest.fixture
def lines(db: Session, maya, held_clock) -> list[str]:
    """The lines of a creator with three sales, of which one was refunded in part."""
    product = make_product(db, title="Tidal vase, “blue”")
    link = make_link(db, make_clip(db, maya), product)
    for name in ("ines", "leo", "ben"):
        buyer = make_person(db, name)
        make_click(db, link, buyer)
        order = make_paid_order(db, product, buyer)
    refund(db, order, 1200)
    return file_of(db, maya).splitlines()


def file_of(db: Session, maya) -> str:
    text_, place = ledger_piece(db, maya.key, after=0)
    assert place is None
    return text_


def checked(tmp_path: Path, lines: list[str], *end: str) -> tuple[int, str]:
    """Run the program by itself: no package, no path, no environment of ours."""
    file = tmp_path / "ledger.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(TOOL), str(file), *end],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def verify():
    """The program's own function, loaded from its file."""
    space: dict[str, object] = {"__name__": "verify_ledger"}
    exec(compile(TOOL.read_text(encoding="utf-8"), str(TOOL), "exec"), space)
    return space["verify"]


def written_anew(lines: list[str], change) -> list[str]:
    """Return a ledger that somebody who can compute hashes has made of another one."""
    told = [json.loads(line) for line in lines]
    change(told)
    previous = "0" * 64
    for line in told:
        line["previous"] = previous
        del line["hash"]
        previous = hashlib.sha256(chain.canonical(line).encode()).hexdigest()
        line["hash"] = previous
    return [chain.canonical(line) for line in told]


class TestProgram:
    def test_finds_a_whole_ledger_whole(self, db: Session, maya, lines, tmp_path):
        end = show_end(db, maya.key)

        code, words = checked(tmp_path, lines, f"{end.length}:{end.head}")

        assert code == 0, words
        assert f"Whole: {len(lines)} lines, 1056 usd" in words
        assert f"{end.length}:{end.head}" in words
        assert balance(db, commission_account(maya.key)).amount_minor == 1056

    def test_says_where_a_line_was_edited(self, lines, tmp_path):
        lines[3] = lines[3].replace('"amount_minor":384', '"amount_minor":3840', 1)

        code, words = checked(tmp_path, lines)

        assert (code, words) == (
            1,
            "Broken at line 4: it was changed: its hash does not fit what it says.\n",
        )

    def test_says_what_it_wants_when_it_is_called_otherwise(self, tmp_path):
        ran = subprocess.run(
            [sys.executable, "-I", str(TOOL)], capture_output=True, text=True, check=False
        )

        assert (ran.returncode, "NUMBER:HASH" in ran.stderr) == (2, True)

    def test_needs_nothing_but_the_standard_library(self):
        imported = {
            line.split()[1].partition(".")[0]
            for line in TOOL.read_text().splitlines()
            if line.startswith(("import ", "from "))
        }

        assert imported <= sys.stdlib_module_names


class TestTampering:
    @pytest.mark.parametrize("field", WORDS)
    def test_with_any_words_of_any_line_breaks_it_there(self, verify, lines, field):
        for place in range(len(lines)):
            told = json.loads(lines[place])
            told[field] = str(told[field])[:-1] + ("x" if str(told[field])[-1] != "x" else "y")
            forged = [*lines[:place], chain.canonical(told), *lines[place + 1 :]]

            is_whole, words = verify(forged)

            assert not is_whole
            assert f"line {place + 1}:" in words or f"line {place + 2}:" in words

    @pytest.mark.parametrize("field", ["amount_minor", "balance_minor", "number", "rate_bps", "v"])
    def test_with_any_number_of_any_line_breaks_it_there(self, verify, lines, field):
        for place in range(len(lines)):
            told = json.loads(lines[place])
            told[field] += 1

            is_whole, words = verify([*lines[:place], chain.canonical(told), *lines[place + 1 :]])

            assert (is_whole, f"line {place + 1}:" in words) == (False, True)

    def test_dropping_a_line_breaks_the_next(self, verify, lines):
        for place in range(len(lines) - 1):
            is_whole, words = verify(lines[:place] + lines[place + 1 :])

            assert (is_whole, f"line {place + 1}:" in words) == (False, True)

    def test_swapping_two_lines_breaks_the_first(self, verify, lines):
        for place in range(len(lines) - 1):
            swapped = [*lines]
            swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]

            is_whole, words = verify(swapped)

            assert (is_whole, f"line {place + 1}:" in words) == (False, True)

    def test_putting_a_line_in_breaks_it_or_the_next(self, verify, lines):
        for place in range(len(lines) + 1):
            told = json.loads(lines[min(place, len(lines) - 1)])
            told |= {"number": place + 1, "amount_minor": 0}
            told["previous"] = json.loads(lines[place - 1])["hash"] if place else "0" * 64
            del told["hash"]
            body = chain.canonical(told)
            forged = chain.with_hash(body, chain.hash_of(body))

            is_whole, words = verify([*lines[:place], forged, *lines[place:]])

            # At the very end a line that fits can be added: only the known end shows it.
            if place < len(lines):
                assert (is_whole, "Broken at line" in words) == (False, True)

    def test_another_creators_lines_are_none_of_this_ledger(self, verify, lines):
        other = written_anew(lines, lambda told: [line.update(ledger="x") for line in told])

        assert verify(other)[0]
        assert not verify([lines[0], *other[1:]])[0]

    @pytest.mark.parametrize(
        "line", ["", "{", "[]", "null", "{}", '{"v":1}', "\x00", '{"v":1,"v":1}', "9" * 5000]
    )
    def test_what_is_no_line_is_said_to_be_none(self, verify, lines, line: str):
        is_whole, words = verify([*lines[:2], line, *lines[3:]])

        assert (is_whole, words.startswith("Broken at line 3: it ")) == (False, True)

    def test_at_random_is_found_out(self, verify, lines):
        chance = random.Random(7)
        whole = "\n".join(lines)
        for _ in range(300):
            place = chance.randrange(len(whole))
            forged = whole[:place] + chance.choice('0a}"\n ') + whole[place + 1 :]
            if forged != whole:
                assert not verify(forged.split("\n"))[0]


class TestWhatAFileAloneCantShow:
    """Both are found out with the end that the page and each statement tell."""

    def test_lines_that_are_missing_at_its_end(self, db: Session, maya, verify, lines):
        end = show_end(db, maya.key)

        assert verify(lines[:-1])[0]
        is_whole, words = verify(lines[:-1], f"{end.length}:{end.head}")

        assert not is_whole
        assert words.startswith(f"Cut short: it ends at line {len(lines) - 1}")

    def test_that_all_of_it_was_written_anew(self, db: Session, maya, verify, lines):
        end = show_end(db, maya.key)
        anew = written_anew(lines, lambda told: told[0].update(reason="Never said."))

        assert verify(anew)[0]
        is_whole, words = verify(anew, f"{end.length}:{end.head}")

        assert not is_whole
        assert words.startswith("Not the same ledger")

    def test_an_older_end_still_fits_a_ledger_that_grew(
        self, db: Session, maya, verify, lines, held_clock
    ):
        end = show_end(db, maya.key)
        settle(db, at=held_clock() + timedelta(days=31))

        grown = file_of(db, maya).splitlines()

        assert len(grown) > len(lines)
        assert verify(grown, f"{end.length}:{end.head}")[0]


def test_each_number_of_a_ledger_is_written_once(db: Session, maya, lines):
    line = db.exec(select(CommissionLine)).first()
    db.add(CommissionLine(**line.model_dump(exclude={"id"})))

    with pytest.raises(IntegrityError, match="commission_line"):
        db.flush()
