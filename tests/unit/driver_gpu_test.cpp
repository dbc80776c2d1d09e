// The names that drivers give to cards.
#include <optional>
#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/hardware/find_gpu.h>

using namespace vramcalc;
using namespace vramcalc::hardware;

namespace {

std::optional<FoundGpu> found(std::string_view name, std::uint64_t mib) {
  return gpu_of_driver(name, mebibyte * mib, builtin_gpus());
}

}  // namespace

TEST_CASE("a card is known by its driver's name and memory", "[local]") {
  const auto [name, mib, id] = GENERATE(table<std::string, std::uint64_t, std::string>({
      {"NVIDIA GeForce RTX 5090", 32607, "rtx-5090"},
      {"NVIDIA GeForce RTX 4090", 24564, "rtx-4090"},
      {"NVIDIA GeForce RTX 4090", 49140, "rtx-4090-48gb-modded"},
      {"NVIDIA GeForce RTX 4090 D", 24564, "rtx-4090-d"},
      {"NVIDIA GeForce RTX 4090 Laptop GPU", 16376, "rtx-4090-laptop"},
      {"NVIDIA GeForce RTX 4070 Ti SUPER", 16376, "rtx-4070-ti-super"},
      {"NVIDIA GeForce RTX 4060 Ti", 8188, "rtx-4060-ti-8gb"},
      {"NVIDIA GeForce RTX 4060 Ti", 16380, "rtx-4060-ti-16gb"},
      {"NVIDIA GeForce RTX 3080", 10240, "rtx-3080"},
      {"NVIDIA GeForce RTX 3080", 12288, "rtx-3080-12gb"},
      {"NVIDIA GeForce RTX 3080 Laptop GPU", 16384, "rtx-3080-laptop-16gb"},
      {"NVIDIA GeForce RTX 3060", 12288, "rtx-3060"},
      {"NVIDIA GeForce RTX 3060", 8192, "rtx-3060-8gb"},
      {"NVIDIA GeForce RTX 3050 6GB Laptop GPU", 6144, "rtx-3050-laptop-6gb"},
      {"NVIDIA GeForce RTX 2080 with Max-Q Design", 8192, "rtx-2080-laptop"},
      {"NVIDIA GeForce RTX 2080 Ti", 11264, "rtx-2080-ti"},
      {"NVIDIA GeForce GTX 1080 Ti", 11264, "gtx-1080-ti"},
      {"NVIDIA RTX 6000 Ada Generation", 49140, "rtx-6000-ada"},
      {"NVIDIA RTX A6000", 49140, "rtx-a6000"},
      {"NVIDIA RTX PRO 6000 Blackwell Workstation Edition", 97887, "rtx-pro-6000-blackwell-ws"},
      {"NVIDIA RTX PRO 6000 Blackwell Server Edition", 97887, "rtx-pro-6000-blackwell-server"},
      {"Quadro RTX 8000", 49152, "quadro-rtx-8000"},
      {"Tesla T4", 15360, "tesla-t4"},
      {"Tesla V100-SXM2-32GB", 32768, "tesla-v100-sxm2-32gb"},
      {"Tesla V100-PCIE-16GB", 16384, "tesla-v100-pcie-16gb"},
      {"NVIDIA A10G", 23028, "a10g"},
      {"NVIDIA L4", 23034, "l4"},
      {"NVIDIA L40S", 46068, "l40s"},
      {"NVIDIA A100-SXM4-80GB", 81920, "a100-sxm4-80gb"},
      {"NVIDIA A100-SXM4-40GB", 40960, "a100-sxm4-40gb"},
      {"NVIDIA A100-PCIE-40GB", 40960, "a100-pcie-40gb"},
      {"NVIDIA A100 80GB PCIe", 81920, "a100-pcie-80gb"},
      {"NVIDIA H100 80GB HBM3", 81559, "h100-sxm5-80gb"},
      {"NVIDIA H100 PCIe", 81559, "h100-pcie-80gb"},
      {"NVIDIA H100 NVL", 95830, "h100-nvl-94gb"},
      {"NVIDIA H200", 143771, "h200-sxm5-141gb"},
      {"NVIDIA H200 NVL", 143771, "h200-nvl-141gb"},
      {"NVIDIA B200", 183359, "b200-sxm-180gb"},
      {"AMD Radeon RX 7900 XTX", 24560, "rx-7900-xtx"},
      {"AMD Radeon RX 9070 XT", 16304, "rx-9070-xt"},
      {"AMD Radeon RX 9060 XT", 8176, "rx-9060-xt-8gb"},
      {"AMD Radeon PRO W7800", 49120, "radeon-pro-w7800-48gb"},
      {"AMD Instinct MI300X", 196592, "instinct-mi300x"},
      {"AMD Instinct MI300X OAM", 196592, "instinct-mi300x"},
  }));
  CAPTURE(name, mib);
  const std::optional<FoundGpu> gpu = found(name, mib);
  REQUIRE(gpu.has_value());
  CHECK(gpu->gpu.id == id);
  CHECK(visible_memory(gpu->gpu).bytes == mebibyte * mib);
  CHECK(visible_memory(gpu->gpu).basis == MemoryBasis::driver);
}

TEST_CASE("a name that is not the card's own is said to be assumed", "[local]") {
  CHECK_FALSE(found("NVIDIA GeForce RTX 4090", 24564)->assumption.has_value());
  const auto shared = found("NVIDIA GeForce RTX 4060 Ti", 8188);
  REQUIRE(shared->assumption.has_value());
  CHECK(shared->assumption->value == "rtx-4060-ti-8gb");
  CHECK(render(shared->assumption->why) ==
        "the catalogue's entry for 'NVIDIA GeForce RTX 4060 Ti'");
}

TEST_CASE("a card with other chips has the memory that it reports", "[local]") {
  const auto modded = found("NVIDIA GeForce RTX 2080 Ti", 22528);
  REQUIRE(modded.has_value());
  CHECK(modded->gpu.id == "rtx-2080-ti");
  CHECK(modded->gpu.memory_gb == 22);
  CHECK_FALSE(price_usd(modded->gpu).has_value());
  CHECK(visible_memory(modded->gpu).bytes == mebibyte * 22528);
}

TEST_CASE("unified memory keeps its share", "[local]") {
  const auto spark = gpu_of_driver("NVIDIA GB10", std::nullopt, builtin_gpus());
  REQUIRE(spark.has_value());
  CHECK(spark->gpu.id == "dgx-spark-gb10");
  CHECK(visible_memory(spark->gpu).basis == MemoryBasis::share);
  const auto halo = found("AMD Radeon 8060S Graphics", 512);
  REQUIRE(halo.has_value());
  CHECK(halo->gpu.id == "ryzen-ai-max-plus-395");
  CHECK(visible_memory(halo->gpu).bytes > gibibyte * 32);
}

TEST_CASE("other names are no card of the catalogue", "[local]") {
  const std::string name =
      GENERATE(values<std::string>({"", "NVIDIA", "NVIDIA A40-48Q", "Orin (nvgpu)", "8GB", "GPU",
                                    "NVIDIA GeForce RTX", "AMD 0x744c", "Graphics"}));
  CAPTURE(name);
  CHECK_FALSE(found(name, 8192).has_value());
}
