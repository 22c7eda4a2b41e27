#!/usr/bin/env bash
# ./dev test: the sanitizer build, then every test against it. The last line counts.
# The simulator runs as it is released: sanitizers would leave it a tenth of its commands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build clang run test
if ! build_kind test || ! build_kind release simulator; then
  echo "0 passed, 1 failed"
  exit 1
fi
steady "$PYTHON" -B tools/run_tests.py --build build/test --simulator build/release/sim/simulator "$@"
