# Shared by all verbs: words on the screen, timing, things to undo at exit, lists of files.

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

JOBS=${JOBS:-$(nproc)}
CACHE=$ROOT/.cache
mkdir -p "$CACHE"
# Objects built with the precompiled header are found again only when ccache is told to look past its dates.
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros,include_file_mtime,include_file_ctime}

# at_exit COMMAND…: run at the end, last registered first, whatever way the end comes.
AT_EXIT=()
at_exit() { AT_EXIT=("$*" "${AT_EXIT[@]}"); }
run_at_exit() {
  local status=$? command
  trap - EXIT INT TERM HUP
  for command in "${AT_EXIT[@]}"; do eval "$command" || true; done
  exit "$status"
}
trap run_at_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# The files of the project: tracked, or new and not ignored; outside git, all but what is built.
project_files() {
  if git -C "$ROOT" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git -C "$ROOT" ls-files -co --exclude-standard -- "$@" | while IFS= read -r f; do
      [ -f "$ROOT/$f" ] && printf '%s\n' "$f"
    done
  else
    (cd "$ROOT" && find "${@:-.}" -type d \( -name node_modules -o -name 'build*' -o -name .cache -o -name dist -o -name .git \) \
      -prune -o -type f -print | sed 's|^\./||')
  fi
}

# One hash over names and contents of the given files and folders (built things left out).
hash_of() {
  (cd "$ROOT" && find "$@" -type d \( -name node_modules -o -name dist -o -name .git -o -name results \) -prune \
    -o -type f -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-32)
}

# is_current NAME HASH / mark_current NAME HASH: stamps of finished steps.
is_current() { [ "$(cat "$CACHE/$1.stamp" 2>/dev/null)" = "$2" ]; }
mark_current() { printf '%s\n' "$2" >"$CACHE/$1.stamp"; }

free_port() { perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen=>1,LocalAddr=>"127.0.0.1",Proto=>"tcp")->sockport'; }
