// What vLLM and SGLang print when they start against the estimates of the same runs.
#include <optional>

#include <catch2/catch.hpp>

#include "accuracy/serving_runs.h"
#include "accuracy/statistics.h"

using namespace vramcalc;
using accuracy::ServingRun;
using advise::Verdict;

namespace {

double median_error(std::optional<accuracy::ComparedFigure> ServingRun::*figure) {
  return accuracy::spread_of(accuracy::errors_of(accuracy::figures_of(figure))).median;
}

}  // namespace

TEST_CASE("weights of a GPU as servers print them: median within 1.5 %", "[accuracy]") {
  CHECK(accuracy::serving_runs().size() == 86);
  CHECK(accuracy::figures_of(&ServingRun::weights).size() == 30);
  CHECK(median_error(&ServingRun::weights) <= 0.015);
}

TEST_CASE("what a token takes in a server's cache: median within 0.5 %", "[accuracy]") {
  CHECK(accuracy::figures_of(&ServingRun::token_bytes).size() == 19);
  CHECK(median_error(&ServingRun::token_bytes) <= 0.005);
}

TEST_CASE("tokens that a server's cache holds: median within 8 %", "[accuracy]") {
  CHECK(accuracy::figures_of(&ServingRun::capacity).size() == 10);
  CHECK(median_error(&ServingRun::capacity) <= 0.08);
}

TEST_CASE("intervals of a GPU that serves say something", "[accuracy]") {
  CHECK(accuracy::spread_of(accuracy::serving_widths()).median <= 0.2);
}

TEST_CASE("servers that did not start are never said to fit", "[accuracy]") {
  std::size_t judged = 0;
  for (const ServingRun& run : accuracy::serving_runs()) {
    if (run.refused && run.verdict) {
      ++judged;
      INFO(run.id << ", " << run.source);
      CHECK(*run.verdict != Verdict::fits);
    }
  }
  CHECK(judged == 2);
}

TEST_CASE("of servers that ran 90 % are held to fit", "[accuracy]") {
  const std::size_t held =
      accuracy::runs_with(Verdict::fits, false) + accuracy::runs_with(Verdict::tight, false);
  const std::size_t denied = accuracy::runs_with(Verdict::no, false);
  CHECK(held >= 9 * denied);
}
