# Sourced by the scripts beside it: starts the real server on a free port of the loopback and stops it at exit.
# The caller sets $build and $folder.
server_pids=()
stop_servers() {
  for pid in "${server_pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  server_pids=()
}

# serve NAME OPTION…: sets $pid, $port and $listening_ms (from the start of the process to its first answer).
serve() {
  local name=$1 begin end
  shift
  port=$((20000 + RANDOM % 20000))
  begin=$(date +%s%N)
  "$build/rapport" serve --data "$folder/$name" --listen "127.0.0.1:$port" --http-requests-per-second 1000000 \
    --log-level error "$@" >"$folder/$name.log" 2>&1 &
  pid=$!
  server_pids+=("$pid")
  until (exec 9<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    kill -0 "$pid" 2>/dev/null || { cat "$folder/$name.log" >&2; exit 1; }
    end=$(date +%s%N)
    [ $((end - begin)) -lt 20000000000 ] || { echo "the server does not listen" >&2; exit 1; }
    sleep 0.002
  done
  end=$(date +%s%N)
  listening_ms=$(((end - begin) / 1000000))
}

# api_key NAME OPTION…: sets $key, which may do everything.
api_key() {
  local name=$1
  shift
  key=$("$build/rapport" key add --data "$folder/$name" --name bench --role administrator "$@" 2>/dev/null | tail -n 1)
}

# Processor milliseconds that a process has used.
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print int(($12 + $13) * 1000 / hz) }' "/proc/$1/stat"; }
