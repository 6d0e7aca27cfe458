#!/usr/bin/env bash
# Make .venv and install the hashed lock into it, once: `tools/venv.sh run` or `tools/venv.sh test`.
# A second call with nothing changed ends within milliseconds. Two calls at once wait for each other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kind="${1:?say what for: run or test}"
case "$kind" in
  run) lock=requirements.lock ;;
  test) lock=requirements-test.lock ;;
  *) echo "tools/venv.sh: expected run or test, not '$kind'." >&2; exit 2 ;;
esac

if command -v flock >/dev/null; then
  exec 9>.venv.lock
  flock 9
fi

# The directory is in the key because a virtual environment does not survive being moved.
key_of() { { pwd; cat "$1" pyproject.toml; } | sha256sum | cut -d' ' -f1; }
key="$(key_of "$lock")"
if [ -x .venv/bin/python ] && [ "$(cat ".venv/installed-$kind" 2>/dev/null)" = "$key" ]; then
  exit 0
fi

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
python=""
for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
  if command -v "$name" >/dev/null && is_new_enough "$name"; then
    python="$name"
    break
  fi
done
if [ -z "$python" ]; then
  echo "Small Gestures needs Python 3.11 or newer; found: $(python3 --version 2>&1 || echo none)." >&2
  echo "Install one (sudo apt-get install python3 python3-venv) or name it: make run PYTHON=/path/to/python3.12" >&2
  exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  package="$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing the system package $package …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$package" >/dev/null
  else
    echo "Python's venv module is missing. Install it, then run the same command again:" >&2
    echo "  sudo apt-get update && sudo apt-get install $package" >&2
    exit 1
  fi
fi

# A half-made or moved environment cannot be repaired, only made again.
if ! .venv/bin/python -m pip --version >/dev/null 2>&1 \
  || [ "$(cat .venv/made-in 2>/dev/null)" != "$PWD" ]; then
  "$python" -m venv --clear .venv
  echo "$PWD" > .venv/made-in
fi

echo "Installing $(grep -c '==' "$lock") Python packages from $lock (once, about half a minute) …"
rm -f .venv/installed-*
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet install)
# The lock is complete and every file in it is hashed, so nothing is resolved here.
"${pip[@]}" --require-hashes --no-deps --no-compile --only-binary :all: -r "$lock"
"${pip[@]}" --no-deps --no-build-isolation --no-index --editable .

echo "$key" > ".venv/installed-$kind"
# The test lock contains everything that the product itself needs.
[ "$kind" = run ] || key_of requirements.lock > .venv/installed-run
