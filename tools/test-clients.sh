#!/usr/bin/env bash
# ./dev test-clients: starts nginx, HAProxy and Caddy before a real server, and drives real HTTP
# clients through them (tests/clients). Not part of ./dev test: its packages take 700 MB.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

BINARY=
NAME=
while (($# > 0)); do
  case "$1" in
    --only) NAME=${2:?--only needs a part of a test name} && shift 2 ;;
    --binary) BINARY=${2:?--binary needs a program} && shift 2 ;;
    *) die "test-clients accepts --only NAME and --binary FILE" ;;
  esac
done

install_groups build run test clients
# A node of another source, which brings its own npm, is as good as Debian's.
command -v npm >/dev/null || install_groups node
if [[ -z "$BINARY" ]]; then
  build_kind release onsale || die "the build failed"
  BINARY=build/release/src/app/onsale
fi
export ONSALE_BINARY=$BINARY PYTHONPATH=tests:tests/clients PYTHONDONTWRITEBYTECODE=1
exec "$PYTHON" -B -m pytest tests/clients/purchase.py tests/clients/behind.py tests/clients/handover.py -p matrix -k "${NAME:-test}" --tb=short \
  -p no:cacheprovider
