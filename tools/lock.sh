#!/usr/bin/env bash
# Write requirements.lock and requirements-test.lock: exact, hashed, for every CPython from 3.11 on
# Linux, x86_64 and aarch64 alike, without registry addresses. `tools/lock.sh --upgrade` moves all up.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/venv.sh run
[ -x .lock-venv/bin/uv ] || {
  .venv/bin/python -m venv .lock-venv
  .lock-venv/bin/python -m pip --disable-pip-version-check --quiet install 'uv>=0.13,<0.14'
}

resolve() {
  .lock-venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
    pyproject.toml "$@"
}
resolve --extra build --output-file requirements.lock "$@"
# The tests run what the product runs: the first lock binds the second.
resolve --extra build --extra test --constraints requirements.lock --output-file requirements-test.lock "$@"

if grep -nE '(https?|file)://|index-url|find-links' requirements.lock requirements-test.lock; then
  echo "A lock file names an address; it must not." >&2
  exit 1
fi
