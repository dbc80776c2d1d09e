// What holds of every estimate for llama.cpp, whatever the model.
#include <catch2/catch.hpp>

#include <string>
#include <string_view>

#include <vramcalc/advise/verdict.h>
#include <vramcalc/core/error.h>
#include <vramcalc/memory/question.h>
#include <vramcalc/model/precision.h>
#include <vramcalc/read/model_file.h>

using namespace vramcalc;

namespace {

memory::Question question_of(const std::string& id) {
  memory::Question question;
  for (const model::CatalogueModel& entry : model::builtin_models()) {
    if (entry.id == id) {
      question.model = read::read_model_config_text(entry.config_json, id).model;
    }
  }
  REQUIRE(question.model.has_tensors());
  question.format =
      model::format_in(question.model, model::find_precision("q4_k_m"), /*imatrix=*/false);
  question.engine = memory::LlamaCpp{};
  return question;
}

memory::Interval on_one_gpu(const memory::Question& question) {
  return memory::total(memory::estimate(question));
}

// What --split-mode tensor leaves whole, of a model without shared experts: there every GPU has all
// of it.
Bytes norms_and_routers(const memory::Question& question) {
  Bytes sum;
  for (const model::StoredTensor& stored :
       model::stored_in(question.model, question.format).tensors) {
    const std::string_view name = stored.tensor->name;
    if (name.find("norm") != std::string_view::npos ||
        name.find("ffn_gate_inp") != std::string_view::npos) {
      sum += stored.bytes;
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("llama.cpp: more context and more sequences never take less", "[llama_cpp]") {
  const auto id = GENERATE(as<std::string>{}, "llama-3.1-8b", "qwen3-30b-a3b", "gemma-3-27b",
                           "deepseek-v3", "gpt-oss-20b", "gemma-4-31b");
  memory::Question question = question_of(id);
  memory::Interval before;
  for (std::uint64_t context = 256; context <= 131'072; context = context * 3 / 2) {
    question.workload.context_tokens = context;
    const memory::Interval now = on_one_gpu(question);
    CAPTURE(id, context);
    CHECK(before.expected <= now.expected);
    CHECK(before.high <= now.high);
    before = now;
  }
  question.workload.context_tokens = 4096;
  before = {};
  for (std::uint64_t parallel = 1; parallel <= 64; parallel *= 2) {
    question.workload.parallel = parallel;
    const memory::Interval now = on_one_gpu(question);
    CAPTURE(id, parallel);
    CHECK(before.expected <= now.expected);
    before = now;
  }
}

TEST_CASE("llama.cpp: devices and components add up to the totals", "[llama_cpp]") {
  const memory::Question question = question_of("qwen3-30b-a3b");
  const auto count = GENERATE(as<std::size_t>{}, 1, 2, 3, 5);
  const std::vector<memory::GpuMemory> gpus(
      count, memory::GpuMemory{.visible = gibibyte * 24, .sm_count = 128});
  const memory::Estimate estimate = memory::estimate(question, gpus);
  Bytes by_device;
  for (std::uint32_t gpu = 0; gpu < count; ++gpu) {
    by_device += memory::total_on(estimate, memory::Device{gpu}).expected;
  }
  CHECK(by_device == memory::total(estimate).expected);
  Bytes by_item;
  for (const memory::LineItem& item : estimate.items) {
    CHECK(item.low <= item.expected);
    CHECK(item.expected <= item.high);
    by_item += item.expected;
  }
  CHECK(by_item == by_device + memory::total_on(estimate, memory::host_device).expected);
}

TEST_CASE("llama.cpp: more memory never turns fits into no", "[llama_cpp]") {
  memory::Question question = question_of("gemma-3-27b");
  question.workload.context_tokens = 32'768;
  const memory::Interval need = on_one_gpu(question);
  advise::Verdict before = advise::Verdict::no;
  for (std::uint64_t gib = 8; gib <= 80; ++gib) {
    const advise::Verdict now = advise::verdict(need, gibibyte * gib);
    CHECK(now <= before);
    before = now;
  }
  CHECK(before == advise::Verdict::fits);
}

TEST_CASE("llama.cpp: tensors cut through all layers add up to the whole", "[llama_cpp]") {
  memory::Question question = question_of("qwen3-30b-a3b");
  const memory::Estimate whole = memory::estimate(question);
  memory::LlamaCpp options;
  options.split_mode = memory::SplitMode::tensor;
  options.tensor_split = GENERATE(std::vector<double>{}, std::vector<double>{3, 1, 1});
  question.engine = options;
  const std::vector<memory::GpuMemory> gpus(3, memory::ample_gpu().front());
  const memory::Estimate cut = memory::estimate(question, gpus);
  const Bytes on_every_gpu = norms_and_routers(question);
  REQUIRE(on_every_gpu > Bytes{});
  for (const auto component : {memory::Component::weights, memory::Component::kv_cache}) {
    const Bytes alone = memory::total_of(whole, component).expected;
    const Bytes shared = memory::total_of(cut, component).expected;
    const Bytes copied =
        component == memory::Component::weights ? on_every_gpu * (gpus.size() - 1) : Bytes{};
    CHECK(alone + copied <= shared);
    CHECK(shared <= alone + copied + Bytes{3});
  }
  options.tensor_split = {1, 1, 1, 1};
  question.engine = options;
  CHECK_THROWS_AS(memory::estimate(question, gpus), Error);
}

TEST_CASE("llama.cpp: multi-token prediction takes its layers, a cache and states", "[llama_cpp]") {
  memory::Question question = question_of("qwen3.5-27b");
  const memory::Estimate without = memory::estimate(question);
  memory::LlamaCpp options;
  options.draft_mtp_tokens = 2;
  question.engine = options;
  const memory::Estimate with = memory::estimate(question);
  const auto sum = [](const memory::Estimate& estimate, memory::Component component) {
    return memory::total_of(estimate, component).expected;
  };
  CHECK(sum(with, memory::Component::mtp_weights) > Bytes{});
  CHECK(sum(with, memory::Component::kv_cache) > sum(without, memory::Component::kv_cache));
  // 149.6 MiB a sequence, once and for each of the two tokens: 1795.5 MiB for four in a published
  // log
  CHECK(sum(with, memory::Component::recurrent_state) ==
        sum(without, memory::Component::recurrent_state) * 3);
}
