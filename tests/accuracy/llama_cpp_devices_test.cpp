// Real runs of llama.cpp on several GPUs or partly in RAM against the estimates of the same runs.
#include <catch2/catch.hpp>

#include <cmath>

#include "accuracy/llama_cpp_devices.h"
#include "accuracy/statistics.h"

using namespace vramcalc;

TEST_CASE("GPUs of real runs that share a model: totals within 3 %", "[accuracy]") {
  const accuracy::DeviceErrors errors = accuracy::device_errors();
  REQUIRE(errors.totals.size() > 20);
  CHECK(accuracy::spread_of(errors.totals).median <= 0.01);
  CHECK(accuracy::spread_of(errors.totals).ninetieth <= 0.03);
  REQUIRE(errors.used.size() > 10);
  CHECK(accuracy::spread_of(errors.used).median <= 0.01);
  CHECK(accuracy::spread_of(errors.used).ninetieth <= 0.03);
}

TEST_CASE("weights and caches of GPUs that share a model are within 1 %, 90 % of them",
          "[accuracy]") {
  const accuracy::DeviceErrors errors = accuracy::device_errors();
  CHECK(accuracy::spread_of(errors.weights).ninetieth <= 0.01);
  CHECK(accuracy::spread_of(errors.cache).ninetieth <= 0.01);
}
