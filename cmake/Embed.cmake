# onsale_embed(TARGET NAME FILE): FILE becomes bytes in TARGET.
#
# Makes NAME.cc in the build folder, which defines `std::string_view onsale::embedded::NAME()`. The target declares it.
# The source is a library of its own: generated in the target itself, it would make all of the target's sources wait until
# every library that the target links is built.
function(onsale_embed target name file)
  set(input "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.cc")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DINPUT=${input} -DOUTPUT=${output}
            -P "${CMAKE_SOURCE_DIR}/cmake/EmbedFile.cmake"
    DEPENDS "${input}" "${CMAKE_SOURCE_DIR}/cmake/EmbedFile.cmake"
    VERBATIM)
  add_library(onsale_embedded_${name} STATIC "${output}")
  target_link_libraries(${target} PRIVATE onsale_embedded_${name})
endfunction()
