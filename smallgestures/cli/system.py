"""What the machine must have besides Python packages, and what it lacks."""

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """One program, the Debian package that brings it, and what it is for."""

    package: str
    programs: tuple[str, ...]
    purpose: str

    def is_met(self) -> bool:
        """Whether one of the programs is there."""
        return any(shutil.which(program) or _in_debian_places(program) for program in self.programs)


NEEDS = (
    Need("chromium", ("chromium", "chromium-browser", "google-chrome"), "browser tests"),
    Need("postgresql", ("pg_ctl",), "tests on PostgreSQL"),
    Need("postgresql-client", ("pg_dump",), "backup of a PostgreSQL database"),
    Need("redis-server", ("redis-server",), "tests with Redis"),
    Need("nginx", ("nginx",), "make bench"),
    Need("wrk", ("wrk",), "make bench"),
)


def _in_debian_places(program: str) -> bool:
    return Path("/usr/sbin", program).exists() or any(
        Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    )


def report() -> tuple[list[str], bool]:
    """Return one line for each need, with the way out at the end, and whether all are met."""
    lines = ["Running the product needs only the Python packages (ffmpeg and bun are in them)."]
    missing = []
    for need in NEEDS:
        met = need.is_met()
        lines.append(f"{'ok     ' if met else 'missing'}  {need.package:18} for {need.purpose}")
        if not met:
            missing.append(need.package)
    if missing:
        lines.append("Install what is missing:")
        lines.append(f"  sudo apt-get update && sudo apt-get install {' '.join(missing)}")
    return lines, not missing
