#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/memory/rule.h>

using namespace vramcalc;
using namespace vramcalc::memory;

namespace {

Interval rule(std::uint64_t parameters, const char* precision, Ratio overhead = default_overhead) {
  return total(estimate_by_rule(parameters, model::find_precision(precision), overhead));
}

}  // namespace

TEST_CASE("parameters × bytes × 1.3", "[rule]") {
  const Interval total = rule(70'000'000'000, "int4");
  CHECK(total.expected.count() == 45'500'000'000);
  CHECK(total.low.count() == 42'000'000'000);
  CHECK(total.high.count() == 52'500'000'000);
}

TEST_CASE("the overheads of the interval are exact", "[rule]") {
  CHECK(low_overhead(Ratio{13, 10}) == Ratio{12, 10});
  CHECK(high_overhead(Ratio{13, 10}) == Ratio{15, 10});
  CHECK(high_overhead(Ratio{115, 100}) == Ratio{125, 100});
  CHECK(low_overhead(Ratio{1, 1}) == Ratio{1, 1});
  CHECK(rule(13'000'000'000, "fp16", Ratio{115, 100}).high.count() == 32'500'000'000);
}

TEST_CASE("overheads below 1 and beyond 10 are refused", "[rule]") {
  CHECK_THROWS_AS(rule(7, "fp16", Ratio{99, 100}), Error);
  CHECK_THROWS_AS(rule(7, "fp16", Ratio{1001, 100}), Error);
  CHECK_NOTHROW(rule(7, "fp16", Ratio{1, 1}));
  CHECK_NOTHROW(rule(7, "fp16", Ratio{10, 1}));
}

TEST_CASE("more parameters and more bits never take less", "[rule]") {
  const auto parameters = GENERATE(take(30, random(std::uint64_t{1}, std::uint64_t{1} << 40)));
  CAPTURE(parameters);
  Interval before;
  for (const char* precision : {"iq1_s", "q2_k", "int4", "q4_k_m", "int8", "fp16", "fp32"}) {
    const Interval now = rule(parameters, precision);
    CHECK(now.low <= now.expected);
    CHECK(now.expected <= now.high);
    CHECK(before.expected <= now.expected);
    CHECK(now.expected <= rule(parameters + 1000, precision).expected);
    before = now;
  }
}

TEST_CASE("the items add up", "[rule]") {
  const Estimate estimate = estimate_by_rule(8'030'261'248, model::find_precision("q4_k_m"));
  REQUIRE(estimate.items.size() == 2);
  CHECK(estimate.items[0].expected == estimate.weights);
  // 8 030 261 248 × 144 / 256 bytes
  CHECK(estimate.weights.count() == 4'517'021'952);
  CHECK(total(estimate).expected == estimate.items[0].expected + estimate.items[1].expected);
}
