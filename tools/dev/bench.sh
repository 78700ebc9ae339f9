# Runs every program and script of bench/ and prints one table: measure, value, target.
# Each prints lines "measure | value | target" beside whatever else it says.
. "$ROOT/tools/dev/build.sh"

dev_bench() {
  install_packages build bench test
  build_all
  . "$ROOT/tools/dev/postgres.sh"
  if [ -z "${RAPPORT_TEST_POSTGRES:-}" ]; then
    start_postgres
    # The tests do without, the figures are of durable writes.
    psql -q "$RAPPORT_TEST_POSTGRES" -c "alter system set fsync = on" -c "select pg_reload_conf()" >/dev/null
  fi
  local only=${1:-} program name table
  table=$(mktemp)
  at_exit "rm -f '$table'"
  ninja -C build -t targets all | grep -q '^bench:' && ninja_build build bench
  for program in bench/*_bench.sh bench/*_bench.mjs build/bench_*; do
    [ -f "$program" ] || continue
    name=$(basename "${program%.*}" | sed -e 's/^bench_//' -e 's/_bench$//')
    # A program that a script of the same name drives is no bench by itself.
    case $program in build/*) [ ! -f "bench/${name}_bench.sh" ] && [ -x "$program" ] || continue ;; esac
    [ -z "$only" ] || [ "$only" = "$name" ] || continue
    say "$name"
    case $program in
      *.sh) bash "$program" build ;;
      *.mjs) ensure_node && node "$program" ;;
      *) "$program" ;;
    esac | tee /dev/stderr | grep -E '^[^|]+\|[^|]+\|[^|]*$' >>"$table" || say "$name gave no figures"
  done
  printf '\n%-58s %-22s %s\n' measure value target
  awk -F'|' '{ gsub(/^ +| +$/, "", $1); gsub(/^ +| +$/, "", $2); gsub(/^ +| +$/, "", $3); printf "%-58s %-22s %s\n", $1, $2, $3 }' "$table"
}
