# What must be on the machine: Debian packages of tools/packages.txt and a Node new enough for the web tools.
# Looking costs some milliseconds; installing happens only when something is missing.

NODE_LEAST=20.19.0
NODE_WANTED=20.20.0   # the line brought when the machine's own is older
NPM_LEAST=11.0.0

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "packages are missing and neither root nor sudo is at hand: $*"
  fi
}

# install_packages GROUP…: those of tools/packages.txt that are not installed.
install_packages() {
  command -v dpkg-query >/dev/null || die "this needs Debian or a relative (dpkg-query was not found)."
  local wanted missing
  wanted=$(awk -v groups=" $* " '!/^#/ && NF >= 2 && index(groups, " " $2 " ") { print $1 }' "$ROOT/tools/packages.txt")
  missing=$(comm -23 <(printf '%s\n' $wanted | sort -u) \
    <(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' 2>/dev/null | awk '$1 == "ii" { print $2 }' | sort -u))
  # A Node that did not come from Debian brings its own npm.
  if command -v npm >/dev/null; then missing=$(printf '%s\n' $missing | grep -vx npm || true); fi
  if command -v node >/dev/null; then missing=$(printf '%s\n' $missing | grep -vx nodejs || true); fi
  [ -z "$missing" ] && return 0
  say "Installing $(printf '%s\n' $missing | wc -l) Debian packages: $(echo $missing)"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 update >"$CACHE/apt.log" 2>&1 ||
    { tail -n 20 "$CACHE/apt.log" >&2; die "apt-get update failed."; }
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends $missing \
    >>"$CACHE/apt.log" 2>&1 || { tail -n 20 "$CACHE/apt.log" >&2; die "apt-get install failed (all of it: .cache/apt.log)."; }
}

version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# Puts a Node of at least NODE_LEAST and an npm of at least NPM_LEAST first on the PATH.
ensure_node() {
  local own=$CACHE/node/node_modules
  if [ -x "$own/.bin/node" ]; then
    PATH=$own/.bin:$PATH
    hash -r
    return 0
  fi
  local node_has npm_has
  node_has=$(node --version 2>/dev/null | tr -d v || true)
  # The file says what `npm --version` says and costs no start of Node.
  npm_has=$(npm --version 2>/dev/null | tail -n 1 || true)
  if [ -n "$node_has" ] && version_at_least "$node_has" "$NODE_LEAST" && version_at_least "${npm_has:-0}" "$NPM_LEAST"; then return 0; fi
  command -v npm >/dev/null || die "npm is missing."
  say "Node ${node_has:-none} with npm ${npm_has:-none} is older than the web tools need: bringing newer ones into .cache/node"
  rm -rf "$CACHE/node"
  mkdir -p "$CACHE/node"
  (cd "$CACHE/node" && echo '{"private":true}' >package.json &&
    npm install --no-fund --no-audit --loglevel=error "node@$NODE_WANTED" npm@11 >"$CACHE/node.log" 2>&1) ||
    { tail -n 20 "$CACHE/node.log" >&2; die "Node could not be brought by npm."; }
  PATH=$own/.bin:$PATH
  hash -r
  version_at_least "$(node --version | tr -d v)" "$NODE_LEAST" || die "the node of .cache/node is $(node --version)."
}

# npm_ci DIR: installs the locked packages when the lock changed.
npm_ci() {
  local dir=$1 name lock
  name=npm-$(printf '%s' "$dir" | tr / -)
  [ -f "$ROOT/$dir/package.json" ] || return 0
  lock=$(hash_of "$dir/package.json" "$dir/package-lock.json")
  if is_current "$name" "$lock" && [ -d "$ROOT/$dir/node_modules" ]; then return 0; fi
  say "Installing the npm packages of $dir"
  (cd "$ROOT/$dir" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-fund --no-audit --loglevel=error >"$CACHE/$name.log" 2>&1) ||
    { tail -n 20 "$CACHE/$name.log" >&2; die "npm ci failed in $dir."; }
  mark_current "$name" "$lock"
}
