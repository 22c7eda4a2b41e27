#!/usr/bin/env bash
# ./dev disk-lies: cuts the power before every operation of a long run, with every kind of loss, and
# flips bits in all data at rest: docs/testing.md, "The disk lies". Uses the release build, on all
# cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build
build_kind release store_test || die "the build failed"
export ONSALE_TEST_DISK_LIES=all
exec build/release/src/store/store_test --gtest_filter='DiskLies*:DiskDamage*:AddedChecksums*' "$@"
