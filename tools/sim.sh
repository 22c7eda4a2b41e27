#!/usr/bin/env bash
# ./dev sim: runs sales with the real rules, store and engine under virtual time; a model checks
# every answer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build
build_kind release simulator || die "the build failed"

ARGS=("$@")
# By default there are as many jobs as cores.
[[ " $* " == *" --jobs "* ]] || ARGS+=(--jobs "$(nproc)")
exec build/release/sim/simulator --out build "${ARGS[@]}"
