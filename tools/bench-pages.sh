#!/usr/bin/env bash
# ./dev bench-pages: measures the seat map of the buyers' pages in Chromium (tools/bench_pages.py).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build test pages
build_pages || die "there are no pages to measure"
build_kind release onsale || die "the build failed"
ONSALE_BINARY=build/release/src/app/onsale exec "$PYTHON" -B tools/bench_pages.py "$@"
