# Several sources are compiled as one unit (docs/decisions/0019-units-of-several-sources.md): names in an unnamed namespace
# must therefore differ within a floor. -DONSALE_UNITS=OFF compiles each source by itself.
option(ONSALE_UNITS "Compile several sources as one unit" ON)
set(ONSALE_UNIT_SIZE 10)

# onsale_units(OUT NAME SIZE sources...): OUT becomes the units of the sources, SIZE sources each. A unit includes its sources by
# relative paths, so that the compiler cache knows it again in another clone, which it does not with CMake's own UNITY_BUILD.
function(onsale_units out name size)
  if(NOT ONSALE_UNITS)
    set(${out} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/units")
  list(LENGTH ARGN count)
  math(EXPR last "${count} - 1")
  set(units)
  foreach(first RANGE 0 ${last} ${size})
    list(SUBLIST ARGN ${first} ${size} batch)
    set(content)
    foreach(source IN LISTS batch)
      file(RELATIVE_PATH relative "${folder}" "${source}")
      string(APPEND content "#include \"${relative}\"\n")
    endforeach()
    math(EXPR number "${first} / ${size}")
    set(unit "${folder}/${name}_${number}.cc")
    file(CONFIGURE OUTPUT "${unit}" CONTENT "${content}" @ONLY)
    list(APPEND units "${unit}")
  endforeach()
  set(${out} ${units} PARENT_SCOPE)
endfunction()

# onsale_floor(NAME [DEPENDS libs...] [TEST_DEPENDS libs...] [UNIT_SIZE n] [RELEASE_OPTIMISATION flag])
#
# Makes library onsale_NAME of every *.cc below this folder, and test program NAME_test of every *_test.cc. Test doubles
# (*_testing.cc) are compiled into the test program only. UNIT_SIZE is for the library's units. RELEASE_OPTIMISATION
# replaces -O3 in release builds, for code whose speed matters less than the time that it takes to compile.
function(onsale_floor name)
  cmake_parse_arguments(FLOOR "" "UNIT_SIZE;RELEASE_OPTIMISATION" "DEPENDS;TEST_DEPENDS" ${ARGN})
  if(NOT FLOOR_UNIT_SIZE)
    set(FLOOR_UNIT_SIZE ${ONSALE_UNIT_SIZE})
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_(test|testing)\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|testing)\\.cc$")
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")

  if(sources)
    onsale_units(units onsale_${name} ${FLOOR_UNIT_SIZE} ${sources})
    add_library(onsale_${name} STATIC ${units})
    target_compile_options(onsale_${name} PRIVATE $<$<CONFIG:Release>:${FLOOR_RELEASE_OPTIMISATION}>)
    target_include_directories(onsale_${name} PUBLIC "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(onsale_${name} PUBLIC ${FLOOR_DEPENDS})
    onsale_count_coverage(onsale_${name})
  else()
    add_library(onsale_${name} INTERFACE)
    target_include_directories(onsale_${name} INTERFACE "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(onsale_${name} INTERFACE ${FLOOR_DEPENDS})
  endif()

  if(tests)
    onsale_units(units ${name}_test ${ONSALE_UNIT_SIZE} ${tests})
    add_executable(${name}_test ${units})
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

# onsale_source_dir(TARGET): TARGET gets base::SourceDir (src/base/source_dir_testing.h).
function(onsale_source_dir target)
  set(source "${CMAKE_BINARY_DIR}/source_dir.cc")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT
       "#include \"base/source_dir_testing.h\"\nstd::string onsale::base::SourceDir() { return \"@CMAKE_SOURCE_DIR@\"; }\n")
  target_sources(${target} PRIVATE "${source}")
endfunction()

# With ONSALE_COVERAGE those floors whose coverage is reported count what of them is run, and what tests them.
function(onsale_count_coverage target)
  if(ONSALE_COVERAGE AND target MATCHES "^(onsale_)?(domain|store|engine)(_test)?$")
    target_compile_options(${target} PRIVATE -O0 --coverage -fprofile-update=atomic)
  endif()
endfunction()
