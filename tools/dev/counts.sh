# Adds what a suite reported to PASSED, FAILED and SKIPPED and shows what failed. A suite that left no report
# counts as one failure.

add_counts() {
  PASSED=$((PASSED + $1))
  FAILED=$((FAILED + $2))
  SKIPPED=$((SKIPPED + $3))
  printf '    %d passed, %d failed, %d skipped in %s\n' "$1" "$2" "$3" "$4" >&2
}

# doctest closes with "[doctest] test cases:  45 |  45 passed | 0 failed | 2 skipped"; ctest keeps all output in its log.
count_doctest() {
  local log=$1 shown=$2 counts crashed
  if [ ! -f "$log" ]; then
    cat "$shown" >&2
    add_counts 0 1 0 "the unit tests (no report)"
    return
  fi
  counts=$(sed -n 's/.*\[doctest\] test cases: *\([0-9]*\) *| *\([0-9]*\) passed *| *\([0-9]*\) failed *| *\([0-9]*\) skipped.*/\2 \3 \4/p' "$log" |
    awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')
  set -- $counts
  # A program that died or ran out of time has no closing line: ctest says which.
  crashed=$(grep -cE '\*\*\*(Exception|Timeout|Not Run)' "$shown" || true)
  local own=$(grep -cE '\*\*\*Failed' "$shown" || true)
  if [ "$2" = 0 ] && [ "$own" != 0 ]; then crashed=$((crashed + own)); fi
  if [ "$2" != 0 ] || [ "$crashed" != 0 ]; then grep -vE '^ *[0-9]+/[0-9]+ Test .*Passed' "$shown" | sed -n 1,150p >&2; fi
  add_counts "$1" $(($2 + crashed)) "$3" "the unit tests"
}

# json_counts FILE SCRIPT: three numbers from a JSON report by a line of JavaScript over `r`.
json_counts() {
  node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); console.log(eval(process.argv[2]).join(" "))' "$1" "$2" 2>/dev/null
}

count_vitest() {
  local counts
  counts=$(json_counts "$1" '[r.numPassedTests, r.numFailedTests + (r.numFailedTestSuites && !r.numFailedTests ? r.numFailedTestSuites : 0), r.numPendingTests]') || counts='0 1 0'
  set -- $counts "$2"
  [ "$2" = 0 ] || tail -n 80 "$4" >&2
  add_counts "$1" "$2" "$3" "the web unit tests"
}

count_playwright() {
  local suite=$1 json=$2 log=$3 counts
  if counts=$(json_counts "$json" '[r.stats.expected + r.stats.flaky, r.stats.unexpected + (r.stats.expected || r.stats.unexpected || r.stats.skipped ? 0 : r.errors.length), r.stats.skipped]'); then
    set -- $counts
    node "$ROOT/tools/dev/failures.mjs" "$json" >&2
    add_counts "$1" "$2" "$3" "$suite"
  else
    tail -n 60 "$log" >&2
    add_counts 0 1 0 "$suite (no report)"
  fi
}
