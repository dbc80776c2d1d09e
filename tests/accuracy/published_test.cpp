// Published GGUF files against the sizes that we count.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "accuracy/published.h"
#include "accuracy/published_rules.h"
#include "accuracy/statistics.h"

using namespace vramcalc;
using accuracy::Exclusion;

TEST_CASE("published sizes of plain quantisations are met within 1 %", "[accuracy]") {
  const auto& rows = accuracy::published_sizes();
  CHECK(rows.size() == 207);
  const auto compared = std::count_if(
      rows.begin(), rows.end(), [](const auto& row) { return row.exclusion == Exclusion::none; });
  CHECK(compared == 40);
  for (const auto& row : rows) {
    if (row.exclusion == Exclusion::none) {
      INFO(row.model << " " << row.file_type << " " << row.printed << ", " << row.source);
      REQUIRE(row.comparable);
      CHECK(std::abs(accuracy::relative_error(row.counted, row.stated)) <= 0.01);
    }
  }
}

// A size of two decimals hides what four decimals of bits per weight show.
TEST_CASE("the table of llama-quantize is met to the last digit of bits per weight", "[accuracy]") {
  int rows = 0;
  for (const auto& row : accuracy::published_sizes()) {
    if (row.exclusion == Exclusion::none && accuracy::decimals_of(row.printed_bits) == 4) {
      ++rows;
      INFO(row.model << " " << row.file_type);
      CHECK(row.counted_bits == row.printed_bits);
    }
  }
  CHECK(rows == 23);
}

TEST_CASE("labels of llama.cpp are names of llama-quantize", "[accuracy]") {
  CHECK(accuracy::file_type_of("Q4_K - Medium") == "Q4_K_M");
  CHECK(accuracy::file_type_of("Q2_K - Medium") == "Q2_K");
  CHECK(accuracy::file_type_of("Q2_K - Small") == "Q2_K_S");
  CHECK(accuracy::file_type_of("IQ3_S mix - 3.66 bpw") == "IQ3_M");
  CHECK(accuracy::file_type_of("IQ4_XS - 4.25 bpw") == "IQ4_XS");
  CHECK(accuracy::file_type_of("Q8_0") == "Q8_0");
  CHECK_FALSE(accuracy::file_type_of("IQ4_KS - 4.25 bpw"));
  CHECK_FALSE(accuracy::file_type_of("Q4_K_R4"));
}
