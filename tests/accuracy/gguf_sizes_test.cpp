// Tensor bytes of llama-quantize, to the last byte.
#include <algorithm>

#include <catch2/catch.hpp>

#include "accuracy/gguf_sizes.h"

using namespace vramcalc;

TEST_CASE("parameters equal those of llama.cpp to the last unit", "[accuracy]") {
  const auto& rows = accuracy::gguf_sizes().parameters;
  CHECK(rows.size() == 83);
  for (const auto& row : rows) {
    INFO(row.model);
    CHECK(row.counted == row.stated);
  }
}

TEST_CASE("GGUF sizes equal those of llama-quantize to the last byte", "[accuracy]") {
  const auto& rows = accuracy::gguf_sizes().sizes;
  const auto with_imatrix =
      std::count_if(rows.begin(), rows.end(), [](const auto& row) { return row.imatrix; });
  CHECK(with_imatrix == 75L * 4);
  CHECK(rows.size() - static_cast<std::size_t>(with_imatrix) == 83UL * 29);
  for (const auto& row : rows) {
    INFO(row.model << " " << row.file_type << (row.imatrix ? " with an imatrix" : ""));
    CHECK(row.counted.count() == row.stated.count());
  }
}
