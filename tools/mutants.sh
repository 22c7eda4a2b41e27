#!/usr/bin/env bash
# ./dev mutants: deliberate bugs, one at a time, in a copy of the tree, and which test notices each (mutants/README.md).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

case " $* " in
  *" --help "* | *" -h "* | *" --list "*) ;;
  *) install_groups build run test ;;
esac
exec "$PYTHON" -B -m mutants "$@"
