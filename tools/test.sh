#!/usr/bin/env bash
# All tests but the long ones: on every core those that need no browser, then, alone, those in one,
# which would only be slower side by side. More words go to pytest: tools/test.sh tests/unit -k feed
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

NOTHING_SELECTED=5 # pytest's own code
SHORT="not perf and not soak"
ended=$NOTHING_SELECTED

run() {
  local code=0
  .venv/bin/python -m pytest "$@" || code=$?
  if [ "$code" != "$NOTHING_SELECTED" ] && { [ "$ended" = "$NOTHING_SELECTED" ] || [ "$ended" = 0 ]; }; then
    ended=$code
  fi
}

run -n logical --maxprocesses 4 --dist worksteal -m "$SHORT and not e2e" "$@"
run -m "$SHORT and e2e" "$@"
exit "$ended"
