#!/usr/bin/env bash
# The real server: how soon an empty one listens and what memory it takes; then how many contacts a second it takes
# by POST, each answered after its commit, against a bare loop that inserts the rows which those requests wrote.
# PostgreSQL takes part when RAPPORT_TEST_POSTGRES names a cluster (durable only where its fsync is on).
# Usage: bench/server_bench.sh BUILD_FOLDER [SECONDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
build=$(cd .. && realpath "${1:?usage: bench/server_bench.sh BUILD_FOLDER [SECONDS]}")
seconds=${2:-8}
[ -x "$build/bench_server" ] && [ -x "$build/rapport" ] || { echo "skipped: no $build/bench_server"; exit 0; }
command -v wrk >/dev/null || { echo "skipped: no wrk"; exit 0; }
folder=$(mktemp -d)
. ./serve.sh
trap 'stop_servers; rm -rf "$folder"' EXIT

# post CONNECTIONS: sets $rate and $micros, the server's processor time for a request.
post() {
  local before after out
  before=$(cpu_ms "$pid")
  out=$(wrk -t1 -c"$1" -d"${seconds}s" -s post_contact.lua "http://127.0.0.1:$port" -- "$key" "c$1x")
  after=$(cpu_ms "$pid")
  if grep -q 'Non-2xx\|Socket errors' <<<"$out"; then echo "$out" >&2; exit 1; fi
  rate=$(awk '/Requests\/sec/ { print int($2) }' <<<"$out")
  micros=$(awk -v ms=$((after - before)) '/requests in/ { print int(ms * 1000 / $1) }' <<<"$out")
}
# compare MEASURE RATE MICROS BARE_RATE BARE_MICROS TARGET
compare() {
  awk -v m="$1" -v r="$2" -v u="$3" -v b="$4" -v v="$5" -v t="$6" 'BEGIN {
    printf "%s | %d of %d/s, %.0f %%; processor %d and %d µs each | %s\n", m, r, b, 100 * r / b, u, v, t }'
}

listening=()
for i in 1 2 3 4 5; do
  serve "empty$i"
  listening+=("$listening_ms")
  [ "$i" = 5 ] || stop_servers
done
sleep 2
echo "empty server: resident memory | $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status") MB | < 50 MB"
echo "empty server: until it listens | $(printf '%s\n' "${listening[@]}" | sort -n | sed -n 3p) ms (median of 5) | < 300 ms"
stop_servers

for connections in 64 1; do
  serve "sqlite$connections"
  api_key "sqlite$connections"
  post "$connections"
  stop_servers
  read -r bare bare_micros < <("$build/bench_server" sqlite "$folder/sqlite$connections/rapport.db" "$connections")
  target=$([ "$connections" = 64 ] && echo ">= 40 %" || echo "")
  compare "POST of a contact, $connections connections, SQLite" "$rate" "$micros" "$bare" "$bare_micros" "$target"
done

[ -n "${RAPPORT_TEST_POSTGRES:-}" ] || exit 0
name=bench_post_$$
psql -q "$RAPPORT_TEST_POSTGRES" -c "create database $name"
url=${RAPPORT_TEST_POSTGRES%/*}/$name
serve postgres --database "$url"
api_key postgres --database "$url"
post 64
stop_servers
read -r bare bare_micros < <("$build/bench_server" postgres "$url" 64)
psql -q "$RAPPORT_TEST_POSTGRES" -c "drop database $name"
compare "POST of a contact, 64 connections, PostgreSQL" "$rate" "$micros" "$bare" "$bare_micros" ">= 60 %"
