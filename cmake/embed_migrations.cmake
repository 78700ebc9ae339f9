# Writes OUTPUT: a C++ unit with the text of FILES (NNNN_name.sql, in order) as rapport::store::embedded_migrations().
list(SORT FILES)
set(entries "")
foreach(file IN LISTS FILES)
  get_filename_component(stem ${file} NAME_WE)
  if(NOT stem MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
    message(FATAL_ERROR "${file}: a migration is called NNNN_name.sql")
  endif()
  string(REGEX REPLACE "^0+" "" number ${CMAKE_MATCH_1})
  set(name ${CMAKE_MATCH_2})
  file(READ ${file} text)
  string(APPEND entries "    Migration{${number}, \"${name}\", R\"migration_(${text})migration_\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"platform/store/migrations.h\"

namespace rapport::store {
std::span<const Migration> embedded_migrations() {
  static constexpr Migration migrations[] = {
${entries}  };
  return migrations;
}
}  // namespace rapport::store
")
