# The server first (its OpenAPI description makes the typed web client), then the web app, then both in one file.
. "$ROOT/tools/dev/packages.sh"

dev_build() {
  install_packages build
  build_all
}

build_all() {
  # Packages of the web app come over the network while the compiler works.
  local packages=
  if [ -f "$ROOT/web/package.json" ]; then
    (ensure_node && npm_ci web && npm_ci web/tools/openapi) &
    packages=$!
  fi
  build_server
  [ -z "$packages" ] || wait "$packages" || die "the packages of the web app were not installed."
  build_web
}

# configure PRESET [cmake option…]: only when the build folder is not there yet; ninja sees later changes itself.
configure() {
  local preset=$1 dir
  shift
  case $preset in release) dir=build ;; *) dir=build-$preset ;; esac
  [ -f "$ROOT/$dir/build.ninja" ] && return 0
  cmake --preset "$preset" "$@" >"$CACHE/configure-$preset.log" 2>&1 ||
    { tail -n 30 "$CACHE/configure-$preset.log" >&2; die "cmake --preset $preset failed."; }
}

# ninja_build DIR TARGET…: quiet when there is nothing to say, the whole error when there is.
ninja_build() {
  local dir=$1 log
  shift
  log=$CACHE/ninja-$(basename "$dir").log
  if [ -t 2 ] && [ -z "${CI:-}" ]; then
    ninja -C "$dir" -j "$JOBS" "$@" >&2 || die "the build failed."
  else
    ninja -C "$dir" -j "$JOBS" "$@" >"$log" 2>&1 ||
      { grep -v '^\[[0-9]*/[0-9]*\] [A-Z]' "$log" | head -n 120 >&2; die "the build failed (all of it: $log)."; }
  fi
}

build_server() {
  configure release
  ninja_build build rapport
}

# The typed client and the pages, when the sources, the lock or the API changed; then the relink with them inside.
build_web() {
  [ -f "$ROOT/web/package.json" ] || return 0
  local sources
  "$ROOT/build/rapport" openapi >"$ROOT/build/openapi.json.new"
  if cmp -s "$ROOT/build/openapi.json.new" "$ROOT/build/openapi.json"; then
    rm "$ROOT/build/openapi.json.new"
  else
    mv "$ROOT/build/openapi.json.new" "$ROOT/build/openapi.json"
  fi
  sources=$(hash_of web build/openapi.json)
  if ! is_current web "$sources" || [ ! -f "$ROOT/web/dist/index.html" ]; then
    ensure_node
    npm_ci web
    npm_ci web/tools/openapi
    say "Building the web app"
    (cd "$ROOT/web" && npm run --silent gen && npm run --silent build) >"$CACHE/web.log" 2>&1 ||
      { tail -n 40 "$CACHE/web.log" >&2; die "the web app was not built."; }
    mark_current web "$(hash_of web build/openapi.json)"
    cmake build >"$CACHE/configure-release.log" 2>&1 # the pages are there now, or have other names
  fi
  ninja_build build rapport
}
