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

# onsale_embed_folder(TARGET NAME FOLDER PATTERN...): the files of FOLDER become bytes in TARGET, none if it does not exist.
#
# Makes NAME.cc as onsale_embed does, which defines `onsale::embedded::NAME()`: the paths in FOLDER with the bytes, in order.
function(onsale_embed_folder target name folder)
  list(TRANSFORM ARGN PREPEND "${folder}/" OUTPUT_VARIABLE patterns)
  file(GLOB files CONFIGURE_DEPENDS ${patterns})
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.cc")
  # The list itself is in the command, so that a file that goes away makes the source again.
  add_custom_command(
    OUTPUT "${output}"
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} "-DFILES=${files}" -DFOLDER=${folder} -DOUTPUT=${output}
            -P "${CMAKE_SOURCE_DIR}/cmake/EmbedFolder.cmake"
    DEPENDS ${files} "${CMAKE_SOURCE_DIR}/cmake/EmbedFolder.cmake"
    VERBATIM)
  add_library(onsale_embedded_${name} STATIC "${output}")
  target_link_libraries(${target} PRIVATE onsale_embedded_${name})
endfunction()
