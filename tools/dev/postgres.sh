# A PostgreSQL 15 of its own: in a temporary folder, on a free port of 127.0.0.1, gone at exit.
# As root it runs under an unprivileged user, for PostgreSQL refuses root.

PG_BIN=${PG_BIN:-/usr/lib/postgresql/15/bin}

pg_as() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
  elif id postgres >/dev/null 2>&1; then
    (cd / && runuser -u postgres -- "$@")
  else
    (cd / && runuser -u nobody -- "$@")
  fi
}

# start_postgres: sets PG_DIR, PG_PORT and RAPPORT_TEST_POSTGRES (a superuser of an empty cluster).
start_postgres() {
  [ -x "$PG_BIN/initdb" ] || die "PostgreSQL 15 is missing ($PG_BIN)."
  PG_DIR=$(mktemp -d "${TMPDIR:-/tmp}/rapport-postgres.XXXXXX")
  if [ "$(id -u)" = 0 ]; then
    if id postgres >/dev/null 2>&1; then chown postgres "$PG_DIR"; else chown nobody "$PG_DIR"; fi
  fi
  PG_PORT=$(free_port)
  export PG_DIR PG_PORT PG_BIN
  at_exit stop_postgres
  pg_as "$PG_BIN/initdb" -D "$PG_DIR/data" -U rapport -A trust -E UTF8 --locale=C --no-sync >"$CACHE/postgres.log" 2>&1 ||
    { cat "$CACHE/postgres.log" >&2; die "initdb failed."; }
  # Durability against power loss is not what these tests look at (the server under test is what gets killed).
  cat >"$PG_DIR/extra.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $PG_PORT
unix_socket_directories = '$PG_DIR'
max_connections = 200
shared_buffers = 128MB
fsync = off
log_min_messages = warning
CONF
  chmod 644 "$PG_DIR/extra.conf"
  pg_as sh -c "cat '$PG_DIR/extra.conf' >>'$PG_DIR/data/postgresql.conf'"
  pg_as "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/log" -w -s start >/dev/null 2>&1 ||
    { cat "$PG_DIR/log" >&2; die "PostgreSQL did not start."; }
  pg_as "$PG_BIN/createdb" -h 127.0.0.1 -p "$PG_PORT" -U rapport rapport
  export RAPPORT_TEST_POSTGRES=postgres://rapport@127.0.0.1:$PG_PORT/rapport
}

stop_postgres() {
  [ -n "${PG_DIR:-}" ] && [ -d "$PG_DIR" ] || return 0
  pg_as "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m immediate -s stop >/dev/null 2>&1 || true
  rm -rf "$PG_DIR"
}
