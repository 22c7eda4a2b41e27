#!/usr/bin/env bash
# ./dev check: runs all checks that do not run the product, even after one fails, and fails at the
# end.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
source tools/common.sh

check_format() {
  local found
  found=$(find src rehearsal histories sim fuzz -name '*.cc' -o -name '*.h' | sort |
    xargs clang-format-19 --dry-run --ferror-limit=0 2>&1 | grep -oE '^(src|rehearsal|histories|sim|fuzz)/[^:]*:[0-9]+')
  [[ -z "$found" ]] || {
    printf '%s\n' "$found" "run ./dev format"
    return 1
  }
}

check_shell() {
  local script bad=0
  for script in dev .ci/run tools/*.sh; do bash -n "$script" || bad=1; done
  return "$bad"
}

# Multithreaded test programs, which run under TSan. Long suites that add no threads are left out;
# ./dev test runs them.
THREADED=(net store engine http)
LONG=(DiskLies DiskDamage RowChecks)

run_tsan() {
  TSAN_OPTIONS=halt_on_error=1 steady "$PYTHON" -B tools/run_tests.py --build build/tsan --programs "${THREADED[@]}" --without "${LONG[@]}"
}

run() {
  step "$@" || failed=1
}

# The script is a function, so that bash reads all of it before the file can change.
main() {
  # Installs all packages first, while somebody is there to enter a password.
  install_groups build clang check test
  failed=0
  run "shell scripts" check_shell
  run "rules for sources, documents and JSON" "$PYTHON" -B tools/check/rules.py
  run "links in documents" "$PYTHON" -B tools/check/links.py
  run "format" check_format
  if build_kind tsan "${THREADED[@]/%/_test}"; then
    run "tests of net, store, engine and http under TSan" run_tsan
    run "headers are self-contained" "$PYTHON" -B tools/check/compile.py headers
    run "clang-tidy" "$PYTHON" -B tools/check/compile.py tidy
  else
    failed=1
  fi
  # --without-fuzz is for landing a change: a random finding must not block it.
  [[ ${1:-} == --without-fuzz ]] || run "fuzz targets, a minute each" tools/fuzz.sh --seconds 60
  "$PYTHON" -B tools/ratio.py --summary
  [[ $failed -eq 0 ]] || die "check failed, see above"
  echo "check passed"
}

main "$@"
