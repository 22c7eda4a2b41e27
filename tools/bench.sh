#!/usr/bin/env bash
# ./dev bench: measures the release build beside its references, in one run. With --tiny the
# references are not installed; with --binary PROGRAM that program is measured and none is built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

# Builds the paced client: one file of bench/, not part of the product.
build_client() {
  local source=bench/paced.cc program=build/bench/paced
  [[ ! $program -nt $source ]] || return 0
  mkdir -p build/bench
  step "build the paced client" g++ -std=c++23 -O2 -Wall -Wextra -Werror -o "$program" "$source"
}

groups=(build run load bench)
ready=
run=("$PYTHON" -B -m bench "$@")
for argument in "$@"; do
  case "$argument" in
    --tiny) groups=(build run load) ;;
    --binary | --binary=*) ready=1 ;; # already built
    --markdown | --help | -h) exec "${run[@]}" ;;
  esac
done
install_groups load # has Python too
# Checks the arguments, so that a wrong one is refused before the long build.
"${run[@]}" --arguments-only
install_groups "${groups[@]}"
[[ -n $ready ]] || build_kind release onsale || die "the build failed"
build_client || die "the build failed"
# A program built with sanitizers is started with fewer random address bits (see `steady`).
[[ -z $ready ]] || ! setarch "$(uname -m)" -R true 2>/dev/null || run=(setarch "$(uname -m)" -R "${run[@]}")
exec "${run[@]}"
