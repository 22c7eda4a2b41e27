#!/usr/bin/env bash
# ./dev fuzz: runs every target of fuzz/, or one, for some seconds each, two at a time. A finding
# fails the command.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source tools/common.sh

usage() {
  cat <<'TEXT'
./dev fuzz [TARGET] [--seconds N]
  TARGET        one of the targets in fuzz/CMakeLists.txt; default: all
  --seconds N   run each target for N seconds; default: 60
Inputs with new coverage are kept in build/fuzz/corpus/TARGET, failures in build/fuzz/finds/TARGET.
TEXT
}

# fuzz_one TARGET: runs the target with its seeds, the inputs that earlier runs kept, and new inputs
# until the time is over.
fuzz_one() {
  local target=$1 kept="build/fuzz/corpus/$1" seeds="build/fuzz/seeds/$1" finds="build/fuzz/finds/$1"
  local log="build/fuzz/$1.log" options=()
  local TIMEFORMAT='stat::seconds_of_cpu: %U %S'
  mkdir -p "$kept" "$finds"
  "$PYTHON" -B fuzz/seeds.py "$target" "$seeds" || return
  case "$target" in
    request_parser | connection) options+=(-dict=fuzz/http.dict) ;;
    json_body | catalogue | buyer_token | challenge_proof) options+=(-dict=fuzz/json.dict) ;;
  esac
  # A run that takes ten seconds or 2 GB is a finding: no target needs more than a second.
  if { time steady nice "build/fuzz/fuzz/fuzz_$target" "${options[@]}" -max_total_time="$seconds" -timeout=10 \
    -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 -artifact_prefix="$finds/" "$kept" "$seeds"; } \
    >"$log" 2>&1 </dev/null; then
    printf '  %-16s %s\n' "$target" "$(summary "$log")"
  else
    tail -n 40 "$log"
    printf '  %-16s FAILED, see %s and %s\n' "$target" "$log" "$finds"
    return 1
  fi
}

# summary LOG: prints the executions, covered edges, inputs kept and CPU time of a target's run.
summary() {
  local runs edges inputs cpu
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$1")
  edges=$(grep -oE 'cov: [0-9]+' "$1" | tail -n 1)
  inputs=$(grep -oE 'corp: [0-9]+' "$1" | tail -n 1)
  cpu=$(awk '/^stat::seconds_of_cpu/ { printf "%.0f", $2 + $3 }' "$1")
  printf '%12d runs   %s   %s   cpu: %d s' "$runs" "$edges" "$inputs" "$cpu"
}

main() {
  local wanted="" seconds=60 target bad=0 running=()
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --seconds) seconds=${2:?--seconds needs a number} && shift 2 ;;
      -h | --help) usage && return ;;
      -*) usage >&2 && die "unknown flag '$1'" ;;
      *) wanted=$1 && shift ;;
    esac
  done
  [[ "$seconds" =~ ^[1-9][0-9]*$ ]] || die "--seconds needs a whole number of at least 1"
  install_groups build clang fuzz
  local targets
  targets=$(sed -nE 's/^onsale_fuzz\(([a-z_]+).*/\1/p' fuzz/CMakeLists.txt)
  [[ -z "$wanted" ]] || targets=$(grep -Fx "$wanted" <<<"$targets") ||
    die "unknown fuzz target '$wanted'"
  build_kind fuzz "${wanted:+fuzz_}${wanted:-fuzz}" || die "the build failed"
  for target in $targets; do
    fuzz_one "$target" &
    running+=($!)
    [[ ${#running[@]} -lt 2 ]] || {
      wait "${running[0]}" || bad=1
      running=("${running[@]:1}")
    }
  done
  for target in "${running[@]}"; do wait "$target" || bad=1; done
  return "$bad"
}

main "$@"
