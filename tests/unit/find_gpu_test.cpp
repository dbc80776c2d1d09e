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

TEST_CASE("unified memory in one of the sizes sold", "[gpu]") {
  const auto [spec, id, gigabytes, visible_mib] =
      GENERATE(table<std::string, std::string, double, std::uint64_t>({
          {"M4 Max 64GB", "apple-m4-max-40-core", 64, 49'152},
          {"m4-max-64gb", "apple-m4-max-40-core", 64, 49'152},
          {"Apple M4 Max: 64 GB", "apple-m4-max-40-core", 64, 49'152},
          {"M4 Max 128GB", "apple-m4-max-40-core", 128, 98'304},
          {"apple-m4-max-40-core-48gb", "apple-m4-max-40-core", 48, 36'864},
          {"m3-ultra-96gb", "apple-m3-ultra", 96, 73'728},
          {"M4 16GB", "apple-m4", 16, 10'928},
          {"M4 Pro 24GB", "apple-m4-pro", 24, 16'392},
          {"M3 Pro 18 GB", "apple-m3-pro", 18, 12'294},
          // Only one version of the chip is sold with these.
          {"M4 Max 36GB", "apple-m4-max-32-core", 36, 27'648},
          {"M3 Max 36GB", "apple-m3-max-30-core", 36, 27'648},
          {"M3 Max 96GB", "apple-m3-max-30-core", 96, 73'728},
          {"Strix Halo 64GB", "ryzen-ai-max-plus-395", 64, 31'981},
          {"ryzen-ai-max-plus-395-128gb", "ryzen-ai-max-plus-395", 128, 63'963},
      }));
  CAPTURE(spec);
  const Gpu gpu = find_gpu(spec, builtin_gpus()).gpu;
  CHECK(gpu.id == id);
  CHECK(gpu.memory_gb == gigabytes);
  const VisibleMemory visible = visible_memory(gpu);
  CHECK(visible.basis == MemoryBasis::share);
  CHECK(visible.bytes.count() / mebibyte.count() == visible_mib);
}

TEST_CASE("a size that is not sold is refused with those that are", "[gpu]") {
  for (const char* spec : {"M4 Max 50GB", "apple-m4-max-40-core-36gb", "M2 Ultra 96GB",
                           "Strix Halo 32GB", "M4 Max 0GB", "m4-max-50gbx2"}) {
    CAPTURE(spec);
    CHECK_THROWS_AS(cards(spec), Error);
  }
  try {
    (void)find_gpu("M4 Max 50GB", builtin_gpus());
    FAIL("found");
  } catch (const Error& error) {
    REQUIRE(error.hint().has_value());
    CHECK(render(*error.hint()) == "Apple M4 Max (40-core) is sold with: '48GB', '64GB', '128GB'");
  }
  // A graphics card has the memory that it has, and one computer has one GPU.
  CHECK_THROWS_WITH(cards("rtx-3090-48gb"), "unknown GPU 'rtx-3090-48gb'");
  CHECK_THROWS_AS(cards("464gb"), Error);
  CHECK_THROWS_AS(cards("64GB"), Error);
  CHECK_THROWS_AS(cards("m4-max-64gbx2"), Error);
}

TEST_CASE("a size changes what belongs to it", "[gpu]") {
  Gpu gpu = find_gpu("apple-m4-max-40-core", builtin_gpus()).gpu;
  gpu.driver_memory_mib = 98'304;
  gpu.launch_price_usd = 4'699;
  CHECK(with_memory(gpu, 128).launch_price_usd == 4'699U);
  const Gpu smaller = with_memory(gpu, 32);
  CHECK(smaller.gpu_memory_share == 0.667);
  CHECK_FALSE(smaller.driver_memory_mib.has_value());
  CHECK_FALSE(smaller.launch_price_usd.has_value());
  CHECK(with_memory(gpu, 36).gpu_memory_share == 0.75);
}

TEST_CASE("a slice is found by its profile and stands alone", "[gpu]") {
  const auto [name, id] = GENERATE(table<std::string, std::string>({
      {"a100-40gb-mig-1g.5gb", "a100-40gb-mig-1g.5gb"},
      {"3g.20gb A100", "a100-40gb-mig-3g.20gb"},
      {"NVIDIA A100-SXM4-80GB MIG 1g.10gb", "a100-80gb-mig-1g.10gb"},
      {"NVIDIA A100 80GB PCIe MIG 3g.40gb", "a100-80gb-mig-3g.40gb"},
      {"H100 3g.40gb", "h100-80gb-mig-3g.40gb"},
      {"NVIDIA H100 80GB HBM3 MIG 1g.10gb", "h100-80gb-mig-1g.10gb"},
      {"NVIDIA H200 MIG 1g.18gb", "h200-mig-1g.18gb"},
      {"NVIDIA A30 MIG 1g.6gb", "a30-mig-1g.6gb"},
      {"NVIDIA RTX PRO 6000 Blackwell Server Edition MIG 2g.48gb", "rtx-pro-6000-mig-2g.48gb"},
  }));
  CAPTURE(name);
  const FoundGpu found = find_gpu(name, builtin_gpus());
  CHECK(found.gpu.id == id);
  CHECK_FALSE(found.assumption.has_value());
  CHECK(found.gpu.form_factor == FormFactor::slice);
  CHECK_FALSE(can_be_combined(found.gpu));
  CHECK_THROWS_AS(cards(name + "x2"), Error);
}

TEST_CASE("a profile of two cards is an assumption", "[gpu]") {
  const FoundGpu found = find_gpu("A100 1g.10gb", builtin_gpus());
  CHECK(found.gpu.id == "a100-80gb-mig-1g.10gb");
  CHECK(found.assumption.has_value());
}

TEST_CASE("visible memory never exceeds the marketed", "[gpu]") {
  for (const Gpu& gpu : builtin_gpus()) {
    CAPTURE(gpu.id, gpu.memory_gb);
    const VisibleMemory visible = visible_memory(gpu);
    // B200: sold as "180 GB", the driver shows 183359 MiB of 184320.
    CHECK(visible.bytes <= marketed_memory(gpu));
    // Strix Halo: Linux maps a little less than half.
    CHECK(visible.bytes * 100 >= marketed_memory(gpu) * 48);
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
