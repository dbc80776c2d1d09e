// Questions whose weights are counted once get the same answers, and none that is not theirs.
#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/memory/question.h>

#include "memory/weights/counted_weights.h"
#include "support/catalogue_question.h"

namespace vramcalc::memory {
namespace {

// Everything that is told of an estimate.
std::string text_of(const Estimate& estimate) {
  std::string text = std::to_string(estimate.weights.count()) + " bytes, " +
                     std::to_string(estimate.tensors) + " tensors\n";
  for (const LineItem& item : estimate.items) {
    text += name_of(item.device) + " " + std::to_string(static_cast<int>(item.component)) + " " +
            std::string{item.formula};
    for (const Bytes bytes : {item.low, item.expected, item.high}) {
      text += " " + std::to_string(bytes.count());
    }
    for (const Term& term : item.terms) {
      text += " " + std::string{term.name} + "=" + std::to_string(term.value);
    }
    text += "\n";
  }
  return text;
}

std::vector<Engine> engines() {
  LlamaCpp some_on_cpu;
  some_on_cpu.gpu_layers = 20;
  LlamaCpp experts_on_cpu;
  experts_on_cpu.n_cpu_moe = 10;
  LlamaCpp moved;
  moved.override_tensor = {{R"(blk\.[0-9]\.ffn_.*)", "CPU"}};
  LlamaCpp shared;
  shared.split_mode = SplitMode::tensor;
  return {Generic{}, LlamaCpp{}, some_on_cpu,   experts_on_cpu, moved,      shared,
          Vllm{},    Sglang{},   TensorRtLlm{}, Transformers{}, ExllamaV3{}};
}

}  // namespace

TEST_CASE("a question with counted weights gets the answer of one without") {
  const GpuMemory gpu = test::gpu_of("h100-sxm");
  for (const char* id : {"llama-3.1-8b", "qwen3-30b-a3b", "gemma-3-27b", "deepseek-r1"}) {
    for (const Engine& engine : engines()) {
      const bool is_llama_cpp = std::holds_alternative<LlamaCpp>(engine);
      Question question = test::question_about(id, engine, is_llama_cpp ? "q4_k_m" : "");
      const Question counted = prepared(question);
      REQUIRE(counted.weights != nullptr);
      for (const std::size_t gpus : {1U, 2U, 4U}) {
        CAPTURE(id, id_of(engine), gpus);
        const std::vector<GpuMemory> cards(gpus, gpu);
        CHECK(text_of(estimate(counted, cards)) == text_of(estimate(question, cards)));
      }
    }
  }
}

TEST_CASE("counted weights serve other engines and workloads, and no other model or format") {
  const Question counted = prepared(test::question_about("llama-3.1-8b", Vllm{}, "bf16"));

  Question other = counted;
  other.engine = Sglang{};
  other.workload.context_tokens = 1024;
  CHECK(weights_of(other) == counted.weights);
  CHECK(prepared(other).weights == counted.weights);

  const Question in_fp8 = test::question_about("llama-3.1-8b", Vllm{}, "fp8");
  other = counted;
  other.format = in_fp8.format;
  CHECK(weights_of(other) != counted.weights);
  CHECK(text_of(estimate(other)) == text_of(estimate(in_fp8)));
  CHECK(prepared(other).weights != counted.weights);

  const Question larger = test::question_about("qwen3-14b", Vllm{}, "bf16");
  other = counted;
  other.model = larger.model;
  CHECK(text_of(estimate(other)) == text_of(estimate(larger)));
}

TEST_CASE("a model without tensors has no weights to count") {
  Question question;
  question.model = model::model_of_size("70B");
  question.format = model::native_format(question.model);
  CHECK(prepared(question).weights == nullptr);
}

TEST_CASE("layers that are alike are one kind") {
  const Question question = prepared(test::question_about("deepseek-r1", LlamaCpp{}, "q8_0"));
  const WeightTable& table = question.weights->table();
  // Three layers without experts, the others with; what drafts is no layer of the architecture.
  CHECK(table.layers().size() == 62);
  CHECK(table.mtp_layers() == 1);
  CHECK(table.kinds().size() == 3);
  CHECK(table.layers()[2].kind == table.layers()[0].kind);
  CHECK(table.layers()[60].kind == table.layers()[3].kind);
  CHECK_FALSE(table.kind_of(table.layers()[61]).layer.has_value());
}

}  // namespace vramcalc::memory
