# The slower checks: every unit read by clang with warnings as errors, then what ./dev test also checks.
. "$ROOT/tools/dev/build.sh"
. "$ROOT/tools/dev/fmt.sh"

dev_check() {
  install_packages build test
  say "Format"
  check_format
  say "Layers, sizes, words"
  tools/check_layers
  tools/check_sizes
  tools/check_words
  say "clang reads every unit"
  check_clang
  say "All checks passed."
}

# The compile commands of a clang configuration, with -fsyntax-only in place of the object file.
check_clang() {
  [ -f build-clang/build.ninja ] || cmake -G Ninja -S . -B build-clang -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER=clang++-14 \
    -DCMAKE_C_COMPILER=clang-14 -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON -DRAPPORT_GROUP_FILES=OFF >"$CACHE/configure-clang.log" 2>&1 ||
    { tail -n 30 "$CACHE/configure-clang.log" >&2; die "cmake for clang failed."; }
  cmake build-clang >/dev/null
  ninja -C build-clang -t targets all | sed -n 's/^\(generated[^:]*\):.*/\1/p' | xargs -r ninja -C build-clang >/dev/null
  ensure_node
  node -e 'const fs = require("fs");
    for (const c of JSON.parse(fs.readFileSync("build-clang/compile_commands.json", "utf8"))) if (fs.existsSync(c.file))
    console.log(c.command.replace(/ -o \S+ -c /, " -fsyntax-only "))' |
    (cd build-clang && xargs -P "$JOBS" -d '\n' -n 1 sh -c)
}
