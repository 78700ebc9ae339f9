# rapport_fuzz(MODULE FILE...): each *_fuzz.cpp of a module as libFuzzer programs, built only by clang with
# RAPPORT_FUZZ=ON:  cmake -G Ninja -S . -B build-fuzz -DCMAKE_CXX_COMPILER=clang++ -DRAPPORT_FUZZ=ON -DRAPPORT_TESTS=OFF
# A file may hold several targets; each becomes MODULE_fuzz_NAME.  Everywhere else the targets run in the
# unit tests of the module (cmake/fuzz_test.cpp).
option(RAPPORT_FUZZ "Build the fuzz targets as libFuzzer programs (clang)" OFF)
if(RAPPORT_FUZZ AND NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "RAPPORT_FUZZ needs clang.")
endif()
if(RAPPORT_FUZZ)
  target_compile_options(rapport_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1 -O1)
  target_link_options(rapport_options INTERFACE -fsanitize=address,undefined)
endif()

function(rapport_fuzz module)
  if(NOT RAPPORT_FUZZ)
    return()
  endif()
  foreach(file IN LISTS ARGN)
    file(READ ${file} text)
    string(REGEX MATCHALL "RAPPORT_FUZZ_TARGET\\([ \n]*[a-z0-9_]+" heads "${text}")
    foreach(head IN LISTS heads)
      string(REGEX REPLACE ".*[( \n]" "" name "${head}")
      add_executable(${module}_fuzz_${name} ${file} ${CMAKE_SOURCE_DIR}/cmake/fuzz_main.cpp)
      target_compile_definitions(${module}_fuzz_${name} PRIVATE RAPPORT_FUZZ_PROGRAM="${name}")
      target_link_libraries(${module}_fuzz_${name} PRIVATE ${module})
      target_link_options(${module}_fuzz_${name} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endforeach()
endfunction()
