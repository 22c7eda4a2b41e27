#!/usr/bin/env bash
# ./dev mutants: applies deliberate bugs one at a time to a copy of the tree, and reports which test
# notices each (mutants/README.md).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

case " $* " in
  *" --help "* | *" -h "* | *" --list "* | *" --show "* | *" --report "*) ;;
  *) install_groups build clang run test ;;
esac
exec "$PYTHON" -B -m mutants "$@"
