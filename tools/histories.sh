#!/usr/bin/env bash
# ./dev histories: records the answers to concurrent clients and checks them for strict
# serialisability, with the release build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

OPERATIONS=200000
NAME=
while (($# > 0)); do
  case "$1" in
    --operations) OPERATIONS=${2:?--operations needs a number} && shift 2 ;;
    --only) NAME=${2:?--only needs a part of a test name} && shift 2 ;;
    *) die "histories accepts --operations N and --only one_server|killed|nodes|lie" ;;
  esac
done

install_groups build run test
build_kind release onsale histories || die "the build failed"
export ONSALE_BINARY=build/release/src/app/onsale ONSALE_TEST_HISTORY=$OPERATIONS PYTHONDONTWRITEBYTECODE=1
# The histories are kept until the next ./dev histories.
exec "$PYTHON" -m pytest tests/test_histories.py -k "${NAME:-test}" -v -rP --no-header -p no:cacheprovider \
  --basetemp=build/histories
