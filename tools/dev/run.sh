# From a bare machine to a sign-in: install, build, make a workspace in ./data, serve.
. "$ROOT/tools/dev/build.sh"

dev_run() {
  install_packages build
  build_all
  local data=$ROOT/data listen=${RAPPORT_HTTP_LISTEN:-127.0.0.1:8080} arguments=("$@") i
  for ((i = 0; i < ${#arguments[@]}; i++)); do
    case ${arguments[i]} in
      --data) data=${arguments[i + 1]:-$data} ;;
      --listen) listen=${arguments[i + 1]:-$listen} ;;
    esac
  done
  first_start "$data" "$@"
  say "Rapport listens at http://$listen (Ctrl-C stops it)"
  exec "$ROOT/build/rapport" serve --data "$data" --listen "$listen" "$@"
}

# The first start makes an administrator and fills the workspace with an invented shop.
first_start() {
  local data=$1 password
  shift
  [ -e "$data/rapport.db" ] && return 0
  mkdir -p "$data"
  password=$(od -An -N9 -tx1 /dev/urandom | tr -d ' \n')
  say "First start: making a workspace in $data with demonstration data"
  "$ROOT/build/rapport" demo --data "$data"
  "$ROOT/build/rapport" user add --data "$data" --role administrator --name "Demo Administrator" --email admin@example.com --password "$password"
  cat >&2 <<TEXT

  Sign in with   admin@example.com
  password       $password

  Forgotten later:  build/rapport user reset admin@example.com --data $data

TEXT
}
