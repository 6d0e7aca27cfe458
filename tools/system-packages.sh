#!/usr/bin/env bash
# Make sure that the system packages behind `make test` or `make bench` are there.
# As root they are installed by apt-get; anybody else is told the command that does it.
set -euo pipefail

has_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_postgresql() { command -v pg_ctl || compgen -G '/usr/lib/postgresql/*/bin/pg_ctl'; }
has_redis() { command -v redis-server; }
has_nginx() { command -v nginx || [ -x /usr/sbin/nginx ]; }
has_wrk() { command -v wrk; }

missing=()
want() { "$1" >/dev/null || missing+=("$2"); }

case "${1:?say what for: test or bench}" in
  test | bench)
    want has_chromium chromium
    want has_postgresql postgresql
    want has_redis redis-server
    ;;
  *) echo "tools/system-packages.sh: expected test or bench, not '$1'." >&2; exit 2 ;;
esac
if [ "$1" = bench ]; then
  want has_nginx nginx
  want has_wrk wrk
fi
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing system packages: ${missing[*]} …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update
  apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}" >/dev/null
  exit 0
fi
echo "make $1 needs system packages that are missing here: ${missing[*]}. Install them, then run it again:" >&2
echo "  sudo apt-get update && sudo apt-get install ${missing[*]}" >&2
exit 1
