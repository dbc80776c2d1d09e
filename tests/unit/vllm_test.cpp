// vLLM's defaults and figures, against its source and published start-up logs.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "memory/engines/vllm_settings.h"
#include "support/catalogue_question.h"

using namespace vramcalc;
using memory::Component;
using memory::Estimate;
using memory::Vllm;
using memory::VllmSettings;

namespace {

VllmSettings settings(const Vllm& options, const std::string& gpu) {
  std::vector<Assumption> assumptions;
  return memory::vllm_settings(options, test::gpu_of(gpu), {}, assumptions);
}

Vllm of_release(std::uint32_t minor) {
  Vllm options;
  options.release = {0, minor};
  options.is_any_release = false;
  return options;
}

double gib(Bytes bytes) {
  return fraction(bytes, gibibyte);
}

double of(const Estimate& estimate, Component component) {
  return gib(memory::total_of(estimate, component).expected);
}

}  // namespace

TEST_CASE("vLLM: batches by card and release", "[vllm]") {
  const VllmSettings small = settings(of_release(31), "rtx-4090");
  CHECK(small.sequences == 256);
  CHECK(small.batched_tokens == 2048);
  CHECK(small.utilization == Ratio{92, 100});
  const VllmSettings large = settings(of_release(11), "h100-sxm5-80gb");
  CHECK(large.sequences == 1024);
  CHECK(large.batched_tokens == 8192);
  CHECK(large.utilization == Ratio{9, 10});
  CHECK(settings(of_release(11), "a100-sxm4-80gb").sequences == 256);  // told by its name
  CHECK(settings(of_release(27), "b200").batched_tokens == 8192);
  CHECK(settings(of_release(28), "b200").batched_tokens == 16'384);
  CHECK(settings(of_release(6), "h100-sxm5-80gb").sequences == 256);
  Vllm few = of_release(31);
  few.max_num_batched_tokens = 100;
  CHECK(settings(few, "rtx-4090").sequences == 100);  // never more than tokens
}

// 14.9889 GiB of weights: the tensors and a table of 131 072 rotary positions
// (https://github.com/vllm-project/vllm/issues/17122).
TEST_CASE("vLLM: weights as its log counts them", "[vllm]") {
  const Estimate estimate = memory::estimate(test::question_about("llama-3.1-8b", Vllm{}, "bf16"));
  CHECK(of(estimate, Component::weights) == Approx(14.9889).margin(0.0005));
}

// 17.2217 GiB a GPU on four of them (https://github.com/dennislee22/vLLM-benchmarking).
TEST_CASE("vLLM: experts in MXFP4 are padded", "[vllm]") {
  Vllm options = of_release(10);
  options.tensor_parallel_size = 4;
  const Estimate estimate = memory::estimate(test::question_about("gpt-oss-120b", options));
  Bytes weights;
  for (const memory::LineItem& item : estimate.items) {
    if (item.device == memory::Device{0} && item.component == Component::weights) {
      weights += item.expected;
    }
  }
  CHECK(gib(weights) == Approx(17.2217).epsilon(0.005));
}

TEST_CASE("vLLM: the sampler's warm-up by release", "[vllm]") {
  // 1024 sequences × 151 936 words × 38.5 bytes: 5.58 GiB in the log of 0.10.2.
  Vllm options = of_release(10);
  options.max_num_seqs = 1024;
  options.max_num_batched_tokens = 8192;
  const auto peak = [&](const Vllm& of) {
    return memory::total_of(memory::estimate(test::question_about("qwen3-next-80b-a3b", of)),
                            Component::activations);
  };
  CHECK(gib(peak(options).expected) == Approx(5.58).margin(0.01));
  options.release = {0, 20};
  CHECK(gib(peak(options).expected) < 3);
  options.release = {0, 31};
  CHECK(gib(peak(options).expected) < 2);
  CHECK(gib(peak(options).high) < 4);
  options.is_any_release = true;  // nobody said which
  CHECK(gib(peak(options).high) == Approx(5.58).margin(0.01));
}

TEST_CASE("vLLM: graphs come on top before 0.21 and out of the budget from then on", "[vllm]") {
  const std::vector<memory::GpuMemory> gpus{test::gpu_of("rtx-4090")};
  const auto total = [&](std::uint32_t minor, bool eager) {
    Vllm options = of_release(minor);
    options.enforce_eager = eager;
    options.gpu_memory_utilization = Ratio{9, 10};
    return memory::estimate(test::question_about("llama-3.1-8b", options), gpus);
  };
  const Estimate early = total(20, false);
  const Estimate early_eager = total(20, true);
  CHECK(early.capacity->tokens == early_eager.capacity->tokens);
  CHECK(memory::total(early).expected > memory::total(early_eager).expected);
  const Estimate later = total(21, false);
  CHECK(later.capacity->tokens < total(21, true).capacity->tokens);
  CHECK(later.pools.front().needed.expected > early.pools.front().needed.expected);
}

TEST_CASE("vLLM: caches in 8 and 4 bits hold more", "[vllm]") {
  const std::vector<memory::GpuMemory> gpus{test::gpu_of("rtx-4090")};
  memory::Question question = test::question_about("llama-3.1-8b", Vllm{}, "fp8");
  const std::uint64_t in_16 = memory::estimate(question, gpus).capacity->tokens;
  question.workload.cache_type_k = model::StorageType::f8_e4m3;
  question.workload.cache_type_v = model::StorageType::f8_e4m3;
  CHECK(memory::estimate(question, gpus).capacity->tokens >= 2 * in_16 - 32);
  // DeepSeek's sparse attention keeps 656 bytes of 576 numbers and 132 of the index.
  memory::Question sparse = test::question_about("deepseek-v3.2", Vllm{});
  sparse.workload.cache_type_k = model::StorageType::f8_e4m3;
  sparse.workload.cache_type_v = model::StorageType::f8_e4m3;
  CHECK(memory::estimate(sparse).cache_bytes_per_token == (656ULL + 132) * 61);
}

TEST_CASE("vLLM: adapters have buffers on every linear layer", "[vllm]") {
  Vllm options;
  options.max_loras = 2;
  options.max_lora_rank = 16;
  const Estimate estimate = memory::estimate(test::question_about("llama-3.1-8b", options, "bf16"));
  // q, o 2 × (4096 + 4096), k, v 2 × (4096 + 1024), gate, up, down 3 × (4096 + 14 336)
  const std::uint64_t sides = (2 * 8192ULL + 2 * 5120 + 3 * 18'432) * 32;
  CHECK(memory::total_of(estimate, Component::adapter_weights).expected ==
        Bytes{sides * 16 * 2 * 2});
}
