// SGLang, TensorRT-LLM, transformers, ExLlamaV3 and MLX: defaults and figures against their
// sources.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "memory/engines/sglang_settings.h"
#include "memory/parts/driver_context.h"
#include "support/catalogue_question.h"

using namespace vramcalc;
using memory::Component;
using memory::Estimate;

namespace {

double fraction_of(const std::string& gpu, std::uint64_t ranks = 1) {
  std::vector<Assumption> assumptions;
  memory::Grid grid;
  grid.tensor = ranks;
  return memory::sglang_settings({}, test::gpu_of(gpu), grid, {}, assumptions).fraction.value();
}

Bytes cache_of(const memory::Question& question) {
  return memory::total_of(memory::estimate(question), Component::kv_cache).expected;
}

double gib(Bytes bytes) {
  return fraction(bytes, gibibyte);
}

}  // namespace

// What ServerArgs works out on these cards: 24 564, 81 559 and 143 771 MiB.
TEST_CASE("SGLang: the static share by card", "[sglang]") {
  CHECK(fraction_of("rtx-4090") == Approx(0.833));
  CHECK(fraction_of("h100-sxm5-80gb") == Approx(0.830));
  CHECK(fraction_of("h200") == Approx(0.903));
}

// https://github.com/xorbitsai/inference/issues/3481: 47.24 GB free, 27.57 of weights, a share of
// 0.88 leave 14.00 GB, 91 749 tokens of 163 840 bytes.
TEST_CASE("SGLang: the pool is the static share less the weights", "[sglang]") {
  memory::Sglang options;
  options.mem_fraction_static = Ratio{88, 100};
  const memory::Question question = test::question_about("qwen3-14b", options, "bf16");
  const std::vector<memory::GpuMemory> gpus{
      {.visible = scaled(gibibyte, {4724, 100}) + mebibyte * 350}};
  const Estimate estimate = memory::estimate(question, gpus);
  CHECK(estimate.cache_bytes_per_token == 163'840);
  CHECK(static_cast<double>(estimate.capacity->tokens) == Approx(91'749).epsilon(0.01));
}

TEST_CASE("SGLang: states of recurrent layers get their part of the pool", "[sglang]") {
  const memory::Question question = test::question_about("qwen3.5-27b", memory::Sglang{}, "fp8");
  const std::vector<memory::GpuMemory> gpus{test::gpu_of("h200")};
  const Estimate estimate = memory::estimate(question, gpus);
  const Bytes states = memory::total_of(estimate, Component::recurrent_state).expected;
  const Bytes cache = memory::total_of(estimate, Component::kv_cache).expected;
  CHECK(fraction(states, cache) == Approx(0.9).epsilon(0.01));
}

TEST_CASE("TensorRT-LLM: the cache gets a share of what is free", "[tensorrt_llm]") {
  const std::vector<memory::GpuMemory> gpus{test::gpu_of("h100-sxm5-80gb")};
  memory::TensorRtLlm options;
  const auto cache = [&] {
    return memory::estimate(test::question_about("llama-3.1-8b", options, "fp8"), gpus)
        .pools.front()
        .available.expected;
  };
  const Bytes most = cache();
  options.kv_cache_free_gpu_memory_fraction = Ratio{45, 100};
  CHECK(fraction(cache(), most) == Approx(0.5).epsilon(0.001));
}

// https://github.com/QwenLM/Qwen3 docs/source/benchmark/speed_benchmark.rst: BF16, 30 720 tokens
// of prompt and 2048 more: 74.47 GiB; 1 token of prompt: 61.58.
TEST_CASE("transformers: peaks of published tables", "[transformers]") {
  memory::Question question = test::question_about("qwen2.5-32b", memory::Transformers{}, "bf16");
  question.workload.context_tokens = 32'768;
  CHECK(gib(memory::total(memory::estimate(question)).expected) == Approx(74.47).epsilon(0.02));
  question.workload.context_tokens = 2049;
  CHECK(gib(memory::total(memory::estimate(question)).expected) == Approx(61.58).epsilon(0.01));
}

TEST_CASE("transformers: eager attention and logits of all tokens cost more", "[transformers]") {
  const auto peak = [](const memory::Transformers& options) {
    memory::Question question = test::question_about("llama-3.1-8b", options, "bf16");
    question.workload.context_tokens = 16'384;
    return memory::total_of(memory::estimate(question), Component::activations).expected;
  };
  memory::Transformers options;
  const Bytes usual = peak(options);
  options.all_logits = true;
  CHECK(peak(options) > Bytes{16'384ULL * 128'256 * 6});
  CHECK(peak(options) > usual);
  options.attn_implementation = memory::AttentionImplementation::eager;
  CHECK(peak(options) > Bytes{32ULL * 16'384 * 16'384 * 8});
}

TEST_CASE("transformers: every card of several has the prompt's peak", "[transformers]") {
  const memory::Question question =
      test::question_about("llama-3.1-8b", memory::Transformers{}, "bf16");
  const std::vector<memory::GpuMemory> one{test::gpu_of("rtx-4090")};
  const std::vector<memory::GpuMemory> two(2, test::gpu_of("rtx-4090"));
  const auto activations = [&](const std::vector<memory::GpuMemory>& gpus) {
    return memory::total_of(memory::estimate(question, gpus), Component::activations).expected;
  };
  CHECK(fraction(activations(two), activations(one)) == Approx(2).epsilon(0.05));
}

TEST_CASE("ExLlamaV3: caches in whole pages, with a scale for 32 numbers", "[exllamav3]") {
  memory::ExllamaV3 options;
  memory::Question question = test::question_about("llama-3.1-8b", options, "exl3:4");
  question.workload.context_tokens = 8000;
  CHECK(cache_of(question) == Bytes{131'072ULL * 8192});
  options.cache_bits_k = 6;
  options.cache_bits_v = 5;
  question.engine = options;
  // 1024 numbers × (6.5 + 5.5 bits) × 32 layers
  CHECK(cache_of(question) == Bytes{1024ULL * 12 / 8 * 32 * 8192});
  options.cache_size = 65'536;
  question.engine = options;
  CHECK(cache_of(question) == Bytes{1024ULL * 12 / 8 * 32 * 65'536});
}

TEST_CASE("MLX: caches grow in steps, and in bits with a scale and a bias", "[mlx]") {
  memory::Mlx options;
  memory::Question question = test::question_about("llama-3.1-8b", options, "bf16");
  question.workload.context_tokens = 1000;
  CHECK(cache_of(question) == Bytes{131'072ULL * 1024});
  options.kv_bits = 4;
  question.engine = options;
  CHECK(cache_of(question) == Bytes{2048ULL * 9 / 16 * 32 * 1024});
  options.kv_bits = 16;
  options.max_kv_size = 512;
  options.prefill_step_size = 256;
  question.engine = options;
  question.workload.context_tokens = 100'000;
  CHECK(cache_of(question) == Bytes{131'072ULL * 768});
  const std::vector<memory::GpuMemory> two(2, {.visible = gibibyte * 64});
  CHECK_THROWS_AS(memory::estimate(question, two), Error);
}

TEST_CASE("generic: the cache counts, and an overhead replaces it", "[generic]") {
  memory::Question question = test::question_about("llama-3.1-8b", memory::Generic{}, "bf16");
  CHECK(cache_of(question) == Bytes{131'072ULL * 8192});
  question.engine = memory::Generic{Ratio{13, 10}};
  const Estimate estimate = memory::estimate(question);
  CHECK_FALSE(estimate.is_placed);
  CHECK(memory::total(estimate).expected == scaled(estimate.weights, {13, 10}));
}

// "total capacity of 23.64 GiB" beside nvidia-smi's 24 564 MiB, and their like.
TEST_CASE("the driver's part: what CUDA calls a card's total", "[driver]") {
  CHECK(gib(memory::cuda_total(test::gpu_of("rtx-4090"))) == Approx(23.64).epsilon(0.01));
  CHECK(gib(memory::cuda_total(test::gpu_of("h100-sxm5-80gb"))) == Approx(79.18).epsilon(0.01));
  CHECK(gib(memory::cuda_total(test::gpu_of("a100-sxm4-80gb"))) == Approx(79.25).epsilon(0.01));
  CHECK(gib(memory::cuda_total(test::gpu_of("h200"))) == Approx(139.81).epsilon(0.01));
  CHECK(gib(memory::cuda_total(test::gpu_of("l40s"))) == Approx(44.40).epsilon(0.01));
  const memory::GpuMemory plain{.visible = gibibyte * 24};
  CHECK(memory::cuda_total(plain) == plain.visible);
  CHECK(memory::torch_context({0}, memory::ample_gpu().front()).bytes == memory::Interval{});
}
