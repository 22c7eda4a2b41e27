# Functions of all dev scripts: messages, packages, quiet steps, builds. Sourced from the
# repository's root.

# A fixed locale: sort order, messages and encodings are the same on every machine.
export LC_ALL=C.UTF-8
LOG_DIR=build/log
# The sanitizers need this program to print function names and line numbers.
export {ASAN,TSAN,UBSAN}_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-19
# Debian's own Python, which has the test packages, even if another one is first in PATH.
PYTHON=/usr/bin/python3

die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# step NAME COMMAND...: prints one line on success, the whole output on failure. $ONSALE_TIMES: a file to which each step's time
# is added.
step() {
  local name=$1 log start=$SECONDS
  shift
  mkdir -p "$LOG_DIR"
  log="$LOG_DIR/${name//[^A-Za-z0-9]/-}.log"
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '  %-44s %4d s\n' "$name" $((SECONDS - start)) | tee -a "${ONSALE_TIMES:-/dev/null}"
  else
    local status=$?
    cat "$log"
    printf '  %-44s FAILED\n' "$name"
    return "$status"
  fi
}

# install_groups GROUP...: installs the missing packages of these groups of tools/packages.txt.
install_groups() {
  local group package missing=()
  command -v dpkg-query >/dev/null || die "this command needs Debian 12 and the packages in tools/packages.txt"
  while read -r group package; do
    [[ " $* " == *" $group "* ]] || continue
    [[ " ${missing[*]:-} " == *" $package "* ]] && continue
    [[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" == installed ]] ||
      missing+=("$package")
  done <tools/packages.txt
  [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
}

install_packages() {
  local as_root=()
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null ||
      die "packages are missing, and this user is not root and has no sudo; as root, run: apt-get install $*"
    as_root=(sudo)
    # Asks for the sudo password if there is a terminal.
    sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; } ||
      die "sudo needs a password, and there is no terminal; as root, run: apt-get install $*"
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8)
  printf 'Installing: %s\n' "$*"
  # A failed update does not matter: an outdated list may suffice for the installation.
  step "apt update" "${as_root[@]}" apt-get update -q || true
  step "apt install" install_asleep "${as_root[@]}" -- "$@" ||
    die "apt could not install the missing packages"
}

# install_asleep [SUDO...] -- PACKAGE...: installs without starting services. Debian asks
# policy-rc.d whether it may start one; a policy-rc.d that exists is kept. The subshell removes the
# temporary one when it ends.
install_asleep() (
  policy=/usr/sbin/policy-rc.d
  as_root=()
  while [[ $1 != -- ]]; do as_root+=("$1") && shift; done
  shift
  if [[ ! -e $policy ]]; then
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
    "${as_root[@]}" sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy" || exit
  fi
  "${as_root[@]}" apt-get install -qy --no-install-recommends "$@"
)

# build_pages: builds the pages from web/ (for buyers, the console, the demo) into build/web, unless that was done with these
# sources. Needs npm, and its registry unless npm has the packages. Status 1: they cannot be built here, for a reason that is
# printed; 2: web/ is wrong.
build_pages() {
  local digest stamp=build/web/.sources
  digest="$(find web/src web/*.json web/*.mjs web/*.html clients/typescript/src clients/seat-maps/seat_maps.ts -type f ! -name openapi.ts -print0 |
    sort -z | xargs -0 sha256sum | sha256sum)"
  [[ ! -r $stamp || "$(<"$stamp")" != "$digest" ]] || return 0
  # What was built from other sources would be served as if it were these.
  rm -rf build/web
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "The pages are not built, because npm is missing: apt-get install nodejs npm"
    return 1
  fi
  if ! step "packages of the pages" timeout 50 npm --prefix web ci --ignore-scripts --prefer-offline \
    --no-audit --no-fund --fetch-retries 1 --fetch-retry-mintimeout 1000; then
    echo "The pages are not built, because npm could not get their packages."
    return 1
  fi
  step "build the pages" npm --prefix web run build || return 2
  printf '%s\n' "$digest" >"$stamp"
}

# steady COMMAND...: runs the command with fewer random address bits: sanitizers of g++ 12 fail with
# more than 28. Child processes inherit the setting.
steady() {
  local bits=0
  [[ ! -r /proc/sys/vm/mmap_rnd_bits ]] || read -r bits </proc/sys/vm/mmap_rnd_bits || bits=0
  if ((bits > 28)) && setarch "$(uname -m)" -R true 2>/dev/null; then
    setarch "$(uname -m)" -R "$@"
  else
    "$@"
  fi
}

# build_kind KIND [TARGET...]: release, test (ASan and UBSan), tsan or fuzz (libFuzzer), in build/KIND.
build_kind() {
  local kind=$1 flags
  # clang builds the sanitizer kinds in half the time of g++; g++ builds the release.
  local debug=(-DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1 -DCMAKE_CXX_COMPILER=clang++-19)
  shift
  case "$kind" in
    release) flags=(-DCMAKE_BUILD_TYPE=Release) ;;
    test) flags=("${debug[@]}" -DONSALE_SANITIZE=address,undefined) ;;
    tsan) flags=("${debug[@]}" -DONSALE_SANITIZE=thread) ;;
    fuzz) flags=("${debug[@]}" -DONSALE_FUZZ=ON -DONSALE_SANITIZE=fuzzer-no-link,address,undefined) ;;
    *) die "unknown build '$kind'; known are release, test, tsan and fuzz" ;;
  esac
  # ccache's results outlive a clone. Without a writable home directory they are in build/.
  if [[ -z "${CCACHE_DIR:-}" && ! -w "${HOME:-/nonexistent}" ]]; then
    export CCACHE_DIR="$PWD/build/ccache"
  fi
  export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
  [[ -f build/$kind/build.ninja ]] ||
    step "configure $kind" cmake -S . -B "build/$kind" -G Ninja "${flags[@]}" || return
  [[ $kind != release ]] || name_commit || return
  step "build $kind" steady ninja -C "build/$kind" "$@"
}

# Tells the release build which commit it is of: none if files differ from every commit.
name_commit() {
  local commit=""
  [[ -n "$(git status --porcelain -uno 2>&1)" ]] || commit="$(git rev-parse HEAD 2>/dev/null)" || commit=""
  grep -qx "ONSALE_COMMIT:STRING=$commit" build/release/CMakeCache.txt ||
    step "name the commit" cmake "-DONSALE_COMMIT=$commit" build/release
}
