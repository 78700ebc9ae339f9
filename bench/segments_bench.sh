#!/usr/bin/env bash
# The segment engine beside DuckDB (from npm, on the fly) and PostgreSQL (when RAPPORT_TEST_POSTGRES names a cluster) on
# the same rows: the same answers are required, the times are of one thread and the fastest of several rounds.
# Usage: bench/segments_bench.sh BUILD_FOLDER [CONTACTS]: 1,000,000 contacts have 10 M facts and 3 M orders.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
build=$(cd .. && realpath "${1:?usage: bench/segments_bench.sh BUILD_FOLDER [CONTACTS]}")
contacts=${2:-${RAPPORT_BENCH_CONTACTS:-1000000}}
[ -x "$build/bench_segments" ] || { echo "skipped: no $build/bench_segments"; exit 0; }
folder=$(mktemp -d)
name=bench_segments_$$
made=
trap '[ -z "$made" ] || psql -q "$RAPPORT_TEST_POSTGRES" -c "drop database $name"; rm -rf "$folder"' EXIT

"$build/bench_segments" "$folder" "$contacts"

# compare PEER FILE: the answers must be the same; prints how many times quicker the columns are.
compare() {
  awk -v peer="$1" -v contacts="$contacts" '
    NR == FNR { count[$1] = $2; sum[$1] = $3; ms[$1] = $4; next }
    $2 != count[$1] || $3 != sum[$1] { print peer " answers " $1 " differently: " $2 " contacts, not " count[$1]; wrong = 1 }
    { printf "segment %s against %s, %d contacts | %.2f of %.1f ms, %d times quicker |\n", $1, peer, contacts, ms[$1], $4, $4 / ms[$1]; seen++ }
    END { exit wrong || seen != 6 }' "$folder/answers.txt" "$2"
}

if command -v npm >/dev/null && cp segments/package.json "$folder" && (cd "$folder" && npm install --silent --no-audit --no-fund >/dev/null 2>&1); then
  here=$PWD
  for threads in 1 2; do
    (cd "$folder" && node "$here/segments/duckdb.mjs" "$folder" $threads) >"$folder/duckdb.$threads"
    compare "DuckDB ($threads threads)" "$folder/duckdb.$threads"
  done
else
  echo "DuckDB was left out: npm has no @duckdb/node-api" >&2
fi

[ -n "${RAPPORT_TEST_POSTGRES:-}" ] || exit 0
psql -q "$RAPPORT_TEST_POSTGRES" -c "create database $name"
made=1
url=${RAPPORT_TEST_POSTGRES%/*}/$name
psql -q "$url" -v ON_ERROR_STOP=1 >/dev/null <<SQL
create table contacts (id bigint not null, created_at bigint, last_login bigint, pubkey boolean, node boolean, country text, plan text, score integer);
create table events (contact bigint not null, type text not null, at bigint not null);
create table orders (contact bigint not null, at bigint not null, net bigint not null);
\\copy contacts from '$folder/contacts.csv' csv
\\copy events from '$folder/events.csv' csv
\\copy orders from '$folder/orders.csv' csv
alter table contacts add primary key (id);
create index on contacts (created_at);
create index on contacts (pubkey, node);
create index on contacts (last_login);
create index on events (contact, type, at);
create index on events (type, at) include (contact);
create index on orders (contact, at) include (net);
create index on orders (at) include (contact);
vacuum analyze;
SQL
while IFS=$'\t' read -r rule where; do
  out=$(for round in 1 2 3; do
    printf '\\timing on\nselect count(*), coalesce(sum(c.id), 0) from contacts c where %s;\n' "$where"
  done | psql -qAt -F ' ' "$url")
  awk -v rule="$rule" '/^Time:/ { if (best == "" || $2 + 0 < best) best = $2 + 0; next } NF == 2 { row = $0 } END { print rule, row, best }' <<<"$out"
done <"$folder/rules.sql" >"$folder/postgres"
compare "PostgreSQL" "$folder/postgres"
