#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/hardware/system_memory.h>

using namespace vramcalc;
using namespace vramcalc::hardware;

namespace {
Rig rig(const std::string& id, std::uint64_t count) {
  return {{{find_gpu(id, builtin_gpus()).gpu, count}}};
}
}  // namespace

TEST_CASE("recommended: twice a desktop's VRAM and 8 GB, 1.33 times a server's", "[ram]") {
  const auto [id, count, gib] = GENERATE(table<std::string, std::uint64_t, std::uint64_t>({
      {"rtx-4070", 1, 32},         // 2 · 12 + 8
      {"rtx-4090", 1, 64},         // 56
      {"rtx-5090", 1, 96},         // 72
      {"rtx-3090", 2, 128},        // 104
      {"a10", 4, 128},             // 127.7
      {"a10", 8, 256},             // 255.4
      {"a100-pcie-40gb", 8, 512},  // 425.6
  }));
  CAPTURE(id, count);
  CHECK(system_memory(rig(id, count), gigabyte * 7)->recommended == gibibyte * gib);
}

TEST_CASE("minimum: system, one shard, process, shared memory of a set", "[ram]") {
  CHECK(system_memory(rig("rtx-4090", 1), gigabyte * 35)->minimum == gibibyte * 16);  // 10 GiB
  CHECK(system_memory(rig("rtx-4090", 1), gibibyte * 3)->minimum == gibibyte * 8);    // 8 GiB
  CHECK(system_memory(rig("a10", 8), gigabyte * 140)->minimum == gibibyte * 24);      // 18 GiB
}

TEST_CASE("RAM comes in the sizes that are sold", "[ram]") {
  CHECK(memory_size_sold(Bytes{1}) == gibibyte * 8);
  CHECK(memory_size_sold(gibibyte * 8) == gibibyte * 8);
  CHECK(memory_size_sold(gibibyte * 8 + Bytes{1}) == gibibyte * 16);
  CHECK(memory_size_sold(gibibyte * 1025) == gibibyte * 1536);
  CHECK(memory_size_sold(gibibyte * 4097) == gibibyte * 8192);
}

TEST_CASE("no RAM minimum exceeds its recommendation", "[ram]") {
  for (const Gpu& gpu : builtin_gpus()) {
    const auto ram = system_memory({{{gpu, 1}}}, gigabyte * 140);
    CAPTURE(gpu.id);
    CHECK(ram.has_value() == !gpu.unified_memory);
    if (ram) {
      CHECK(ram->minimum <= ram->recommended);
    }
  }
}
