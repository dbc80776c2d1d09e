// Tokens a second that others measured against the estimates of the same runs.

#include <catch2/catch.hpp>

#include "accuracy/speed_runs.h"
#include "accuracy/statistics.h"

using namespace vramcalc;

TEST_CASE("decode speeds: median within 20 %, nine of ten within 45 %", "[accuracy][speed]") {
  CHECK(accuracy::speed_runs().size() == 585);
  const accuracy::ComparedFigures speeds = accuracy::decode_speeds();
  REQUIRE(speeds.size() >= 570);
  const accuracy::Spread rows = accuracy::spread_of(accuracy::errors_of(speeds));
  CHECK(rows.median <= 0.1);
  CHECK(rows.ninetieth <= 0.3);
  const accuracy::Spread groups = accuracy::spread_of(accuracy::decode_errors_by_model_and_card());
  CHECK(groups.median <= 0.2);
  CHECK(groups.ninetieth <= 0.45);
}

TEST_CASE("90 % of decode speeds lie inside intervals that say something", "[accuracy][speed]") {
  const accuracy::ComparedFigures speeds = accuracy::decode_speeds();
  CHECK(accuracy::share_inside(speeds) >= 0.9);
  CHECK(accuracy::median_width(speeds) <= 0.6);
}

TEST_CASE("prompt speeds: median within 20 %, 90 % inside their intervals", "[accuracy][speed]") {
  const accuracy::ComparedFigures speeds = accuracy::prompt_speeds();
  REQUIRE(speeds.size() >= 170);
  CHECK(accuracy::spread_of(accuracy::errors_of(speeds)).median <= 0.2);
  CHECK(accuracy::share_inside(speeds) >= 0.9);
}
