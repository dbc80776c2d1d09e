#include <algorithm>
#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/advise/answer.h>
#include <vramcalc/hardware/find_gpu.h>

using namespace vramcalc;
using namespace vramcalc::advise;

namespace {

Demand need(std::uint64_t billions, const char* precision, Bytes reserve = {}) {
  memory::Question question;
  question.model.parameters = billions * 1'000'000'000;
  question.format.precision = model::find_precision(precision);
  return Demand{question, std::nullopt, reserve};
}

hardware::Gpu card(const char* id) {
  return hardware::find_gpu(id, hardware::builtin_gpus()).gpu;
}

hardware::Gpu card_of(Bytes memory) {
  hardware::Gpu gpu;
  gpu.id = "test";
  gpu.visible_bytes = memory;
  gpu.memory_gb = 1;
  return gpu;
}

}  // namespace

TEST_CASE("a verdict compares the high and the expected size", "[fit]") {
  const memory::Interval size{gigabyte * 8, gigabyte * 10, gigabyte * 12};
  CHECK(verdict(size, gigabyte * 12) == Verdict::fits);
  CHECK(verdict(size, gigabyte * 12 - Bytes{1}) == Verdict::tight);
  CHECK(verdict(size, gigabyte * 10) == Verdict::tight);
  CHECK(verdict(size, gigabyte * 10 - Bytes{1}) == Verdict::no);
}

TEST_CASE("several cards share the need and each gives to the link", "[fit]") {
  const Fit two = fit_on(need(70, "int4"), card("rtx-4090"), 2);
  CHECK(two.per_card.count() == 22'750'000'000 + 429'496'730);
  CHECK(fit_on(need(70, "int4"), card("rtx-4090"), 1).per_card.count() == 45'500'000'000);
}

TEST_CASE("the rows of a card: what was named, then the fewest that hold it", "[fit]") {
  const auto rows = fit_rows(need(70, "int8"), {card("a10"), 1});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].cards == 1);
  CHECK(rows[0].verdict == Verdict::no);
  CHECK(rows[1].cards == 4);
  CHECK(fit_rows(need(7, "int4"), {card("a10"), 1}).size() == 1);
  SECTION("beyond 16 cards the last row says no") {
    const auto none = fit_rows(need(2000, "fp16"), {card("rtx-4070"), 1});
    REQUIRE(none.size() == 2);
    CHECK(none[1].cards == 16);
    CHECK(none[1].verdict == Verdict::no);
  }
  SECTION("a laptop has no second GPU") {
    const auto laptop = fit_rows(need(70, "fp16"), {card("rtx-4090-laptop"), 1});
    REQUIRE(laptop.size() == 1);
    CHECK(laptop[0].verdict == Verdict::no);
  }
}

TEST_CASE("the fewest cards are the fewest", "[fit]") {
  const auto billions = GENERATE(std::uint64_t{7}, 13, 34, 70, 123, 405);
  const auto* id = GENERATE("rtx-4070", "rtx-4090", "rtx-5090", "a10", "a100-pcie-40gb");
  CAPTURE(billions, id);
  const Demand demand = need(billions, "int4");
  if (const auto fewest = fewest_cards(demand, card(id))) {
    CHECK(fewest->verdict != Verdict::no);
    for (std::uint64_t fewer = 1; fewer < fewest->cards; ++fewer) {
      CHECK(fit_on(demand, card(id), fewer).verdict == Verdict::no);
    }
  } else {
    CHECK(fit_on(demand, card(id), most_cards).verdict == Verdict::no);
  }
}

TEST_CASE("more memory never turns yes into no", "[fit]") {
  const auto gigabytes = GENERATE(take(40, random(1, 200)));
  const auto cards = GENERATE(std::uint64_t{1}, 2, 5, 16);
  CAPTURE(gigabytes, cards);
  const Demand demand = need(34, "int4");
  const Bytes memory = gigabyte * static_cast<std::uint64_t>(gigabytes);
  const Verdict now = fit_on(demand, card_of(memory), cards).verdict;
  CHECK(fit_on(demand, card_of(memory + mebibyte), cards).verdict <= now);
  CHECK(fit_on(demand, card_of(memory), cards + 1).verdict <= now);
}

