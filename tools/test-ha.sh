#!/usr/bin/env bash
# ./dev test-ha: three of everything on loopback, buyers, and something killed or paused every minute. Not in the default
# tests: 24 rounds take about 25 minutes. With --binary PROGRAM that one is tried and none is built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

case " $* " in
  *" --help "* | *" -h "*) exec "$PYTHON" -B deploy/ha/trial --help ;;
esac
install_groups build ha
[[ " $* " == *" --binary"* ]] || build_kind release onsale || die "the build failed"
exec "$PYTHON" -B deploy/ha/trial "$@"
