#!/usr/bin/env bash
# ./dev package: makes the Debian package and the OCI image from a release build, in build/package. Nothing is installed from
# them and nothing is uploaded. The network is needed for Debian packages that are missing here, and for npm.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

BINARY=
REVISION=1
PARTS="deb image"
while (($# > 0)); do
  case "$1" in
    --binary) BINARY=${2:?--binary needs a program} && shift 2 ;;
    --revision) REVISION=${2:?--revision needs a number} && shift 2 ;;
    --only) PARTS=${2:?--only needs deb or image} && shift 2 ;;
    *) die "package accepts --binary FILE, --revision N and --only deb or image" ;;
  esac
done

install_groups build run package
if [[ -z "$BINARY" ]]; then
  command -v npm >/dev/null || (install_groups node) || true
  build_pages || echo "The package has no pages."
  build_kind release onsale || die "the build failed"
  BINARY=build/release/src/app/onsale
fi
OUT=build/package
mkdir -p "$OUT"

# Without the build's own flags: they would be those of another program.
make_deb() (
  cd "$OUT/onsale"
  env -u CFLAGS -u CXXFLAGS dpkg-buildpackage --build=binary --unsigned-changes --no-check-builddeps
)

if [[ " $PARTS " == *" deb "* ]]; then
  NAME=$("$PYTHON" -B tools/stage_package.py --binary "$BINARY" --to "$OUT/onsale" --revision "$REVISION")
  step "pack $NAME" make_deb || die "the package cannot be made"
  DEB="$OUT/${NAME}_$(dpkg --print-architecture).deb"
  step "lintian" lintian --fail-on error,warning --no-tag-display-limit "$DEB" || die "lintian complains about $DEB"
  printf '%s\n' "$DEB"
fi
if [[ " $PARTS " == *" image "* ]]; then
  "$PYTHON" -B tools/image.py --binary "$BINARY" --to "$OUT/onsale-image.tar"
fi
