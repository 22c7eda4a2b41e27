#!/usr/bin/env bash
# ./dev rehearse: starts a server on a free port, runs a crowd of buyers against it, writes the
# report, and removes the server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

BINARY=build/release/src/app/onsale
SHOWS=(--show moonlit-signal-1,moonlit-signal-2,moonlit-signal-3)
[[ " $* " != *" --show"* ]] || SHOWS=()
# Turns and holds are short: a buyer who leaves without a call keeps a slot only for that time.
SERVE=(--room-capacity 3000 --active-time 90s --hold-time 45s)

# The path of the report: of several --report flags the last one counts, as in the program.
REPORT=build/rehearsal.html
WANTS_HELP=
previous=
for argument in "$@"; do
  [[ "$previous" != --report ]] || REPORT=$argument
  case "$argument" in
    --report=*) REPORT=${argument#--report=} ;;
    --help | -h) WANTS_HELP=yes ;;
  esac
  previous=$argument
done

install_groups build run
build_kind release onsale || die "the build failed"
[[ -z "$WANTS_HELP" ]] || exec "$BINARY" rehearse --help

FOLDER=$(mktemp -d -t onsale-rehearsal-XXXXXX)
SERVER=
clean_up() {
  local status=$?
  trap - EXIT
  if [[ -n "$SERVER" ]]; then
    kill "$SERVER" 2>/dev/null || true
    wait "$SERVER" 2>/dev/null || true
  fi
  rm -rf "$FOLDER"
  exit "$status"
}
trap clean_up EXIT

# The server has a session of its own: Ctrl-C ends only the crowd, which then still runs its audit.
setsid "$BINARY" serve --listen 127.0.0.1:0 --data "$FOLDER/data" --catalog catalog/arena.json \
  "${SERVE[@]}" >"$FOLDER/out" 2>"$FOLDER/err" </dev/null &
SERVER=$!

# Waits until the server prints its address. Fails if it ends, or after about 60 seconds.
ready() {
  local pause
  for ((pause = 0; pause < 600; ++pause)); do
    URL=$(grep -om1 'http://[^ ]*' "$FOLDER/out" 2>/dev/null || true)
    [[ -z "$URL" ]] || return 0
    kill -0 "$SERVER" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}
ready || { cat "$FOLDER/err" >&2; die "the server did not start"; }

echo "The server with the arena runs at $URL; the simulated buyers share its cores."
trap : INT
status=0
"$BINARY" rehearse --url "$URL" "${SHOWS[@]}" --buyers 100000 --arrive 60s \
  --report build/rehearsal.html --json build/rehearsal.json "$@" || status=$?
[[ $status -eq 2 || ! -s "$REPORT" ]] || echo "Report: $REPORT"
exit "$status"
