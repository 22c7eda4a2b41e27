#!/usr/bin/env bash
# ./dev run: builds and starts a server with both sample catalogues.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

install_groups build run
build_kind release onsale || die "the build failed"

cat <<'TEXT'

Onsale starts on http://127.0.0.1:8080 (change the address: ./dev run --listen ADDRESS:PORT)
  concerts   http://127.0.0.1:8080/v1/concerts
  API        http://127.0.0.1:8080/openapi.json
  health     http://127.0.0.1:8080/readyz
  data       ./data (change the directory: ./dev run --data DIR)
  a purchase README.md walks through one; settings: build/release/src/app/onsale serve --help
  stop       Ctrl-C

TEXT
exec build/release/src/app/onsale serve \
  --catalog catalog/reference.json --catalog catalog/arena.json "$@"
