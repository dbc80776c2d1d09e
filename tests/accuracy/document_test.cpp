// docs/accuracy.md says what the figures are now. VRAMCALC_UPDATE_GOLDEN=1 writes it.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "accuracy/document.h"
#include "accuracy/readme_table.h"

using namespace vramcalc;

TEST_CASE("docs/accuracy.md shows the figures of today", "[accuracy][docs]") {
  const std::string path = VRAMCALC_SOURCE_DIR "/docs/accuracy.md";
  const std::string fresh = accuracy::accuracy_document();
  CHECK(std::count(fresh.begin(), fresh.end(), '\n') <= 420);
  if (std::getenv("VRAMCALC_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{path, std::ios::binary} << fresh;
    return;
  }
  std::stringstream kept;
  kept << std::ifstream{path, std::ios::binary}.rdbuf();
  CHECK(fresh == kept.str());
}

TEST_CASE("the README's table of accuracy shows the figures of today", "[accuracy][docs]") {
  const std::string path = VRAMCALC_SOURCE_DIR "/README.md";
  std::stringstream kept;
  kept << std::ifstream{path, std::ios::binary}.rdbuf();
  const std::string fresh = accuracy::with_accuracy_table(kept.str());
  if (std::getenv("VRAMCALC_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{path, std::ios::binary} << fresh;
    return;
  }
  CHECK(fresh == kept.str());
}
