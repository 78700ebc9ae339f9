# Everything that must pass, phase by phase, each with its time; the counts of all suites end in one line.
. "$ROOT/tools/dev/build.sh"
. "$ROOT/tools/dev/fmt.sh"
. "$ROOT/tools/dev/postgres.sh"
. "$ROOT/tools/dev/counts.sh"

PHASES='format layers sizes words web unit build docs api journeys crash'

dev_test() {
  LONG='' ONLY=''
  while [ $# -gt 0 ]; do
    case $1 in
      --long) LONG=1 ;;
      -*) die "./dev test does not know $1 (try --long, or the name of a phase or module)." ;;
      *) ONLY=$1 ;;
    esac
    shift
  done
  export LONG
  PASSED=0 FAILED=0 SKIPPED=0
  local started=$SECONDS phase
  RESULTS=$(mktemp -d "${TMPDIR:-/tmp}/rapport-results.XXXXXX")
  at_exit "rm -rf '$RESULTS'"
  timed install install_packages build test bench
  for phase in $PHASES; do
    if wants "$phase"; then timed "$phase" "phase_$phase"; fi
  done
  say "All phases: $((SECONDS - started)) s"
  printf '%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
  [ "$FAILED" = 0 ]
}

# A filter names a phase; any other word is a module for the unit tests.
wants() {
  [ -z "$ONLY" ] && return 0
  case " $PHASES " in *" $ONLY "*) [ "$ONLY" = "$1" ] ;; *) [ "$1" = unit ] ;; esac
}

timed() {
  local name=$1 from=$SECONDS
  shift
  say "$name"
  "$@"
  printf '    %s: %d s\n' "$name" "$((SECONDS - from))" >&2
}

# passes NAME COMMAND…: one check that counts as one test. Its output is shown when it fails.
passes() {
  local name=$1
  shift
  if (set -e; "$@") >"$RESULTS/$name.log" 2>&1; then
    PASSED=$((PASSED + 1))
  else
    FAILED=$((FAILED + 1))
    printf 'FAILED %s\n' "$name" >&2
    head -n 60 "$RESULTS/$name.log" >&2
  fi
}

phase_format() { passes format check_format; }
phase_layers() { passes layers tools/check_layers; }
phase_sizes() { passes sizes tools/check_sizes; }
phase_words() { passes words tools/check_words; }

# Unit tests under the address and undefined-behaviour sanitizers, on SQLite and on a PostgreSQL of our own.
phase_unit() {
  need_postgres
  configure sanitize
  local filter=()
  if [ -n "$ONLY" ] && [ "$ONLY" != unit ]; then
    filter=(-R "^$ONLY\$")
    ninja_build build-sanitize "${ONLY}_test"
  else
    ninja_build build-sanitize
  fi
  rm -f build-sanitize/Testing/Temporary/LastTest.log
  RAPPORT_SHARED_DATA=$(shared_data) ctest --test-dir build-sanitize -j "$JOBS" --output-on-failure "${filter[@]}" >"$RESULTS/ctest.log" 2>&1 || true
  count_doctest build-sanitize/Testing/Temporary/LastTest.log "$RESULTS/ctest.log"
}

phase_build() {
  if (build_all); then PASSED=$((PASSED + 1)); else FAILED=$((FAILED + 1)); fi
}

phase_web() {
  [ -f web/package.json ] || return 0
  ensure_node
  need_release
  npm_ci web
  passes web-check npm --prefix web run --silent check
  (cd web && npx --no-install vitest run --reporter=json --outputFile="$RESULTS/vitest.json") >"$RESULTS/vitest.log" 2>&1 || true
  count_vitest "$RESULTS/vitest.json" "$RESULTS/vitest.log"
}

phase_docs() {
  [ -d docs/reference ] || return 0
  need_release
  passes docs "$ROOT/dev" docs --check
}

phase_api() { playwright api; }
phase_journeys() { playwright journeys; }
phase_crash() { playwright crash; }

playwright() {
  [ -d "tests/$1" ] || return 0
  need_release
  need_postgres
  ensure_node
  npm_ci tests
  (cd tests && RAPPORT_SHARED_DATA=$(shared_data) RAPPORT_BINARY=$ROOT/build/rapport PLAYWRIGHT_JSON_OUTPUT_FILE=$RESULTS/$1.json \
    npx --no-install playwright test "$1/" --reporter=json) >"$RESULTS/$1.log" 2>&1 || true
  grep -h ' is skipped$' "$RESULTS/$1.log" | sort -u >&2 || true
  count_playwright "$1" "$RESULTS/$1.json" "$RESULTS/$1.log"
}

need_postgres() { [ -n "${RAPPORT_TEST_POSTGRES:-}" ] || start_postgres; }
need_release() {
  [ -n "${RELEASE_READY:-}" ] && return 0
  build_all
  RELEASE_READY=1
}

# The shared data folder, when it lies beside the sources; tests that need it say that they skip.
shared_data() {
  if [ -n "${RAPPORT_SHARED_DATA:-}" ]; then echo "$RAPPORT_SHARED_DATA"
  elif [ -d "$ROOT/../shared/data" ]; then (cd "$ROOT/../shared/data" && pwd)
  fi
}
