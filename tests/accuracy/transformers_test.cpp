// Memory that transformers was measured to take against the estimates of the same runs.

#include <catch2/catch.hpp>

#include "accuracy/statistics.h"
#include "accuracy/transformers_runs.h"

using namespace vramcalc;

TEST_CASE("totals of transformers: median within 6 %", "[accuracy]") {
  CHECK(accuracy::transformers_runs().size() == 143);
  const accuracy::ComparedFigures totals = accuracy::transformers_totals();
  REQUIRE(totals.size() == 100);
  CHECK(accuracy::spread_of(accuracy::errors_of(totals)).median <= 0.06);
}

TEST_CASE("95 % of transformers' totals lie inside intervals that say something", "[accuracy]") {
  const accuracy::ComparedFigures totals = accuracy::transformers_totals();
  CHECK(accuracy::share_inside(totals) >= 0.95);
  CHECK(accuracy::median_width(totals) <= 0.12);
}

TEST_CASE("what ran with transformers is held to fit", "[accuracy]") {
  for (const auto& run : accuracy::transformers_runs()) {
    if (run.exclusion == accuracy::RunExclusion::none) {
      INFO(run.id);
      CHECK(run.verdict.value() != advise::Verdict::no);
    }
  }
}
