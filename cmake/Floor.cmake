# Several sources are compiled as one unit (docs/decisions/0019-units-of-several-sources.md): names in an unnamed namespace
# must therefore differ within a floor. -DONSALE_UNITS=OFF compiles each source by itself.
option(ONSALE_UNITS "Compile several sources as one unit" ON)

function(onsale_units target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${ONSALE_UNITS} UNITY_BUILD_BATCH_SIZE 10)
endfunction()

# onsale_floor(NAME [DEPENDS libs...] [TEST_DEPENDS libs...])
#
# Makes library onsale_NAME of every *.cc below this folder, and test program NAME_test of every *_test.cc. Test doubles
# (*_testing.cc) are compiled into the test program only.
function(onsale_floor name)
  cmake_parse_arguments(FLOOR "" "" "DEPENDS;TEST_DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_(test|testing)\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|testing)\\.cc$")
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")

  if(sources)
    add_library(onsale_${name} STATIC ${sources})
    onsale_units(onsale_${name})
    target_include_directories(onsale_${name} PUBLIC "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(onsale_${name} PUBLIC ${FLOOR_DEPENDS})
    onsale_count_coverage(onsale_${name})
  else()
    add_library(onsale_${name} INTERFACE)
    target_include_directories(onsale_${name} INTERFACE "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(onsale_${name} INTERFACE ${FLOOR_DEPENDS})
  endif()

  if(tests)
    add_executable(${name}_test ${tests})
    onsale_units(${name}_test)
    if(ONSALE_SANITIZE)
      # Optimising the tests takes longer than it saves when they run.
      target_compile_options(${name}_test PRIVATE -O0)
    endif()
    target_link_libraries(${name}_test PRIVATE onsale_${name} ${FLOOR_TEST_DEPENDS} GTest::gtest_main GTest::gmock)
    onsale_count_coverage(${name}_test)
    include(GoogleTest)
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60)
  endif()
endfunction()

# With ONSALE_COVERAGE those floors whose coverage is reported count what of them is run, and what tests them.
function(onsale_count_coverage target)
  if(ONSALE_COVERAGE AND target MATCHES "^(onsale_)?(domain|store|engine)(_test)?$")
    target_compile_options(${target} PRIVATE -O0 --coverage -fprofile-update=atomic)
  endif()
endfunction()
