#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/hardware/power_supply.h>

using namespace vramcalc;
using namespace vramcalc::hardware;

namespace {

Rig rig(const char* id, std::uint64_t count = 1) {
  return {{{find_gpu(id, builtin_gpus()).gpu, count}}};
}

bool warns(const Power& power, MessageId id) {
  for (const Text& warning : power.warnings) {
    if (warning.id == id) {
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("recommended: (cards + 250 W + 100 W) ÷ 0.8, rounded up to a size sold", "[psu]") {
  const auto [id, count, recommended, units] =
      GENERATE(table<std::string, std::uint64_t, std::uint64_t, std::uint64_t>({
          {"rtx-4070", 1, 700, 1},         // 550 / 0.8 = 687.5
          {"rtx-4090", 1, 1000, 1},        // 800 / 0.8 = 1000
          {"rtx-5090", 1, 1200, 1},        // 925 / 0.8 = 1156
          {"rtx-3090", 2, 1500, 1},        // 1050 / 0.8 = 1313
          {"rtx-4090", 2, 1600, 1},        // 1250 / 0.8 = 1563
          {"rtx-5090", 2, 2000, 2},        // 1500 / 0.8 = 1875 = 2 × 938
          {"a10", 8, 2000, 2},             // 1550 / 0.8 = 1938 = 2 × 969
          {"a100-pcie-40gb", 8, 3000, 2},  // 2350 / 0.8 = 2938 = 2 × 1469
      }));
  CAPTURE(id, count);
  const auto power = hardware::power(rig(id.c_str(), count));
  REQUIRE(power.has_value());
  REQUIRE(power->supply.has_value());
  CHECK(power->supply->recommended_watts == recommended);
  CHECK(power->supply->units == units);
}

TEST_CASE("minimum: the vendor's figure and 1.1 × the other cards", "[psu]") {
  CHECK(power(rig("rtx-4090"))->supply->minimum_watts == 850);
  CHECK(power(rig("rtx-4070"))->supply->minimum_watts == 650);
  CHECK(power(rig("rtx-5090"))->supply->minimum_watts == 1000);
  CHECK(power(rig("rtx-3090", 2))->supply->minimum_watts == 1200);  // 750 + 385 = 1135
  CHECK(power(rig("a10"))->supply->minimum_watts == 550);           // 150 + 400
}

TEST_CASE("the minimum never exceeds the recommendation", "[psu]") {
  for (const Gpu& gpu : builtin_gpus()) {
    for (std::uint64_t count = 1; count <= 16; ++count) {
      CAPTURE(gpu.id, count);
      const auto power = hardware::power({{{gpu, count}}});
      if (power && power->supply) {
        CHECK(power->supply->minimum_watts <= power->supply->recommended_watts);
        CHECK(power->supply->recommended_watts <= power->supply->older_watts);
        CHECK(power->supply->recommended_watts >= power->sustained_watts);
        CHECK(power->supply->recommended_watts / power->supply->units <= 1600);
        CHECK(power->wall_watts > power->sustained_watts);
      }
    }
  }
}

TEST_CASE("circuits, cables and several supplies are warned of", "[psu]") {
  CHECK(power(rig("rtx-4070"))->warnings.empty());
  CHECK(warns(*power(rig("rtx-5090")), MessageId::warning_cable));
  CHECK_FALSE(warns(*power(rig("rtx-4090")), MessageId::warning_cable));
  const Power two = *power(rig("rtx-5090", 2));
  CHECK(warns(two, MessageId::warning_supplies));
  CHECK(warns(two, MessageId::warning_circuit));
  CHECK(render(two.warnings[1]).find("1440 W") != std::string::npos);
  const Power eight = *power(rig("rtx-5090", 8));
  CHECK(render(eight.warnings[1]).find("3840 W") != std::string::npos);
}

TEST_CASE("modules, laptops and whole systems bring their own supply", "[psu]") {
  const auto module = power(rig("h100-sxm5-80gb", 8));
  REQUIRE(module.has_value());
  CHECK_FALSE(module->supply.has_value());
  CHECK(warns(*module, MessageId::warning_chassis));
  CHECK_FALSE(power(rig("rtx-4090-laptop")).has_value());
  CHECK_FALSE(power(rig("apple-m4-max-40-core")).has_value());
  CHECK_FALSE(power({{cards_of_memory("24GB")}}).has_value());
}

TEST_CASE("a slice needs no supply, whatever power it names", "[psu]") {
  CHECK_FALSE(power(rig("h100-80gb-mig-3g.40gb")).has_value());
  Gpu slice = find_gpu("a30-mig-2g.12gb", builtin_gpus()).gpu;
  slice.board_power_watts = 165;
  CHECK_FALSE(power({{{slice, 1}}}).has_value());
}

TEST_CASE("spikes are those measured on the largest cards", "[psu]") {
  // 575 W × 1.57 + 350 W
  CHECK(power(rig("rtx-5090"))->transient_watts == 1253);
}
