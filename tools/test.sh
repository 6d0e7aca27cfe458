#!/usr/bin/env bash
# All tests but the long ones, on every core: those that need no browser, then those in one, each
# half of which has a product of its own. More words go to pytest: tools/test.sh tests/unit -k feed
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

NOTHING_SELECTED=5 # pytest's own code
SHORT="not perf and not soak"
ended=$NOTHING_SELECTED

run() {
  local code=0
  .venv/bin/python -m pytest --dist worksteal "$@" || code=$?
  if [ "$code" != "$NOTHING_SELECTED" ] && { [ "$ended" = "$NOTHING_SELECTED" ] || [ "$ended" = 0 ]; }; then
    ended=$code
  fi
}

cores=$(nproc)
# Tests without a browser wait for processes a third of their time: one more than there are cores.
run -n $((cores < 3 ? cores + 1 : 4)) -m "$SHORT and not e2e" --ignore=tests/e2e "$@"
run -n $((cores < 2 ? 1 : 2)) -m "$SHORT and e2e" --ignore=tests/unit --ignore=tests/integration "$@"
exit "$ended"
