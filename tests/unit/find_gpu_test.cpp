#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>

using namespace vramcalc;
using namespace vramcalc::hardware;

namespace {
FoundCards cards(std::string_view spec) {
  return find_cards(spec, builtin_gpus());
}
}  // namespace

TEST_CASE("a card is found however it is written", "[gpu]") {
  const auto [name, id] = GENERATE(table<std::string, std::string>({
      {"rtx-4090", "rtx-4090"},
      {"RTX 4090", "rtx-4090"},
      {"rtx4090", "rtx-4090"},
      {"4090", "rtx-4090"},
      {"NVIDIA GeForce RTX 4090", "rtx-4090"},
      {"geforce 4090", "rtx-4090"},
      {"A10", "a10"},
      {"nvidia a10", "a10"},
      {"rx7900xtx", "rx-7900-xtx"},
      {"7900 XTX", "rx-7900-xtx"},
      {"Radeon RX 7900 XTX", "rx-7900-xtx"},
      {"3060", "rtx-3060"},
      {"a100-pcie-40gb", "a100-pcie-40gb"},
  }));
  CAPTURE(name);
  const FoundGpu found = find_gpu(name, builtin_gpus());
  CHECK(found.gpu.id == id);
  CHECK_FALSE(found.assumption.has_value());
}

TEST_CASE("a name of several cards is an assumption", "[gpu]") {
  const FoundGpu found = find_gpu("a100", builtin_gpus());
  CHECK(found.gpu.id == "a100-pcie-40gb");
  REQUIRE(found.assumption.has_value());
  CHECK(found.assumption->value == "a100-pcie-40gb");
  CHECK(find_gpu("H100", builtin_gpus()).assumption.has_value());
}

TEST_CASE("a count stands before or behind the name", "[gpu]") {
  const auto [spec, id, count] = GENERATE(table<std::string, std::string, std::uint64_t>({
      {"rtx-4090x2", "rtx-4090", 2},
      {"rtx4090x2", "rtx-4090", 2},
      {"4090x2", "rtx-4090", 2},
      {"2xrtx-4090", "rtx-4090", 2},
      {"2xrtx4090", "rtx-4090", 2},
      {"2x4090", "rtx-4090", 2},
      {"8xA10", "a10", 8},
      {"a10 x8", "a10", 8},
      {"rtx-4090", "rtx-4090", 1},
      {"rx-9070", "rx-9070", 1},
      {"rx9070", "rx-9070", 1},
      {"instinct-mi300xx8", "instinct-mi300x", 8},
  }));
  CAPTURE(spec);
  CHECK(cards(spec).found.gpu.id == id);
  CHECK(cards(spec).count == count);
}

TEST_CASE("impossible counts and unknown cards are refused", "[gpu]") {
  for (const char* spec :
       {"rtx-4090x0", "0xrtx-4090", "rtx-4090x99999999999999999999", "a10x1025"}) {
    CAPTURE(spec);
    CHECK_THROWS_AS(cards(spec), Error);
  }
  CHECK_THROWS_WITH(cards("rtx-4095"), "unknown GPU 'rtx-4095'");
  CHECK_THROWS_WITH(cards("\x1b[31m"), "unknown GPU '?[31m'");
  CHECK_THROWS_AS(cards(""), Error);
  CHECK_THROWS_AS(cards("x"), Error);
  // One laptop has one GPU.
  CHECK_THROWS_AS(cards("rtx-4090-laptopx2"), Error);
}

TEST_CASE("every card is found by its own names", "[gpu]") {
  for (const Gpu& gpu : builtin_gpus()) {
    CAPTURE(gpu.id);
    CHECK(find_gpu(gpu.id, builtin_gpus()).gpu.id == gpu.id);
    CHECK(find_gpu(gpu.name, builtin_gpus()).gpu.id == gpu.id);
    for (const std::string_view alias : gpu.aliases) {
      CAPTURE(alias);
      CHECK(find_gpu(alias, builtin_gpus()).gpu.id == gpu.id);
    }
    for (const std::string_view shared : gpu.default_for) {
      CAPTURE(shared);
      CHECK(find_gpu(shared, builtin_gpus()).gpu.id == gpu.id);
    }
  }
}

TEST_CASE("a card by its memory alone", "[gpu]") {
  CHECK(visible_memory(cards_of_memory("24GB").gpu).bytes.count() == 24'000'000'000);
  CHECK(visible_memory(cards_of_memory("80GiBx2").gpu).bytes == gibibyte * 80);
  CHECK(cards_of_memory("80GiBx2").count == 2);
  CHECK(cards_of_memory("2x24GB").count == 2);
  for (const char* spec : {"24", "GB", "-24GB", "24GBx0", "0GB"}) {
    CAPTURE(spec);
    CHECK_THROWS_AS(cards_of_memory(spec), Error);
  }
}

TEST_CASE("visible memory never exceeds the marketed", "[gpu]") {
  for (const Gpu& gpu : builtin_gpus()) {
    CAPTURE(gpu.id, gpu.memory_gb);
    const VisibleMemory visible = visible_memory(gpu);
    // B200: sold as "180 GB", the driver shows 183359 MiB of 184320.
    CHECK(visible.bytes <= marketed_memory(gpu));
    CHECK(visible.bytes * 2 >= marketed_memory(gpu));
    CHECK((visible.basis == MemoryBasis::driver) == gpu.driver_memory_mib.has_value());
  }
}

TEST_CASE("the list is filtered by name, vendor and architecture", "[gpu]") {
  CHECK(filter_gpus("", builtin_gpus()).size() == builtin_gpus().size());
  for (const Gpu& gpu : filter_gpus("amd", builtin_gpus())) {
    CHECK(gpu.vendor == Vendor::amd);
  }
  CHECK(filter_gpus("ada love", builtin_gpus()).size() > 20);
}
