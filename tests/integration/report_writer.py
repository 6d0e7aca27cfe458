"""Stores batches of watch reports, as the web does, and says the number of each that is in.

python -m tests.integration.report_writer FILE FIRST END

FILE holds a list of batches; FIRST is the number of the batch to begin with, END of the first
that is left out.
"""

import json
import sys
from pathlib import Path

import smallgestures.schema  # noqa: F401 - the foreign keys need every table
from smallgestures.db.engine import transaction
from smallgestures.insights.service import Watched, record_watches


def main() -> None:
    batches = json.loads(Path(sys.argv[1]).read_text())
    for number in range(int(sys.argv[2]), int(sys.argv[3])):
        batch = batches[number]
        with transaction() as db:
            record_watches(db, [Watched(**report) for report in batch["reports"]], **batch["as"])
        sys.stdout.write(f"stored {number}\n")
        sys.stdout.flush()


main()
