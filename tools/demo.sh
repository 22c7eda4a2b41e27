#!/usr/bin/env bash
# ./dev demo: builds the program with its pages and starts `onsale demo`, which keeps nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build run
command -v node >/dev/null && command -v npm >/dev/null || install_groups node
build_pages || die "the demo is its pages, and they are not built"
build_kind release onsale || die "the build failed"
exec build/release/src/app/onsale demo "$@"
