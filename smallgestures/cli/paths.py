"""Where the checkout is; Reflex reads rxconfig.py and assets from there."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def enter_checkout() -> None:
    """Make the checkout the working directory; SG_DATA_DIR keeps meaning what the caller meant."""
    if data_dir := os.environ.get("SG_DATA_DIR"):
        os.environ["SG_DATA_DIR"] = os.path.abspath(data_dir)
    os.chdir(ROOT)
