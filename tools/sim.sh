#!/usr/bin/env bash
# ./dev sim: runs the engine, the rules and the store under virtual time with a crowd; a model
# checks every answer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build
build_kind release simulator || die "the build failed"

ARGS=("$@")
# As many jobs as cores by default.
[[ " $* " == *" --jobs "* ]] || ARGS+=(--jobs "$(nproc)")
exec build/release/sim/simulator --out build "${ARGS[@]}"
