#!/usr/bin/env bash
# Models of purchases on invented customers, and the same fit by SciPy's Nelder-Mead where python3 has SciPy: as high a
# likelihood is required of ours.
# Usage: bench/scoring_bench.sh BUILD_FOLDER [CUSTOMERS]: 1,000,000 customers have about 3 M orders.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
build=$(cd .. && realpath "${1:?usage: bench/scoring_bench.sh BUILD_FOLDER [CUSTOMERS]}")
customers=${2:-${RAPPORT_BENCH_CONTACTS:-1000000}}
[ -x "$build/bench_scoring" ] || { echo "skipped: no $build/bench_scoring"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$build/bench_scoring" "$folder" "$customers"

if ! python3 -c 'import scipy.optimize' 2>/dev/null; then
  echo "SciPy was left out: python3 does not have it" >&2
  exit 0
fi
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
python3 scoring/scipy_fit.py "$folder/bg_nbd_2357.txt" "$folder/bg_nbd_$((customers / 10)).txt" |
  while read -r count likelihood ms evaluations file; do
    read -r took ours <"$file"
    awk -v count="$count" -v ms="$ms" -v n="$evaluations" -v took="$took" -v theirs="$likelihood" -v ours="$ours" 'BEGIN {
      if (ours < theirs - 0.01) { print "SciPy found a higher likelihood: " theirs ", not " ours; exit 1 }
      printf "scoring: BG/NBD against SciPy Nelder-Mead, %d customers | %.2f of %.0f ms (%d evaluations), %d times quicker |\n", count, took, ms, n, ms / took }'
  done
