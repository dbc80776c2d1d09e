// What holds of every engine beside llama.cpp, whatever the model.
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/advise/fit.h>
#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/memory/formula.h>

#include "support/catalogue_question.h"

using namespace vramcalc;
using memory::Component;
using memory::Engine;

namespace {

std::vector<Engine> engines() {
  return {memory::Generic{},      memory::Vllm{},      memory::Sglang{}, memory::TensorRtLlm{},
          memory::Transformers{}, memory::ExllamaV3{}, memory::Mlx{}};
}

// Grouped attention, windows, latent attention with an index, recurrent layers, experts, towers.
const std::vector<std::string> models{"llama-3.1-8b", "qwen3-30b-a3b", "gemma-3-27b",
                                      "gpt-oss-20b",  "deepseek-v3.2", "qwen3-next-80b-a3b",
                                      "qwen3.5-27b",  "falcon-h1-34b", "mamba-2.8b"};

std::vector<std::string> known_models() {
  std::vector<std::string> known;
  for (const std::string& id : models) {
    for (const model::CatalogueModel& entry : model::builtin_models()) {
      if (entry.id == id) {
        known.push_back(id);
      }
    }
  }
  return known;
}

hardware::Rig rig_of_memory(std::uint64_t gibibytes, std::uint64_t cards = 1) {
  hardware::Gpu gpu;
  gpu.id = "test";
  gpu.visible_bytes = gibibyte * gibibytes;
  gpu.memory_gb = 1;
  return {{{gpu, cards}}};
}

}  // namespace

TEST_CASE("engines: longer contexts and more sequences never need less", "[engines]") {
  REQUIRE(known_models().size() >= 6);
  for (const std::string& id : known_models()) {
    for (const Engine& engine : engines()) {
      memory::Question question = test::question_about(id, engine);
      CAPTURE(id, memory::id_of(engine));
      memory::Interval before;
      for (std::uint64_t context = 200; context <= 131'072; context = context * 5 / 2) {
        question.workload.context_tokens = context;
        const memory::Interval now = memory::total(memory::estimate(question));
        CAPTURE(context);
        CHECK(before.expected <= now.expected);
        CHECK(before.high <= now.high);
        before = now;
      }
      question.workload.context_tokens = 4096;
      before = {};
      for (std::uint64_t parallel = 1; parallel <= 256; parallel *= 4) {
        question.workload.parallel = parallel;
        const memory::Interval now = memory::total(memory::estimate(question));
        CAPTURE(parallel);
        CHECK(before.expected <= now.expected);
        before = now;
      }
    }
  }
}

TEST_CASE("engines: items are bounded, have formulas and add up", "[engines]") {
  for (const std::string& id : known_models()) {
    for (const Engine& engine : engines()) {
      const memory::Question question = test::question_about(id, engine);
      const std::vector<memory::GpuMemory> gpus{test::gpu_of("h200")};
      const memory::Estimate estimate = memory::estimate(question, gpus);
      CAPTURE(id, memory::id_of(engine));
      Bytes sum;
      for (const memory::LineItem& item : estimate.items) {
        CAPTURE(item.formula);
        CHECK(item.low <= item.expected);
        CHECK(item.expected <= item.high);
        CHECK(memory::find_formula(item.formula) != nullptr);
        CHECK_FALSE(item.device.is_host());
        sum += item.expected;
      }
      CHECK(sum == memory::total(estimate).expected);
      CHECK(estimate.is_placed);
      CHECK(estimate.weights > Bytes{});
    }
  }
}

TEST_CASE("engines: exact weights and caches have no width", "[engines]") {
  for (const Engine& engine : engines()) {
    const memory::Estimate estimate =
        memory::estimate(test::question_about("llama-3.1-8b", engine));
    for (const memory::LineItem& item : estimate.items) {
      if (item.basis == memory::Basis::exact) {
        CHECK(item.low == item.high);
      }
    }
  }
}

TEST_CASE("engines: more memory never turns a yes into a no", "[engines]") {
  for (const std::string& id :
       {std::string{"llama-3.1-8b"}, std::string{"gpt-oss-20b"}, std::string{"qwen3.5-27b"}}) {
    for (const Engine& engine : engines()) {
      const memory::Question question = test::question_about(id, engine, "fp8");
      CAPTURE(id, memory::id_of(engine));
      advise::Verdict before = advise::Verdict::no;
      for (std::uint64_t gibibytes = 8; gibibytes <= 128; gibibytes += 4) {
        const hardware::Rig rig = rig_of_memory(gibibytes);
        const advise::Demand demand{question, rig};
        const advise::Verdict now = advise::worst(advise::fit_devices(demand, rig));
        CAPTURE(gibibytes);
        CHECK(now <= before);
        before = now;
      }
      CHECK(before == advise::Verdict::fits);
    }
  }
}

