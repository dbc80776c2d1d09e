# data/*.yaml becomes constant tables: a small program, using the reader that also reads a user's
# files, writes them as C++. A bad entry fails the build with its file, line and column.
function(vramcalc_compile_catalogue kind out_variable)
  set(yaml "${PROJECT_SOURCE_DIR}/data/${kind}.yaml")
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/${kind}_catalogue.cpp")
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND compile_catalogue ${kind} data/${kind}.yaml "${generated}"
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    DEPENDS compile_catalogue "${yaml}"
    COMMENT "Compiling data/${kind}.yaml"
    VERBATIM)
  set(${out_variable} "${generated}" PARENT_SCOPE)
endfunction()
