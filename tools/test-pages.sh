#!/usr/bin/env bash
# ./dev test-pages: the tests of the pages for buyers and operators in Chromium, and the long ones that ./dev test leaves out
# (tests/long_pages.py, tests/long_console.py).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build run test pages
build_pages || die "there are no pages to test"
build_kind release onsale || die "the build failed"
export ONSALE_BINARY=build/release/src/app/onsale PYTHONDONTWRITEBYTECODE=1
exec "$PYTHON" -B -m pytest tests/test_pages.py tests/test_console.py tests/long_pages.py tests/long_console.py -p no:cacheprovider --tb=short -rP --durations=10 --name "${1:-}"
