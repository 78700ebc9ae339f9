#!/usr/bin/env bash
# Facts from outside: batches of 100 by 16 connections and single ones by 256, each answered after its commit, against
# a bare loop that inserts the rows which those requests wrote; then the first page of a timeline of 100,000 facts.
# PostgreSQL takes part when RAPPORT_TEST_POSTGRES names a cluster (durable only where its fsync is on).
# Usage: bench/ingest_bench.sh BUILD_FOLDER [SECONDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
build=$(cd .. && realpath "${1:?usage: bench/ingest_bench.sh BUILD_FOLDER [SECONDS]}")
seconds=${2:-8}
[ -x "$build/bench_ingest" ] && [ -x "$build/rapport" ] || { echo "skipped: no $build/bench_ingest"; exit 0; }
command -v wrk >/dev/null || { echo "skipped: no wrk"; exit 0; }
folder=$(mktemp -d)
. ./serve.sh
trap 'stop_servers; rm -rf "$folder"' EXIT

# write_key: sets $basic, the header's word of a new key that sends facts.
write_key() {
  local secret
  secret=$(curl -sf -X POST "http://127.0.0.1:$port/api/keys" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
    -d '{"name":"bench","kind":"write"}' | sed 's/.*"secret":"\([^"]*\)".*/\1/')
  basic=$(printf '%s:' "$secret" | base64 -w0)
}
# Processor milliseconds of PostgreSQL, of connections that are gone too; 0 where it is not this machine's.
postgres_ms() {
  if [ -z "${postmaster:-}" ] || [ ! -r "/proc/$postmaster/stat" ]; then echo 0; return; fi
  local hz
  hz=$(getconf CLK_TCK)
  { awk '{ sub(/.*\) /, ""); print $12 + $13 + $14 + $15 }' "/proc/$postmaster/stat"
    for p in $(pgrep -P "$postmaster"); do awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$p/stat" 2>/dev/null || true; done; } |
    awk -v hz="$hz" '{ s += $1 } END { print int(s * 1000 / hz) }'
}
# load CONNECTIONS FACTS_A_REQUEST USERS WORD [SECONDS]: sets $rate (facts a second), $p99 and $micros (processor time
# for a fact, the server's and PostgreSQL's).
load() {
  local before after out
  before=$(($(cpu_ms "$pid") + $(postgres_ms)))
  out=$(wrk -t1 -c"$1" -d"${5:-$seconds}s" --timeout 10s -s post_facts.lua "http://127.0.0.1:$port" -- "$basic" "$4" "$2" "$3")
  after=$(($(cpu_ms "$pid") + $(postgres_ms)))
  if grep -q 'Non-2xx\|Socket errors' <<<"$out"; then echo "$out" >&2; exit 1; fi
  rate=$(awk -v s="$2" '/Requests\/sec/ { print int($2 * s) }' <<<"$out")
  p99=$(awk '/^p99/ { print $2 }' <<<"$out")
  micros=$(awk -v ms=$((after - before)) -v s="$2" '/requests in/ { print int(ms * 1000 / ($1 * s)) }' <<<"$out")
}
# compare MEASURE RATE MICROS P99 BARE_RATE BARE_MICROS TARGET
compare() {
  awk -v m="$1" -v r="$2" -v u="$3" -v p="$4" -v b="$5" -v v="$6" -v t="$7" 'BEGIN {
    printf "%s | %d of %d facts/s, %.0f %%; p99 %s ms; processor %d and %d µs each | %s\n", m, r, b, 100 * r / b, p, u, v, t }'
}
against_batches() {
  awk -v m="$1" -v r="$2" -v u="$3" -v p="$4" -v b="$5" -v t="$6" 'BEGIN {
    printf "%s | %d facts/s, %.0f %% of the batches; p99 %s ms; processor %d µs each | %s\n", m, r, 100 * r / b, p, u, t }'
}

# both: the two ways of sending, on the server that runs.
both() {
  load 256 1 1000 warm 2   # contacts and names are there before anything counts
  load 16 100 1000 batch
  batch_rate=$rate batch_micros=$micros batch_p99=$p99
  load 256 1 1000 single
}

serve sqlite
api_key sqlite
write_key
both
stop_servers
read -r bare bare_micros < <("$build/bench_ingest" sqlite "$folder/sqlite/rapport.db" 1600)
compare "facts of 2 kB in batches of 100, 16 connections, SQLite" "$batch_rate" "$batch_micros" "$batch_p99" "$bare" "$bare_micros" ">= 60 %, p99 < 200 ms"
against_batches "single facts, 256 connections, SQLite" "$rate" "$micros" "$p99" "$batch_rate" ">= 30 %, p99 < 150 ms"

serve timeline
api_key timeline
write_key
count() {
  curl -sf "http://127.0.0.1:$port/api/contacts?limit=1" -H "Authorization: Bearer $key" | sed 's/.*"items":\[{"id":"\([^"]*\)".*/\1/'
}
sent=0
for round in 1 2 3 4 5 6 7 8 9 10; do
  [ "$sent" -lt 100000 ] || break
  load 4 100 1 "line$round" 4
  sent=$((sent + rate * 4))
done
contact=$(count)
out=$(wrk -t1 -c1 -d4s --latency -H "Authorization: Bearer $key" "http://127.0.0.1:$port/api/contacts/$contact/timeline")
if grep -q 'Non-2xx\|Socket errors' <<<"$out"; then echo "$out" >&2; exit 1; fi
echo "first page of a timeline of $sent facts | p50 $(awk '$1 == "50%" { print $2 }' <<<"$out"), p99 $(awk '$1 == "99%" { print $2 }' <<<"$out") | < 20 ms"
stop_servers

[ -n "${RAPPORT_TEST_POSTGRES:-}" ] || exit 0
name=bench_ingest_$$
folder_of_postgres=$(psql -qAt "$RAPPORT_TEST_POSTGRES" -c "show data_directory")
postmaster=$(head -n 1 "$folder_of_postgres/postmaster.pid" 2>/dev/null || true)
psql -q "$RAPPORT_TEST_POSTGRES" -c "create database $name"
url=${RAPPORT_TEST_POSTGRES%/*}/$name
serve postgres --database "$url"
api_key postgres --database "$url"
write_key
both
stop_servers
read -r bare bare_micros < <("$build/bench_ingest" postgres "$url" 16 100 "${postmaster:-0}")
psql -q "$RAPPORT_TEST_POSTGRES" -c "drop database $name"
compare "facts of 2 kB in batches of 100, 16 connections, PostgreSQL" "$batch_rate" "$batch_micros" "$batch_p99" "$bare" "$bare_micros" ">= 60 %, p99 < 200 ms"
against_batches "single facts, 256 connections, PostgreSQL" "$rate" "$micros" "$p99" "$batch_rate" ">= 30 %, p99 < 150 ms"
