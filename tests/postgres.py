"""A PostgreSQL server of the tests' own, from the programs that Debian's `postgresql` brings."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.ports import free_port

KEPT = "alembic_version"  # the one table that migrations fill
# Triggers that forbid it are off: nothing of what a test has done is to be left.
_EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE
  one record;
  is_filled boolean;
BEGIN
  FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'
    AND tablename != '{kept}'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', one.name) INTO is_filled;
    IF is_filled THEN
      EXECUTE format('DELETE FROM %I', one.name);
    END IF;
  END LOOP;
  FOR one IN SELECT sequencename AS name FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', one.name);
  END LOOP;
END
$$;
"""


def programs() -> Path | None:
    """Return the folder that holds PostgreSQL's programs, or None where it is not installed."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2])
    )
    if versions:  # Debian keeps most of them out of the PATH
        return versions[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def server() -> Iterator[str]:
    """Run a server on a free loopback port; yield the URL of an empty database in it.

    PostgreSQL refuses to run as root: then it runs as the user `postgres` that the package made.
    """
    folder = programs()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed: sudo apt-get install postgresql")
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="sg-postgres-") as home:
        if os.geteuid() == 0:
            shutil.chown(home, user)

        def run(program: str, *arguments: str) -> None:
            command = [str(folder / program), *arguments]
            subprocess.run(
                command, user=user, cwd=home, check=True, stdout=subprocess.DEVNULL, timeout=60
            )

        data = str(Path(home, "data"))
        run("initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k {home} -F -c full_page_writes=off"
        run("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(Path(home, "log")), "start")
        try:
            run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "tests", "clips")
            yield f"postgresql://tests@127.0.0.1:{port}/clips"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def empty(url: str) -> None:
    """Leave a database as it was when it was migrated; whoever is connected to it is cut off."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
        connection.execute(_EMPTY.format(kept=KEPT).encode())
