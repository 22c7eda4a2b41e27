# Flags that every target shares.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                    -Wno-missing-field-initializers -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough)
option(ONSALE_STRICT "Warnings are errors" ON)
if(ONSALE_STRICT)
  add_compile_options(-Werror)
endif()
add_compile_options(-fno-omit-frame-pointer -fstack-protector-strong)
# The library's own preconditions (an index, a value that is not there) end the process in every build: a wrong
# answer is worse than a restart that loses nothing.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives of g++ 12 in its own library at -O2 and above (GCC bugs 105329, 105651, 107852).
  add_compile_options(-Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-maybe-uninitialized
                      -Wno-dangling-reference)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++'s own std::stable_sort uses what it has deprecated; an assertion that fails always says why in a string.
  add_compile_options(-Wno-deprecated-declarations -Wno-string-conversion)
  # Members are read and written with the mutex that guards them (src/base/mutex.h).
  add_compile_options(-Wthread-safety)
endif()

if(ONSALE_SANITIZE)
  add_compile_options(-fsanitize=${ONSALE_SANITIZE} -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${ONSALE_SANITIZE})
endif()

# For ./dev coverage, which also links what this needs; see Floor.cmake.
option(ONSALE_COVERAGE "Count which lines and branches are run" OFF)

find_program(ONSALE_CCACHE ccache)
if(ONSALE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ONSALE_CCACHE})
endif()
