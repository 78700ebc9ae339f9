#!/usr/bin/env bash
# Live membership through the real server: contacts, active segments, facts by POST /v1/batch at a steady rate, and how
# long it takes from the answer to a fact until GET /api/segments/{id}/members lists its contact; before that, how soon a
# restarted server answers a count from its kept columns.
# Usage: bench/live_http_bench.sh BUILD_FOLDER [CONTACTS] [FACTS_A_SECOND] [SECONDS] [SEGMENTS]
# LIVE_FOLDER keeps the workspace for the next run with the same numbers (5 million contacts take long to write).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
build=$(cd .. && realpath "${1:?usage: bench/live_http_bench.sh BUILD_FOLDER [CONTACTS] [FACTS_A_SECOND] [SECONDS] [SEGMENTS]}")
contacts=${2:-1000000} rate=${3:-5000} seconds=${4:-30} segments=${5:-1000}
[ -x "$build/bench_live_http" ] && [ -x "$build/rapport" ] || { echo "skipped: no $build/bench_live_http"; exit 0; }
command -v node >/dev/null || { echo "skipped: no node"; exit 0; }
folder=${LIVE_FOLDER:-$(mktemp -d)}
mkdir -p "$folder"
. ./serve.sh
cleanup() {
  stop_servers
  [ -n "${LIVE_FOLDER:-}" ] || rm -rf "$folder"
}
trap cleanup EXIT
now() { date +%s%N; }
took() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f s", (b - a) / 1e9 }'; }

# count_by: which engine answers a count, and how many it finds.
count_by() {
  curl -s "http://127.0.0.1:$port/api/segments/preview" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
    -d '{"rule":"country = FR AND DID kind_1 IN LAST 30 days","sample":0}' | sed 's/.*"count":\([0-9]*\).*"engine":"\([a-z]*\)".*/\2 \1/'
}
# until_columns: waits until the columns answer. A count by SQL takes the longer the more there are, so the answers of
# /metrics are waited for first.
until_columns() {
  until curl -s "http://127.0.0.1:$port/metrics" -H "Authorization: Bearer $key" | grep -q '^rapport_segments_contacts [1-9]'; do
    kill -0 "$pid" || exit 1
    sleep 0.02
  done
  until [ "$(count_by | cut -d' ' -f1)" = columns ]; do sleep 0.02; done
}

if [ ! -f "$folder/filled" ]; then
  api_key live
  begin=$(now)
  "$build/bench_live_http" "sqlite:$folder/live/rapport.db" "$contacts" "$segments" >"$folder/probed"
  echo "$key" >"$folder/key"
  echo "live, HTTP: $contacts contacts with five facts each and $segments segments written | $(took "$begin" "$(now)") |"
  touch "$folder/filled"
fi
key=$(cat "$folder/key")
probed=$(cat "$folder/probed")

begin=$(now)
serve live
until_columns
echo "live, HTTP: first start, columns read from the database until they answer a count | $(took "$begin" "$(now)") |"
# The first computation of every segment is over once it says when it was counted.
until [ "$(curl -s "http://127.0.0.1:$port/api/segments" -H "Authorization: Bearer $key" | grep -o '"counted_at":"' | wc -l)" -gt "$segments" ]; do sleep 1; done
sleep 5
stop_servers

begin=$(now)
serve live
until_columns
echo "live, HTTP: restart until a count comes from the kept columns of $contacts contacts ($(count_by)) | $(took "$begin" "$(now)") | < 2 s"
sleep 8 # members are read, and everybody is asked once
before=$(cpu_ms "$pid")
node live_http_load.mjs "http://127.0.0.1:$port" "$key" "$probed" "$contacts" "$rate" "$seconds" "$segments" || failed=1
after=$(cpu_ms "$pid")
echo "live, HTTP: processors that the server used | $(awk -v ms=$((after - before)) -v s="$seconds" 'BEGIN { printf "%.2f", ms / 1000 / s }') |"
echo "live, HTTP: resident memory | $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status") MB |"
exit "${failed:-0}"
