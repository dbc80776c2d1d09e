// What older builds of llama.cpp reserve otherwise than the newest.
#include <catch2/catch.hpp>
#include <vramcalc/memory/question.h>
#include <vramcalc/read/model_file.h>

#include "support/catalogue_question.h"

using namespace vramcalc;
using memory::Component;
using memory::Device;

namespace {

constexpr std::uint64_t long_context = 32768;
constexpr std::uint64_t ubatch = 512;
constexpr std::uint64_t hidden = 256;

model::Model small() {
  return read::read_model_config_text(
             R"({"model_type": "qwen3_moe", "hidden_size": 256, "num_hidden_layers": 4,
                 "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64,
                 "intermediate_size": 768, "moe_intermediate_size": 256, "num_experts": 8,
                 "num_experts_per_tok": 2, "decoder_sparse_step": 1, "mlp_only_layers": [],
                 "vocab_size": 1024})",
             "config.json")
      .model;
}

struct Asked {
  memory::LlamaCpp options;
  model::StorageType cache = model::StorageType::f16;
  std::uint64_t context = long_context;
  std::vector<memory::GpuMemory> gpus = {memory::ample_gpu().front()};
};

memory::Estimate estimate_of(const Asked& asked) {
  const model::Model model = small();
  memory::Workload workload;
  workload.context_tokens = asked.context;
  workload.cache_type_k = asked.cache;
  workload.cache_type_v = asked.cache;
  return memory::estimate({model, model::native_format(model), asked.options, workload},
                          asked.gpus);
}

Bytes compute(const memory::Estimate& estimate, Device device) {
  Bytes sum;
  for (const memory::LineItem& item : estimate.items) {
    if (item.component == Component::compute && item.device == device) {
      sum += item.expected;
    }
  }
  return sum;
}

Asked of_build(std::uint64_t build) {
  Asked asked;
  memory::set_build(asked.options, build);
  return asked;
}

}  // namespace

TEST_CASE("older builds bring masks of 32 bits and one kind of input", "[llama_cpp]") {
  const Bytes mask{long_context * ubatch * 2};
  const Bytes numbers{ubatch * 4};  // of all tokens, whose logits are wanted
  const Bytes vectors{hidden * ubatch * 4};
  const Bytes newest = compute(estimate_of({}), memory::host_device);
  CHECK(compute(estimate_of(of_build(10644)), memory::host_device) == newest);
  CHECK(compute(estimate_of(of_build(8829)), memory::host_device) <= newest + mask + numbers);
  CHECK(compute(estimate_of(of_build(8829)), memory::host_device) >= newest + mask);
  const Bytes of_2025 = compute(estimate_of(of_build(6699)), memory::host_device) + vectors;
  CHECK(of_2025 <= newest + mask + numbers);
  CHECK(of_2025 >= newest + mask);
  CHECK(compute(estimate_of(of_build(8829)), Device{0}) >
        compute(estimate_of(of_build(10644)), Device{0}) + mask);
  CHECK(of_build(8829).options.all_logits);
  CHECK_FALSE(of_build(9500).options.all_logits);
}

TEST_CASE("16-bit copies of quantised caches are reserved since build 9500", "[llama_cpp]") {
  const auto on_gpu = [](std::uint64_t build) {
    Asked asked = of_build(build);
    const Bytes plain = compute(estimate_of(asked), Device{0});
    asked.cache = model::StorageType::q8_0;
    return compute(estimate_of(asked), Device{0}) - plain;
  };
  CHECK(on_gpu(9496) == Bytes{});
  // Keys and values of one layer: 2 heads of 64 each.
  CHECK(on_gpu(10644) >= Bytes{long_context * 2 * 64 * 2});
}

TEST_CASE("before rows were written by index, no places were inputs", "[llama_cpp]") {
  Asked asked = of_build(6080);
  asked.options.flash_attention = false;
  const Bytes places{ubatch * 2 * 64 * 8};
  const Bytes with = compute(estimate_of(asked), memory::host_device);
  memory::set_build(asked.options, 5781);
  const Bytes without = compute(estimate_of(asked), memory::host_device);
  CHECK(with >= without + places);
}

TEST_CASE("a pipeline whose copies do not fit is given up", "[llama_cpp]") {
  Asked asked;
  asked.gpus.assign(2, memory::ample_gpu().front());
  const memory::Estimate with = estimate_of(asked);
  CHECK(with.warnings.empty());
  Bytes taken;
  for (const memory::LineItem& item : with.items) {
    taken += item.device == Device{0} ? item.expected : Bytes{};
  }
  asked.gpus.assign(2, {.visible = taken - Bytes{1}});
  const memory::Estimate without = estimate_of(asked);
  REQUIRE(without.warnings.size() == 1);
  CHECK(without.warnings.front().id == MessageId::llama_cpp_no_pipeline);
  CHECK(compute(without, Device{0}) < compute(with, Device{0}));
  // Where it does not help, it stays.
  asked.gpus.assign(2, {.visible = mebibyte});
  CHECK(estimate_of(asked).warnings.empty());
  CHECK(compute(estimate_of(asked), Device{0}) == compute(with, Device{0}));
  asked.gpus.assign(2, {.visible = taken - Bytes{1}});
  // Builds before October 2025 refused to start.
  memory::set_build(asked.options, 6699);
  CHECK(estimate_of(asked).warnings.empty());
}

TEST_CASE(
    "experts in RAM are copied to a GPU for large passes, not for small ones nor for GPUs that "
    "share every tensor",
    "[llama_cpp]") {
  Asked asked;
  asked.context = 1024;
  const Bytes without = compute(estimate_of(asked), memory::host_device);
  asked.options.n_cpu_moe = 4;
  const Bytes copied = compute(estimate_of(asked), Device{0});
  asked.options.split_mode = memory::SplitMode::tensor;
  const memory::Estimate cut = estimate_of(asked);
  CHECK(compute(cut, Device{0}) < copied);
  CHECK(compute(cut, memory::host_device) > without);
  asked.options.split_mode = memory::SplitMode::layer;
  asked.options.ubatch_size = 16;
  CHECK(compute(estimate_of(asked), Device{0}) < mebibyte);
}

TEST_CASE("an output matrix in RAM is copied to the GPU where all logits are wanted",
          "[llama_cpp]") {
  Asked asked = of_build(8829);
  asked.options.gpu_layers = 0;
  const memory::Estimate old = estimate_of(asked);
  CHECK(compute(old, Device{0}) > Bytes{1024 * ubatch * 4});
  memory::set_build(asked.options, 10644);
  CHECK(compute(estimate_of(asked), memory::host_device) <
        compute(old, memory::host_device) + Bytes{1024 * 4 * 2});
}

TEST_CASE("before models drafted, the last layer left out tokens without logits", "[llama_cpp]") {
  const auto at_logits = [](std::uint64_t build) {
    memory::LlamaCpp options;
    memory::set_build(options, build);
    options.n_cpu_moe = 48;
    const memory::Question question = test::question_about("qwen3.5-122b-a10b", options, "q4_k_m");
    const std::vector<memory::GpuMemory> gpus(4, memory::ample_gpu().front());
    return static_cast<double>(compute(memory::estimate(question, gpus), Device{3}).count()) /
           static_cast<double>(mebibyte.count());
  };
  // As published logs of b8829 and b8893 print it.
  CHECK(at_logits(8829) == Approx(503.00).margin(0.01));
  CHECK(at_logits(9200) < 500);
}
