// Tensor and pipeline parallel: who holds what.
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "memory/parts/grid.h"
#include "memory/parts/sharded_weights.h"
#include "support/catalogue_question.h"

using namespace vramcalc;
using memory::Grid;
using memory::ShardedWeights;

namespace {

std::vector<ShardedWeights> shards(const memory::Question& question, std::uint64_t tensor,
                                   std::uint64_t pipeline) {
  const model::Architecture& architecture = question.model.layout->architecture;
  std::vector<Assumption> assumptions;
  const Grid grid = memory::choose_grid({tensor, pipeline, "--tp", "--pp", "test"}, architecture,
                                        memory::ample_gpu(), assumptions);
  return memory::shard_weights(
      memory::WeightTable{model::stored_in(question.model, question.format), architecture}, grid);
}

Bytes sum(const std::vector<ShardedWeights>& gpus) {
  Bytes all;
  for (const ShardedWeights& gpu : gpus) {
    all += gpu.language + gpu.mtp + gpu.towers;
  }
  return all;
}

// Every tensor of which each rank has the whole, and keys and values of which several have a copy.
Bytes replicas(const memory::Question& question, std::uint64_t tensor) {
  const std::vector<ShardedWeights> one = shards(question, 1, 1);
  return sum(shards(question, tensor, 1)) - sum(one);
}

}  // namespace

TEST_CASE("shares of tensor parallelism sum to the whole and its replicas", "[grid]") {
  const auto id = GENERATE(as<std::string>{}, "llama-3.1-8b", "qwen3-30b-a3b", "gpt-oss-20b",
                           "deepseek-v3", "qwen3.5-27b", "gemma-3-27b");
  const auto precision = GENERATE(as<std::string>{}, "", "fp8");
  const memory::Question question = test::question_about(id, memory::Vllm{}, precision);
  const model::StoredModel stored = model::stored_in(question.model, question.format);
  const Bytes whole = stored.total_bytes() - stored.bytes(model::TensorPart::generated);
  CHECK(sum(shards(question, 1, 1)) == whole);
  Bytes before;
  for (const std::uint64_t ranks : {2U, 4U, 8U}) {
    CAPTURE(id, precision, ranks);
    const std::vector<ShardedWeights> gpus = shards(question, ranks, 1);
    REQUIRE(gpus.size() == ranks);
    // Copies of what is replicated: the same ranks - 1 times, so they grow with the ranks alone.
    const Bytes copies = replicas(question, ranks);
    CHECK(sum(gpus) == whole + copies);
    CHECK(copies >= before);
    CHECK(copies < share_of(whole * ranks, 10));
    before = copies;
    for (const ShardedWeights& gpu : gpus) {
      const Bytes difference = std::max(gpu.language, gpus.front().language) -
                               std::min(gpu.language, gpus.front().language);
      CHECK(difference < mebibyte);
    }
  }
}

TEST_CASE("keys and values are copied where there are more ranks than KV heads", "[grid]") {
  // 8 KV heads: at 8 ranks each has one, at 16 two ranks share a head.
  const memory::Question question = test::question_about("qwen3-32b", memory::Vllm{}, "bf16");
  const Bytes norms_of_a_rank = Bytes{replicas(question, 8).count() / 7};
  const Bytes at_16 = replicas(question, 16);
  // 64 layers × 2 × 5120 × 8 heads × 128 numbers of 16 bits, once more.
  const Bytes keys_and_values{std::uint64_t{64} * 2 * 5120 * 8 * 128 * 2};
  CHECK(at_16 == keys_and_values + norms_of_a_rank * 15);
}

TEST_CASE("pipeline stages hold every layer once", "[grid]") {
  const memory::Question question = test::question_about("llama-3.1-8b", memory::Vllm{}, "bf16");
  const Bytes whole = sum(shards(question, 1, 1));
  for (std::uint64_t stages = 2; stages <= 32; ++stages) {
    CAPTURE(stages);
    CHECK(sum(shards(question, 1, stages)) == whole);  // its head is no embedding
  }
  const memory::Question tied = test::question_about("llama-3.2-1b", memory::Vllm{}, "bf16");
  CHECK(sum(shards(tied, 1, 2)) == sum(shards(tied, 1, 1)) + Bytes{128'256ULL * 2048 * 2});
}

TEST_CASE("uneven layers go to the last stages but one, from behind", "[grid]") {
  model::Architecture architecture;
  architecture.layers.resize(61);
  std::vector<Assumption> assumptions;
  const Grid grid = memory::choose_grid({1, 8, "--tp", "--pp", "test"}, architecture,
                                        memory::ample_gpu(), assumptions);
  CHECK(grid.first_layers == std::vector<std::uint64_t>{0, 7, 14, 22, 30, 38, 46, 54, 61});
  CHECK(grid.stage_of(0) == 0);
  CHECK(grid.stage_of(13) == 1);
  CHECK(grid.stage_of(14) == 2);
  CHECK(grid.stage_of(60) == 7);
  CHECK(grid.stage_of(1000) == 7);
  CHECK(assumptions.empty());
}

TEST_CASE("all cards work, as ranks where the heads allow and else as stages", "[grid]") {
  const model::Architecture architecture =
      test::question_about("qwen2.5-7b", memory::Vllm{}).model.layout->architecture;  // 28 heads
  const auto chosen = [&](std::uint64_t cards) {
    std::vector<Assumption> assumptions;
    const std::vector<memory::GpuMemory> gpus(cards, {.visible = gibibyte * 24});
    const Grid grid =
        memory::choose_grid({{}, {}, "--tp", "--pp", "test"}, architecture, gpus, assumptions);
    CHECK((cards == 1) == assumptions.empty());
    return std::pair{grid.tensor, grid.pipeline};
  };
  CHECK(chosen(1) == std::pair{1UL, 1UL});
  CHECK(chosen(2) == std::pair{2UL, 1UL});
  CHECK(chosen(3) == std::pair{1UL, 3UL});
  CHECK(chosen(4) == std::pair{4UL, 1UL});
  CHECK(chosen(8) == std::pair{4UL, 2UL});
}

TEST_CASE("grids that cannot be are refused with their reason", "[grid]") {
  const model::Architecture architecture =
      test::question_about("qwen2.5-7b", memory::Vllm{}).model.layout->architecture;
  const std::vector<memory::GpuMemory> two(2, {.visible = gibibyte * 24});
  std::vector<Assumption> assumptions;
  const auto refused = [&](std::optional<std::uint64_t> tensor,
                           std::optional<std::uint64_t> pipeline) {
    try {
      static_cast<void>(memory::choose_grid({tensor, pipeline, "--tp", "--pp", "vLLM"},
                                            architecture, two, assumptions));
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::unsupported);
      return std::string{error.what()};
    }
    return std::string{};
  };
  CHECK(refused(3, {}) == "vLLM cannot cut 28 attention heads evenly over 3 GPUs");
  CHECK(refused(4, {}) == "4 × 1 GPUs are asked of vLLM, and the rig has 2");
  CHECK(refused(2, 2) == "2 × 2 GPUs are asked of vLLM, and the rig has 2");
  CHECK(refused(1, 29) == "29 stages are more than the 28 layers of this model");
  CHECK(refused(2, {}).empty());
  const std::uint64_t huge = std::numeric_limits<std::uint64_t>::max();
  CHECK(refused(huge, huge).starts_with("at most 4096 GPUs are estimated"));
}
