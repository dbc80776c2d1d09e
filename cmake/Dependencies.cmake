# Every third-party library, found on the system or fetched at a pinned version, behind one target
# each, so that the rest of the build never asks which of the two happened.
include(FetchContent)
set(FETCHCONTENT_QUIET OFF)

# Not ours: no warnings, no tests, no install rules of theirs.
set(CLI11_BUILD_TESTS OFF)
set(CLI11_BUILD_EXAMPLES OFF)
set(JSON_BuildTests OFF)
set(YAML_CPP_BUILD_TESTS OFF)
set(YAML_CPP_BUILD_TOOLS OFF)
set(YAML_BUILD_SHARED_LIBS OFF)

FetchContent_Declare(CLI11
  GIT_REPOSITORY https://github.com/CLIUtils/CLI11.git
  GIT_TAG v2.1.2
  SYSTEM
  FIND_PACKAGE_ARGS 2.1)
FetchContent_Declare(nlohmann_json
  GIT_REPOSITORY https://github.com/nlohmann/json.git
  GIT_TAG v3.11.2
  SYSTEM
  FIND_PACKAGE_ARGS 3.11)
FetchContent_Declare(fmt
  GIT_REPOSITORY https://github.com/fmtlib/fmt.git
  GIT_TAG 9.1.0
  SYSTEM
  FIND_PACKAGE_ARGS 9)
FetchContent_Declare(yaml-cpp
  GIT_REPOSITORY https://github.com/jbeder/yaml-cpp.git
  GIT_TAG yaml-cpp-0.7.0
  SYSTEM
  FIND_PACKAGE_ARGS)
FetchContent_MakeAvailable(CLI11 nlohmann_json fmt yaml-cpp)

if(VRAMCALC_DEVELOPER)
  FetchContent_Declare(Catch2
    GIT_REPOSITORY https://github.com/catchorg/Catch2.git
    GIT_TAG v2.13.10
    SYSTEM
    FIND_PACKAGE_ARGS 2.13)
  FetchContent_MakeAvailable(Catch2)
endif()

# yaml-cpp: Debian's package has libyaml-cpp.a beside a target that means the shared one, and 0.8
# puts the target into a namespace.
add_library(vramcalc_yaml INTERFACE)
find_library(VRAMCALC_YAML_ARCHIVE NAMES libyaml-cpp.a)
if(VRAMCALC_PORTABLE AND VRAMCALC_YAML_ARCHIVE)
  target_link_libraries(vramcalc_yaml INTERFACE "${VRAMCALC_YAML_ARCHIVE}")
  target_include_directories(vramcalc_yaml SYSTEM INTERFACE ${YAML_CPP_INCLUDE_DIR})
elseif(TARGET yaml-cpp::yaml-cpp)
  target_link_libraries(vramcalc_yaml INTERFACE yaml-cpp::yaml-cpp)
else()
  target_link_libraries(vramcalc_yaml INTERFACE yaml-cpp)
endif()

# fmt: the packaged library is shared only, so it is used header-only.
add_library(vramcalc_fmt INTERFACE)
target_link_libraries(vramcalc_fmt INTERFACE fmt::fmt-header-only)
