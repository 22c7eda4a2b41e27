# onsale_embed(NAME FILE): FILE becomes bytes in the program.
#
# Makes NAME.cc in the build folder, which defines `std::string_view onsale::embedded::NAME()`.
# The target that wants it adds that source and declares the function.
function(onsale_embed name file)
  set(input "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.cc")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DINPUT=${input} -DOUTPUT=${output}
            -P "${CMAKE_SOURCE_DIR}/cmake/EmbedFile.cmake"
    DEPENDS "${input}" "${CMAKE_SOURCE_DIR}/cmake/EmbedFile.cmake"
    VERBATIM)
  # Compiled by itself: it is only data, and generated during the build.
  set_source_files_properties("${output}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