TEST_CASE("a mixed rig shares in proportion to memory", "[fit]") {
  const hardware::Rig rig{{{card("rtx-4090"), 1}, {card("rtx-3060"), 1}}};
  const auto devices = fit_devices(need(34, "int4"), rig);
  REQUIRE(devices.size() == 2);
  CHECK(devices[0].device == "gpu0");
  CHECK(devices[1].device == "gpu1");
  const Bytes shares = devices[0].total + devices[1].total - interconnect_share * 2;
  CHECK(shares >= Bytes{22'100'000'000});
  CHECK(shares <= Bytes{22'100'000'002});  // rounded up on each card
  CHECK(fraction(devices[0].total - interconnect_share, devices[0].usable) ==
        Approx(fraction(devices[1].total - interconnect_share, devices[1].usable)));
  CHECK(worst(devices) == std::max(devices[0].verdict, devices[1].verdict));
}

TEST_CASE("equal cards as a rig and as a kind agree", "[fit]") {
  const auto cards = GENERATE(std::uint64_t{1}, 2, 4, 8);
  const Demand demand = need(70, "int8");
  const auto devices = fit_devices(demand, {{{card("a10"), cards}}});
  const Fit fit = fit_on(demand, card("a10"), cards);
  REQUIRE(devices.size() == cards);
  CHECK(devices[0].total == fit.per_card);
  CHECK(worst(devices) == fit.verdict);
}

TEST_CASE("what must stay free is not usable", "[fit]") {
  const Fit all = fit_on(need(7, "int8"), card_of(gibibyte * 16), 1);
  const Fit less = fit_on(need(7, "int8", gibibyte * 7), card_of(gibibyte * 16), 1);
  CHECK(all.verdict == Verdict::fits);
  CHECK(less.usable_per_card == gibibyte * 9);
  CHECK(less.per_card == all.per_card);
  CHECK(less.verdict == Verdict::tight);
  const Demand nothing_left = need(7, "int8", gibibyte * 20);
  CHECK(fit_on(nothing_left, card_of(gibibyte * 16), 1).usable_per_card == Bytes{});
  CHECK_FALSE(fewest_cards(nothing_left, card_of(gibibyte * 16)).has_value());
}

TEST_CASE("the usual reserve is a desktop's", "[fit]") {
  CHECK(usual_reserve(card("rtx-4090")) == mebibyte * 600);
  CHECK(usual_reserve(card("a100-pcie-40gb")) == Bytes{});
  CHECK(usual_reserve(card("apple-m4-max-40-core")) == Bytes{});
}

TEST_CASE("an engine without layers to count answers by the rule and says so", "[fit]") {
  EstimateRequest request;
  request.model.parameters = 7'000'000'000;
  request.format.precision = model::find_precision("int8");
  request.cards = {{card("rtx-4090"), 1}};
  request.rig_is_named = true;
  const EstimateAnswer plain = answer(request);
  CHECK(plain.warnings.empty());
  request.engine = memory::LlamaCpp{};
  const EstimateAnswer by_rule = answer(request);
  REQUIRE(by_rule.warnings.size() == 1);
  CHECK(by_rule.warnings.front().id == MessageId::warning_engine_by_rule);
  CHECK(by_rule.total == plain.total);
  CHECK(by_rule.verdict == plain.verdict);
  CHECK_FALSE(by_rule.room.has_value());
  CHECK_FALSE(by_rule.kv_bytes_per_token.has_value());
}

TEST_CASE("the overhead is the generic engine's too", "[fit]") {
  EstimateRequest request;
  request.model.parameters = 10'000'000'000;
  request.format.precision = model::find_precision("int8");
  request.engine = memory::Generic{Ratio{15, 10}};
  CHECK(answer(request).total.expected.count() == 15'000'000'000);
}

TEST_CASE("a memory figure without a driver reading is an assumption", "[fit]") {
  CHECK_FALSE(memory_assumption(card("rtx-4090")).has_value());
  CHECK(memory_assumption(card("rx-7900-xtx")).has_value());
  CHECK(memory_assumption(card("apple-m4-max-40-core")).has_value());
}
