#include <algorithm>
#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/advise/recommend.h>
#include <vramcalc/advise/use.h>
#include <vramcalc/hardware/find_gpu.h>

using namespace vramcalc;
using namespace vramcalc::advise;

namespace {

RecommendRequest request(std::uint64_t billions) {
  RecommendRequest request;
  request.model.parameters = billions * 1'000'000'000;
  for (const char* name : {"int4", "fp16", "int8"}) {
    request.formats.push_back({model::find_precision(name), std::nullopt});
  }
  for (const char* id : {"rtx-4070", "rtx-4090", "rtx-5090", "a10", "a100-pcie-40gb"}) {
    request.cards.push_back(hardware::find_gpu(id, hardware::builtin_gpus()).gpu);
  }
  return request;
}

const Pick* of(const Recommendation& answer, std::string_view id) {
  for (const Pick& pick : answer.picks) {
    if (pick.fit.gpu.id == id) {
      return &pick;
    }
  }
  return nullptr;
}

const Pick* with(const Recommendation& answer, Title title) {
  for (const Pick& pick : answer.picks) {
    if (std::find(pick.titles.begin(), pick.titles.end(), title) != pick.titles.end()) {
      return &pick;
    }
  }
  return nullptr;
}

}  // namespace

TEST_CASE("each card gets the highest precision that fits on the fewest cards", "[recommend]") {
  const Recommendation answer = recommend(request(13));
  REQUIRE(answer.picks.size() == 5);
  CHECK(of(answer, "rtx-4070")->format.precision.id == "int4");
  CHECK(of(answer, "rtx-4090")->format.precision.id == "int8");
  CHECK(of(answer, "rtx-5090")->format.precision.id == "int8");  // fp16 would be tight
  CHECK(of(answer, "a100-pcie-40gb")->format.precision.id == "fp16");
  for (const Pick& pick : answer.picks) {
    CHECK(pick.fit.cards == 1);
    CHECK(pick.fit.verdict == Verdict::fits);
  }
}

TEST_CASE("titles go to those who lead", "[recommend]") {
  const Recommendation answer = recommend(request(13));
  CHECK(with(answer, Title::balanced)->fit.gpu.id == "rtx-4090");
  CHECK(with(answer, Title::cheapest)->fit.gpu.id == "rtx-4070");
  CHECK(with(answer, Title::least_power)->fit.gpu.id == "a10");
  CHECK(with(answer, Title::most_headroom)->fit.gpu.id == "rtx-5090");
  CHECK(answer.picks.front().titles.front() == Title::balanced);
  for (const Pick& pick : answer.picks) {
    CHECK_FALSE(render(pick.why).empty());
    CHECK(render(pick.why).find('{') == std::string::npos);
  }
}

