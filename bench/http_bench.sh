#!/usr/bin/env bash
# The static pixel against nginx with the same 43 octets, 64 keep-alive connections, turn about; then a contact by its
# id from the real server with an API key. Ratios of one run. nginx serves them twice: from a file, as it serves files, and by its module that knows
# no other picture. Run it on a machine that does nothing else: wrk shares the processors. Usage: bench/http_bench.sh BUILD_FOLDER [SECONDS] [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${1:?usage: bench/http_bench.sh BUILD_FOLDER [SECONDS] [ROUNDS]}
seconds=${2:-4}
rounds=${3:-3}
[ -x "$build/bench_http" ] || { echo "skipped: no $build/bench_http"; exit 0; }
for tool in wrk nginx curl; do
  command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 0; }
done
folder=$(mktemp -d)
. bench/serve.sh
loops=$(($(nproc) > 2 ? $(nproc) / 2 : 1))  # of each server; the rest of the machine is for wrk
trap 'stop_servers; kill "${nginx_pid:-}" 2>/dev/null || true; exec 3>&- 2>/dev/null || true; rm -rf "$folder"' EXIT

base64 -d <<<'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==' >"$folder/pixel.gif"
nginx_port=$((20000 + RANDOM % 20000))
cat >"$folder/nginx.conf" <<CONF
daemon off; pid $folder/pid; error_log $folder/error.log; worker_processes $loops;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000000; open_file_cache max=16; types { image/gif gif; }
  client_body_temp_path $folder; proxy_temp_path $folder; fastcgi_temp_path $folder; uwsgi_temp_path $folder; scgi_temp_path $folder;
  server { listen 127.0.0.1:$nginx_port reuseport; root $folder; location = /empty.gif { empty_gif; } }
}
CONF
chmod 755 "$folder"
nginx -c "$folder/nginx.conf" -p "$folder" &
nginx_pid=$!
mkfifo "$folder/in"
"$build/bench_http" "$folder/bench.db" "$loops" <"$folder/in" >"$folder/port" &
pixel_pid=$!
exec 3>"$folder/in"
for _ in $(seq 100); do [ -s "$folder/port" ] && break; sleep 0.05; done
ours=$(cat "$folder/port")

serve real --http-threads "$loops"
api_key real
for i in $(seq 200); do
  contact=$(curl -sf "http://127.0.0.1:$port/api/contacts" -H "authorization: Bearer $key" -H 'content-type: application/json' \
    -d "{\"email\":\"reader$i@example.org\",\"first_name\":\"Ada\",\"last_name\":\"Lovelace\",\"country\":\"FR\"}" | sed 's/.*"id":"\([^"]*\)".*/\1/')
done
contact=http://127.0.0.1:$port/api/contacts/$contact
curl -sf "$contact" -H "authorization: Bearer $key" >/dev/null

rate() { wrk -t"$loops" -c64 -d"${seconds}s" -H "authorization: Bearer $key" "$1" | awk '/Requests\/sec/ {print int($2)}'; }
rate "http://127.0.0.1:$ours/pixel.gif" >/dev/null
sum_ours=0 sum_nginx=0 sum_empty=0 sum_contact=0 cpu_ours=0 cpu_contact=0
for _ in $(seq "$rounds"); do
  sum_nginx=$((sum_nginx + $(rate "http://127.0.0.1:$nginx_port/pixel.gif")))
  sum_empty=$((sum_empty + $(rate "http://127.0.0.1:$nginx_port/empty.gif")))
  cpu_ours=$((cpu_ours - $(cpu_ms "$pixel_pid")))
  sum_ours=$((sum_ours + $(rate "http://127.0.0.1:$ours/pixel.gif")))
  cpu_ours=$((cpu_ours + $(cpu_ms "$pixel_pid")))
  cpu_contact=$((cpu_contact - $(cpu_ms "$pid")))
  sum_contact=$((sum_contact + $(rate "$contact")))
  cpu_contact=$((cpu_contact + $(cpu_ms "$pid")))
done
awk -v e=$((sum_empty / rounds)) -v n=$((sum_nginx / rounds)) -v o=$((sum_ours / rounds)) -v r=$((sum_contact / rounds)) \
  -v uo="$((cpu_ours * 1000 / (sum_ours * seconds + 1)))" -v uc="$((cpu_contact * 1000 / (sum_contact * seconds + 1)))" 'BEGIN {
  printf "pixel, 64 connections, nginx from a file | %d/s |\n", n
  printf "pixel, 64 connections, nginx empty_gif | %d/s, rapport %.2f of it |\n", e, o / e
  printf "pixel, 64 connections | %d/s, %.2f of nginx; processor %d µs each | >= 1.2\n", o, o / n, uo
  printf "contact by id as JSON, with an API key, SQLite | %d/s, %.2f of the pixel; processor %d µs each | >= 0.2\n", r, r / o, uc }'
