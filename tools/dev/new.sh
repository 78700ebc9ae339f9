# Starts a migration, a module or a decision from a template, with the right number and in the right folder.

dev_new() {
  local kind=${1:-} name=${2:-}
  [[ $name =~ ^[a-z][a-z0-9_/]*$ ]] || die "./dev new migration|module|decision NAME (snake_case; a module as layer/name)"
  case $kind in
    migration) new_migration "$name" ;;
    module) new_module "$name" ;;
    decision) new_decision "$name" ;;
    *) die "./dev new knows migration, module and decision." ;;
  esac
}

next_number() { ls "$1" | sed -n 's/^\([0-9]\{4\}\)[_-].*/\1/p' | sort | tail -n 1 | awk '{ printf "%04d", $1 + 1 } END { if (!NR) printf "0001" }'; }

new_file() {
  [ -e "$1" ] && die "$1 is there already."
  mkdir -p "$(dirname "$1")"
  cat >"$1"
  echo "$1"
}

new_migration() {
  new_file "db/migrations/$(next_number db/migrations)_$1.sql" <<'SQL'
-- What changes, and why. Forward only; the same text for both engines.
-- Every table has a plan line, and a distributed one has contact_id first in its primary key:
-- plan example_notes distributed
create table example_notes (
  contact_id uuid not null,
  note_id uuid not null,
  body text not null,
  created_at bigint not null,
  primary key (contact_id, note_id)
);
SQL
}

new_module() {
  local path=$1 name=${1##*/}
  new_file "src/$path/CMakeLists.txt" <<CMAKE
rapport_module($name
  DEPENDS base)
CMAKE
  new_file "src/$path/$name.h" <<CPP
// The concept in a sentence, then its invariant, then an example where the use is not obvious.
#pragma once

namespace rapport::$name {}  // namespace rapport::$name
CPP
  new_file "src/$path/$name.cpp" <<CPP
#include "$path/$name.h"

namespace rapport::$name {}  // namespace rapport::$name
CPP
  new_file "src/$path/${name}_test.cpp" <<CPP
#include "$path/$name.h"

#include <doctest/doctest.h>

TEST_CASE("a test is named as a sentence") { CHECK(true); }
CPP
  echo "Add '$path' to LAYERS, after the modules that it includes and before those that include it."
}

new_decision() {
  new_file "docs/decisions/$(next_number docs/decisions)-${1//_/-}.md" <<MD
# ${1//_/ }

$(date +%Y-%m-%d) · accepted

## The question

## What was decided

## Why, and what was not taken

## What follows
MD
}