TEST_CASE("servers: a cache that is allocated ahead fills its budget", "[engines]") {
  for (const Engine& engine :
       std::vector<Engine>{memory::Vllm{}, memory::Sglang{}, memory::TensorRtLlm{}}) {
    const memory::Question question = test::question_about("llama-3.1-8b", engine);
    const std::vector<memory::GpuMemory> gpus{test::gpu_of("rtx-4090")};
    const memory::Estimate estimate = memory::estimate(question, gpus);
    REQUIRE(estimate.capacity);
    REQUIRE(estimate.pools.size() == 1);
    const memory::CachePool& pool = estimate.pools.front();
    CAPTURE(memory::id_of(engine));
    CHECK(pool.needed.expected <= pool.budget);
    const Bytes cache = memory::total_of(estimate, Component::kv_cache).expected;
    CHECK(cache <= pool.available.expected);
    CHECK(cache + mebibyte * 16 > pool.available.expected);
    CHECK(estimate.capacity->low_tokens <= estimate.capacity->tokens);
    CHECK(estimate.capacity->tokens <= estimate.capacity->high_tokens);
    CHECK(estimate.capacity->tokens > 10'000);
    CHECK(estimate.capacity->max_concurrency ==
          Approx(static_cast<double>(estimate.capacity->tokens) / 8192).epsilon(0.01));
    // The longest context that is promised starts, the next block does not.
    memory::Question longest = question;
    longest.workload.context_tokens = estimate.capacity->longest_context_tokens;
    CHECK(memory::estimate(longest, gpus).pools.front().needed.expected <= pool.budget);
    longest.workload.context_tokens += 64;
    CHECK(memory::estimate(longest, gpus).pools.front().needed.expected > pool.budget);
  }
}

TEST_CASE("servers: a model that leaves no room for its context does not start", "[engines]") {
  const memory::Question question = test::question_about("qwen3-32b", memory::Vllm{}, "fp8");
  const hardware::Gpu gpu = hardware::find_gpu("rtx-4090", hardware::builtin_gpus()).gpu;
  const hardware::Rig rig{{{gpu, 1}}};
  const advise::Demand demand{question, rig};
  CHECK(advise::worst(advise::fit_devices(demand, rig)) == advise::Verdict::no);
  const memory::Estimate& estimate = demand.estimate();
  CHECK(estimate.capacity->longest_context_tokens == 0);
  CHECK(estimate.pools.front().needed.expected > estimate.pools.front().budget);
}

namespace {

advise::Verdict verdict_on(const memory::Question& question, const std::string& card) {
  const hardware::Rig rig{{{hardware::find_gpu(card, hardware::builtin_gpus()).gpu, 1}}};
  return advise::worst(advise::fit_devices(advise::Demand{question, rig}, rig));
}

bool is_refused(const memory::Question& question, const std::string& card) {
  const std::vector<memory::GpuMemory> gpus{test::gpu_of(card)};
  try {
    static_cast<void>(memory::estimate(question, gpus));
  } catch (const Error& error) {
    return error.kind() == ErrorKind::unsupported;
  }
  return false;
}

}  // namespace

TEST_CASE("servers: a budget of nothing holds nothing", "[engines]") {
  memory::Sglang options;
  options.chunked_prefill_size = 100'000;  // its reserve is more than the card
  CHECK(verdict_on(test::question_about("qwen2.5-0.5b", options), "rtx-4090") ==
        advise::Verdict::no);
  memory::Vllm all;
  all.gpu_memory_utilization = Ratio{1, 1};  // the driver's part is not free
  CHECK(verdict_on(test::question_about("qwen2.5-0.5b", all), "rtx-4090") == advise::Verdict::no);
}

TEST_CASE("SGLang: states of running requests have to find room", "[engines]") {
  memory::Question question = test::question_about("qwen3.5-27b", memory::Sglang{}, "bf16");
  question.workload.context_tokens = 256;
  CHECK(verdict_on(question, "rtx-pro-6000") == advise::Verdict::fits);
  question.workload.parallel = 150;
  CHECK(verdict_on(question, "rtx-pro-6000") == advise::Verdict::no);
}

TEST_CASE("engines refuse what they cannot run, with unsupported", "[engines]") {
  memory::Vllm drafting;
  drafting.num_speculative_tokens = 3;
  CHECK(is_refused(test::question_about("llama-3.1-8b", drafting), "rtx-4090"));
  CHECK_FALSE(is_refused(test::question_about("qwen3.5-27b", drafting), "rtx-4090"));
  memory::Vllm few;
  few.max_num_seqs = 4;
  memory::Question many = test::question_about("llama-3.1-8b", few);
  many.workload.parallel = 5;
  CHECK(is_refused(many, "rtx-4090"));
  memory::ExllamaV3 small;
  small.cache_size = 1024;
  CHECK(is_refused(test::question_about("llama-3.1-8b", small), "rtx-4090"));
  memory::Mlx rotating;
  rotating.max_kv_size = 4096;
  rotating.kv_bits = 4;
  CHECK(is_refused(test::question_about("llama-3.1-8b", rotating), "m4-max"));
  CHECK(is_refused(test::question_about("llama-3.1-8b", memory::Vllm{}), "m4-max"));
  CHECK(is_refused(test::question_about("llama-3.1-8b", memory::Mlx{}), "rx-7900-xtx"));
  CHECK(is_refused(test::question_about("llama-3.1-8b", memory::TensorRtLlm{}), "mi300x"));
  CHECK_FALSE(is_refused(test::question_about("llama-3.1-8b", memory::Vllm{}), "mi300x"));
}

TEST_CASE("every 8-bit type has DeepSeek's sparse rows, under vLLM and SGLang", "[engines]") {
  for (const Engine& engine : std::vector<Engine>{memory::Vllm{}, memory::Sglang{}}) {
    for (const model::StorageType type :
         {model::StorageType::f8_e4m3, model::StorageType::f8_e5m2}) {
      memory::Question question = test::question_about("deepseek-v3.2", engine);
      question.workload.cache_type_k = type;
      question.workload.cache_type_v = type;
      CHECK(memory::estimate(question).cache_bytes_per_token == (656ULL + 132) * 61);
    }
  }
}