TEST_CASE("limits are kept", "[recommend]") {
  RecommendRequest asked = request(70);
  SECTION("budget") {
    asked.limits.budget_usd = 3'000;
    for (const Pick& pick : recommend(asked).picks) {
      CHECK(*pick.price_usd <= 3'000);
    }
    // Of five cards, two have no price.
    const auto notes = recommend(asked).notes;
    REQUIRE(notes.size() == 1);
    CHECK(render(notes.front()).starts_with("2 cards have no known price"));
  }
  SECTION("power") {
    asked.limits.max_power_watts = 500;
    const Recommendation answer = recommend(asked);
    REQUIRE_FALSE(answer.picks.empty());
    for (const Pick& pick : answer.picks) {
      CHECK(*pick.board_power_watts <= 500);
    }
  }
  SECTION("cards") {
    asked.limits.fewest_cards = 4;
    asked.limits.most_cards = 8;
    const Recommendation answer = recommend(asked);
    REQUIRE_FALSE(answer.picks.empty());
    for (const Pick& pick : answer.picks) {
      CHECK(pick.fit.cards >= 4);
      CHECK(pick.fit.cards <= 8);
    }
  }
  SECTION("headroom") {
    asked.limits.headroom = 0.4;
    for (const Pick& pick : recommend(asked).picks) {
      CHECK(pick.fit.utilization <= 0.6);
    }
  }
  SECTION("segment and vendor") {
    asked.limits.segment = hardware::Segment::datacenter;
    CHECK(recommend(asked).picks.size() == 2);
    asked.limits.vendor = hardware::Vendor::amd;
    CHECK(recommend(asked).picks.empty());
  }
}

TEST_CASE("a tight rig is offered only where nothing fits", "[recommend]") {
  RecommendRequest asked = request(13);
  asked.formats = {{model::find_precision("fp16"), std::nullopt}};
  asked.limits.most_cards = 1;
  const Recommendation answer = recommend(asked);
  REQUIRE(of(answer, "rtx-5090") != nullptr);
  CHECK(of(answer, "rtx-5090")->fit.verdict == Verdict::tight);
  CHECK(answer.picks.front().fit.gpu.id == "a100-pcie-40gb");
  CHECK(of(answer, "rtx-4090") == nullptr);
}

TEST_CASE("a looser limit never loses a rig", "[recommend]") {
  const auto budget = GENERATE(take(20, random(std::uint64_t{500}, std::uint64_t{20'000})));
  CAPTURE(budget);
  RecommendRequest asked = request(70);
  asked.limits.budget_usd = budget;
  const std::size_t before = recommend(asked).picks.size();
  asked.limits.budget_usd = budget + 1'000;
  CHECK(recommend(asked).picks.size() >= before);
}

TEST_CASE("every use names known precisions and a possible number of cards", "[recommend]") {
  for (const Use& use : uses()) {
    CAPTURE(use.id);
    CHECK(use.fewest_cards <= use.most_cards);
    CHECK(use.most_cards <= most_cards);
    CHECK_FALSE(label(use.description).empty());
    for (const std::string_view precision : use.precisions) {
      CHECK_NOTHROW(model::find_precision(precision));
    }
  }
}

TEST_CASE("a slice is proposed only where slices are asked for", "[recommend]") {
  RecommendRequest asked = request(7);
  asked.cards.push_back(hardware::find_gpu("h100-80gb-mig-3g.40gb", hardware::builtin_gpus()).gpu);
  CHECK(of(recommend(asked), "h100-80gb-mig-3g.40gb") == nullptr);
  asked.limits.slices = true;
  asked.limits.most_cards = 8;
  const Recommendation answer = recommend(asked);
  const Pick* slice = of(answer, "h100-80gb-mig-3g.40gb");
  REQUIRE(slice != nullptr);
  CHECK(slice->fit.cards == 1);
  CHECK_FALSE(slice->fit.power.has_value());
}

TEST_CASE("limits of speed, slots, supply and circuit are kept", "[recommend]") {
  RecommendRequest asked = request(13);
  asked.limits.min_tokens_per_second = 50;
  for (const Pick& pick : recommend(asked).picks) {
    CHECK(pick.speed->decode.expected >= 50);
  }
  asked.limits.min_tokens_per_second = 1e5;
  const Recommendation none = recommend(asked);
  CHECK(none.picks.empty());
  REQUIRE(none.notes.size() == 1);
  CHECK(none.notes.front().id == MessageId::note_too_slow);

  asked = request(70);
  asked.limits.slots = 6;
  asked.limits.circuit_watts = 1440;
  asked.limits.supply_watts = 1600;
  const Recommendation answer = recommend(asked);
  REQUIRE_FALSE(answer.picks.empty());
  for (const Pick& pick : answer.picks) {
    CHECK(*pick.fit.gpu.slot_width * pick.fit.cards <= 6);
    CHECK(pick.fit.power->wall_watts <= 1440);
    CHECK(pick.fit.power->supply->minimum_watts <= 1600);
  }
}

TEST_CASE("less bits are taken where that makes a rig fast enough", "[recommend]") {
  RecommendRequest asked = request(13);
  asked.cards = {hardware::find_gpu("rtx-4090", hardware::builtin_gpus()).gpu};
  const Recommendation any = recommend(asked);
  REQUIRE(any.picks.size() == 1);
  asked.limits.min_tokens_per_second = any.picks.front().speed->decode.expected * 1.2;
  const Recommendation faster = recommend(asked);
  REQUIRE(faster.picks.size() == 1);
  CHECK(faster.picks.front().format.precision.bits_per_weight() <
        any.picks.front().format.precision.bits_per_weight());
}

TEST_CASE("what nothing beats is marked, and a leader is among it", "[recommend]") {
  RecommendRequest asked = request(70);
  asked.cards.assign(hardware::builtin_gpus().begin(), hardware::builtin_gpus().end());
  const Recommendation answer = recommend(asked);
  for (const Title title : {Title::cheapest, Title::fastest, Title::least_power}) {
    REQUIRE(with(answer, title) != nullptr);
  }
  CHECK(with(answer, Title::most_headroom)->is_undominated);
  asked.only_undominated = true;
  const Recommendation best = recommend(asked);
  CHECK(best.picks.size() < answer.picks.size());
  for (const Pick& a : best.picks) {
    for (const Pick& b : best.picks) {
      const bool all_better =
          a.price_usd && b.price_usd && *a.price_usd < *b.price_usd && a.board_power_watts &&
          b.board_power_watts && *a.board_power_watts < *b.board_power_watts && a.speed &&
          b.speed && a.speed->decode.expected > b.speed->decode.expected && a.free > b.free;
      CHECK_FALSE(all_better);
    }
  }
}

TEST_CASE("rigs of two kinds come only where no rig of one kind beats them", "[recommend]") {
  RecommendRequest asked = request(70);
  asked.limits.mixed = true;
  asked.limits.most_cards = 4;
  const Recommendation answer = recommend(asked);
  for (const Pick& pick : answer.picks) {
    if (pick.rig.kinds.size() == 2) {
      CHECK(pick.is_undominated);
      CHECK(pick.fit.verdict == Verdict::fits);
      CHECK(pick.rig.kinds[0].gpu.vendor == pick.rig.kinds[1].gpu.vendor);
    }
  }
}

TEST_CASE("running costs follow watts, hours and tokens", "[recommend]") {
  const Recommendation answer = recommend(request(13));
  const Pick& pick = answer.picks.front();
  const RunningCost cost = running_cost(pick, 0.5, 24).value();
  CHECK(cost.usd_per_month == Approx(static_cast<double>(cost.wall_watts) / 1000 * 0.5 * 730.5));
  CHECK(*cost.usd_per_million_tokens == Approx(static_cast<double>(cost.wall_watts) / 1000 * 0.5 /
                                               3600 * 1e6 / pick.speed->together.expected));
  CHECK_FALSE(rental(pick).has_value());
  Pick rented = pick;
  rented.rig.kinds.front().gpu.rental_usd_per_hour = 2;
  CHECK(rental(rented)->usd_per_hour == Approx(2.0 * static_cast<double>(pick.fit.cards)));
}
