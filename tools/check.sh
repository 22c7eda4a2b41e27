#!/usr/bin/env bash
# ./dev check: all checks that do not run the product. Runs all of them, and fails at the end.
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

# The multithreaded programs. Left out are long suites that add no threads to those of the others;
# ./dev test runs them.
THREADED=(net store engine http)
LONG=(DiskLies DiskDamage RowChecks)

run_tsan() {
  TSAN_OPTIONS=halt_on_error=1 steady "$PYTHON" -B tools/run_tests.py --build build/tsan --programs "${THREADED[@]}" --without "${LONG[@]}"
}

run() {
  step "$@" || failed=1
}

# A function, so that bash reads the whole script before it can change.
main() {
  # Installs everything first, while somebody is there to enter a password.
  install_groups build clang check test
  failed=0
  run "shell scripts parse" check_shell
  run "sources, documents and JSON keep the rules" "$PYTHON" -B tools/check/rules.py
  run "links in documents lead somewhere" "$PYTHON" -B tools/check/links.py
  run "format" check_format
  if build_kind tsan "${THREADED[@]/%/_test}"; then
    run "tests of net, store, engine and http under TSan" run_tsan
    run "headers stand alone" "$PYTHON" -B tools/check/compile.py headers
    run "clang-tidy" "$PYTHON" -B tools/check/compile.py tidy
  else
    failed=1
  fi
  # Random findings do not block a landing.
  [[ ${1:-} == --without-fuzz ]] || run "fuzz targets, a minute each" tools/fuzz.sh --seconds 60
  [[ $failed -eq 0 ]] || die "check failed, see above"
  echo "check passed"
}

main "$@"
