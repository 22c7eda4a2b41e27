#!/usr/bin/env bash
# ./dev test: builds with sanitizers and runs every test. The last line has the counts. The
# simulator is a release build, because with sanitizers it would execute a tenth of its commands.
# The server is built as a release too, by g++, because g++ has warnings that clang has not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build clang run test
# A node of another source, which brings its own npm, is as good as Debian's. Without Chromium or npm in reach, the tests of the
# pages are skipped with that reason.
(install_groups pages) || true
command -v node >/dev/null && command -v npm >/dev/null || (install_groups node) || true
pages=0
build_pages || pages=$?
if ((pages == 2)) || ! build_kind test || ! build_kind release simulator onsale; then
  echo "0 passed, 1 failed"
  exit 1
fi
steady "$PYTHON" -B tools/run_tests.py --build build/test --simulator build/release/sim/simulator "$@"
