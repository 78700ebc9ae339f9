# rapport_module(NAME DEPENDS other_modules... LIBRARIES outside_libraries... PRIVATE_LIBRARIES ...)
#
# One folder, one library: every .cpp beside the CMakeLists.txt (and one folder below), *_test.cpp apart.
# The module's tests link the module and what it names, nothing else: a use of a module that is not
# named fails in the linker.
add_library(rapport_options INTERFACE)
target_compile_features(rapport_options INTERFACE cxx_std_20)
target_include_directories(rapport_options INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)
target_compile_options(rapport_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wno-missing-field-initializers -Werror
  # gcc 12 finds these where they are not (its bugs 105651, 105562, 105329) once -O2 inlines std::string;
  # the sanitizers and clang look for the real ones.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-maybe-uninitialized -Wno-dangling-pointer>>)
if(RAPPORT_SANITIZE)
  target_compile_options(rapport_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(rapport_options INTERFACE -fsanitize=address,undefined)
endif()
find_program(MOLD mold)
if(MOLD)
  target_link_options(rapport_options INTERFACE -fuse-ld=mold)
endif()

# The standard headers that nearly every unit reads, compiled once.
add_library(rapport_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
target_link_libraries(rapport_pch PUBLIC rapport_options Threads::Threads)
target_precompile_headers(rapport_pch PUBLIC
  <algorithm> <array> <atomic> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional>
  <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)

function(rapport_module name)
  cmake_parse_arguments(M "" "" "DEPENDS;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp */*.cpp)
  set(tests ${sources})
  set(fuzz_targets ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|_fuzz|/main)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER fuzz_targets INCLUDE REGEX "_fuzz\\.cpp$")
  if(fuzz_targets)
    list(APPEND tests ${fuzz_targets} ${CMAKE_SOURCE_DIR}/cmake/fuzz_test.cpp)
  endif()
  add_library(${name} STATIC ${sources})
  set(deps "")
  foreach(dep IN LISTS M_DEPENDS)
    list(APPEND deps ${dep})
  endforeach()
  target_link_libraries(${name} PUBLIC rapport_options Threads::Threads ${deps} ${M_LIBRARIES}
                        PRIVATE ${M_PRIVATE_LIBRARIES})
  target_precompile_headers(${name} REUSE_FROM rapport_pch)
  if(tests AND RAPPORT_TESTS)
    add_executable(${name}_test ${tests} ${CMAKE_SOURCE_DIR}/cmake/test_main.cpp)
    target_link_libraries(${name}_test PRIVATE ${name} doctest::doctest)
    target_precompile_headers(${name}_test REUSE_FROM rapport_pch)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 600)
  endif()
  rapport_fuzz(${name} ${fuzz_targets})
endfunction()
