#!/usr/bin/env bash
# ./dev test-ha: runs the cluster of deploy/ha on loopback with buyers, and kills or pauses a part
# every minute. Not part of ./dev test: 24 rounds take about 25 minutes. With --binary PROGRAM
# that program is tested and none is built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

case " $* " in
  *" --help "* | *" -h "*) exec "$PYTHON" -B deploy/ha/trial --help ;;
esac
install_groups build ha
[[ " $* " == *" --binary"* ]] || build_kind release onsale || die "the build failed"
exec "$PYTHON" -B deploy/ha/trial "$@"
