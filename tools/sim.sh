#!/usr/bin/env bash
# ./dev sim: a crowd under virtual time against the engine, the rules and the store, judged by a model.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build
build_kind release simulator || die "the build failed"

ARGS=("$@")
# As many jobs as cores, unless the caller says otherwise.
[[ " $* " == *" --jobs "* ]] || ARGS+=(--jobs "$(nproc)")
exec build/release/sim/simulator --out build "${ARGS[@]}"
