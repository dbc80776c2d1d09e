// Logs of real runs of llama.cpp against the estimates of the same runs.
#include <catch2/catch.hpp>

#include <cmath>

#include "accuracy/llama_cpp_logs.h"
#include "accuracy/statistics.h"

using namespace vramcalc;

TEST_CASE("the caches of real runs are within 1 %", "[accuracy]") {
  const accuracy::LogErrors errors = accuracy::log_errors();
  REQUIRE(errors.cache.size() > 30);
  for (const double error : errors.cache) {
    CHECK(std::abs(error) <= 0.01);
  }
}

TEST_CASE("the totals of real runs: median within 2 %, 90 % within 6 %", "[accuracy]") {
  const accuracy::Spread spread = accuracy::spread_of(accuracy::log_errors().totals);
  CHECK(spread.median <= 0.02);
  CHECK(spread.ninetieth <= 0.06);
}
