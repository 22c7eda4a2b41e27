#!/usr/bin/env bash
# ./dev test-package: makes the package and the image, and tries both where nothing else is (tests/package). Not part of ./dev test:
# it needs root, the Debian mirror and five minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

BINARY=
while (($# > 0)); do
  case "$1" in
    --binary) BINARY=${2:?--binary needs a program} && shift 2 ;;
    *) die "test-package accepts --binary FILE" ;;
  esac
done
[[ $EUID -eq 0 ]] || die "a clean Debian is made with chroot, which only root may"

install_groups build run package testpackage
if [[ -z "$BINARY" ]]; then
  build_pages || echo "The package has no pages."
  build_kind release onsale || die "the build failed"
  BINARY=build/release/src/app/onsale
fi
for revision in 1 2; do
  tools/package.sh --binary "$BINARY" --revision "$revision" --only deb
done
tools/package.sh --binary "$BINARY" --only image
export ONSALE_BINARY=$BINARY PYTHONPATH=tests PYTHONDONTWRITEBYTECODE=1
exec "$PYTHON" -B -m pytest tests/package/installed.py tests/package/image.py --tb=short -p no:cacheprovider
