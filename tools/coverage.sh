#!/usr/bin/env bash
# ./dev coverage: reports which lines and branches of domain, store and engine the C++ tests and the
# simulator execute.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

BUILD=$PWD/build/coverage
TESTS=(domain_test store_test engine_test http_test)

# The simulator's processes end with _exit, which writes no coverage counts: tools/coverage_exit.c
# does.
configure() {
  mkdir -p "$BUILD"
  cc -c -O1 -o "$BUILD/coverage_exit.o" tools/coverage_exit.c
  cmake -S . -B "$BUILD" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O1 \
    -DONSALE_COVERAGE=ON -DCMAKE_EXE_LINKER_FLAGS="--coverage -Wl,--wrap=_exit $BUILD/coverage_exit.o"
}

run_tests() {
  local test
  for test in "${TESTS[@]}"; do
    step "$test" "$BUILD/src/${test%_test}/$test" --gtest_brief=1 || return
  done
  step "the simulator, 1,000,000 commands" "$BUILD/sim/simulator" --seed 1 --commands 1000000 --jobs "$(nproc)" \
    --out "$BUILD"
}

install_groups build test coverage
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
[[ -f $BUILD/build.ninja ]] || step "configure coverage" configure || die "the build failed"
step "build coverage" ninja -C "$BUILD" "${TESTS[@]}" simulator || die "the build failed"
find "$BUILD" -name '*.gcda' -delete
run_tests || die "a test failed, so its coverage is incomplete"
exec "$PYTHON" -B tools/coverage.py "$BUILD" "$@"
