# Formats C++ with clang-format 14 (the version of Debian 12) and the web app with its own formatter.
. "$ROOT/tools/dev/packages.sh"

cpp_files() { project_files src bench cmake | grep -E '\.(h|cpp)$'; }

dev_fmt() {
  install_packages test
  cpp_files | xargs -r -P "$JOBS" -n 20 clang-format-14 -i
  if [ -d web/node_modules ]; then (ensure_node && cd web && npm run --silent fmt); fi
}

check_format() { cpp_files | xargs -r -P "$JOBS" -n 20 clang-format-14 --dry-run -Werror; }
