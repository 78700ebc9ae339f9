# The target `phonenumber`: the distribution's package where it is installed, else the one that
# tools/fetch_phonenumber unpacks (Debian 12's conflicts with Boost 1.81). Linked statically from there, so
# that the program needs no library that is not installed.
if(TARGET phonenumber)
  return()
endif()
add_library(phonenumber INTERFACE)
if(EXISTS /usr/include/phonenumbers/phonenumberutil.h)
  target_link_libraries(phonenumber INTERFACE -lphonenumber -lprotobuf)
else()
  set(phonenumber_root ${CMAKE_SOURCE_DIR}/.cache/phonenumber)
  execute_process(COMMAND ${CMAKE_SOURCE_DIR}/tools/fetch_phonenumber ${phonenumber_root} COMMAND_ERROR_IS_FATAL ANY)
  file(GLOB phonenumber_libraries
       ${phonenumber_root}/usr/lib/*/libphonenumber.a ${phonenumber_root}/usr/lib/*/libprotobuf.a
       ${phonenumber_root}/usr/lib/*/libabsl_*.a)
  target_include_directories(phonenumber SYSTEM INTERFACE ${phonenumber_root}/usr/include)
  target_link_libraries(phonenumber INTERFACE
    -Wl,--start-group ${phonenumber_libraries} -Wl,--end-group ICU::uc ICU::i18n ICU::data ZLIB::ZLIB Threads::Threads)
endif()
