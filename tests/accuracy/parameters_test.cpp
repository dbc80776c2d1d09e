// Counts of parameters that publishers state, to the last unit.
#include <catch2/catch.hpp>

#include "accuracy/parameters.h"

using namespace vramcalc;

TEST_CASE("stated counts of plain language models are met exactly", "[accuracy]") {
  const auto rows = accuracy::language_counts();
  CHECK(rows.size() == 69);
  for (const auto& row : rows) {
    INFO(row.model);
    CHECK(row.counted == row.stated);
  }
}

TEST_CASE("stated totals of checkpoints close with the components they store", "[accuracy]") {
  const auto rows = accuracy::closed_totals();
  CHECK(rows.size() == 36);
  for (const auto& row : rows) {
    INFO(row.model);
    CHECK(row.counted_language == row.stated_language);
    for (const auto& component : row.components) {
      INFO(component.kind);
      CHECK(component.counted == component.stated);
    }
    CHECK(row.counted == row.stated);
  }
}
