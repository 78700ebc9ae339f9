# docs/reference is written from the program itself: what it says of its API, its commands and its settings.
. "$ROOT/tools/dev/build.sh"

dev_docs() {
  install_packages build
  ensure_node
  build_all
  local target=docs/reference
  if [ "${1:-}" = --check ]; then
    target=$(mktemp -d "${TMPDIR:-/tmp}/rapport-docs.XXXXXX")
    at_exit "rm -rf '$target'"
  fi
  write_reference "$target"
  if [ "${1:-}" = --check ]; then
    local page
    for page in api.md commands.md; do
      diff -u "docs/reference/$page" "$target/$page" || die "docs/reference is not what the program says: run ./dev docs and commit."
    done
  fi
}

write_reference() {
  build/rapport openapi | node tools/dev/api_reference.mjs >"$1/api.md"
  commands_reference >"$1/commands.md"
}

# `rapport help`, then the options of each command as it prints them.
commands_reference() {
  printf '# Commands and settings\n\nWritten by `./dev docs` from `rapport help`; do not edit.\n\n```\n'
  build/rapport help
  printf '```\n'
  build/rapport help | sed -n 's/^  rapport \([a-z][a-z ]*[a-z]\).*/\1/p' | while IFS= read -r command; do
    printf '\n## %s\n\n```\n' "$command"
    # shellcheck disable=SC2086
    build/rapport help $command
    printf '```\n'
  done
}
