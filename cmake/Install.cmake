# Component cli: the program and its papers. Component development: the library for
# find_package(vramcalc) and vramcalc::vramcalc. A project that adds this one with
# add_subdirectory installs nothing of it.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()
include(CMakePackageConfigHelpers)

install(TARGETS vramcalc_cli RUNTIME COMPONENT cli)
install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/LICENSE"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT cli OPTIONAL)

install(TARGETS vramcalc EXPORT vramcalcTargets ARCHIVE COMPONENT development)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/vramcalc"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development
  FILES_MATCHING PATTERN "*.h" PATTERN "*.def")

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/vramcalc")
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/vramcalcConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/vramcalcConfig.cmake"
  INSTALL_DESTINATION "${package_dir}"
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/vramcalcConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(EXPORT vramcalcTargets NAMESPACE vramcalc::
  DESTINATION "${package_dir}" COMPONENT development)
install(FILES "${PROJECT_BINARY_DIR}/vramcalcConfig.cmake"
    "${PROJECT_BINARY_DIR}/vramcalcConfigVersion.cmake"
  DESTINATION "${package_dir}" COMPONENT development)
