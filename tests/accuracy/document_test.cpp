// docs/accuracy.md says what the figures are now. VRAMCALC_UPDATE_GOLDEN=1 writes it.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "accuracy/document.h"
#include "accuracy/readme_table.h"
#include "support/files.h"

using namespace vramcalc;

TEST_CASE("docs/accuracy.md shows the figures of today", "[accuracy][docs]") {
  const std::string path = VRAMCALC_SOURCE_DIR "/docs/accuracy.md";
  const std::string fresh = accuracy::accuracy_document();
  CHECK(std::count(fresh.begin(), fresh.end(), '\n') <= 420);
  if (std::getenv("VRAMCALC_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{path, std::ios::binary} << fresh;
    return;
  }
  CHECK(fresh == test::content(path));
}

TEST_CASE("the README's table of accuracy shows the figures of today", "[accuracy][docs]") {
  const std::string path = VRAMCALC_SOURCE_DIR "/README.md";
  const std::string kept = test::content(path);
  const std::string fresh = accuracy::with_accuracy_table(kept);
  if (std::getenv("VRAMCALC_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{path, std::ios::binary} << fresh;
    return;
  }
  CHECK(fresh == kept);
}
