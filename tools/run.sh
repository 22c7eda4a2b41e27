#!/usr/bin/env bash
# ./dev run: builds and starts a server with both sample catalogues.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

# The address as ARGS or the environment give it, with a host: 8080 and :8080 mean 127.0.0.1.
LISTEN="${ONSALE_LISTEN:-127.0.0.1:8080}"
BEFORE=""
for WORD in "$@"; do
  case "$WORD" in
    --listen=*) LISTEN="${WORD#--listen=}" ;;
    *) [[ "$BEFORE" != --listen ]] || LISTEN="$WORD" ;;
  esac
  BEFORE="$WORD"
done
[[ "${LISTEN#:}" == *:* ]] || LISTEN="127.0.0.1:${LISTEN#:}"

install_groups build run
PAGES=()
build_pages || PAGES=(--pages off)
build_kind release onsale || die "the build failed"

cat <<TEXT

Onsale starts on http://$LISTEN (change the address: ./dev run --listen ADDRESS:PORT)
  $([[ ${#PAGES[@]} -gt 0 ]] && echo "concerts   http://$LISTEN/v1/concerts" || echo "pages      http://$LISTEN/")
  API        http://$LISTEN/openapi.json
  health     http://$LISTEN/readyz
  data       ./data (change the directory: ./dev run --data DIR)
  a purchase README.md walks through one; settings: build/release/src/app/onsale serve --help
  stop       Ctrl-C

TEXT
exec build/release/src/app/onsale serve \
  --catalog catalog/reference.json catalog/arena.json "${PAGES[@]}" "$@"
