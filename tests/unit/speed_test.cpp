// Speeds: what must hold of any model on any cards.

#include <catch2/catch.hpp>

#include <vramcalc/advise/demand.h>
#include <vramcalc/advise/speed.h>
#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/memory/work.h>

#include "support/catalogue_question.h"

using namespace vramcalc;

namespace {

hardware::Rig rig_of(std::string_view card, std::uint64_t count = 1) {
  return {{{hardware::find_gpu(card, hardware::builtin_gpus()).gpu, count}}};
}

memory::Question question_of(const std::string& model, const std::string& precision,
                             memory::Engine engine = memory::Generic{}) {
  return test::question_about(model, std::move(engine), precision);
}

advise::Speed speed_of(const memory::Question& question, const hardware::Rig& rig,
                       std::uint64_t prompt = 512) {
  const advise::Demand demand{question, rig};
  return advise::speed(question, demand.estimate(), rig, prompt).value();
}

void check_bounds(const advise::Rate& rate) {
  CHECK(0 < rate.low);
  CHECK(rate.low <= rate.expected);
  CHECK(rate.expected <= rate.high);
}

}  // namespace

TEST_CASE("a step reads all weights but embeddings and experts that are not asked", "[speed]") {
  const memory::Question dense = question_of("llama-3.1-8b", "fp16");
  const memory::Estimate estimate = memory::estimate(dense);
  REQUIRE(estimate.work.size() == 1);
  // 128 256 rows of 4096 numbers are looked up, none of them read through.
  const Bytes embeddings = Bytes{128'256} * 4096 * 2;
  CHECK(estimate.work.front().step.weights + embeddings == estimate.weights);
  CHECK(estimate.work.front().step.experts == Bytes{});
  CHECK(estimate.work.front().layers == 32);

  // The head of a tied model is its embedding: it is read.
  const memory::Estimate tied = memory::estimate(question_of("llama-3.2-3b", "fp16"));
  CHECK(tied.work.front().step.weights == tied.weights);

  const memory::Question experts = question_of("qwen3-30b-a3b", "fp16");
  const memory::Estimate mixture = memory::estimate(experts);
  // 48 layers of 128 experts of three matrices of 2048 × 768.
  CHECK(mixture.work.front().step.experts == Bytes{48} * 128 * 3 * 2048 * 768 * 2);
}

TEST_CASE("the work of all devices is that of one, however it is spread", "[speed]") {
  const auto sums = [](const memory::Estimate& estimate) {
    Bytes bytes;
    for (const memory::DeviceWork& work : estimate.work) {
      bytes += work.step.weights + work.step.experts;
    }
    return bytes;
  };
  for (const char* model : {"llama-3.1-8b", "qwen3-30b-a3b", "llama-3.2-3b"}) {
    INFO(model);
    memory::LlamaCpp engine;
    const memory::Question whole = question_of(model, "q4_k_m", engine);
    const Bytes on_one = sums(memory::estimate(whole));
    const std::vector<memory::GpuMemory> four(4, memory::GpuMemory{gibibyte * 80});
    CHECK(sums(memory::estimate(whole, four)) == on_one);
    engine.gpu_layers = 10;
    CHECK(sums(memory::estimate(question_of(model, "q4_k_m", engine))) == on_one);
    engine.gpu_layers.reset();
    engine.n_cpu_moe = 12;
    CHECK(sums(memory::estimate(question_of(model, "q4_k_m", engine))) == on_one);
  }
}

TEST_CASE("faster cards, fewer bits and shorter sequences are never slower", "[speed]") {
  const memory::Question question = question_of("llama-3.1-8b", "q4_k_m", memory::LlamaCpp{});
  const advise::Speed slow = speed_of(question, rig_of("rtx-3060"));
  const advise::Speed fast = speed_of(question, rig_of("rtx-4090"));
  CHECK(slow.decode.expected < fast.decode.expected);
  CHECK(slow.prompt->expected < fast.prompt->expected);
  CHECK(fast.first_token_seconds->expected < slow.first_token_seconds->expected);

  const memory::Question more_bits = question_of("llama-3.1-8b", "q8_0", memory::LlamaCpp{});
  CHECK(speed_of(more_bits, rig_of("rtx-4090")).decode.expected < fast.decode.expected);
  CHECK(fast.decode_full.expected < fast.decode.expected);
  CHECK(speed_of(question, rig_of("rtx-4090"), 8000).decode.expected < fast.decode.expected);
}

TEST_CASE("low ≤ expected ≤ high for every engine, and sequences add up", "[speed]") {
  const std::pair<memory::Engine, const char*> engines[]{
      {memory::Generic{}, "int4"},      {memory::LlamaCpp{}, "q4_k_m"},
      {memory::Vllm{}, "awq"},          {memory::Sglang{}, "awq"},
      {memory::TensorRtLlm{}, "awq"},   {memory::Transformers{}, "nf4"},
      {memory::ExllamaV3{}, "exl3:4.0"}};
  for (const auto& [engine, precision] : engines) {
    for (const std::uint64_t cards : {std::uint64_t{1}, std::uint64_t{2}}) {
      INFO(memory::id_of(engine) << " on " << cards);
      memory::Question question = question_of("qwen3-14b", precision, engine);
      question.workload.parallel = 4;
      const advise::Speed speed = speed_of(question, rig_of("rtx-4090", cards));
      check_bounds(speed.decode);
      check_bounds(speed.decode_full);
      check_bounds(speed.together);
      check_bounds(*speed.prompt);
      check_bounds(*speed.first_token_seconds);
      CHECK(speed.decode.expected < speed.together.expected);
      CHECK(speed.together.expected <= 4 * speed.decode.expected);
    }
  }
}

TEST_CASE("layers in main memory are slow, experts there less so", "[speed]") {
  memory::LlamaCpp engine;
  const hardware::Rig rig = rig_of("rtx-4090");
  const double all = speed_of(question_of("qwen3-30b-a3b", "q4_k_m", engine), rig).decode.expected;
  engine.n_cpu_moe = 48;
  const advise::Speed experts = speed_of(question_of("qwen3-30b-a3b", "q4_k_m", engine), rig);
  engine.n_cpu_moe = 0;
  engine.gpu_layers = 0;
  const advise::Speed none = speed_of(question_of("qwen3-30b-a3b", "q4_k_m", engine), rig);
  CHECK(experts.decode.expected < all);
  CHECK(none.decode.expected < experts.decode.expected);
  CHECK(none.bound == advise::SpeedBound::main_memory);
}

TEST_CASE("a bare size has a speed, a card without bandwidth none", "[speed]") {
  memory::Question question{model::model_of_size("13B"), {}, memory::Generic{}, {}};
  question.format = model::format_in(question.model, model::find_precision("int8"), false);
  CHECK(speed_of(question, rig_of("rtx-4090")).decode.expected > 20);
  hardware::Gpu unknown;
  unknown.visible_bytes = gibibyte * 24;
  const hardware::Rig rig{{{unknown, 1}}};
  const advise::Demand demand{question, rig};
  CHECK_FALSE(advise::speed(question, demand.estimate(), rig, 512).has_value());
}

TEST_CASE("usual layers are those of models that everybody knows", "[speed]") {
  CHECK(memory::usual_layers(6'738'415'616) == 32);
  CHECK(memory::usual_layers(68'976'648'192) == 80);
  CHECK(memory::usual_layers(13'015'864'320) >= 40);
  CHECK(memory::usual_layers(13'015'864'320) <= 43);
}

TEST_CASE("cards that share layers beat cards in a row, NVLink beats PCIe", "[speed]") {
  const memory::Question shared = question_of("llama-3.1-70b", "awq", memory::Vllm{});
  const memory::Question in_a_row = question_of("llama-3.1-70b", "q4_k_m", memory::LlamaCpp{});
  const hardware::Rig pcie = rig_of("rtx-4090", 4);
  CHECK(speed_of(in_a_row, pcie).decode.expected < speed_of(shared, pcie).decode.expected);
  const advise::Speed linked = speed_of(shared, rig_of("a100-sxm4-80gb", 4));
  const advise::Speed unlinked = speed_of(shared, rig_of("a100-pcie-80gb", 4));
  CHECK(unlinked.decode.expected < linked.decode.expected);
}
