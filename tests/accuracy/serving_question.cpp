#include "accuracy/serving_question.h"

#include <string>
#include <utility>

#include <vramcalc/core/quantity.h>
#include <vramcalc/hardware/find_gpu.h>

#include "accuracy/named_model.h"

namespace vramcalc::accuracy {
namespace {

// A number in the digits that the row has: 0.92 is 23/25.
std::optional<Ratio> decimal_of(const Row& row, const char* key) {
  const auto entry = row.find(key);
  return entry == row.end() ? std::nullopt : std::optional{parse_decimal(entry->dump())};
}

std::optional<std::uint64_t> whole_of(const Row& row, const char* key) {
  const auto entry = row.find(key);
  return entry == row.end() ? std::nullopt : std::optional{entry->get<std::uint64_t>()};
}

memory::Engine vllm_of(const Row& row) {
  memory::Vllm engine;
  if (row.contains("release")) {
    engine.release = memory::leading_release(row.at("release").get<std::string>()).value().release;
  }
  engine.gpu_memory_utilization = decimal_of(row, "share");
  engine.max_num_seqs = whole_of(row, "max_num_seqs");
  engine.max_num_batched_tokens = whole_of(row, "max_num_batched_tokens");
  engine.tensor_parallel_size = row.value("tensor_parallel", std::uint64_t{1});
  engine.enforce_eager = row.value("enforce_eager", false);
  return engine;
}

memory::Engine sglang_of(const Row& row) {
  memory::Sglang engine;
  engine.mem_fraction_static = decimal_of(row, "share");
  engine.tp_size = row.value("tensor_parallel", std::uint64_t{1});
  return engine;
}

}  // namespace

memory::Question serving_question(const Row& row) {
  memory::Question question;
  question.model = named_model(row.at("reference"));
  question.format = format_named(question.model, row.at("precision"));
  question.engine = row.at("engine") == "vllm" ? vllm_of(row) : sglang_of(row);
  const std::uint64_t longest =
      question.model.max_context_tokens.value_or(memory::default_context_tokens(question.model));
  question.workload.context_tokens = whole_of(row, "context").value_or(longest);
  if (row.value("cache_type", "") == "fp8") {
    question.workload.cache_type_k = model::StorageType::f8_e4m3;
    question.workload.cache_type_v = model::StorageType::f8_e4m3;
  }
  return question;
}

std::optional<hardware::Rig> serving_rig(const Row& row) {
  const std::uint64_t cards = row.value("tensor_parallel", std::uint64_t{1});
  if (row.contains("card")) {
    const std::string card = row.at("card");
    return hardware::Rig{{{hardware::find_gpu(card, hardware::builtin_gpus()).gpu, cards}}};
  }
  if (row.contains("memory_gib")) {
    hardware::RigCards kind = hardware::cards_of_memory("1GiB");
    kind.gpu.visible_bytes = parse_size(row.at("memory_gib").dump() + "GiB");
    kind.count = cards;
    return hardware::Rig{{kind}};
  }
  return std::nullopt;
}

}  // namespace vramcalc::accuracy
