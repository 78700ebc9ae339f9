# rapport_embed(TARGET NAME FOLDER [FALLBACK FOLDER])
#
# Packs the files of a folder into TARGET: one blob taken in by the assembler, and an index that
# `std::span<const rapport::http::Asset> NAME_assets()` gives (platform/http/assets.h). When the folder is not
# there at configure time the fallback folder is packed, so that the C++ build never needs Node.
find_library(BROTLI_ENCODER brotlienc)

if(NOT TARGET rapport_embed_tool)
  add_executable(rapport_embed_tool ${CMAKE_SOURCE_DIR}/tools/embed/main.cpp)
  target_compile_features(rapport_embed_tool PRIVATE cxx_std_20)
  target_compile_options(rapport_embed_tool PRIVATE -O2)
  target_link_libraries(rapport_embed_tool PRIVATE ZLIB::ZLIB)
  if(BROTLI_ENCODER)
    target_compile_definitions(rapport_embed_tool PRIVATE RAPPORT_BROTLI)
    target_link_libraries(rapport_embed_tool PRIVATE ${BROTLI_ENCODER})
  endif()
endif()

function(rapport_embed target name folder)
  cmake_parse_arguments(E "" "FALLBACK" "" ${ARGN})
  if(NOT EXISTS ${folder}/index.html AND E_FALLBACK)
    set(folder ${E_FALLBACK})
    message(STATUS "${name}: ${folder} is embedded, the real one was not built")
  endif()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*)
  set(stem ${CMAKE_BINARY_DIR}/generated/embed/${name})
  # Brotli's best takes its time: for what is shipped only.
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    set(quality 11)
  else()
    set(quality 5)
  endif()
  add_custom_command(OUTPUT ${stem}.blob ${stem}.cpp ${stem}.S
    COMMAND rapport_embed_tool ${name} ${folder} ${stem} ${quality}
    DEPENDS rapport_embed_tool ${files}
    VERBATIM)
  # Ninja does not see what .incbin reads.
  set_source_files_properties(${stem}.S PROPERTIES OBJECT_DEPENDS ${stem}.blob)
  set_source_files_properties(${stem}.cpp ${stem}.S PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${stem}.cpp ${stem}.S)
endfunction()
