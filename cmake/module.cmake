# rapport_module(NAME [FILES_ALONE] DEPENDS other_modules... LIBRARIES outside_libraries... PRIVATE_LIBRARIES ...)
#
# One folder, one library: every .cpp beside the CMakeLists.txt (and one folder below), *_test.cpp apart.
# The module's tests link the module and what it names, nothing else: a use of a module that is not
# named fails in the linker.
add_library(rapport_options INTERFACE)
target_compile_features(rapport_options INTERFACE cxx_std_20)
target_include_directories(rapport_options INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)
target_compile_options(rapport_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic $<IF:$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${RAPPORT_GROUP_FILES}>>,-Wshadow=local;-Wno-subobject-linkage,-Wshadow> -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wno-missing-field-initializers -Werror
  # gcc 12 finds these where they are not (its bugs 105651, 105562, 105329) once -O2 inlines std::string;
  # the sanitizers and clang look for the real ones.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-maybe-uninitialized -Wno-dangling-pointer>>)
# Of the checks of undefined behaviour, those of null and of object size say little that the address sanitizer does not,
# and with alignment they are a third of what compiling takes (docs/decisions/0029): alignment is checked where memory is
# read as another type, in segments.
set(rapport_undefined_checks "")
if(RAPPORT_SANITIZE)
  target_compile_options(rapport_options INTERFACE -fsanitize=address -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(rapport_options INTERFACE -fsanitize=address,undefined)
  set(rapport_undefined_checks -fsanitize=undefined -fno-sanitize=null,object-size,alignment)
endif()
find_program(MOLD mold)
if(MOLD)
  target_link_options(rapport_options INTERFACE -fuse-ld=mold)
endif()

# The standard headers that nearly every unit reads, compiled once; for tests a second time, with theirs.
set(rapport_everyday_headers
  <algorithm> <array> <atomic> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional>
  <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)
add_library(rapport_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
target_link_libraries(rapport_pch PUBLIC rapport_options Threads::Threads)
target_compile_options(rapport_pch PRIVATE ${rapport_undefined_checks})
target_precompile_headers(rapport_pch PUBLIC ${rapport_everyday_headers})
# Tests are compiled without optimisation: what they call is what is checked, and it is.
if(RAPPORT_TESTS)
  add_library(rapport_test_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
  target_link_libraries(rapport_test_pch PUBLIC rapport_options Threads::Threads doctest::doctest)
  target_compile_options(rapport_test_pch PRIVATE -O0)
  target_precompile_headers(rapport_test_pch PUBLIC ${rapport_everyday_headers} <doctest/doctest.h>)
endif()

# Several files of one folder are read as one unit: a clean build halves, because what headers bring is compiled once
# a group (docs/decisions/0029). A name in an anonymous namespace is therefore unique in its folder; where two clash,
# the compiler says so. clang and the preset `dev` still read each file alone, which finds a missing #include.
function(rapport_group_files target)
  if(NOT RAPPORT_GROUP_FILES)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_target_property(files ${target} SOURCES)
  foreach(file IN LISTS files)
    cmake_path(GET file PARENT_PATH folder)
    string(MAKE_C_IDENTIFIER "${folder}" key)
    if(NOT DEFINED count_${key})
      set(count_${key} 0)
    endif()
    math(EXPR number "${count_${key}} / 8")
    math(EXPR count_${key} "${count_${key}} + 1")
    cmake_path(GET folder FILENAME short)
    set_source_files_properties(${file} PROPERTIES UNITY_GROUP "${short}_${number}")
  endforeach()
endfunction()

function(rapport_module name)
  cmake_parse_arguments(M "FILES_ALONE" "" "DEPENDS;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
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
  target_compile_options(${name} PRIVATE ${rapport_undefined_checks})
  target_precompile_headers(${name} REUSE_FROM rapport_pch)
  if(NOT M_FILES_ALONE)
    rapport_group_files(${name})
  endif()
  if(tests AND RAPPORT_TESTS)
    add_executable(${name}_test ${tests} ${CMAKE_SOURCE_DIR}/cmake/test_main.cpp)
    # It brings doctest's own code, which the precompiled header leaves out.
    set_source_files_properties(${CMAKE_SOURCE_DIR}/cmake/test_main.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    target_link_libraries(${name}_test PRIVATE ${name} doctest::doctest)
    target_compile_options(${name}_test PRIVATE -O0)
    target_precompile_headers(${name}_test REUSE_FROM rapport_test_pch)
    add_test(NAME ${name} COMMAND ${name}_test)
    list(LENGTH tests cost)  # the long ones first: two at a time end sooner
    set_tests_properties(${name} PROPERTIES TIMEOUT 600 COST ${cost})
  endif()
  rapport_fuzz(${name} ${fuzz_targets})
endfunction()
