# From a bare machine to a sign-in: install, build, make a workspace in ./data, serve.
. "$ROOT/tools/dev/build.sh"

dev_run() {
  install_packages build
  build_all
  local data=${RAPPORT_DATA:-$ROOT/data} listen=127.0.0.1:8080 demo=() word previous=
  listen=${RAPPORT_LISTEN:-$listen}
  for word in "$@"; do
    case $previous in
      --data) data=$word ;;
      --listen) listen=$word ;;
    esac
    previous=$word
  done
  if [ ! -e "$data/rapport.db" ] && [[ " $* " != *" --database"* ]] && [ -z "${RAPPORT_DATABASE:-}" ]; then
    first_start "$data"
    demo=(--demo)
  fi
  say "Rapport listens at http://$listen (Ctrl-C stops it)"
  exec "$ROOT/build/rapport" serve --data "$data" --listen "$listen" "${demo[@]}" "$@"
}

# The first start makes an administrator; the server then fills the workspace with an invented shop.
first_start() {
  local data=$1 password
  password=$(od -An -N9 -tx1 /dev/urandom | tr -d ' \n')
  say "First start: a workspace in $data with demonstration data"
  "$ROOT/build/rapport" user add admin@example.com --data "$data" --role administrator --name 'Demo Administrator' \
    --password "$password" >"$CACHE/first-start.log" 2>&1 || { cat "$CACHE/first-start.log" >&2; die "no administrator could be added."; }
  cat >&2 <<TEXT

  Sign in with   admin@example.com
  password       $password

  Should it be lost: build/rapport user reset admin@example.com --data $data

TEXT
}
