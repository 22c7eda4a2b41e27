#!/usr/bin/env bash
# ./dev pictures: makes the pictures of the pages in docs/pictures (tools/pictures.py); --console: only that of the console.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build test pages
build_pages || die "there are no pages to take pictures of"
build_kind release onsale || die "the build failed"
ONSALE_BINARY=build/release/src/app/onsale exec "$PYTHON" -B tools/pictures.py "$@"
